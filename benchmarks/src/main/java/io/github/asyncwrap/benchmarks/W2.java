package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.benchmarks.peers.Peer;
import io.github.asyncwrap.benchmarks.peers.Pool;
import java.util.concurrent.TimeUnit;
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

    private Pool pool = Peer.NONE;

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void open() {
        pool = peer.open(limit, MOST_PRODUCERS * Window.MOST_IN_FLIGHT);
    }

    /** Stops it. */
    @TearDown(Level.Trial)
    public void close() {
        pool.close();
    }

    /** One producer. */
    @State(Scope.Thread)
    public static class Producer {
        private final Window window = new Window();

        /**
         * Waits for its calls, as long as there is somebody to run them.
         *
         * @throws Exception if a body failed
         */
        @TearDown(Level.Iteration)
        public void finish() throws Exception {
            window.finish();
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
