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
import org.openjdk.jmh.annotations.Warmup;

/** Throughput of trivial bodies: one producer, 1,024 calls in flight. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W1 {
    /** Who runs the bodies. */
    @Param({"ours", "tpe", "supplyAsync", "guava", "resilience4j", "failsafe", "reactor", "vertx", "spotify", "forkjoin"
    })
    public Peer peer = Peer.ours;

    /** How many bodies at once. */
    @Param({"2", "16"})
    public int limit;

    private final Window window = new Window();
    private Pool pool = Peer.NONE;

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void open() {
        pool = peer.open(limit, Window.MOST_IN_FLIGHT);
    }

    /**
     * Stops it.
     *
     * @throws Exception if a body failed
     */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        window.finish();
        pool.close();
    }

    /**
     * One round.
     *
     * @throws Exception if a body failed
     */
    @Benchmark
    @OperationsPerInvocation(Window.ROUND)
    public void call() throws Exception {
        window.round(pool);
    }
}
