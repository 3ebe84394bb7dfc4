package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the server's listener, and knows the raw socket of every open connection: those below TLS, if there is TLS, so
 * that closing them ends whatever a connection's thread is doing.
 */
final class AcceptedSockets extends ServerSocketFactory implements Listener.Admission {

    private final boolean belowTls;
    private final LongPredicate resets;
    private final Set<AcceptedSocket> open = ConcurrentHashMap.newKeySet();
    private final Map<Integer, AcceptedSocket> byIndex = new ConcurrentHashMap<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicInteger admitted = new AtomicInteger();
    private volatile @Nullable Listener listener;
    private volatile boolean closed;

    /**
     * Creates a factory for one server.
     *
     * @param resets says by their numbers, from 1, which connections are to be reset at once; must not throw
     */
    AcceptedSockets(boolean belowTls, LongPredicate resets) {
        this.belowTls = belowTls;
        this.resets = resets;
    }

    int openCount() {
        return open.size();
    }

    /**
     * The raw socket of a connection, by the index that MockWebServer gives to it: it counts from 0 what accept() has
     * returned. Null if the connection is closed already.
     */
    @Nullable
    AcceptedSocket byIndex(int connectionIndex) {
        return byIndex.get(connectionIndex);
    }

    /** The listener, once there is one. */
    Listener listener() {
        Listener current = listener;
        if (current == null) {
            throw new IllegalStateException("not started");
        }
        return current;
    }

    /** Closes every connection, and from now on each that is accepted. The listener is MockWebServer's to close. */
    void close() {
        closed = true; // before the loop: a connection accepted meanwhile is seen by it or sees this
        for (AcceptedSocket socket : open) {
            socket.cut();
        }
    }

    @Override
    public AcceptedSocket newSocket() throws SocketException {
        return new AcceptedSocket(belowTls, this::forget);
    }

    private void forget(AcceptedSocket socket) {
        open.remove(socket);
        byIndex.remove(socket.index(), socket);
    }

    @Override
    public boolean admit(AcceptedSocket socket) {
        socket.number(accepted.incrementAndGet());
        open.add(socket);
        if (closed) {
            socket.cut();
            return false;
        }
        if (resets.test(socket.number())) {
            socket.reset();
            return false;
        }
        try {
            // MockWebServer flushes an answer's head and body apart; with Nagle that costs 40 ms an answer.
            socket.setTcpNoDelay(true);
            // Else the next server could not have this port until the system has forgotten this connection.
            socket.setReuseAddress(true);
        } catch (SocketException reset) {
            // Some systems refuse options on a connection that its client has reset already: it is over.
            socket.cut();
            return false;
        }
        int index = admitted.getAndIncrement();
        socket.index(index);
        byIndex.put(index, socket);
        if (socket.isOver()) {
            byIndex.remove(index, socket); // close() was here before
        }
        return true; // even so: MockWebServer counts it, and finds out
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        Listener created = new Listener(this);
        listener = created;
        return created;
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
        ServerSocket created = createServerSocket();
        created.bind(address, backlog);
        return created;
    }
}
