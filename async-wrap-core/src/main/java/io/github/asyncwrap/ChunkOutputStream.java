package io.github.asyncwrap;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is written in small pieces, and hands it over in chunks. What is written is copied, since the contract of
 * OutputStream lets the caller use its array again. Not thread-safe, like any stream.
 *
 * <p>Errors stick: the bytes of a chunk that could not be handed over are lost, so nothing that comes later may look as
 * if nothing were missing.
 */
abstract class ChunkOutputStream extends OutputStream {
    private static final int CHUNK = 8 * 1024;

    final String name;
    private final int size;
    private byte @Nullable [] chunk;
    private int filled;
    private boolean closed;
    private @Nullable Throwable broken;

    ChunkOutputStream(String name, Window<ByteBuffer> window) {
        this.name = name;
        this.size = Math.min(CHUNK, window.size());
    }

    /** Takes a chunk that nobody else writes to any more; blocks while there is no room for it. */
    abstract void hand(ByteBuffer full) throws IOException;

    /** There is no more, and everything has been handed over. */
    abstract void ended();

    /** There is no more, and something is missing. */
    abstract void broken(Throwable cause);

    @Override
    public void write(int value) throws IOException {
        requireUsable();
        buffer()[filled++] = (byte) value;
        handOverIf(filled == size);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireUsable();
        for (int from = offset, left = length; left > 0; ) {
            int step = Math.min(left, size - filled);
            System.arraycopy(bytes, from, buffer(), filled, step);
            filled += step;
            from += step;
            left -= step;
            handOverIf(filled == size);
        }
    }

    private void requireUsable() throws IOException {
        if (closed) {
            throw new IOException(name + " - the stream is closed");
        } else if (broken != null) {
            throw new IOException(name + " - a former write failed: " + broken, broken);
        }
    }

    private byte[] buffer() {
        if (chunk == null) {
            chunk = new byte[size];
        }
        return chunk;
    }

    private void handOverIf(boolean wanted) throws IOException {
        byte[] full = chunk;
        if (!wanted || filled == 0 || full == null) {
            return;
        }
        if (filled < size / 2) {
            full = Arrays.copyOf(full, filled); // many small chunks must not hold many large arrays
        } else {
            chunk = null;
        }
        ByteBuffer handed = ByteBuffer.wrap(full, 0, filled).slice();
        filled = 0;
        try {
            hand(handed);
        } catch (Throwable thrown) {
            broken = thrown;
            throw thrown;
        }
    }

    /** Hands over what has been collected, however little; does nothing on a closed stream. */
    @Override
    public void flush() throws IOException {
        if (!closed) {
            requireUsable();
            handOverIf(true);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (broken == null) {
            try {
                handOverIf(true);
            } catch (Throwable thrown) {
                broken(thrown);
                throw thrown;
            }
            ended();
        } else {
            broken(broken);
        }
    }
}
