package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/**
 * Makes the server's listener, and knows the raw socket of every open connection: those below TLS, once there is TLS,
 * so that closing them ends whatever a connection's thread is doing.
 */
final class AcceptedSockets extends ServerSocketFactory {

    private static final int BACKLOG = 1024;

    private final Set<AcceptedSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    int openCount() {
        return open.size();
    }

    /** Closes every connection, and from now on each that is accepted. The listener is MockWebServer's to close. */
    void close() {
        closed = true; // before the loop: a connection accepted meanwhile is seen by it or sees this
        for (AcceptedSocket socket : open) {
            socket.cut();
        }
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new ServerSocket() {
            /** MockWebServer asks for 50; a client beyond that waits a second for the system to try again. */
            @Override
            public void bind(SocketAddress address, int backlog) throws IOException {
                super.bind(address, Math.max(backlog, BACKLOG));
            }

            @Override
            public Socket accept() throws IOException {
                while (true) {
                    AcceptedSocket socket = new AcceptedSocket(open::remove);
                    implAccept(socket);
                    if (admit(socket)) {
                        return socket;
                    }
                }
            }
        };
    }

    /** Says whether the connection is to be served. It must not throw: MockWebServer would stop accepting. */
    private boolean admit(AcceptedSocket socket) {
        open.add(socket);
        if (!closed) {
            try {
                // MockWebServer flushes an answer's head and body apart; with Nagle that costs 40 ms an answer.
                socket.setTcpNoDelay(true);
                // Else the next server could not have this port until the system has forgotten this connection.
                socket.setReuseAddress(true);
                return true;
            } catch (SocketException reset) {
                // Some systems refuse options on a connection that its client has reset already: it is over.
            }
        }
        socket.cut();
        return false;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return bound(new InetSocketAddress(port), 0);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return bound(new InetSocketAddress(port), backlog);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return bound(new InetSocketAddress(address, port), backlog);
    }

    private ServerSocket bound(InetSocketAddress address, int backlog) throws IOException {
        ServerSocket listener = createServerSocket();
        listener.bind(address, backlog);
        return listener;
    }
}
