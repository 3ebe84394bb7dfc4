package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.benchmarks.peers.Body;
import io.github.asyncwrap.benchmarks.peers.Peer;
import io.github.asyncwrap.benchmarks.peers.Pool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A million calls that wait behind bodies that are stuck: the memory of each, what is left of it after all have been
 * cancelled, and what a cancel costs. The numbers are in the secondary results; the time of the whole means nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
public class W5 {
    private static final int CALLS = 1_000_000;

    /** Who runs the bodies. */
    @Param({"ours", "oursWithin", "tpe", "supplyAsync", "guava", "resilience4j", "failsafe", "forkjoin"})
    public Peer peer = Peer.ours;

    /** How many bodies at once. */
    @Param("2")
    public int limit;

    private Pool pool = Peer.NONE;

    /** Starts the peer. */
    @Setup(Level.Iteration)
    public void open() {
        pool = peer.open(limit, CALLS);
    }

    /** Stops it. */
    @TearDown(Level.Iteration)
    public void close() {
        pool.close();
    }

    /** What is measured. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Each {
        /** Bytes of the heap for each call that waits, its lambda included, without the reference of the user. */
        public double bytesPending;

        /** Bytes that are still there for each call after it was cancelled and the user has let it go. */
        public double bytesLeft;

        /** Nanoseconds for each cancel. */
        public double nanosToCancel;
    }

    /**
     * One million.
     *
     * @param each the result
     * @throws Exception if a stuck body failed
     */
    @Benchmark
    public void pendingAndCancelled(Each each) throws Exception {
        Stuck stuck = new Stuck(pool, limit);
        Future<?>[] calls = new Future<?>[CALLS];
        long empty = Heap.used();
        for (int i = 0; i < CALLS; i++) {
            calls[i] = pool.submit(new Row(i));
        }
        each.bytesPending = (double) (Heap.used() - empty) / CALLS;
        long start = System.nanoTime();
        for (Future<?> call : calls) {
            call.cancel(true);
        }
        each.nanosToCancel = (double) (System.nanoTime() - start) / CALLS;
        java.util.Arrays.fill(calls, null);
        each.bytesLeft = (double) (Heap.used() - empty) / CALLS;
        stuck.letGo();
    }

    /** As large as a lambda with one value. */
    private record Row(int number) implements Body<Object> {
        @Override
        public Object get() {
            return "row " + number;
        }
    }
}
