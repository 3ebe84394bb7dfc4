package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.benchmarks.peers.Body;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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

/** As {@link W1}, through an interface and through a function: what a method of {@code wrapInterface} costs more. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W11 {
    /** What blocks. */
    public static final class Backend {
        /**
         * Runs a body.
         *
         * @param body the body
         * @return what it gives
         */
        public Object answer(Body<Object> body) {
            return body.get();
        }
    }

    /** The same, asynchronous. */
    public interface AsyncBackend {
        /**
         * Runs a body.
         *
         * @param body the body
         * @return what it gives
         */
        AsyncFuture<Object> answer(Body<Object> body);
    }

    /** Through what. */
    public enum Kind {
        /** {@code wrapFunction}. */
        oursFunction {
            @Override
            Window.Submission open(AsyncWrapper door) {
                Backend backend = new Backend();
                Function<Body<Object>, AsyncFuture<Object>> twin = door.wrapFunction(backend::answer);
                return twin::apply;
            }
        },
        /** {@code wrapInterface}. */
        oursInterface {
            @Override
            Window.Submission open(AsyncWrapper door) {
                AsyncBackend twin = door.wrapInterface(AsyncBackend.class, new Backend());
                return twin::answer;
            }
        };

        abstract Window.Submission open(AsyncWrapper door);
    }

    /** Through what the calls come. */
    @Param({"oursFunction", "oursInterface"})
    public Kind peer = Kind.oursFunction;

    /** How many bodies at once. */
    @Param({"2", "16"})
    public int limit;

    private final Window window = new Window();
    private AsyncWrapper door = AsyncWrapper.shared();
    private Window.Submission submission = W11::notOpen;

    private static Future<?> notOpen(Body<Object> body) {
        throw new IllegalStateException("no peer is open");
    }

    /** Starts the peer. */
    @Setup(Level.Trial)
    public void open() {
        door = AsyncWrapper.builder("bench", limit)
                .maxPending(Window.MOST_IN_FLIGHT)
                .build();
        submission = peer.open(door);
    }

    /**
     * Stops it.
     *
     * @throws Exception if a body failed
     */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        window.finish();
        door.close();
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
