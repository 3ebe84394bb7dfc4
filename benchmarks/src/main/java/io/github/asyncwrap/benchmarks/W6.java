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
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the submitting thread pays: with all slots busy, so that nobody is to be woken, and with a call every 2 µs, when
 * threads have nothing to do most of the time.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W6 {
    private static final int CALLS = 50_000;
    private static final int PACED = 5_000;
    private static final long PACE_NANOS = 2_000;

    /** Who runs the bodies. */
    @Param({"ours", "tpe", "supplyAsync", "guava", "resilience4j", "failsafe", "reactor", "vertx", "spotify", "forkjoin"
    })
    public Peer peer = Peer.ours;

    /** How many bodies at once. */
    @Param("2")
    public int limit;

    private final Future<?>[] calls = new Future<?>[CALLS];

    private Pool pool = Peer.NONE;

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void open() {
        pool = peer.open(limit, CALLS);
    }

    /** Stops it. */
    @TearDown(Level.Trial)
    public void close() {
        pool.close();
    }

    /** All slots of the peer, held. */
    @State(Scope.Thread)
    public static class Busy {
        private Stuck stuck = Stuck.NOBODY;

        /**
         * Before each invocation.
         *
         * @param its the benchmark
         * @throws InterruptedException never
         */
        @Setup(Level.Invocation)
        public void hold(W6 its) throws InterruptedException {
            stuck = new Stuck(its.pool, its.limit);
        }

        /**
         * After each invocation; waits until nothing is left.
         *
         * @param its the benchmark
         * @throws Exception if a body failed
         */
        @TearDown(Level.Invocation)
        public void letGo(W6 its) throws Exception {
            stuck.letGo();
            for (Future<?> call : its.calls) {
                Object unused = call.get();
            }
        }
    }

    /**
     * With all slots busy.
     *
     * @param busy holds them
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OperationsPerInvocation(CALLS)
    public void busy(Busy busy) {
        Body<Object> body = () -> this; // one for all: the peers' own costs are measured, not that of a lambda
        for (int i = 0; i < CALLS; i++) {
            calls[i] = pool.submit(body);
        }
    }

    /** The time inside {@code submit} alone. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Paid {
        private long nanos;
        private long count;

        /** Before each iteration. */
        @Setup(Level.Iteration)
        public void reset() {
            nanos = 0;
            count = 0;
        }

        /**
         * The result.
         *
         * @return nanoseconds for each call, with what it takes to look at the clock
         */
        public double nanosToSubmit() {
            return count == 0 ? 0 : (double) nanos / count;
        }
    }

    /**
     * With a call every 2 µs.
     *
     * @param paid the result
     * @throws Exception if a body failed
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OperationsPerInvocation(PACED)
    public void paced(Paid paid) throws Exception {
        Body<Object> body = () -> this;
        long due = System.nanoTime();
        for (int i = 0; i < PACED; i++) {
            long start = System.nanoTime();
            while (start - due < 0) {
                Thread.onSpinWait();
                start = System.nanoTime();
            }
            due = Math.max(due + PACE_NANOS, start);
            calls[i] = pool.submit(body);
            paid.nanos += System.nanoTime() - start;
        }
        paid.count += PACED;
        for (int i = 0; i < PACED; i++) {
            Object unused = calls[i].get();
        }
    }
}
