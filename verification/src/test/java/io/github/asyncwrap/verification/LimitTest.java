package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Laws 2, 3 and 4: the limit counts bodies, memory is bounded, and what came first starts first. */
class LimitTest {

    @OnEveryCarrier
    void bodies_underLoad_neverMoreThanTheLimit(Carried carried) {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(3, options -> options.maxPending(20_000))) {
            List<AsyncFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                calls.add(db.run(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                }));
            }
            calls.forEach(AsyncFuture::join);
            assertThat(most.get()).isBetween(1, 3);
            assertThat(db.stats().succeeded()).isEqualTo(20_000);
        }
    }

    @OnEveryCarrier
    void bodies_thatBlock_holdNoFreeSlotUp(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(32);
                Gate gate = Gate.create()) {
            for (int round = 1; round <= 20; round++) {
                List<AsyncFuture<String>> calls = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    calls.add(db.call(gate.callable("row")));
                }
                gate.awaitEntered(round * 40 - 8);
                assertThat(gate.inside()).isEqualTo(32);
                for (int i = 0; i < 40; i++) {
                    gate.release();
                }
                calls.forEach(AsyncFuture::join);
            }
            assertThat(gate.maxConcurrent()).isEqualTo(32);
        }
    }

    @OnEveryCarrier
    void cancel_ofABodyThatIgnoresIt_doesNotFreeItsSlot(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> stuck = db.call(gate.callable("late"));
            gate.awaitEntered(1);
            AsyncFuture<String> next = db.call(() -> "next");
            stuck.cancel(true);
            gate.awaitInterruptions(1);
            assertThat(stuck).isCancelled();
            assertThat(stuck.stopped()).isNotDone();
            assertThat(next).isNotDone();
            assertThat(db.stats().running()).isEqualTo(1);
            assertThat(db.stats().detached()).isEqualTo(1);
            gate.release();
            assertThat(next.join()).isEqualTo("next");
            stuck.stopped().join(); // its slot was given on before
            assertThat(db.stats().detached()).isZero();
        }
    }

    @OnEveryCarrier
    void admission_exactlyLimitPlusMaxPending(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2, options -> options.maxPending(3));
                Gate gate = Gate.create()) {
            List<AsyncFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                calls.add(db.call(gate.callable("row")));
            }
            assertThat(OutcomeTest.reason(db.call(() -> "one too many"))).isEqualTo(Reason.FULL);
            gate.awaitEntered(2);
            assertThat(OutcomeTest.reason(db.call(() -> "still"))).isEqualTo(Reason.FULL);
            gate.release();
            while (calls.stream().noneMatch(AsyncFuture::isDone)) {
                Thread.onSpinWait();
            }
            // Whoever reads an outcome finds its place free.
            AsyncFuture<String> admitted = db.call(() -> "admitted");
            assertThat(admitted).isNotCompletedExceptionally();
            gate.releaseAll();
            assertThat(admitted.join()).isEqualTo("admitted");
        }
    }

    @OnEveryCarrier
    void join_thenStatsAndSubmit_areExact(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(0))) {
            for (int i = 0; i < 2_000; i++) {
                assertThat(db.call(() -> "row").join()).isEqualTo("row");
                assertThat(db.stats().running()).isZero();
                assertThat(db.stats().succeeded()).isEqualTo(i + 1);
            }
        }
    }

    @OnEveryCarrier
    void cancel_whilePending_leavesAtOnceAndItsPlaceIsFree(Carried carried) throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(1));
                Gate gate = Gate.create()) {
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            for (int i = 0; i < 1_000; i++) {
                AsyncFuture<Void> pending = db.run(ran::incrementAndGet);
                assertThat(db.stats().pending()).isEqualTo(1);
                assertThat(pending.cancel(false)).isTrue();
                assertThat(pending.stopped()).isDone();
                assertThat(db.stats().pending()).isZero();
            }
        }
        assertThat(ran).hasValue(0);
    }

    /** A stuck backend, and a million calls that time out or are cancelled: nothing of them stays. */
    @Test
    void stuckBackend_aMillionGivenUpCalls_areCollectable() throws Exception {
        List<WeakReference<Object>> bodies = new ArrayList<>();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(10)
                        .pendingTimeout(Duration.ofHours(1))
                        .timeout(Duration.ofHours(2))
                        .build();
                Gate gate = Gate.create()) {
            db.call(gate.callable("stuck"));
            gate.awaitEntered(1);
            List<AsyncFuture<Void>> neighbours = new ArrayList<>();
            for (int i = 0; i < 1_000_000; i++) {
                Object payload = new byte[8];
                AsyncFuture<Void> call = db.run(payload::notify);
                neighbours.add(call);
                if (neighbours.size() == 10) {
                    Collections.shuffle(neighbours, new java.util.Random(i));
                    for (AsyncFuture<Void> given : neighbours) {
                        assertThat(i % 2 == 0 ? given.cancel(true) : given.complete(null))
                                .isTrue();
                    }
                    neighbours.clear();
                }
                if (i % 10_000 == 0) {
                    bodies.add(new WeakReference<>(payload));
                }
            }
            assertThat(db.stats().pending()).isZero();
            bodies.forEach(Spin::untilCollected);
        }
    }

    @OnEveryCarrier
    void pendingCalls_someCancelled_theRestStartInOrder(Carried carried) throws Exception {
        List<Integer> started = Collections.synchronizedList(new ArrayList<>());
        List<Integer> expected = new ArrayList<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            List<AsyncFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 900; i++) {
                int number = i;
                AsyncFuture<Void> call = db.run(() -> started.add(number));
                if (i % 4 == 0) {
                    call.whenComplete((value, failure) -> {}); // one with a callback gives its slot to another runner
                }
                calls.add(call);
            }
            for (int i = 0; i < 900; i++) {
                if (i % 3 == 0 || i % 7 == 0) {
                    calls.get(i).cancel(true);
                } else {
                    expected.add(i);
                }
            }
            gate.release();
        }
        assertThat(started).isEqualTo(expected);
    }
}
