package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** What {@link Carrier} promises those who write one, and what it is allowed to do: to throw, above all. */
class CarrierContractTest {

    /** The timer could not be armed for a deadline, while a nearer one was armed behind its back. */
    @Test
    void armingThatFails_doesNotForgetTheNearerDeadlineThatIsArmed() throws Exception {
        try (Gate arming = Gate.create();
                AsyncWrapper db = AsyncWrapper.builder("db", 2)
                        .carrier(new NoTimer(asked -> asked == 1) {
                            @Override
                            public void execute(Runnable task) {
                                GivenExecutorTest.start(task);
                            }

                            @Override
                            void fail() {
                                arming.runnable().run();
                                super.fail();
                            }
                        })
                        .build();
                Gate gate = Gate.create()) {
            CompletableFuture<AsyncFuture<String>> far = new CompletableFuture<>();
            GivenExecutorTest.start(
                    () -> far.complete(db.within(Duration.ofHours(1)).call(gate.callable("far"))));
            arming.awaitEntered(1);
            AsyncFuture<String> near = db.within(Duration.ofMillis(500)).call(gate.callable("near"));
            arming.release();
            far.join();
            assertThatThrownBy(() -> near.get(10, SECONDS)).hasCauseInstanceOf(AsyncTimeoutException.class);
        }
    }

    /** A deadline with callbacks: the outcome is decided, then the timer is asked to look after the hands. */
    @Test
    void scheduleThatFails_afterTheDecision_doesNotLoseTheOutcome() {
        CompletableFuture<Runnable> expiry = new CompletableFuture<>();
        AtomicLong sinceStart = new AtomicLong();
        NoTimer carrier = new NoTimer(asked -> asked > 1) {
            @Override
            public Runnable schedule(Runnable task, long delayNanos) {
                return super.schedule(expiry.complete(task) ? () -> {} : task, delayNanos);
            }

            @Override
            public long nanoTime() {
                return sinceStart.get();
            }
        };
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .timeout(Duration.ofHours(1))
                .carrier(carrier)
                .build();
        AsyncFuture<String> call = db.call(() -> "pending");
        call.whenComplete((row, failure) -> {});
        sinceStart.set(HOURS.toNanos(2));
        expiry.join().run();
        assertThat(carrier.failed).isTrue();
        assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
    }

    @Test
    void scheduleThatFails_inClose_doesNotLoseTheOutcome() {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .carrier(new NoTimer(asked -> true))
                .build();
        AsyncFuture<String> pending = db.call(() -> "pending");
        assertThatCode(() -> db.close(Duration.ZERO)).doesNotThrowAnyException();
        assertThat(pending).isDone();
    }

    /** Nothing happens on such a carrier but while somebody waits, and lets it proceed. */
    @Test
    void join_inABody_onAComposedStageOfAnotherWrapper_letsTheCarrierProceed() {
        DeterministicCarrier carrier = DeterministicCarrier.step();
        try (AsyncWrapper one = AsyncWrapper.builder("one", 1).carrier(carrier).build();
                AsyncWrapper two =
                        AsyncWrapper.builder("two", 1).carrier(carrier).build()) {
            AsyncFuture<String> joined = one.call(() -> two.call(() -> "row")
                    .thenCompose(row -> AsyncFuture.completed(row + "!"))
                    .join());
            assertThat(joined.join()).isEqualTo("row!");
        }
    }

    /** Gives no thread, as if all were busy, and fails when it is asked for some of its timers: the testkit's never fails. */
    private static class NoTimer implements Carrier {
        private final IntPredicate failing;
        private final AtomicInteger asked = new AtomicInteger();
        volatile boolean failed;

        NoTimer(IntPredicate failing) {
            this.failing = failing;
        }

        @Override
        public void execute(Runnable task) {}

        @Override
        public Runnable schedule(Runnable task, long delayNanos) {
            if (failing.test(asked.incrementAndGet())) {
                fail();
            }
            return Carrier.super.schedule(task, delayNanos);
        }

        void fail() {
            failed = true;
            throw new OutOfMemoryError("unable to create native thread");
        }
    }
}
