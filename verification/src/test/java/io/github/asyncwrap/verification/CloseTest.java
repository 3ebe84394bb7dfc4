package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Close: no future is left incomplete, nobody waits for itself, and what was left is told. */
class CloseTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofMillis(50);

    @OnEveryCarrier
    void close_callsFinishInTime_drainsThem(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(1);
        try (Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("running"));
            AsyncFuture<String> pending = db.call(() -> "pending");
            gate.awaitEntered(1);
            CompletableFuture<CloseReport> closing =
                    CompletableFuture.supplyAsync(() -> db.close(LONG), CloseTest::onNewThread);
            while (!OutcomeTest.isClosed(db.call(() -> "probe"))) {
                Thread.onSpinWait();
            }
            gate.release();
            CloseReport report = closing.join();
            assertThat(running).isCompletedWithValue("running");
            assertThat(pending).isCompletedWithValue("pending");
            assertThat(report.cancelled()).isZero();
            assertThat(report.interrupted()).isZero();
            assertThat(report.stuck()).isEmpty();
            assertThat(report.drained()).isGreaterThanOrEqualTo(2);
        }
    }

    @OnEveryCarrier
    void close_atTheLimit_cancelsInterruptsAndReportsTheStuckWithTheirStacks(Carried carried) throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real(); // the grace is over when the test says so
        AsyncWrapper db = carried.wrapper(2, time, options -> options.gracePeriod(GRACE));
        try (Gate polite = Gate.create();
                Gate stubborn = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> interruptible = db.call(polite.callable("a"));
            AsyncFuture<String> stuck = db.call(stubborn.callable("b"));
            AsyncFuture<String> pending = db.call(() -> "c");
            polite.awaitEntered(1);
            stubborn.awaitEntered(1);
            CompletableFuture<CloseReport> closing =
                    CompletableFuture.supplyAsync(() -> db.close(Duration.ZERO), CloseTest::onNewThread);
            interruptible.stopped().join(); // else it might be one of the stuck
            time.advance(GRACE);
            CloseReport report = closing.join();
            assertThat(List.of(interruptible, stuck, pending)).allMatch(AsyncFuture::isCancelled);
            assertThat(report.drained()).isZero();
            assertThat(report.cancelled()).isEqualTo(3);
            assertThat(report.interrupted()).isEqualTo(2);
            assertThat(report.stuck()).singleElement().satisfies(call -> {
                assertThat(call.detached()).isTrue();
                assertThat(call.stack()).anyMatch(frame -> frame.getClassName().contains("Gate"));
            });
            assertThat(db.stats().cancelled()).isEqualTo(3);
            assertThat(db.stats().detached()).isEqualTo(1);
            stubborn.release();
            stuck.stopped().join();
            assertThat(db.stats().running()).isZero();
        }
    }

    /** Time stands still, so the close waits for the outcomes however long they take, and not for a second only. */
    @OnEveryCarrier
    void close_withoutAnyGrace_leavesNoFutureIncomplete(Carried carried) throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        for (int round = 0; round < 100; round++) {
            AsyncWrapper db = carried.wrapper(2, time, options -> options.gracePeriod(Duration.ZERO));
            try (Gate gate = Gate.create()) {
                List<AsyncFuture<String>> calls = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    AsyncFuture<String> call = db.call(gate.callable("row"));
                    call.whenComplete((value, failure) -> {});
                    calls.add(call);
                }
                db.close(Duration.ZERO);
                assertThat(calls).as("round %s", round).allMatch(AsyncFuture::isDone);
            }
        }
    }

    @OnEveryCarrier
    void close_twiceAndConcurrently_oneReportAndTheShortestLimitHolds(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(1);
        try (Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            gate.awaitEntered(1);
            List<CompletableFuture<CloseReport>> closers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                closers.add(CompletableFuture.supplyAsync(() -> db.close(LONG), CloseTest::onNewThread));
            }
            CloseReport report = db.close(Duration.ofMillis(10));
            assertThat(report.cancelled()).isEqualTo(1);
            closers.forEach(closer -> assertThat(closer.join()).isSameAs(report));
            assertThat(db.close(LONG)).isSameAs(report);
        }
    }

    @OnEveryCarrier
    void close_fromItsOwnBody_doesNotWaitForItself(Carried carried) {
        AsyncWrapper db = carried.wrapper(2);
        AsyncFuture<CloseReport> inside = db.call(() -> db.close(LONG));
        CloseReport report = inside.join();
        assertThat(report.cancelled()).isZero();
        assertThat(OutcomeTest.reason(db.call(() -> "late"))).isEqualTo(Reason.CLOSED);
        assertThat(db.close(LONG)).isSameAs(report);
    }

    @OnEveryCarrier
    void close_fromTwoBodiesAndACallback_noneWaitsForTheOthers(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(3);
        try (Gate gate = Gate.create()) {
            AsyncFuture<CloseReport> first = db.call(() -> {
                gate.pass();
                return db.close(LONG);
            });
            AsyncFuture<CloseReport> second = db.call(() -> {
                gate.pass();
                return db.close(LONG);
            });
            AsyncFuture<CloseReport> callback = db.call(gate.callable("row")).thenApplyAsync(row -> db.close(LONG));
            gate.awaitEntered(3);
            gate.releaseAll();
            assertThat(first.join()).isSameAs(second.join());
            assertThat(callback.join()).isSameAs(first.join());
        }
    }

    @OnEveryCarrier
    void close_fromACallbackOnAPlainAggregate_doesNotWaitForItself(Carried carried) throws Exception {
        for (boolean cancelled : new boolean[] {false, true}) {
            AsyncWrapper db = carried.wrapper(1);
            try (Gate gate = Gate.create()) {
                AsyncFuture<String> call = db.call(gate.callable("row"));
                gate.awaitEntered(1);
                CompletableFuture<CloseReport> callback =
                        CompletableFuture.allOf(call).handle((done, failure) -> db.close(LONG));
                if (cancelled) {
                    call.cancel(true);
                } else {
                    gate.release();
                }
                assertThat(callback.join().cancelled()).isZero();
            }
        }
    }

    @OnEveryCarrier
    void close_interrupted_isInAHurryAndKeepsTheFlag(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(1);
        try (Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("running"));
            gate.awaitEntered(1);
            Thread.currentThread().interrupt();
            CloseReport report = db.close(LONG);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(report.cancelled()).isEqualTo(1);
            assertThat(running).isCancelled();
        }
    }

    @Test
    void close_interruptsABodyThatWasDetachedWithoutAnInterrupt() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        try (Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("running"));
            gate.awaitEntered(1);
            running.cancel(false);
            CloseReport report = db.close(Duration.ZERO);
            assertThat(report.cancelled()).isZero();
            assertThat(report.interrupted()).isEqualTo(1);
            assertThat(report.stuck()).isEmpty();
            assertThat(gate.interruptions()).isEqualTo(1);
        }
    }

    /** However a submission falls on a close, its future gets an outcome, and there is none left afterwards. */
    @OnEveryCarrier
    void close_againstSubmitters_leavesNoFutureIncomplete(Carried carried) throws Exception {
        for (int round = 0; round < 200; round++) {
            AsyncWrapper db = carried.wrapper(2, options -> options.maxPending(50));
            List<AsyncFuture<String>> calls = new ArrayList<>();
            CountDownLatch started = new CountDownLatch(1);
            Thread submitter = new Thread(() -> {
                while (true) {
                    AsyncFuture<String> call = db.call(() -> "row");
                    calls.add(call);
                    started.countDown();
                    if (OutcomeTest.isClosed(call)) {
                        return;
                    }
                }
            });
            submitter.start();
            started.await();
            db.close(round % 2 == 0 ? Duration.ZERO : LONG);
            submitter.join();
            assertThat(calls).allMatch(AsyncFuture::isDone);
            assertThat(db.stats().running() + db.stats().pending()).isZero();
        }
    }

    /** Whose outcomes the close itself decides, and which nobody else delivers. */
    @OnEveryCarrier
    void close_atTheLimit_returnsWhenTheCallbacksOfWhatItCutHaveRun(Carried carried) throws Exception {
        for (int round = 0; round < 300; round++) {
            AsyncWrapper db = carried.wrapper(1);
            try (Gate gate = Gate.create()) {
                AsyncFuture<String> call = db.call(gate.callable("row"));
                AsyncFuture<Boolean> callback = call.handle((row, failure) -> true);
                gate.awaitEntered(1);
                db.close(Duration.ZERO);
                assertThat(callback).as("round %s", round).isDone();
            }
        }
    }

    @Test
    void close_ownThreads_areGoneAfterwards() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("leak-check", 4);
        List<AsyncFuture<Thread>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(db.call(Thread::currentThread));
        }
        db.close();
        for (AsyncFuture<Thread> call : calls) {
            call.join().join(10_000);
            assertThat(call.join().isAlive()).isFalse();
        }
    }

    @Test
    void close_withANegativeLimit_isRefusedByName() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.close(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limit must not be negative, was PT-0.001S");
        }
    }

    private static void onNewThread(Runnable task) {
        new Thread(task).start();
    }
}
