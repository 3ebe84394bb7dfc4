package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Limits may change while calls run. */
class LimitsAtRunTimeTest {

    private static List<AsyncFuture<String>> submit(AsyncWrapper db, Gate gate, int calls) {
        List<AsyncFuture<String>> submitted = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            submitted.add(db.call(gate.callable("row")));
        }
        return submitted;
    }

    @OnEveryCarrier
    void maxConcurrency_grows_startsWaitingCallsAtOnce(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            List<AsyncFuture<String>> calls = submit(db, gate, 6);
            gate.awaitEntered(1);
            db.maxConcurrency(5);
            gate.awaitEntered(5);
            assertThat(gate.inside()).isEqualTo(5);
            assertThat(db.stats().pending()).isEqualTo(1);
            assertThat(db.toString()).contains("running=5/5");
            gate.releaseAll();
            calls.forEach(AsyncFuture::join);
        }
    }

    @OnEveryCarrier
    void maxConcurrency_shrinks_stopsNoBodyAndHoldsWhenTheSurplusHasEnded(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(4);
                Gate gate = Gate.create()) {
            List<AsyncFuture<String>> calls = submit(db, gate, 10);
            gate.awaitEntered(4);
            db.maxConcurrency(1);
            assertThat(gate.inside()).isEqualTo(4);
            assertThat(gate.interruptions()).isZero();
            for (int i = 0; i < 3; i++) {
                gate.release();
            }
            Spin.until(() -> db.stats().running() == 1);
            assertThat(gate.entered()).isEqualTo(4);
            for (int i = 5; i <= 10; i++) {
                gate.release();
                gate.awaitEntered(i);
                assertThat(gate.inside()).isLessThanOrEqualTo(2); // one may be on its way out
                assertThat(db.stats().running()).isEqualTo(1);
            }
            gate.release();
            calls.forEach(AsyncFuture::join);
        }
    }

    /** Race 16. */
    @OnEveryCarrier
    void maxConcurrency_changesWhileBodiesFinish_neitherTooManyNorTooFewRun(Carried carried) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(8, options -> options.maxPending(100_000));
                Gate gate = Gate.create()) {
            List<AsyncFuture<Void>> calls = new ArrayList<>();
            for (int round = 0; round < 1_000; round++) {
                for (int i = 0; i < 12; i++) {
                    calls.add(db.run(() -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                    }));
                }
                db.maxConcurrency(1);
                for (int spin = 0; spin < round % 100; spin++) {
                    Thread.onSpinWait();
                }
                db.maxConcurrency(8);
            }
            calls.forEach(AsyncFuture::join);
            assertThat(most.get()).isLessThanOrEqualTo(8);
            assertThat(db.stats().running()).isZero();
            List<AsyncFuture<String>> full = submit(db, gate, 9);
            gate.awaitEntered(8); // no slot was lost
            assertThat(gate.inside()).isEqualTo(8);
            db.maxConcurrency(1);
            gate.releaseAll();
            full.forEach(AsyncFuture::join);
        }
    }

    @OnEveryCarrier
    void maxPending_changes_holdsForNewCallsAndThoseThatWaitStay(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(3));
                Gate gate = Gate.create()) {
            List<AsyncFuture<String>> calls = submit(db, gate, 4);
            gate.awaitEntered(1);
            assertThat(OutcomeTest.reason(db.call(() -> "full"))).isEqualTo(Reason.FULL);
            db.maxPending(1);
            assertThat(calls).noneMatch(AsyncFuture::isDone);
            assertThat(db.stats().pending()).isEqualTo(3);
            assertThat(OutcomeTest.reason(db.call(() -> "full"))).isEqualTo(Reason.FULL);
            db.maxPending(4);
            AsyncFuture<String> admitted = db.call(() -> "admitted");
            assertThat(admitted).isNotDone();
            assertThat(OutcomeTest.reason(db.call(() -> "full"))).isEqualTo(Reason.FULL);
            gate.releaseAll();
            calls.forEach(AsyncFuture::join);
            assertThat(admitted.join()).isEqualTo("admitted");
        }
    }

    private static Thread block(AsyncWrapper db, CompletableFuture<AsyncFuture<String>> submitted) {
        Thread submitter = GivenExecutorTest.start(() -> submitted.complete(db.call(() -> "blocked")));
        Spin.untilParked(submitter);
        assertThat(submitted).isNotDone();
        return submitter;
    }

    @OnEveryCarrier
    void limitsGrow_underBlock_letWaitersInAsManyAsThereIsRoom(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(
                        1, options -> options.maxPending(0).overflow(Overflow.block(Duration.ofDays(1))));
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            List<CompletableFuture<AsyncFuture<String>>> waiting = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                CompletableFuture<AsyncFuture<String>> submitted = new CompletableFuture<>();
                waiting.add(submitted);
                threads.add(block(db, submitted));
            }
            db.maxPending(1);
            AsyncFuture<String> first = waiting.get(0).join();
            assertThat(first).isNotDone(); // it is pending now
            assertThat(waiting.get(1)).isNotDone();
            db.maxConcurrency(2);
            assertThat(first.join()).isEqualTo("blocked");
            assertThat(waiting.get(1).join().join()).isEqualTo("blocked");
            assertThat(waiting.get(2).join().join()).isEqualTo("blocked");
            for (Thread thread : threads) {
                thread.join();
            }
            gate.release();
            assertThat(running.join()).isEqualTo("row");
        }
    }

    @Test
    void limits_badArguments_areRefusedByName() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.maxConcurrency(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("limit must be at least 1, was 0");
            assertThatThrownBy(() -> db.maxPending(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxPending must not be negative, was -1");
        }
    }
}
