package io.github.asyncwrap.examples.lesson.echo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A client that sends and does not read, for as long as the server, or the system, takes what it sends. */
final class UnreadingClient implements AutoCloseable {
    private static final int PIECE = 4 * 1024;

    /** If nothing was taken for this long, nothing more will be. Taken too early it makes a test weaker, never wrong. */
    static final long QUIET_MILLIS = 150;

    /** How long nothing may come until receiving fails. */
    private static final int PATIENCE_MILLIS = 30_000;

    private final long quietMillis;
    private final SocketChannel channel;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    UnreadingClient(int port) throws IOException {
        this(port, QUIET_MILLIS);
    }

    /** One that believes only after so long that nothing more will be taken. */
    UnreadingClient(int port, long quietMillis) throws IOException {
        this.quietMillis = quietMillis;
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, EchoSockets.SOCKET_BUFFER);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, EchoSockets.SOCKET_BUFFER);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Sends until nothing more is taken, or so much was. */
    void sendUntilStalled(int most) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_WRITE);
            byte[] piece = new byte[PIECE];
            while (sent.size() < most) {
                for (int i = 0; i < PIECE; i++) {
                    piece[i] = (byte) ((sent.size() + i) % 251); // a prime, so that no shift goes unnoticed
                }
                int taken = channel.write(ByteBuffer.wrap(piece));
                sent.write(piece, 0, taken);
                if (taken == 0) {
                    if (selector.select(quietMillis) == 0) {
                        break;
                    }
                    selector.selectedKeys().clear();
                }
            }
        }
        channel.configureBlocking(true);
    }

    /** Does nothing for so long, in which nothing comes to be done for the server either. */
    void awaitQuiet(long millis) throws IOException {
        try (Selector selector = Selector.open()) {
            selector.select(millis);
        }
    }

    byte[] sent() {
        return sent.toByteArray();
    }

    /** Tells the server that nothing more will be sent; and still does not read. */
    void finish() throws IOException {
        channel.shutdownOutput();
    }

    /** Changes its mind: reads as much as it has sent. */
    byte[] receive() throws IOException {
        return in().readNBytes(sent.size());
    }

    /** Changes its mind: sends no more, and reads all that comes, to the end. */
    byte[] receiveAll() throws IOException {
        channel.shutdownOutput();
        return in().readAllBytes();
    }

    /** Waits until the server, or the system, has ended the connection, and takes what comes before that. */
    void awaitEnd() throws IOException {
        try {
            in().readAllBytes();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Reset, as there was something left that the server had not read: that is an end as well.
        }
    }

    /** Reading a channel itself can wait for ever; its socket has a limit. */
    private InputStream in() throws IOException {
        channel.socket().setSoTimeout(PATIENCE_MILLIS);
        return channel.socket().getInputStream();
    }

    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
