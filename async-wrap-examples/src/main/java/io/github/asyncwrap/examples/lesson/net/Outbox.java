package io.github.asyncwrap.examples.lesson.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** What one client has not taken yet, up to a limit. For the event loop alone. */
final class Outbox {
    static final int MAX_BYTES = 256 * 1024;

    private static final int AT_ONCE = 64;

    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private int bytes;

    /**
     * Puts one more in.
     *
     * @param line shared with the outboxes of others: only the bytes are, not the position
     * @return whether there was room
     */
    boolean offer(ByteBuffer line) {
        if (bytes + line.remaining() > MAX_BYTES) {
            return false;
        }
        bytes += line.remaining();
        waiting.add(line.duplicate());
        return true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Writes what the channel takes now.
     *
     * @throws IOException if it is broken
     */
    void flush(GatheringByteChannel channel) throws IOException {
        while (!waiting.isEmpty()) {
            ByteBuffer[] first = waiting.stream().limit(AT_ONCE).toArray(ByteBuffer[]::new);
            long written = channel.write(first);
            if (written == 0) {
                return;
            }
            bytes -= (int) written;
            while (!waiting.isEmpty() && !waiting.element().hasRemaining()) {
                waiting.remove();
            }
        }
    }
}
