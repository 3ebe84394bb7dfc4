package io.github.asyncwrap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A sink's chunks as its reader sees them. One read into an array never crosses from one chunk into the next, so a
 * reader with an array at least as large as the chunks gets them one by one. Not thread-safe, like any stream; which
 * thread reads does not matter.
 */
final class ChunkInputStream extends InputStream {
    private static final int COPIED = 8 * 1024;

    private final Intake<ByteBuffer> intake;
    private ByteBuffer current = ByteBuffer.allocate(0);
    private boolean closed;

    ChunkInputStream(Intake<ByteBuffer> intake) {
        this.intake = intake;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException(intake.name() + " - the stream is closed");
        }
    }

    /** Makes sure that there is something to read at once; false at the end of the input. */
    private boolean advance() throws IOException {
        requireOpen();
        if (!current.hasRemaining()) {
            ByteBuffer chunk = intake.take();
            if (chunk == null) {
                return false;
            }
            current = chunk;
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        return advance() ? current.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int read = Math.min(length, current.remaining());
        current.get(bytes, offset, read);
        return read;
    }

    /** What can be read without blocking, the chunks that wait included. */
    @Override
    public int available() throws IOException {
        requireOpen();
        return (int) Math.min(Integer.MAX_VALUE, (long) current.remaining() + intake.waiting());
    }

    @Override
    public byte[] readAllBytes() throws IOException {
        return readNBytes(Integer.MAX_VALUE);
    }

    @Override
    public byte[] readNBytes(int length) throws IOException {
        if (length < 0) {
            throw new IllegalArgumentException("length must not be negative, was " + length);
        }
        byte[] bytes = new byte[Math.min(length, Math.max(available(), COPIED))];
        int read = 0;
        while (read < length && advance()) {
            if (read == bytes.length) {
                bytes = Arrays.copyOf(bytes, larger(read, length));
            }
            read += read(bytes, read, bytes.length - read);
        }
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
    }

    /** Twice as large, or just large enough for what can be read at once if that is more, but not beyond the length. */
    private int larger(int size, int length) throws IOException {
        return (int) Math.min(length, Math.max(2L * size, (long) size + available()));
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = 0;
        while (skipped < count && advance()) {
            int step = (int) Math.min(count - skipped, current.remaining());
            current.position(current.position() + step);
            skipped += step;
        }
        return skipped;
    }

    @Override
    public void skipNBytes(long count) throws IOException {
        long skipped = skip(count);
        if (skipped < count) {
            throw new EOFException(intake.name() + " - the input ended after " + skipped + " of " + count
                    + " bytes that were to be skipped");
        }
    }

    /** Chunks in arrays are handed on without being copied, others piece by piece. */
    @Override
    public long transferTo(OutputStream out) throws IOException {
        Objects.requireNonNull(out, "out");
        byte[] copied = null;
        long transferred = 0;
        while (advance()) {
            int length = current.remaining();
            if (current.hasArray()) {
                out.write(current.array(), current.arrayOffset() + current.position(), length);
                current.position(current.limit());
            } else {
                if (copied == null) {
                    copied = new byte[COPIED];
                }
                length = Math.min(length, COPIED);
                current.get(copied, 0, length);
                out.write(copied, 0, length);
            }
            transferred += length;
        }
        return transferred;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            intake.close();
        }
    }

    @Override
    public String toString() {
        return "the input of " + intake;
    }
}
