package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** {@code Overflow.callerRuns()}: a call that finds no room is run by its submitter, at once and in no slot. */
class OverflowCallerRunsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** A door whose only slot is taken by a body in the gate. */
    private static AsyncWrapper full(Carried carried, Gate gate) throws InterruptedException {
        return take(carried.wrapper(1, OverflowCallerRunsTest::callerRuns), gate);
    }

    private static AsyncWrapper full(Carried carried, DeterministicCarrier time, Gate gate)
            throws InterruptedException {
        return take(carried.wrapper(1, time, OverflowCallerRunsTest::callerRuns), gate);
    }

    private static AsyncWrapperBuilder callerRuns(AsyncWrapperBuilder options) {
        return options.maxPending(0).overflow(Overflow.callerRuns());
    }

    private static AsyncWrapper take(AsyncWrapper db, Gate gate) throws InterruptedException {
        db.call(gate.callable("running"));
        gate.awaitEntered(1);
        return db;
    }

    /** The deadline comes when the submitter is in the body: one that comes before that keeps the body from beginning. */
    private static void anHourPasses(DeterministicCarrier time, BooleanSupplier begun) {
        GivenExecutorTest.start(() -> {
            Spin.until(begun);
            time.advance(HOUR.plusMillis(10));
        });
    }

    @OnEveryCarrier
    void callerRuns_full_runsOnTheSubmitterBeforeTheCallReturns(Carried carried) throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate)) {
            AsyncFuture<Thread> call = db.call(Thread::currentThread);
            assertThat(call).isDone();
            assertThat(call.stopped()).isDone();
            assertThat(call.join()).isSameAs(Thread.currentThread());
            gate.release();
        }
    }

    @OnEveryCarrier
    void callerRuns_notFull_runsOnTheCarrier(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.overflow(Overflow.callerRuns()))) {
            assertThat(db.call(Thread::currentThread).join()).isNotSameAs(Thread.currentThread());
        }
    }

    @OnEveryCarrier
    void callerRuns_itsBody_isCountedApartFromTheSlots(Carried carried) throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate)) {
            AsyncStats during = db.call(db::stats).join();
            assertThat(during.running()).isEqualTo(1);
            assertThat(during.inPlace()).isEqualTo(1);
            assertThat(during.pending()).isZero();
            assertThat(db.stats().inPlace()).isZero();
            assertThat(db.stats().succeeded()).isEqualTo(1);
            gate.release();
        }
    }

    @Test
    void callerRuns_aViewIsFull_runsOnTheSubmitterThoughTheParentHasRoom() throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = AsyncWrapper.builder("db", 4)
                        .overflow(Overflow.callerRuns())
                        .build()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            reports.maxPending(0);
            reports.call(gate.callable("running"));
            assertThat(reports.call(Thread::currentThread).join()).isSameAs(Thread.currentThread());
            assertThat(reports.call(reports::stats).join().inPlace()).isEqualTo(1);
            gate.release();
        }
    }

    @OnEveryCarrier
    void callerRuns_bodyThrows_isTheOutcomeAndNotThrownByTheCall(Carried carried) throws Exception {
        IOException checked = new IOException("no row");
        AssertionError error = new AssertionError("broken");
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate)) {
            assertThat(Failures.of(db.call(() -> {
                        throw checked;
                    })))
                    .isSameAs(checked);
            assertThat(Failures.of(db.run(() -> {
                        throw error;
                    })))
                    .isSameAs(error);
            AsyncFuture<Void> cancelled = db.run(() -> {
                throw new CancellationException("by itself");
            });
            assertThat(cancelled).isCancelled();
            assertThat(db.stats().failed()).isEqualTo(2);
            assertThat(db.stats().cancelled()).isEqualTo(1);
            gate.release();
        }
    }

    @OnEveryCarrier
    void callerRuns_deadline_interruptsTheCallerAndTheFlagIsGone(Carried carried) throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        try (Gate gate = Gate.create();
                Gate body = Gate.create();
                AsyncWrapper db = full(carried, time, gate)) {
            anHourPasses(time, () -> body.entered() == 1);
            AsyncFuture<String> call = db.within(HOUR).call(body.callable("late"));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            assertThat(body.interruptions()).isEqualTo(1);
            gate.release();
        }
    }

    /** After a body that we interrupted the flag is cleared, whoever else may have set it. */
    @OnEveryCarrier
    void callerRuns_interruptedBodySetsTheFlagAgain_theFlagIsGone(Carried carried) throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        try (Gate gate = Gate.create();
                Gate body = Gate.create();
                AsyncWrapper db = full(carried, time, gate)) {
            anHourPasses(time, () -> body.entered() == 1);
            AsyncFuture<Void> call = db.within(HOUR).run(() -> {
                body.runnable().run(); // sets the flag again
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            });
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            gate.release();
        }
    }

    @OnEveryCarrier
    void callerRuns_flagThatWeDidNotCause_isLeftAsItIs(Carried carried) throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate)) {
            Thread.currentThread().interrupt();
            AsyncFuture<Boolean> seen = db.call(() -> Thread.currentThread().isInterrupted());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(seen.join()).isTrue();
            db.run(() -> Thread.currentThread().interrupt());
            assertThat(Thread.interrupted()).isTrue();
            gate.release();
        }
    }

    @Test
    void callerRuns_uninterruptible_deadlineLeavesTheCallerAlone() throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        DeterministicCarrier time = DeterministicCarrier.real();
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(Carried.PLATFORM, time, gate)) {
            anHourPasses(time, begun::get);
            AsyncWrapper polite = db.within(HOUR).uninterruptible();
            AsyncFuture<Boolean> call = polite.call(() -> {
                begun.set(true);
                Spin.until(() -> db.stats().timedOut() == 1);
                return Thread.currentThread().isInterrupted();
            });
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            CompletableFuture<Boolean> late = new CompletableFuture<>();
            call.onDiscarded(late::complete);
            assertThat(late.join()).isFalse();
            gate.release();
        }
    }

    @OnEveryCarrier
    void callerRuns_closed_isRefusedAndNeverRun(Carried carried) throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate)) {
            AsyncWrapper view = db.labelled("find");
            view.close();
            assertThat(OutcomeTest.reason(view.run(() -> ran.set(true)))).isEqualTo(Reason.CLOSED);
            db.close(Duration.ZERO);
            assertThat(OutcomeTest.reason(db.run(() -> ran.set(true)))).isEqualTo(Reason.CLOSED);
        }
        assertThat(ran).isFalse();
    }

    @OnEveryCarrier
    void callerRuns_closeAtItsDeadline_interruptsTheCaller(Carried carried) throws Exception {
        try (Gate gate = Gate.create();
                Gate body = Gate.create();
                AsyncWrapper db = full(carried, gate)) {
            CompletableFuture<AsyncFuture<String>> submitted = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            GivenExecutorTest.start(() -> {
                submitted.complete(db.call(body.callable("late")));
                flag.complete(Thread.currentThread().isInterrupted());
            });
            body.awaitEntered(1);
            CloseReport report = db.close(Duration.ZERO);
            assertThat(report.cancelled()).isEqualTo(2);
            assertThat(report.interrupted()).isEqualTo(2);
            assertThat(report.stuck()).isEmpty();
            assertThat(submitted.join()).isCancelled();
            assertThat(flag.join()).isFalse();
        }
    }

    /** The thread that runs the inner body belongs to a body of another door. */
    @OnEveryCarrier
    void callerRuns_insideABodyOfAnotherDoor_theOuterInterruptWaits(Carried carried) throws Exception {
        CompletableFuture<Boolean> seen = new CompletableFuture<>();
        try (Gate gate = Gate.create();
                Gate inner = Gate.create();
                AsyncWrapper web = carried.wrapper(1);
                AsyncWrapper db = full(carried, gate)) {
            AsyncFuture<Object> outer = web.call(() -> {
                AsyncFuture<String> row = db.call(inner.callable("row"));
                seen.complete(Thread.currentThread().isInterrupted());
                return row.join();
            });
            inner.awaitEntered(1);
            outer.cancel(true);
            inner.release();
            assertThat(seen.join()).isTrue();
            assertThat(inner.interruptions()).isZero();
            assertThat(outer).isCancelled();
            outer.stopped().join();
            gate.release();
        }
    }

    @OnEveryCarrier
    void callerRuns_insideABodyOfAnotherDoor_theInnerInterruptDoesNotReachTheOuter(Carried carried) throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        try (Gate gate = Gate.create();
                Gate inner = Gate.create();
                AsyncWrapper web = carried.wrapper(1);
                AsyncWrapper db = full(carried, time, gate)) {
            anHourPasses(time, () -> inner.entered() == 1);
            AsyncFuture<Boolean> outer = web.call(() -> {
                AsyncFuture<String> row = db.within(HOUR).call(inner.callable("row"));
                assertThat(Failures.of(row)).isInstanceOf(AsyncTimeoutException.class);
                return Thread.currentThread().isInterrupted();
            });
            assertThat(outer.join()).isFalse();
            assertThat(inner.interruptions()).isEqualTo(1);
            gate.release();
        }
    }

    @Test
    void callerRuns_bodyChangesTheContext_theCallersIsRestored() throws Exception {
        MDC.put("user", "ann");
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(Carried.PLATFORM, gate)) {
            AsyncFuture<String> seen = db.call(() -> {
                String user = MDC.get("user");
                MDC.put("user", "bob");
                return user;
            });
            assertThat(seen.join()).isEqualTo("ann");
            assertThat(MDC.get("user")).isEqualTo("ann");
            gate.release();
        } finally {
            MDC.clear();
        }
    }
}
