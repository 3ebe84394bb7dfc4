package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Law 6: a future fails on time, and its body is told apart from it. */
class TimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    @OnEveryCarrier
    void timeout_bodyIgnoresItsInterrupt_failsTheFutureNeverEarly(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.timeout(SHORT));
                Gate gate = Gate.create().ignoreInterrupts()) {
            long before = System.nanoTime();
            AsyncFuture<String> call = begunInTime(db, gate);
            Throwable failure = Failures.of(call);
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(SHORT.toNanos());
            assertThat(failure).isInstanceOf(AsyncTimeoutException.class);
            AsyncTimeoutException timeout = (AsyncTimeoutException) failure;
            assertThat(timeout.queued().plus(timeout.ran())).isGreaterThanOrEqualTo(SHORT);
            gate.awaitInterruptions(1);
            assertThat(call.stopped()).isNotDone();
            assertThat(db.stats().detached()).isEqualTo(1);
            assertThat(db.stats().timedOut()).isPositive();
            gate.release();
            call.stopped().join();
            assertThat(db.stats().detached()).isZero();
        }
    }

    /** Race 21: a deadline that was left behind would stop the timer when it comes. */
    @OnEveryCarrier
    void timeout_afterTheDeadlineOfACallThatEndedBefore_stillComes(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AsyncFuture<String> inTime;
            do {
                inTime = db.within(SHORT).call(() -> "row");
                inTime.stopped().join();
            } while (inTime.isCompletedExceptionally()); // where nothing is quick
            AsyncFuture<String> late = db.within(SHORT.multipliedBy(4)).call(gate.callable("late"));
            assertThat(Failures.of(late)).isInstanceOf(AsyncTimeoutException.class);
        }
    }

    @OnEveryCarrier
    void timeout_whilePending_neverStarts(Carried carried) throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        try (AsyncWrapper db = carried.wrapper(1, options -> options.timeout(SHORT));
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> running = begunInTime(db, gate);
            AsyncFuture<Void> pending = db.run(() -> ran.set(true));
            AsyncTimeoutException failure = (AsyncTimeoutException) Failures.of(pending);
            assertThat(failure.ran()).isZero();
            assertThat(failure.queued()).isGreaterThanOrEqualTo(SHORT);
            assertThat(pending.stopped()).isDone();
            assertThat(db.stats().pending()).isZero();
            gate.release();
            running.stopped().join();
        }
        assertThat(ran).isFalse();
    }

    @OnEveryCarrier
    void pendingTimeout_bodyHasBegun_isNotConcerned(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.pendingTimeout(SHORT));
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = begunInTime(db, gate);
            AsyncFuture<String> pending = db.call(() -> "never");
            assertThat(Failures.of(pending)).isInstanceOf(AsyncTimeoutException.class);
            assertThat(running).isNotDone();
            gate.release();
            assertThat(running.join()).isEqualTo("late");
            assertThat(gate.interruptions()).isZero();
        }
    }

    @Test
    void timeout_slowCallbackOnOne_doesNotDelayTheOthers() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create().ignoreInterrupts();
                Gate slow = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> first = db.call(gate.callable("late"));
            gate.awaitEntered(1);
            AsyncFuture<Void> callback = first.handle((value, failure) -> {
                slow.runnable().run();
                return null;
            });
            first.orTimeout(SHORT.toMillis(), TimeUnit.MILLISECONDS); // now that the callback is not this thread's
            List<AsyncFuture<String>> others = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                others.add(db.within(SHORT).call(() -> "never"));
            }
            others.forEach(other -> assertThat(Failures.of(other)).isInstanceOf(AsyncTimeoutException.class));
            assertThat(callback).isNotDone();
            slow.release();
            callback.join();
            gate.release();
        }
    }

    @OnEveryCarrier
    void orTimeout_onACall_detachesAndInterruptsTheBody(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(call.orTimeout(20, TimeUnit.MILLISECONDS)).isSameAs(call);
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            call.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(1);
            assertThat(db.stats().timedOut()).isEqualTo(1);
        }
    }

    @OnEveryCarrier
    void completeOnTimeout_onACall_givesTheValueAndInterruptsTheBody(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(call.completeOnTimeout("default", 20, TimeUnit.MILLISECONDS))
                    .isSameAs(call);
            assertThat(call.join()).isEqualTo("default");
            call.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(1);
        }
    }

    @Test
    void orTimeout_onADerivedStage_failsTheStageAlone() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<Integer> length = call.thenApply(String::length).orTimeout(20, TimeUnit.MILLISECONDS);
            assertThatThrownBy(length::get).hasCauseInstanceOf(TimeoutException.class);
            assertThat(length.stopped()).isNotDone();
            gate.release();
            assertThat(call.join()).isEqualTo("row");
            length.stopped().join();
        }
    }

    /** A cancelled or finished call takes its deadline with it; the ones behind it keep theirs. */
    @Test
    void timeout_manyOfOneLength_expireInOrderAndAllOfThem() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(10_000).build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncWrapper hurried = db.within(Duration.ofMillis(100));
            List<AsyncFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                calls.add(hurried.call(() -> "never"));
            }
            int cancelled = 0;
            for (int i = 0; i < calls.size(); i += 3) {
                cancelled += calls.get(i).cancel(true) ? 1 : 0; // else its deadline came first
            }
            int timedOut = 0;
            for (AsyncFuture<String> call : calls) {
                timedOut += Failures.of(call) instanceof AsyncTimeoutException ? 1 : 0;
            }
            assertThat(timedOut).isGreaterThanOrEqualTo(6_666).isEqualTo(10_000 - cancelled);
            assertThat(db.stats().cancelled()).isEqualTo(cancelled);
            assertThat(db.stats().timedOut()).isEqualTo(timedOut);
            gate.release();
            assertThat(running.join()).isEqualTo("row");
        }
    }

    /** A call whose body has begun: on a busy machine a short deadline may pass before it does, then another one. */
    private static AsyncFuture<String> begunInTime(AsyncWrapper db, Gate gate) throws InterruptedException {
        List<AsyncFuture<String>> calls = new ArrayList<>();
        AtomicInteger begun = new AtomicInteger(-1);
        while (begun.get() < 0) {
            int number = calls.size();
            AsyncFuture<String> call = db.call(() -> {
                begun.set(number);
                gate.pass();
                return "late";
            });
            calls.add(call);
            Spin.until(() -> begun.get() >= 0 || call.isDone());
        }
        gate.awaitEntered(1);
        // One may have begun just as it timed out, and another one has been submitted behind it.
        AsyncFuture<String> first = calls.remove(begun.get());
        calls.forEach(Failures::of);
        return first;
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly(latch);
    }
}
