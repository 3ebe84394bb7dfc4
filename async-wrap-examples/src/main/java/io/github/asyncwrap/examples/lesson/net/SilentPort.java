package io.github.asyncwrap.examples.lesson.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A port of this machine that does not answer, as one behind a firewall: somebody listens, accepts nobody, and the queue of
 * those who wait to be accepted is full. Linux throws away further attempts; other systems may refuse them.
 */
final class SilentPort implements Closeable {

    private static final int MOST = 64;
    private static final int TIMEOUT_MILLIS = 50;

    private final Deque<Closeable> sockets = new ArrayDeque<>();
    private final int port;
    private final boolean silent;

    SilentPort() throws IOException {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.push(listener);
        port = listener.getLocalPort();
        silent = fill(listener);
    }

    private boolean fill(ServerSocket listener) throws IOException {
        try {
            for (int i = 0; i < MOST; i++) {
                Socket socket = new Socket();
                sockets.push(socket);
                socket.connect(listener.getLocalSocketAddress(), TIMEOUT_MILLIS);
            }
            return false;
        } catch (SocketTimeoutException e) {
            return true; // this one did not find room, nor will others
        } catch (IOException e) {
            close();
            return false;
        }
    }

    int port() {
        return port;
    }

    /** Whether this system is one of those that do not answer. */
    boolean isSilent() {
        return silent;
    }

    @Override
    public void close() {
        sockets.forEach(Sockets::close);
    }
}
