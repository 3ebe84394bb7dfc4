package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code ready()}: producers wait until a call would be admitted, one after another. */
class ReadyTest {

    /** A door of one slot and so much room, full. */
    private static AsyncWrapper full(Carried carried, Gate gate, int maxPending) throws InterruptedException {
        AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(maxPending));
        for (int i = 0; i <= maxPending; i++) {
            db.call(gate.callable("row"));
        }
        gate.awaitEntered(1);
        return db;
    }

    @OnEveryCarrier
    void ready_room_completesAtOnce(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(1));
                Gate gate = Gate.create()) {
            assertThat(db.ready()).isCompletedWithValue(null);
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(db.ready()).isCompletedWithValue(null);
            db.call(gate.callable("row"));
            assertThat(db.ready()).isNotDone();
        }
    }

    @OnEveryCarrier
    void ready_full_completesWhenThereIsRoomInTheOrderOfAsking(Carried carried) throws Exception {
        List<Integer> told = Collections.synchronizedList(new ArrayList<>());
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate, 10)) {
            List<AsyncFuture<Void>> waiters = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                waiters.add(db.ready().thenRun(() -> told.add(number)));
            }
            assertThat(told).isEmpty();
            gate.release();
            waiters.forEach(AsyncFuture::join); // nobody takes the one place, so all are told, one after another
            gate.releaseAll();
        }
        assertThat(told).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    /** A place is offered to one, not to all: the next is told when the former's callbacks have left it free. */
    @OnEveryCarrier
    void ready_formersCallbacksTakeThePlace_theNextIsNotTold(Carried carried) throws Exception {
        try (Gate gate = Gate.create();
                Gate callback = Gate.create().ignoreInterrupts();
                AsyncWrapper db = full(carried, gate, 2)) {
            CompletableFuture<AsyncFuture<String>> resumed = new CompletableFuture<>();
            AsyncFuture<Void> first = db.ready();
            first.thenRun(() -> {
                callback.runnable().run();
                resumed.complete(db.call(gate.callable("row")));
            });
            AsyncFuture<Void> second = db.ready();
            gate.release();
            Spin.until(first::isDone); // a join could run the callback itself
            assertThat(second).isNotDone(); // the former's callback has not returned
            callback.release();
            assertThat(resumed.join()).isNotDone(); // admitted: the place was kept for it
            assertThat(second).isNotDone();
            gate.release();
            second.join();
            gate.releaseAll();
        }
    }

    /** No thundering herd: as many producers as there are places get through, and none is refused. */
    @OnEveryCarrier
    void ready_manyProducers_noneIsRefused(Carried carried) throws Exception {
        int producers = 400;
        AtomicInteger refused = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(2, options -> options.maxPending(producers));
                Gate gate = Gate.create()) {
            List<AsyncFuture<String>> first = new ArrayList<>();
            for (int i = 0; i < producers + 2; i++) {
                first.add(db.call(gate.callable("row")));
            }
            List<AsyncFuture<String>> produced = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                produced.add(db.ready().thenCompose(ready -> {
                    AsyncFuture<String> call = db.call(() -> "row");
                    refused.addAndGet(OutcomeTest.isRefused(call) ? 1 : 0);
                    return call;
                }));
            }
            gate.releaseAll();
            produced.forEach(call -> assertThat(call.join()).isEqualTo("row"));
            first.forEach(AsyncFuture::join);
        }
        assertThat(refused).hasValue(0);
    }

    @OnEveryCarrier
    void ready_aWaiterIsCancelled_leavesTheLineAndTheOthersAreTold(Carried carried) throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate, 2)) {
            AsyncFuture<Void> first = db.ready();
            AsyncFuture<Void> second = db.ready();
            assertThat(OutcomeTest.reason(db.ready())).isEqualTo(Reason.FULL);
            first.cancel(true);
            AsyncFuture<Void> third = db.ready(); // the place in the line is free at once
            assertThat(third).isNotDone();
            gate.release();
            second.join();
            third.join();
            gate.releaseAll();
        }
    }

    /** Race 15: it is cancelled as it is told. */
    @OnEveryCarrier
    void ready_cancelledAsItIsTold_theOthersAreTold(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(3))) {
            for (int i = 0; i < 5_000; i++) {
                db.maxPending(3);
                for (int calls = 0; calls < 4; calls++) {
                    db.run(() -> {});
                }
                AsyncFuture<Void> first = db.ready();
                AsyncFuture<Void> second = db.ready();
                for (int spin = 0; spin < i % 300; spin++) {
                    Thread.onSpinWait();
                }
                first.cancel(true);
                second.join();
            }
        }
    }

    @OnEveryCarrier
    void ready_moreThanMaxPendingWait_isFull(Carried carried) throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate, 1)) {
            AsyncFuture<Void> waits = db.ready();
            AsyncFuture<Void> tooMany = db.ready();
            assertThat(OutcomeTest.reason(tooMany)).isEqualTo(Reason.FULL);
            assertThat(Failures.of(tooMany).getMessage())
                    .matches("db - refused, full after 0 ms \\(queued=0 ms, ran=0 ms, running=1/1, pending=1/1\\)");
            assertThat(waits).isNotDone();
            gate.releaseAll();
        }
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate, 0)) {
            assertThat(OutcomeTest.reason(db.ready())).isEqualTo(Reason.FULL);
            gate.releaseAll();
        }
    }

    @OnEveryCarrier
    void ready_closed_failsThoseWhoWaitAndThoseWhoCome(Carried carried) throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(carried, gate, 1)) {
            AsyncFuture<Void> waits = db.ready();
            db.close(Duration.ZERO);
            assertThat(OutcomeTest.reason(waits)).isEqualTo(Reason.CLOSED);
            assertThat(OutcomeTest.reason(db.ready())).isEqualTo(Reason.CLOSED);
        }
    }

    @Test
    void ready_theViewIsClosed_failsItsWaitersAlone() throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(Carried.PLATFORM, gate, 2)) {
            AsyncWrapper view = db.labelled("find");
            AsyncFuture<Void> views = view.ready();
            AsyncFuture<Void> parents = db.ready();
            view.close();
            assertThat(OutcomeTest.reason(views)).isEqualTo(Reason.CLOSED);
            assertThat(OutcomeTest.reason(view.ready())).isEqualTo(Reason.CLOSED);
            assertThat(parents).isNotDone();
            gate.release();
            parents.join();
            gate.releaseAll();
        }
    }

    @OnEveryCarrier
    void ready_ofAViewWithALimit_isAboutTheViewsRoom(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(4);
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            reports.maxPending(1);
            reports.call(gate.callable("report"));
            reports.call(gate.callable("report"));
            AsyncFuture<Void> views = reports.ready();
            assertThat(views).isNotDone();
            assertThat(db.ready()).isDone();
            gate.release();
            views.join();
            gate.releaseAll();
        }
    }

    @Test
    void ready_limitsGrow_tellsTheWaiter() throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = full(Carried.PLATFORM, gate, 1)) {
            AsyncFuture<Void> first = db.ready();
            db.maxPending(2);
            first.join();
            db.call(gate.callable("row"));
            AsyncFuture<Void> second = db.ready();
            assertThat(second).isNotDone();
            db.maxConcurrency(2);
            second.join();
            gate.releaseAll();
        }
    }

    @Test
    void ready_pendingCallIsCancelled_tellsTheWaiter() throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(1).build()) {
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> pending = db.call(() -> "pending");
            AsyncFuture<Void> waits = db.ready();
            pending.cancel(true);
            waits.join();
            gate.releaseAll();
        }
    }
}
