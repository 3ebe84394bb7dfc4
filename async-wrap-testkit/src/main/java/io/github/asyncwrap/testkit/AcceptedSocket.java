package io.github.asyncwrap.testkit;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The raw socket of one connection, which ends tidily however it ends.
 *
 * <p>MockWebServer closes and forgets a connection when it reads the end of the stream. When a read or a write throws,
 * it does neither until the server is closed: a thousand clients that reset their connections would leave a thousand
 * open sockets. Hence a read from a connection that was reset, or closed on this side, is the end of the stream here,
 * and a write that fails closes the socket. Nothing is lost by that: a body that ends too early is noticed by whoever
 * reads it. Below TLS the end of the stream closes the socket as well: there it is no end that anybody meant, TLS has its
 * own, and MockWebServer would forget the connection without closing it.
 *
 * <p>It is also the clock of what is done on its connection: nobody waits here for longer than the connection lives.
 */
final class AcceptedSocket extends Socket implements Pace {

    private static final int NONE = -1;

    private final boolean belowTls;
    private final Consumer<AcceptedSocket> onClose;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long number = NONE;
    private volatile int index = NONE;
    private volatile boolean over;

    AcceptedSocket(boolean belowTls, Consumer<AcceptedSocket> onClose) throws SocketException {
        super((SocketImpl) null); // what ServerSocket.accept() does: the connection's is put in by implAccept
        this.belowTls = belowTls;
        this.onClose = onClose;
    }

    /** Which connection of its server this is, from 1, once it is accepted. */
    long number() {
        return number;
    }

    void number(long number) {
        this.number = number;
    }

    /** MockWebServer's number of this connection, from 0; negative if it does not get it. */
    int index() {
        return index;
    }

    void index(int index) {
        this.index = index;
    }

    /** Whether this was closed on this side, or is just being closed. */
    boolean isOver() {
        return over;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] single = new byte[1];
                return read(single, 0, 1) == 1 ? single[0] & 0xff : -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                try {
                    int count = in.read(target, offset, length);
                    if (count == -1 && belowTls) {
                        cut();
                    }
                    return count;
                } catch (SocketException over) {
                    cut();
                    return -1;
                }
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                try {
                    out.write(source, offset, length); // FilterOutputStream would write byte by byte
                } catch (SocketException e) {
                    cut();
                    throw e;
                }
            }
        };
    }

    @Override
    public synchronized void close() throws IOException {
        over = true;
        onClose.accept(this);
        try {
            super.close();
        } finally {
            closed.countDown(); // now: who waits here must not find a connection on which it can go on
        }
    }

    /** Closes with a reset (RST), whatever is still to be sent or read. */
    void reset() {
        try {
            setSoLinger(true, 0);
        } catch (SocketException over) {
            // It is closed already, or the client has reset it.
        }
        cut();
    }

    /** Closes without a word: for a connection that is over, where nobody is left to hear of a failure. */
    void cut() {
        try {
            close();
        } catch (IOException e) {
            // The system has released the socket even so.
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(long nanos) {
        try {
            closed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is being closed, and with it this connection
        }
    }
}
