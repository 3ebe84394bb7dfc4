package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.benchmarks.pipes.Pipe;
import io.github.asyncwrap.benchmarks.pipes.Reader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Bytes from a thread that writes to one that reads, through a window of 1 MiB. An operation is a MiB; in
 * {@link #paced} it is a chunk, one every 2 µs, and the result is the time from its being written to its being read.
 */
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W8 {
    private static final int MIB = 1 << 20;
    private static final int MIBS = 64;
    private static final int PACED = 20_000;
    private static final long PACE_NANOS = 2_000;

    /** What is between the threads. */
    @Param({"ours", "piped", "okio", "queue"})
    public Pipe.Kind peer = Pipe.Kind.ours;

    /** The size of a chunk in bytes. */
    @Param({"1024", "8192", "65536"})
    public int chunk;

    private final Pipe.Threads threads = new Pipe.Threads();

    /** Stops the threads. */
    @TearDown(Level.Trial)
    public void close() {
        threads.close();
    }

    /**
     * As fast as it goes.
     *
     * @return how many bytes were read
     * @throws Exception if the pipe breaks
     */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @OperationsPerInvocation(MIBS)
    public long mebibytes() throws Exception {
        Reader reader = Reader.counting();
        byte[] bytes = new byte[chunk];
        try (Pipe pipe = peer.open(threads, MIB, chunk, reader)) {
            for (long left = (long) MIBS * MIB; left > 0; left -= chunk) {
                pipe.write(bytes);
            }
        }
        return reader.await((long) MIBS * MIB);
    }

    /** The time from write to read. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Latency {
        private double sum;
        private int rounds;

        /** Before each iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            sum = 0;
            rounds = 0;
        }

        /**
         * The result.
         *
         * @return nanoseconds from a chunk's being written to its being read, the median of each round
         */
        public double nanosToRead() {
            return rounds == 0 ? 0 : sum / rounds;
        }
    }

    /**
     * A chunk every 2 µs.
     *
     * @param latency the result
     * @return how many bytes were read
     * @throws Exception if the pipe breaks
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @OperationsPerInvocation(PACED)
    public long paced(Latency latency) throws Exception {
        long[] written = new long[PACED];
        Reader reader = Reader.timing(PACED, chunk);
        byte[] bytes = new byte[chunk];
        try (Pipe pipe = peer.open(threads, MIB, chunk, reader)) {
            long due = System.nanoTime();
            for (int i = 0; i < PACED; i++) {
                long now = System.nanoTime();
                while (now - due < 0) {
                    Thread.onSpinWait();
                    now = System.nanoTime();
                }
                due = Math.max(due + PACE_NANOS, now);
                written[i] = now;
                pipe.write(bytes);
                pipe.flush();
            }
        }
        long read = reader.await((long) PACED * chunk);
        latency.sum += reader.medianSince(written);
        latency.rounds++;
        return read;
    }
}
