package io.github.asyncwrap.verification;

import io.github.asyncwrap.AsyncWrapperBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a scenario is played on: a carrier, and how a body lets time pass there. */
interface Ground {
    int SEEDS = 4;

    AsyncWrapperBuilder on(AsyncWrapperBuilder builder);

    /** Waits inside a body until that is interrupted. */
    void awaitInterrupt() throws InterruptedException;

    /** For {@code deliverOn}. */
    Executor executor();

    /** Before a scenario, on its thread. */
    default void begin() {}

    /** Lets what nobody waits for come to its end, where that needs somebody. */
    default void settle() {}

    /** Fresh ones: one thread for each scenario on it, where there is only one. */
    static List<Ground> all() {
        List<Ground> grounds = new ArrayList<>();
        Carried.available().forEach(carried -> grounds.add(new Threads(carried)));
        for (long seed = 1; seed <= SEEDS; seed++) {
            grounds.add(new OneThread(seed));
        }
        return grounds;
    }

    /** Threads and time as they are. */
    record Threads(Carried carried) implements Ground {
        private static final ExecutorService LOOP = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "deliver-on");
            thread.setDaemon(true);
            return thread;
        });

        @Override
        public AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return carried.on(builder);
        }

        @Override
        public void awaitInterrupt() throws InterruptedException {
            if (!new CountDownLatch(1).await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("no interrupt came");
            }
        }

        @Override
        public Executor executor() {
            return LOOP;
        }

        @Override
        public String toString() {
            return carried.toString();
        }
    }

    /** The thread of the test, in virtual time. */
    final class OneThread implements Ground {
        private final long seed;
        private @Nullable DeterministicCarrier carrier;

        OneThread(long seed) {
            this.seed = seed;
        }

        @Override
        public void begin() {
            carrier = new DeterministicCarrier(seed);
        }

        private DeterministicCarrier carrier() {
            DeterministicCarrier begun = carrier;
            if (begun == null) {
                throw new IllegalStateException("the scenario has not begun");
            }
            return begun;
        }

        @Override
        public AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder.carrier(carrier());
        }

        @Override
        public void awaitInterrupt() throws InterruptedException {
            long end = carrier().nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!Thread.interrupted()) {
                if (!carrier().proceed(Long.MAX_VALUE) || carrier().nanoTime() > end) {
                    throw new AssertionError("no interrupt came");
                }
            }
            throw new InterruptedException();
        }

        @Override
        public Executor executor() {
            return carrier()::execute;
        }

        @Override
        public void settle() {
            while (carrier().left() > 0) {
                carrier().proceed(Long.MAX_VALUE);
            }
        }

        @Override
        public String toString() {
            return "ONE_THREAD, seed " + seed;
        }
    }
}
