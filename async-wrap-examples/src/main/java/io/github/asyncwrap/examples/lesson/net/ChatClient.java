package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Somebody at nc, played by a program: blocking, one thread at a time. */
final class ChatClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final BufferedReader in;

    private ChatClient(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Connects to a server of this machine. */
    static ChatClient connect(int port) throws IOException {
        return connect(new Socket(), port);
    }

    /** The same for one that will not read: its system takes little on its own. */
    static ChatClient connectDeaf(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096); // before it connects; afterwards the window has been agreed upon
        return connect(socket, port);
    }

    private static ChatClient connect(Socket socket, int port) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return new ChatClient(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    ChatClient send(String line) throws IOException {
        return send((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    ChatClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** The next line; null after the last one. */
    @Nullable
    String read() throws IOException {
        try {
            return in.readLine();
        } catch (SocketTimeoutException e) {
            throw new LessonException("The server says nothing more", e);
        }
    }

    /** Reads up to a line with certain words in it, and gives that. */
    String readUntil(String words) throws IOException {
        for (String line; (line = read()) != null; ) {
            if (line.contains(words)) {
                return line;
            }
        }
        throw new LessonException("The server closed the connection before it said '" + words + "'");
    }

    /** Ends what is sent; what comes can still be read. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks the connection off, as a machine does that crashes. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
