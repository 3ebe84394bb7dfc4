package io.github.asyncwrap.examples.lesson.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: lines in, lines out, neither of which ever blocks. For the event loop alone.
 *
 * <p>In memory there is of each no more than {@link #READ_BYTES}, a line, and an {@link Outbox}: a client that sends much
 * is read as fast as its lines are dealt with, and one that does not read is told of by {@link #send}.
 */
final class ChatConnection {
    private static final int READ_BYTES = 4096;
    /** What the system may hold besides; it would let that grow to megabytes. */
    private static final int SYSTEM_BYTES = 64 * 1024;
    /** How long a client that has been told to leave may take to close its side. */
    private static final long LEAVING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ChatLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Listener listener;
    private final LineDecoder decoder = new LineDecoder();
    private final ByteBuffer input = ByteBuffer.allocate(READ_BYTES).limit(0);
    private final Outbox outbox = new Outbox();
    private boolean isHeld;
    private boolean isLeaving;
    private boolean isClosed;
    private ChatLoop.@Nullable Timer leavingTimer;

    /** Is told what comes of a connection, on the event loop. */
    interface Listener {
        void line(LineDecoder.Line line);

        /** It is closed, for whatever reason; once. */
        void closed();
    }

    /**
     * Reads from a channel from now on.
     *
     * @throws IOException if it is broken already
     */
    ChatConnection(ChatLoop loop, SocketChannel channel, Listener listener) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.listener = listener;
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SYSTEM_BYTES);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // A machine that dies says nothing. In the end the system finds out, and the name is free again.
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        key = loop.register(channel, SelectionKey.OP_READ, ready -> ready());
    }

    static ByteBuffer encode(String line) {
        return ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void ready() {
        try {
            if (key.isReadable()) {
                read();
            }
            if (key.isValid() && key.isWritable()) {
                flush();
            }
        } catch (IOException e) {
            close(); // a client that resets its connection has left, as has one that closes it
        }
    }

    private void read() throws IOException {
        int count = channel.read(input.clear());
        input.flip();
        if (count < 0) {
            LineDecoder.Line last = isLeaving ? null : decoder.last();
            if (last != null) {
                listener.line(last);
            }
            close();
        } else if (isLeaving) {
            input.limit(0);
        } else {
            deal();
        }
    }

    /** Passes on what has arrived, line by line, as long as it is wanted. */
    private void deal() {
        while (!isHeld && !isLeaving && !isClosed) {
            LineDecoder.Line line = decoder.next(input);
            if (line == null) {
                break;
            }
            listener.line(line);
        }
        updateInterest();
    }

    /** No more lines, until {@link #resume}: they stay where they are, at last at the client. */
    void hold() {
        isHeld = true;
        updateInterest();
    }

    void resume() {
        isHeld = false;
        deal();
    }

    /** As the other, for one client. */
    boolean send(String line) {
        return send(encode(line));
    }

    /**
     * Sends a line, now or when the client takes it.
     *
     * @return false if the client is so far behind that nothing more is kept for it
     */
    boolean send(ByteBuffer line) {
        if (isLeaving || isClosed) {
            return true;
        }
        boolean isFirst = outbox.isEmpty();
        if (!outbox.offer(line)) {
            return false;
        }
        if (isFirst) {
            try {
                flush();
            } catch (IOException e) {
                loop.execute(this::close); // later: whoever sends is in the middle of something
            }
        }
        return true;
    }

    private void flush() throws IOException {
        outbox.flush(channel);
        if (isLeaving && outbox.isEmpty()) {
            channel.shutdownOutput();
        }
        updateInterest();
    }

    private void updateInterest() {
        if (key.isValid()) {
            int read = isLeaving || !isHeld ? SelectionKey.OP_READ : 0;
            int write = outbox.isEmpty() ? 0 : SelectionKey.OP_WRITE;
            key.interestOps(read | write);
        }
    }

    boolean isOpen() {
        return !isLeaving && !isClosed;
    }

    /**
     * Sends a last line, then closes. Not at once: were something unread that the client has sent, the system would reset
     * the connection, and with it the last line. So what comes is read until the client closes its side too.
     */
    void leave(String lastLine) {
        if (isOpen()) {
            send(lastLine);
            isLeaving = true;
            try {
                flush();
                leavingTimer = loop.after(LEAVING_NANOS, this::close);
            } catch (IOException e) {
                close();
            }
        }
    }

    /** Closes without a word to a client that does not listen; the system forgets, too, what it holds for it. */
    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // Then it is broken, which will do.
        }
        close();
    }

    /** Closes; may be called more than once. */
    void close() {
        if (!isClosed) {
            isClosed = true;
            if (leavingTimer != null) {
                leavingTimer.cancel();
            }
            try {
                channel.close();
            } catch (IOException e) {
                // Closed all the same.
            }
            listener.closed();
        }
    }
}
