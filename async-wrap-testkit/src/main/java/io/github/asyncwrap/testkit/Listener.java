package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A listener that can stop listening, so that the system refuses whoever connects, and listen again at the same port,
 * while the one who waits in {@link #accept()} notices nothing of it: MockWebServer takes a listener that is closed for
 * the end of everything.
 *
 * <p>Of what a ServerSocket offers there is what MockWebServer uses. The real one is inside, and another one each time.
 */
final class Listener extends ServerSocket {

    /** What is done with connections. */
    interface Admission {

        /** The next connection's socket, not connected yet. */
        AcceptedSocket newSocket() throws SocketException;

        /** Says whether a connection is to be served; if not, it is closed. Must not throw. */
        boolean admit(AcceptedSocket socket);
    }

    private static final class Ear extends ServerSocket {
        Ear() throws IOException {}

        void acceptInto(AcceptedSocket socket) throws IOException {
            implAccept(socket);
        }
    }

    /** MockWebServer asks for 50; a client beyond that waits a second for the system to try again. */
    private static final int BACKLOG = 1024;

    private final Admission admission;

    // ServerSocket's own methods may lock on this object, hence another one.
    private final Object lock = new Object();

    // All guarded by the lock.
    private @Nullable Ear ear;
    /** The one in which a thread waits for a connection. */
    private @Nullable Ear occupied;

    private @Nullable InetSocketAddress bound;
    private boolean closed;

    Listener(Admission admission) throws IOException {
        this.admission = admission;
    }

    @Override
    public void bind(SocketAddress address, int backlog) throws IOException {
        synchronized (lock) {
            requireOpen();
            if (bound != null) {
                throw new SocketException("bound already: " + bound);
            }
            Ear first = open(address);
            bound = (InetSocketAddress) first.getLocalSocketAddress();
        }
    }

    /** Does nothing if it listens already. */
    void listen() throws IOException {
        synchronized (lock) {
            requireOpen();
            if (ear == null) {
                open(bound);
                lock.notifyAll();
            }
        }
    }

    private Ear open(@Nullable SocketAddress address) throws IOException {
        Ear opened = new Ear();
        try {
            opened.setReuseAddress(true); // connections that are over would keep the port for minutes otherwise
            opened.bind(address, BACKLOG);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        ear = opened;
        return opened;
    }

    /** Connections that the system holds and nobody has accepted yet are reset by it. */
    void stopListening() throws IOException {
        synchronized (lock) {
            Ear former = ear;
            ear = null;
            if (former != null) {
                former.close();
                awaitLeft(former);
            }
        }
    }

    /** The system goes on listening for as long as a thread is inside its accept(), closed or not. */
    private void awaitLeft(Ear former) {
        boolean interrupted = false;
        while (occupied == former) {
            try {
                lock.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Socket accept() throws IOException {
        while (true) {
            AcceptedSocket socket = admission.newSocket();
            Ear current = enter();
            try {
                current.acceptInto(socket);
            } catch (SocketException e) {
                if (isCurrent(current)) {
                    throw e;
                }
                continue; // it was closed meanwhile: wait for the next one
            } finally {
                leave();
            }
            if (admission.admit(socket)) {
                return socket;
            }
        }
    }

    private void leave() {
        synchronized (lock) {
            occupied = null;
            lock.notifyAll();
        }
    }

    /** Waits until there is one to enter. */
    private Ear enter() throws SocketException {
        synchronized (lock) {
            Ear current = ear;
            while (current == null) {
                requireOpen();
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new SocketException("interrupted");
                }
                current = ear;
            }
            occupied = current;
            return current;
        }
    }

    private boolean isCurrent(Ear candidate) {
        synchronized (lock) {
            return ear == candidate;
        }
    }

    private void requireOpen() throws SocketException {
        if (closed) {
            throw new SocketException("closed");
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            stopListening();
        }
        super.close();
    }

    @Override
    public boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    @Override
    public int getLocalPort() {
        synchronized (lock) {
            return bound == null ? -1 : bound.getPort();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // null before it is bound, as ServerSocket has it
    public InetAddress getInetAddress() {
        synchronized (lock) {
            return bound == null ? null : bound.getAddress();
        }
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return "Listener[" + bound + (closed ? " closed" : ear == null ? " not listening" : "") + "]";
        }
    }
}
