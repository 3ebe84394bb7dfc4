package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** {@code Overflow.dropOldest()}: the oldest pending call gives its place to the new one. */
class OverflowDropOldestTest {
    private static AsyncWrapper door(Carried carried, int maxPending) {
        return carried.wrapper(1, options -> options.maxPending(maxPending).overflow(Overflow.dropOldest()));
    }

    private static AsyncWrapper door(int maxPending) {
        return door(Carried.PLATFORM, maxPending);
    }

    @OnEveryCarrier
    void dropOldest_full_theOldestPendingIsDroppedAndTheOthersRunInOrder(Carried carried) throws Exception {
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = door(carried, 2);
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("running"));
            gate.awaitEntered(1);
            AsyncFuture<Void> oldest = db.run(() -> ran.add("oldest"));
            AsyncFuture<Void> younger = db.run(() -> ran.add("younger"));
            AsyncFuture<Void> newest = db.run(() -> ran.add("newest"));
            assertThat(OutcomeTest.reason(oldest)).isEqualTo(Reason.DROPPED);
            assertThat(oldest.stopped()).isDone();
            assertThat(db.stats().pending()).isEqualTo(2);
            assertThat(db.stats().rejected()).isEqualTo(1);
            gate.release();
            assertThat(running.join()).isEqualTo("running");
            younger.join();
            newest.join();
            assertThat(ran).containsExactly("younger", "newest");
        }
    }

    @Test
    void dropped_itsError_tellsWhatWasMeasured() throws Exception {
        try (AsyncWrapper db = door(2);
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            gate.awaitEntered(1);
            AsyncFuture<String> oldest = db.call(() -> "oldest");
            db.call(() -> "younger");
            db.call(() -> "newest");
            assertThat(Failures.of(oldest).getMessage())
                    .matches("db - dropped for a newer call after \\d+ ms "
                            + "\\(queued=\\d+ ms, ran=0 ms, running=1/1, pending=1/2\\)");
        }
    }

    /** Whoever submits has nothing to do with the one who is dropped, and holds no lock meanwhile. */
    @Test
    void dropped_itsCallbacks_runOffTheSubmitterAndOutsideTheLock() throws Exception {
        try (AsyncWrapper db = door(1);
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            gate.awaitEntered(1);
            AsyncFuture<Thread> callback = db.call(() -> "oldest").handle((row, failure) -> {
                Thread other = GivenExecutorTest.start(db::stats); // needs the lock
                Spin.until(() -> !other.isAlive());
                return Thread.currentThread();
            });
            db.call(() -> "newest");
            assertThat(callback.join()).isNotSameAs(Thread.currentThread());
        }
    }

    @OnEveryCarrier
    void dropOldest_nonePending_isFull(Carried carried) throws Exception {
        try (AsyncWrapper db = door(carried, 0);
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("running"));
            gate.awaitEntered(1);
            assertThat(OutcomeTest.reason(db.call(() -> "new"))).isEqualTo(Reason.FULL);
            assertThat(running).isNotDone();
        }
    }

    @Test
    void dropOldest_throughAView_dropsTheViewsOldestAndNoOther() throws Exception {
        try (AsyncWrapper db = door(100);
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            gate.awaitEntered(1);
            AsyncWrapper reports = db.limitedTo("reports", 1);
            reports.maxPending(1);
            AsyncWrapper others = db.limitedTo("others", 1);
            AsyncFuture<String> parents = db.call(() -> "the parent's");
            AsyncFuture<String> siblings = others.call(() -> "the sibling's");
            AsyncFuture<String> oldest = reports.call(() -> "oldest, in the parent's queue");
            AsyncFuture<String> younger = reports.call(() -> "younger, in the view's own queue");
            AsyncFuture<String> newest = reports.call(() -> "newest");
            assertThat(OutcomeTest.reason(oldest)).isEqualTo(Reason.DROPPED);
            gate.release();
            assertThat(List.of(parents, siblings, younger, newest))
                    .extracting(AsyncFuture::join)
                    .containsExactly("the parent's", "the sibling's", "younger, in the view's own queue", "newest");
        }
    }

    @Test
    void dropOldest_ofTheParent_leavesAnOlderCallOfAViewAlone() throws Exception {
        try (AsyncWrapper db = door(2);
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            gate.awaitEntered(1);
            AsyncFuture<String> views = db.limitedTo("reports", 1).call(() -> "the view's");
            AsyncFuture<String> oldest = db.call(() -> "oldest");
            AsyncFuture<String> newest = db.call(() -> "newest");
            assertThat(OutcomeTest.reason(oldest)).isEqualTo(Reason.DROPPED);
            gate.release();
            assertThat(views.join()).isEqualTo("the view's");
            assertThat(newest.join()).isEqualTo("newest");
        }
    }

    @Test
    void dropOldest_ofTheParent_noneOfItsOwnPending_isFull() throws Exception {
        try (AsyncWrapper db = door(1);
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            gate.awaitEntered(1);
            AsyncFuture<String> views = db.limitedTo("reports", 1).call(() -> "the view's");
            assertThat(OutcomeTest.reason(db.call(() -> "new"))).isEqualTo(Reason.FULL);
            gate.release();
            assertThat(views.join()).isEqualTo("the view's");
        }
    }

    /** The nested view's call stands in the queue of the view whose own slots are all taken. */
    @Test
    void dropOldest_ofAViewWithoutFreeSlots_leavesANestedViewsCallAlone() throws Exception {
        try (AsyncWrapper db = door(100);
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            reports.maxPending(1);
            AsyncWrapper nested = reports.limitedTo("nested", 1);
            reports.call(gate.callable("running"));
            gate.awaitEntered(1);
            AsyncFuture<String> nesteds = nested.call(() -> "the nested view's");
            AsyncFuture<String> news = reports.call(() -> "new");
            assertThat(nesteds).isNotDone();
            assertThat(OutcomeTest.reason(news)).isEqualTo(Reason.FULL);
            gate.release();
            assertThat(nesteds.join()).isEqualTo("the nested view's");
        }
    }

    /** Race 18: a call is dropped while its runner begins it. It runs, or its future says DROPPED, never both. */
    @OnEveryCarrier
    void dropOldest_againstTheVictimsStart_neverRunsWhatItDropped(Carried carried) {
        int calls = 30_000;
        AtomicIntegerArray ran = new AtomicIntegerArray(calls);
        List<AsyncFuture<Void>> futures = new ArrayList<>();
        try (AsyncWrapper db = door(carried, 1)) {
            for (int i = 0; i < calls; i++) {
                int number = i;
                futures.add(db.run(() -> ran.incrementAndGet(number)));
                for (int spin = 0; spin < i % 300; spin++) {
                    Thread.onSpinWait();
                }
            }
            int dropped = 0;
            for (int i = 0; i < calls; i++) {
                boolean failed =
                        futures.get(i).handle((row, failure) -> failure != null).join();
                dropped += failed ? 1 : 0;
                assertThat(ran.get(i)).as("runs of call %s", i).isEqualTo(failed ? 0 : 1);
            }
            assertThat(db.stats().rejected()).isEqualTo(dropped);
            assertThat(db.stats().succeeded()).isEqualTo(calls - dropped);
        }
    }
}
