package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.benchmarks.peers.Peer;
import io.github.asyncwrap.benchmarks.peers.Pool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** As {@link W1}, with four producers, or as many as {@code -t} says; each has 1,024 calls in flight. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Threads(4)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W2 {
    private static final int MOST_PRODUCERS = 64;

    /** Who runs the bodies. */
    @Param({"ours", "tpe", "supplyAsync", "guava", "resilience4j", "forkjoin"})
    public Peer peer = Peer.ours;

    /** How many bodies at once. */
    @Param({"2", "16"})
    public int limit;

    private final AtomicInteger producers = new AtomicInteger();
    private Pool pool = Peer.NONE;

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void open() {
        pool = peer.open(limit, MOST_PRODUCERS * Window.MOST_IN_FLIGHT);
    }

    /** One producer. */
    @State(Scope.Thread)
    public static class Producer {
        private final Window window = new Window();

        /**
         * It is there.
         *
         * @param its where
         */
        @Setup(Level.Trial)
        public void begin(W2 its) {
            its.producers.incrementAndGet();
        }

        /**
         * Waits for its calls, and, if it is the last one, stops the peer: some peers forget what they have not begun.
         *
         * @param its where
         * @throws Exception if a body failed
         */
        @TearDown(Level.Trial)
        public void finish(W2 its) throws Exception {
            window.finish();
            if (its.producers.decrementAndGet() == 0) {
                its.pool.close();
            }
        }
    }

    /**
     * One round of one producer.
     *
     * @param producer the producer
     * @throws Exception if a body failed
     */
    @Benchmark
    @OperationsPerInvocation(Window.ROUND)
    public void call(Producer producer) throws Exception {
        producer.window.round(pool);
    }
}
