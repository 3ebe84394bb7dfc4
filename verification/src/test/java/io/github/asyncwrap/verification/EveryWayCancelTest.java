package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Law 5 and cancelling, through every entry. */
class EveryWayCancelTest {

    /** The body leaves the flag set behind it, which must not reach anybody either. */
    @EveryWay
    void cancelTrue_fromInside_interruptsThisBodyAndNothingElse(Way way) {
        AtomicInteger leaked = new AtomicInteger();
        CompletableFuture<Boolean> called = new CompletableFuture<>();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                assertThat(me.cancel(true)).isTrue();
                assertThat(me).isCancelled();
                assertThat(me.stopped()).isNotDone();
                assertThat(play.door.stats().running()).isEqualTo(1);
                assertThat(play.door.stats().detached()).isEqualTo(1);
                play.feelInterrupt();
                // Once a call: a second cancel interrupts no more, and says what CompletableFuture says.
                assertThat(me.cancel(true)).isTrue();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                me.stopped().whenComplete((unused, failure) -> {
                    countFlag(leaked);
                    called.complete(true);
                });
                if (play.interrupts()) {
                    Thread.currentThread().interrupt();
                }
                return "row";
            });
            for (int i = 0; i < 3; i++) {
                AsyncFuture<Boolean> later =
                        play.submit(() -> Thread.currentThread().isInterrupted());
                assertThat(later.join()).isEqualTo(play.given(false));
            }
            assertThat(Failures.of(call)).isInstanceOf(CancellationException.class);
            way.ground().settle(); // nobody drives for who waits for a future of the JDK's
            assertThat(called.join()).isTrue();
            call.stopped().join();
            assertThat(play.door.stats().cancelled()).isEqualTo(1);
            assertThat(play.door.stats().succeeded()).isEqualTo(3);
        }
        assertThat(leaked).hasValue(0);
    }

    /** The interrupt is on its way when the body returns: the runner waits for it, so that it hits nothing else. */
    @EveryWay
    void cancelTrue_fromInsideWithACallback_bodyReturnsAtOnce(Way way) {
        AtomicInteger leaked = new AtomicInteger();
        CompletableFuture<Boolean> registered = new CompletableFuture<>();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                registered.join(); // on one thread it is complete when this begins
                assertThat(me.cancel(true)).isTrue();
                return "row";
            });
            AsyncFuture<Boolean> stage = call.handle((row, failure) -> failure != null);
            registered.complete(true);
            AsyncFuture<String> later = play.submit(() -> {
                countFlag(leaked);
                return "later";
            });
            assertThat(stage.join()).isTrue();
            assertThat(later.join()).isEqualTo(play.given("later"));
            call.stopped().join();
            assertThat(play.door.stats().cancelled()).isEqualTo(1);
        }
        assertThat(leaked).hasValue(0);
    }

    @EveryWay
    void cancelFalse_fromInside_leavesTheBodyAlone(Way way) {
        AtomicBoolean returned = new AtomicBoolean();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                assertThat(me.cancel(false)).isTrue();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                // It is detached, so its slot is still taken, and what comes waits.
                AsyncFuture<String> next = play.submit(() -> "next");
                assertThat(play.door.stats().pending()).isEqualTo(1);
                assertThat(next.cancel(true)).isTrue();
                returned.set(true);
                return "row";
            });
            call.stopped().join();
            assertThat(call).isCancelled();
            assertThat(returned).isTrue();
            assertThat(play.door.stats().cancelled()).isEqualTo(2);
        }
    }

    @EveryWay
    void cancel_ofAPendingCall_leavesAtOnceAndNeverRuns(Way way) {
        AtomicInteger ran = new AtomicInteger();
        try (Play play = way.play(1, options -> options.maxPending(1))) {
            AsyncFuture<String> call = play.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    AsyncFuture<Integer> pending = play.submit(ran::incrementAndGet);
                    assertThat(play.door.stats().pending()).isEqualTo(1);
                    assertThat(pending.cancel(i % 2 == 0)).isTrue();
                    assertThat(pending.stopped()).isDone();
                    assertThat(play.door.stats().pending()).isZero();
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                }
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
            assertThat(play.door.stats().cancelled()).isEqualTo(100);
        }
        assertThat(ran).hasValue(0);
    }

    @EveryWay
    void cancel_ofALinkedStage_cancelsTheCall(Way way) {
        CompletableFuture<AsyncFuture<Integer>> end = new CompletableFuture<>();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                assertThat(end.join().cancel(true)).isTrue();
                assertThat(me).isCancelled();
                play.feelInterrupt();
                return "row";
            });
            AsyncFuture<Integer> stage =
                    call.linked().handle((row, failure) -> 1).thenApply(one -> one + 1);
            end.complete(stage);
            stage.stopped().join();
            assertThat(stage).isCancelled();
            assertThat(call).isCancelled();
            assertThat(call.stopped()).isDone();
            assertThat(play.door.stats().cancelled()).isEqualTo(1);
        }
    }

    @EveryWay
    void cancel_ofAPlainStage_leavesTheCallAlone(Way way) {
        CompletableFuture<AsyncFuture<Integer>> end = new CompletableFuture<>();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                assertThat(end.join().cancel(true)).isTrue();
                assertThat(me).isNotDone();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                return "row";
            });
            end.complete(call.thenApply(row -> 1));
            assertThat(call.join()).isEqualTo(play.given("row"));
        }
    }

    private static void countFlag(AtomicInteger leaked) {
        if (Thread.currentThread().isInterrupted()) {
            leaked.incrementAndGet();
        }
    }
}
