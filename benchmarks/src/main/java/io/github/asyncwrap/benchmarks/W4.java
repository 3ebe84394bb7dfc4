package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.benchmarks.peers.Peer;
import io.github.asyncwrap.benchmarks.peers.Pool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
 * 20,000 bodies that block for a millisecond, 200 at once: 100 ms at best. {@link CpuTime} says what the processors do
 * meanwhile.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class W4 {
    private static final int CALLS = 20_000;

    /** Who runs the bodies; {@code oursVirtual} and {@code virtual} from Java 21 on. */
    @Param({"ours", "tpe", "supplyAsync", "forkjoin"})
    public Peer peer = Peer.ours;

    /** How many bodies at once. */
    @Param("200")
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

    /**
     * All calls.
     *
     * @throws Exception if a body failed
     */
    @Benchmark
    public void callAll() throws Exception {
        for (int i = 0; i < CALLS; i++) {
            calls[i] = pool.submit(W4::block);
        }
        for (Future<?> call : calls) {
            Object unused = call.get();
        }
    }

    private static Object block() {
        long end = System.nanoTime() + 1_000_000;
        for (long left = 1_000_000; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return "done";
    }
}
