package io.github.asyncwrap.benchmarks.pipes;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What the reading thread gives its bytes to. */
public final class Reader extends OutputStream {
    private final CompletableFuture<Long> end = new CompletableFuture<>();
    private final long[] times;
    private final int chunk;
    private long bytes;

    private Reader(int times, int chunk) {
        this.times = new long[times];
        this.chunk = chunk;
    }

    /**
     * Creates one that counts.
     *
     * @return a new one
     */
    public static Reader counting() {
        return new Reader(0, 1);
    }

    /**
     * Creates one that notes when each chunk has come whole.
     *
     * @param chunks how many will come
     * @param chunk how many bytes each has
     * @return a new one
     */
    public static Reader timing(int chunks, int chunk) {
        return new Reader(chunks, chunk);
    }

    @Override
    public void write(int one) {
        throw new UnsupportedOperationException("one byte at a time is not what is measured");
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        long before = bytes / chunk;
        bytes += length;
        if (times.length > 0) {
            long now = System.nanoTime();
            for (long i = before; i < bytes / chunk; i++) {
                times[(int) i] = now;
            }
        }
    }

    /** All has been read. */
    @Override
    public void close() {
        end.complete(bytes);
    }

    /** The pipe broke. */
    void fail(Throwable failure) {
        end.completeExceptionally(failure);
    }

    /**
     * Waits for the end.
     *
     * @param expected how many bytes are to come
     * @return how many came
     * @throws Exception if the pipe broke, or they were not as many
     */
    public long await(long expected) throws Exception {
        long came = end.get(1, TimeUnit.MINUTES);
        if (came != expected) {
            throw new IllegalStateException(came + " bytes were read of " + expected);
        }
        return came;
    }

    /**
     * Compares when chunks were read with when they were written.
     *
     * @param written when each was written
     * @return the median of the differences in nanoseconds
     */
    public long medianSince(long[] written) {
        long[] differences = new long[times.length];
        for (int i = 0; i < times.length; i++) {
            differences[i] = times[i] - written[i];
        }
        Arrays.sort(differences);
        return differences[differences.length / 2];
    }
}
