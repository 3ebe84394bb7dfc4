package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.AsyncWrapper;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
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

/** Throughput of trivial bodies: one producer submits 1,024 and then reads all outcomes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W1 {
    private static final int IN_FLIGHT = 1024;

    /** Who runs the bodies. */
    public enum Peer {
        /** {@link AsyncWrapper#call}. */
        ours,
        /** {@link ThreadPoolExecutor#submit}. */
        tpe
    }

    /** Who runs the bodies. */
    @Param
    public Peer peer = Peer.ours;

    /** How many bodies at once. */
    @Param({"2", "16"})
    public int limit;

    private final Future<?>[] futures = new Future<?>[IN_FLIGHT];
    private Submitter submitter = body -> {
        throw new IllegalStateException("not set up");
    };
    private Runnable close = () -> {};
    private int value;

    private interface Submitter {
        Future<?> submit(Callable<Integer> body);
    }

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void start() {
        switch (peer) {
            case ours -> {
                AsyncWrapper door =
                        AsyncWrapper.builder("w1", limit).maxPending(IN_FLIGHT).build();
                submitter = door::call;
                close = door::close;
            }
            case tpe -> {
                ThreadPoolExecutor pool = new ThreadPoolExecutor(
                        limit, limit, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(IN_FLIGHT + limit));
                submitter = pool::submit;
                close = pool::shutdown;
            }
        }
    }

    /** Stops the peer. */
    @TearDown(Level.Trial)
    public void stop() {
        close.run();
    }

    /**
     * One round.
     *
     * @return a sum, so that no outcome is optimized away
     * @throws Exception if a body failed
     */
    @Benchmark
    @OperationsPerInvocation(IN_FLIGHT)
    public int submitAndGet() throws Exception {
        int start = value++;
        for (int i = 0; i < IN_FLIGHT; i++) {
            int number = start + i;
            futures[i] = submitter.submit(() -> number);
        }
        int sum = 0;
        for (Future<?> future : futures) {
            sum += (Integer) future.get();
        }
        return sum;
    }
}
