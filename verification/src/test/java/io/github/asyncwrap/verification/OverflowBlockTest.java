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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** {@code Overflow.block}: the submitter waits, in order, and no place is lost. */
class OverflowBlockTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static AsyncWrapper door(Carried carried, Duration atMost) {
        return carried.wrapper(1, options -> options.maxPending(1).overflow(Overflow.block(atMost)));
    }

    @OnEveryCarrier
    void block_roomComes_theSubmitterGoesOn(Carried carried) throws Exception {
        try (AsyncWrapper db = door(carried, LONG);
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            db.call(gate.callable("pending"));
            CompletableFuture<AsyncFuture<String>> submitted = new CompletableFuture<>();
            Thread submitter = new Thread(() -> submitted.complete(db.call(() -> "blocked")));
            submitter.start();
            awaitParked(submitter);
            assertThat(submitted).isNotDone();
            gate.release();
            AsyncFuture<String> call = submitted.join();
            gate.releaseAll();
            assertThat(call.join()).isEqualTo("blocked");
            submitter.join();
        }
    }

    @OnEveryCarrier
    void block_severalSubmitters_areLetInInOrderOfArrival(Carried carried) throws Exception {
        List<Integer> started = Collections.synchronizedList(new ArrayList<>());
        List<Thread> submitters = new ArrayList<>();
        try (AsyncWrapper db = door(carried, LONG);
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            db.call(gate.callable("pending"));
            for (int i = 0; i < 5; i++) {
                int number = i;
                Thread submitter = new Thread(() -> db.run(() -> started.add(number)));
                submitters.add(submitter);
                submitter.start();
                awaitParked(submitter);
            }
            gate.releaseAll();
            for (Thread submitter : submitters) {
                submitter.join();
            }
        }
        assertThat(started).containsExactly(0, 1, 2, 3, 4);
    }

    @OnEveryCarrier
    void block_noRoomInTime_isRefusedAsFull(Carried carried) throws Exception {
        try (AsyncWrapper db = door(carried, Duration.ofMillis(20));
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            AsyncFuture<String> pending = db.call(gate.callable("pending"));
            gate.awaitEntered(1);
            long before = System.nanoTime();
            assertThat(OutcomeTest.reason(db.call(() -> "blocked"))).isEqualTo(Reason.FULL);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
            assertThat(pending.cancel(true)).isTrue();
            AsyncFuture<String> admitted = db.call(() -> "the place is free");
            gate.release();
            assertThat(admitted.join()).isEqualTo("the place is free");
        }
    }

    @OnEveryCarrier
    void block_interrupted_isRefusedAsFullAndTheFlagStays(Carried carried) throws Exception {
        try (AsyncWrapper db = door(carried, LONG);
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            AsyncFuture<String> pending = db.call(gate.callable("pending"));
            gate.awaitEntered(1);
            Thread.currentThread().interrupt();
            AsyncFuture<String> blocked = db.call(() -> "blocked");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(OutcomeTest.reason(blocked)).isEqualTo(Reason.FULL);
            gate.releaseAll();
            assertThat(pending.join()).isEqualTo("pending");
        }
    }

    @OnEveryCarrier
    void block_cancelOfAPendingCall_letsTheNextIn(Carried carried) throws Exception {
        try (AsyncWrapper db = door(carried, LONG);
                Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            AsyncFuture<String> pending = db.call(gate.callable("pending"));
            gate.awaitEntered(1);
            CompletableFuture<AsyncFuture<String>> submitted = new CompletableFuture<>();
            Thread submitter = new Thread(() -> submitted.complete(db.call(() -> "blocked")));
            submitter.start();
            awaitParked(submitter);
            pending.cancel(true);
            assertThat(submitted.join()).isNotDone();
            gate.release();
            assertThat(submitted.join().join()).isEqualTo("blocked");
        }
    }

    @OnEveryCarrier
    void block_close_refusesTheWaitingSubmitters(Carried carried) throws Exception {
        AsyncWrapper db = door(carried, LONG);
        try (Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            db.call(gate.callable("pending"));
            gate.awaitEntered(1);
            CompletableFuture<AsyncFuture<String>> submitted = new CompletableFuture<>();
            Thread submitter = new Thread(() -> submitted.complete(db.call(() -> "blocked")));
            submitter.start();
            awaitParked(submitter);
            assertThat(db.close(Duration.ZERO).cancelled()).isEqualTo(2);
            assertThat(OutcomeTest.reason(submitted.join())).isEqualTo(Reason.CLOSED);
        }
    }

    @OnEveryCarrier
    void block_fromABodyOfTheSameFullDoor_isRefusedAtOnce(Carried carried) throws Exception {
        try (AsyncWrapper db = door(carried, LONG);
                Gate gate = Gate.create()) {
            AsyncFuture<Reason> running = db.call(() -> {
                gate.pass();
                return OutcomeTest.reason(db.call(() -> "inner"));
            });
            gate.awaitEntered(1);
            AsyncFuture<String> pending = db.call(() -> "pending");
            gate.release();
            assertThat(running.join()).isEqualTo(Reason.FULL);
            assertThat(pending.join()).isEqualTo("pending");
        }
    }

    @Test
    void block_ofZeroOrLess_isRefusedByName() {
        assertThatThrownBy(() -> Overflow.block(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("atMost must be positive, was PT0S");
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.getState()).isNotEqualTo(Thread.State.TERMINATED);
            Thread.onSpinWait();
        }
    }
}
