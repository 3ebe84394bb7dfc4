package io.github.asyncwrap.testkit;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketImpl;
import java.util.function.Consumer;

/**
 * The raw socket of one connection, which ends tidily however it ends.
 *
 * <p>MockWebServer closes and forgets a connection when it reads the end of the stream. When a read or a write throws,
 * it does neither until the server is closed: a thousand clients that reset their connections would leave a thousand
 * open sockets. Hence a read from a connection that was reset, or closed on this side, is the end of the stream here,
 * and a write that fails closes the socket. Nothing is lost by that: a body that ends too early is noticed by whoever
 * reads it.
 */
final class AcceptedSocket extends Socket {

    private final Consumer<AcceptedSocket> onClose;

    AcceptedSocket(Consumer<AcceptedSocket> onClose) throws SocketException {
        super((SocketImpl) null); // what ServerSocket.accept() does: the connection's is put in by implAccept
        this.onClose = onClose;
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
                    return in.read(target, offset, length);
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
        onClose.accept(this);
        super.close();
    }

    /** Closes without a word: for a connection that is over, where nobody is left to hear of a failure. */
    void cut() {
        try {
            close();
        } catch (IOException e) {
            // The system has released the socket even so.
        }
    }
}
