package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncWrapperBuilder;
import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.testkit.DeterministicCarrier;
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

    /** Fresh ones, so that each scenario has its own clock where that is virtual. */
    static List<Ground> all() {
        List<Ground> grounds = new ArrayList<>();
        Carried.available().forEach(carried -> grounds.add(new Threads(carried)));
        for (long seed = 1; seed <= SEEDS; seed++) {
            grounds.add(new Stepped(seed));
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
            if (!new CountDownLatch(1).await(30, TimeUnit.SECONDS)) { // a gate would wait for ever
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

    /** One thing at a time, in virtual time. */
    final class Stepped implements Ground {
        private final long seed;
        private @Nullable DeterministicCarrier carrier;

        Stepped(long seed) {
            this.seed = seed;
        }

        @Override
        public void begin() {
            carrier = DeterministicCarrier.step(seed);
        }

        private DeterministicCarrier carrier() {
            DeterministicCarrier begun = carrier;
            if (begun == null) {
                throw new IllegalStateException("the scenario has not begun");
            }
            return begun;
        }

        /** The engine takes shorter ways on threads that are its own. */
        @Override
        public AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
            return builder.carrier(seed % 2 == 0 ? new Lent(carrier()) : carrier());
        }

        @Override
        public void awaitInterrupt() throws InterruptedException {
            carrier().sleep(Duration.ofSeconds(30));
            throw new AssertionError("no interrupt came. " + carrier().report());
        }

        @Override
        public Executor executor() {
            return carrier()::execute;
        }

        @Override
        public void settle() {
            carrier().runAll();
            assertThat(carrier().waitingTasks()).as(carrier().report()).isZero();
        }

        @Override
        public String toString() {
            return "STEPPED, seed " + seed;
        }
    }

    /** The same threads as somebody else's: a DeterministicCarrier always owns them. */
    record Lent(Carrier carrier) implements Carrier {
        @Override
        public void execute(Runnable task) {
            carrier.execute(task);
        }

        @Override
        public void hand(Runnable task) {
            carrier.hand(task);
        }

        @Override
        public Runnable schedule(Runnable task, long delayNanos) {
            return carrier.schedule(task, delayNanos);
        }

        @Override
        public long nanoTime() {
            return carrier.nanoTime();
        }

        @Override
        public boolean proceed(long waitNanos) {
            return carrier.proceed(waitNanos);
        }
    }
}
