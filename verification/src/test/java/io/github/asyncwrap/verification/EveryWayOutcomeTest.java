package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Law 1 through every entry: what a body gives arrives, and so does what somebody gives instead. */
class EveryWayOutcomeTest {

    @EveryWay
    void value_ofABody_isTheOutcome(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> "row");
            assertThat(call.join()).isEqualTo(play.given("row"));
            assertThat(play.door.stats().succeeded()).isEqualTo(1);
            assertThat(play.door.stats().running()).isZero();
        }
    }

    @EveryWay
    void null_ofABody_isTheOutcome(Way way) throws Exception {
        try (Play play = way.play(1)) {
            AsyncFuture<@Nullable String> call = play.submit(() -> null);
            assertThat(call.get()).isNull();
            assertThat(play.submit(() -> "row").join()).isEqualTo(play.given("row"));
        }
    }

    @EveryWay
    void checkedException_ofABody_arrivesAsItIs(Way way) {
        IOException thrown = new IOException("no route");
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> {
                throw thrown;
            });
            assertThat(Failures.of(call)).isSameAs(thrown);
            assertThat(play.door.stats().failed()).isEqualTo(1);
        }
    }

    @EveryWay
    void error_ofABody_doesNotLoseTheSlot(Way way) {
        try (Play play = way.play(1)) {
            for (int i = 0; i < 3; i++) {
                Error thrown = new LinkageError("broken");
                assertThat(Failures.of(play.submit(() -> {
                            throw thrown;
                        })))
                        .isSameAs(thrown);
            }
            assertThat(play.submit(() -> "row").join()).isEqualTo(play.given("row"));
            assertThat(play.door.stats().failed()).isEqualTo(3);
        }
    }

    @EveryWay
    void cancellationException_ofABody_countsAsCancelled(Way way) {
        CancellationException thrown = new CancellationException("not needed");
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> {
                throw thrown;
            });
            assertThatThrownBy(call::join).isInstanceOf(CancellationException.class);
            assertThat(call).isCancelled();
            assertThat(play.door.stats().cancelled()).isEqualTo(1);
        }
    }

    @EveryWay
    void complete_fromInside_isTheOutcomeAndTheBodyIsToldToStop(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<@Nullable String> call = play.submitKnowing(me -> {
                assertThat(me.complete("other")).isTrue();
                assertThat(me.complete("too late")).isFalse();
                assertThat(me.completeExceptionally(new IOException("too late")))
                        .isFalse();
                assertThat(me.getNow(null)).isEqualTo("other");
                assertThat(me.stopped()).isNotDone();
                play.feelInterrupt();
                return "row";
            });
            assertThat(call.join()).isEqualTo("other");
            call.stopped().join();
            assertThat(play.door.stats().succeeded()).isEqualTo(1);
            assertThat(call.join()).isEqualTo("other");
        }
    }

    @EveryWay
    void completeExceptionally_fromInside_isTheOutcomeAndTheBodyIsToldToStop(Way way) {
        IOException given = new IOException("given");
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                assertThat(me.completeExceptionally(given)).isTrue();
                assertThat(me.cancel(true)).isFalse();
                play.feelInterrupt();
                return "row";
            });
            assertThat(Failures.of(call)).isSameAs(given);
            call.stopped().join();
            assertThat(play.door.stats().failed()).isEqualTo(1);
        }
    }

    @EveryWay
    void obtrude_fromInside_isRefusedAndChangesNothing(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                assertThatThrownBy(() -> me.obtrudeValue("other")).isInstanceOf(UnsupportedOperationException.class);
                assertThatThrownBy(() -> me.obtrudeException(new IOException("other")))
                        .isInstanceOf(UnsupportedOperationException.class);
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
        }
    }

    @EveryWay
    void pendingCall_completedFromInsideAnotherBody_neverRuns(Way way) {
        AtomicInteger ran = new AtomicInteger();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> {
                AsyncFuture<Integer> pending = play.submit(ran::incrementAndGet);
                assertThat(play.door.stats().pending()).isEqualTo(1);
                assertThat(pending.complete(7)).isTrue();
                assertThat(pending.join()).isEqualTo(7);
                assertThat(pending.stopped()).isDone();
                assertThat(play.door.stats().pending()).isZero();
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
        }
        assertThat(ran).hasValue(0);
    }

    @EveryWay
    void lateValue_consumerGivenBefore_getsItOnce(Way way) throws Exception {
        BlockingQueue<String> late = new LinkedBlockingQueue<>();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                assertThat(me.cancel(false)).isTrue();
                return "row";
            });
            call.onDiscarded(late::add);
            call.stopped().join();
        }
        assertGotRowOnce(way, late);
    }

    @EveryWay
    void lateValue_consumerGivenAfterwards_getsItOnce(Way way) throws Exception {
        BlockingQueue<String> late = new LinkedBlockingQueue<>();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                assertThat(me.cancel(false)).isTrue();
                return "row";
            });
            call.stopped().join();
            call.onDiscarded(late::add);
        }
        assertGotRowOnce(way, late);
    }

    /** Close does not wait for an executor given to deliverOn, so it may be on its way. */
    private static void assertGotRowOnce(Way way, BlockingQueue<String> late) throws InterruptedException {
        if (way.entry().givesValues()) {
            assertThat(late.poll(30, TimeUnit.SECONDS)).isEqualTo("row");
        }
        assertThat(late).isEmpty();
    }

    @EveryWay
    void ownValue_withAConsumerForLateOnes_isNotDiscarded(Way way) {
        BlockingQueue<String> late = new LinkedBlockingQueue<>();
        try (Play play = way.play(1)) {
            assertThat(play.submit(() -> "row").onDiscarded(late::add).join()).isEqualTo(play.given("row"));
        }
        assertThat(late).isEmpty();
    }

    /** Law 14. The ways that differ in nothing that matters here are played with fewer, which takes less time. */
    @EveryWay
    void aHundredThousandStages_chained_needTheSameStack(Way way) {
        boolean differs = way.entry() == Entry.CALL || way.entry() == Entry.DELIVER_ON;
        int stages = differs ? 100_000 : 10_000;
        try (Play play = way.play(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = play.submit(gate.callable("row"));
            AsyncFuture<Integer> end = call.handle((row, failure) -> 0);
            for (int i = 0; i < stages; i++) {
                end = end.thenApply(count -> count + 1);
            }
            gate.release();
            assertThat(end.join()).isEqualTo(stages);
        }
    }
}
