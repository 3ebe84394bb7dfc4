package io.github.asyncwrap.testkit;

import java.io.IOException;
import mockwebserver3.MockResponse;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Sink;
import okio.Socket;

/** Ends a connection, or a stream of HTTP/2, whose body is not read on. */
final class LastAnswer {

    /**
     * How much of what the client still sends is read. Many clients look for an answer only when they have sent their
     * body, and some find none when their connection was reset meanwhile.
     */
    static final long MOST_DROPPED = 64L << 20;

    private LastAnswer() {}

    /** Sends the answer, and sees to it that the client gets it, if it can be had. */
    static void send(MockResponse answer, Socket socket) {
        try {
            Answers.writeHead(answer, (BufferedSink) socket.getSink());
            writeBody(answer, socket);
        } catch (IOException gone) {
            // The client did not wait for the answer.
        } finally {
            cut(socket);
        }
    }

    /** The same for an answer whose head is sent already. */
    static void sendBody(MockResponse answer, Socket socket) {
        try {
            writeBody(answer, socket);
        } catch (IOException gone) {
            // As above.
        } finally {
            cut(socket);
        }
    }

    /**
     * Ends our side, then waits for the client's end. Closing while bytes of the client's are unread would reset the
     * connection, and a reset takes from the client the answer that it has not read yet.
     */
    private static void writeBody(MockResponse answer, Socket socket) throws IOException {
        Sink sink = socket.getSink();
        BufferedSink buffered = sink instanceof BufferedSink ready ? ready : Okio.buffer(sink);
        Answers.writeBody(answer, buffered);
        buffered.close();
        drop(socket, MOST_DROPPED);
    }

    /** Reads and drops what the client sends, up to its end. */
    static void drop(Socket socket, long most) throws IOException {
        Buffer dropped = new Buffer();
        long left = most;
        long count;
        while (left > 0 && (count = socket.getSource().read(dropped, left)) != -1) {
            dropped.clear();
            left -= count;
        }
    }

    /** Closes the connection, with nothing left in it that might be taken for a request; or resets the stream. */
    static void cut(Socket socket) {
        socket.cancel();
        if (socket.getSource() instanceof BufferedSource buffered) {
            buffered.getBuffer().clear();
        }
    }
}
