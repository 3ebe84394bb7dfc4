package io.github.asyncwrap.testkit;

import java.io.IOException;
import mockwebserver3.MockResponse;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Socket;

/** Ends a connection whose body cannot be read on. */
final class LastAnswer {

    /** How much of what the client still sends is read; about what the system's buffers hold on loopback. */
    private static final long MOST_DROPPED = 4L << 20;

    private LastAnswer() {}

    /** Sends the answer, and sees to it that the client gets it, if it can be had. */
    static void send(MockResponse answer, Socket socket) {
        try {
            Answers.write(answer, (BufferedSink) socket.getSink());
            finish(socket);
        } catch (IOException gone) {
            // The client did not wait for the answer.
        } finally {
            cut(socket);
        }
    }

    /** The same for an answer whose head is sent already. */
    static void sendBody(MockResponse answer, Socket socket) {
        try {
            Answers.writeBody(answer, (BufferedSink) socket.getSink());
            finish(socket);
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
    private static void finish(Socket socket) throws IOException {
        socket.getSink().close();
        Buffer dropped = new Buffer();
        long left = MOST_DROPPED;
        long count;
        while (left > 0 && (count = socket.getSource().read(dropped, left)) != -1) {
            dropped.clear();
            left -= count;
        }
    }

    /** Closes the connection, with nothing left in it that might be taken for a request. */
    static void cut(Socket socket) {
        socket.cancel();
        ((BufferedSource) socket.getSource()).getBuffer().clear();
    }
}
