package io.github.asyncwrap.testkit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Accumulates the {@link UploadStats} of one body while it arrives, in constant memory.
 *
 * <p>There are two kinds, which differ in who says where a chunk ends:
 *
 * <ul>
 *   <li>{@link #ofChunks()}: the caller, by {@link #endChunk()}. For chunks that mean something by themselves, such as
 *       the transfer chunks of a chunked HTTP body.
 *   <li>{@link #ofPieces(int)}: this class, each time a piece is full. For a plain stream of bytes: however it was cut
 *       into packets, the count is the size divided by the piece size, rounded up, and only the last piece may be
 *       smaller.
 * </ul>
 *
 * <p>Not safe for use by several threads at once; a meter may move from thread to thread if the hand-over is safe. It
 * neither copies nor keeps the bytes it is given, and knows nothing of HTTP.
 */
public final class UploadMeter {

    private static final long NEVER = Long.MAX_VALUE;

    /** The chunk size at which a chunk ends by itself. */
    private final long pieceSize;

    private final MessageDigest digest = md5();
    private long bytes;
    private long count;
    private long min = Long.MAX_VALUE;
    private long max;
    private long chunk;
    private boolean finished;

    private UploadMeter(long pieceSize) {
        this.pieceSize = pieceSize;
    }

    /**
     * Returns a meter for chunks whose ends the caller tells.
     *
     * @return a new meter
     */
    public static UploadMeter ofChunks() {
        return new UploadMeter(NEVER);
    }

    /**
     * Returns a meter that cuts the bytes into pieces of exactly the given size, the last one excepted.
     *
     * @param pieceSize the size of a piece in bytes
     * @return a new meter
     * @throws IllegalArgumentException if {@code pieceSize} is below 1
     */
    public static UploadMeter ofPieces(int pieceSize) {
        if (pieceSize < 1) {
            throw new IllegalArgumentException("pieceSize must be at least 1: " + pieceSize);
        }
        return new UploadMeter(pieceSize);
    }

    /**
     * Adds bytes to the current chunk.
     *
     * @param source the array with the bytes
     * @param offset the index of the first one
     * @param length how many
     * @throws IndexOutOfBoundsException if the array has no such range
     * @throws IllegalStateException if this meter is finished
     */
    public void update(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        requireNotFinished();
        digest.update(source, offset, length);
        grow(length);
    }

    /**
     * Adds a buffer's remaining bytes to the current chunk and moves its position to its limit.
     *
     * @param source the bytes
     * @throws IllegalStateException if this meter is finished
     */
    public void update(ByteBuffer source) {
        requireNotFinished();
        int length = source.remaining();
        digest.update(source);
        grow(length);
    }

    /**
     * Ends the current chunk. A chunk to which nothing was added is not counted: HTTP has no empty chunks, but for the
     * mark of the end.
     *
     * @throws IllegalStateException if this meter cuts pieces by itself, or is finished
     */
    public void endChunk() {
        requireNotFinished();
        if (pieceSize != NEVER) {
            throw new IllegalStateException("a meter of pieces of " + pieceSize + " bytes ends them by itself");
        }
        countChunk();
    }

    /**
     * Ends the current chunk and returns the result. This meter cannot be used again.
     *
     * @param requests the uploads completed by the server, this one included
     * @return what was measured
     * @throws IllegalArgumentException if {@code requests} is negative
     * @throws IllegalStateException if this meter is finished
     */
    public UploadStats finish(long requests) {
        requireNotFinished();
        if (requests < 0) {
            throw new IllegalArgumentException("requests must not be negative: " + requests);
        }
        countChunk();
        finished = true;
        return new UploadStats(
                bytes,
                count,
                count == 0 ? 0 : min,
                max,
                requests,
                HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Returns the bytes added so far.
     *
     * @return the bytes added so far
     */
    public long bytes() {
        return bytes;
    }

    /** Returns what was measured so far, for logs. */
    @Override
    public String toString() {
        return "UploadMeter[bytes=" + bytes + ", count=" + count + ", chunk=" + chunk
                + (pieceSize == NEVER ? "" : "/" + pieceSize) + (finished ? ", finished]" : "]");
    }

    private void grow(int length) {
        bytes += length;
        chunk += length;
        if (chunk >= pieceSize) {
            // All at once: one update may fill any number of pieces, and all but the last are of the same size.
            count += chunk / pieceSize;
            min = Math.min(min, pieceSize);
            max = pieceSize;
            chunk %= pieceSize;
        }
    }

    private void countChunk() {
        if (chunk > 0) {
            count++;
            min = Math.min(min, chunk);
            max = Math.max(max, chunk);
            chunk = 0;
        }
    }

    private void requireNotFinished() {
        if (finished) {
            throw new IllegalStateException("finished already: " + this);
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have MD5", e);
        }
    }
}
