package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.benchmarks.peers.Body;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
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

/** As {@link W1}, with a timeout of a second on every call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W7 {
    /** Who has timeouts. */
    public enum Kind {
        /** {@code within(1 s).call}. */
        ours {
            @Override
            Window.Submission open(W7 its, int limit) {
                AsyncWrapper door = door(its, limit);
                AsyncWrapper view = door.within(Duration.ofSeconds(1));
                return view::call;
            }
        },
        /** The same door without a timeout. */
        oursWithout {
            @Override
            Window.Submission open(W7 its, int limit) {
                return door(its, limit)::call;
            }
        },
        /** {@code supplyAsync(...).orTimeout}. */
        supplyAsync {
            @Override
            Window.Submission open(W7 its, int limit) {
                ExecutorService pool = new ThreadPoolExecutor(
                        limit, limit, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(Window.MOST_IN_FLIGHT));
                its.close = pool::shutdown;
                return body -> CompletableFuture.supplyAsync(body, pool).orTimeout(1, TimeUnit.SECONDS);
            }
        };

        abstract Window.Submission open(W7 its, int limit);

        private static AsyncWrapper door(W7 its, int limit) {
            AsyncWrapper door = AsyncWrapper.builder("bench", limit)
                    .maxPending(Window.MOST_IN_FLIGHT)
                    .build();
            its.close = door::close;
            return door;
        }
    }

    /** Who runs the bodies. */
    @Param({"ours", "oursWithout", "supplyAsync"})
    public Kind peer = Kind.ours;

    /** How many bodies at once. */
    @Param({"2", "16"})
    public int limit;

    private final Window window = new Window();
    private Runnable close = () -> {};
    private Window.Submission submission = W7::notOpen;

    private static Future<?> notOpen(Body<Object> body) {
        throw new IllegalStateException("no peer is open");
    }

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void open() {
        submission = peer.open(this, limit);
    }

    /**
     * Stops it.
     *
     * @throws Exception if a body failed
     */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        window.finish();
        close.run();
    }

    /**
     * One round.
     *
     * @throws Exception if a body failed
     */
    @Benchmark
    @OperationsPerInvocation(Window.ROUND)
    public void call() throws Exception {
        window.round(submission);
    }
}
