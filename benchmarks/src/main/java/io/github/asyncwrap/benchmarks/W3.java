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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One call, waited for, and the next: what a round trip costs, with {@link CpuTime} also in time of processors. */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W3 {
    /** Who runs the bodies. */
    @Param({"ours", "tpe", "supplyAsync", "guava", "resilience4j", "failsafe", "reactor", "vertx", "spotify", "forkjoin"
    })
    public Peer peer = Peer.ours;

    /** How many bodies at once. */
    @Param("2")
    public int limit;

    private Pool pool = Peer.NONE;

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void open() {
        pool = peer.open(limit, Window.MOST_IN_FLIGHT);
    }

    /** Stops it. */
    @TearDown(Level.Trial)
    public void close() {
        pool.close();
    }

    /**
     * One call.
     *
     * @return its outcome
     * @throws Exception if the body failed
     */
    @Benchmark
    public Object callAndGet() throws Exception {
        return pool.submit(() -> this).get();
    }
}
