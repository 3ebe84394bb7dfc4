package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/** Law 9 through every entry, on a door with one slot. */
class EveryWaySelfWaitTest {

    private interface Inner {
        AsyncFuture<Integer> of(Play play);
    }

    /** A body that waits for what needs its slot. */
    private static void assertReturns(Way way, Inner inner) {
        try (Play play = way.play(1)) {
            AsyncFuture<Boolean> call = play.submit(() -> {
                AsyncFuture<Integer> waitedFor = inner.of(play);
                assertThat(waitedFor).isNotDone();
                Integer got = waitedFor.join();
                assertThat(play.door.stats().inPlace()).isZero();
                assertThat(play.door.stats().running()).isEqualTo(1);
                assertThat(got).isEqualTo(42);
                return true;
            });
            assertThat(call.join()).isEqualTo(play.given(true));
            assertThat(play.door.stats().failed()).isZero();
        }
    }

    /** The value, for entries that give none, too. */
    private static AsyncFuture<Integer> fortyTwo(AsyncFuture<?> call) {
        return call.thenApply(row -> 42);
    }

    @EveryWay
    void join_onAPendingCall_runsItInPlace(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<Boolean> call = play.submit(() -> {
                Thread here = Thread.currentThread();
                AsyncFuture<Boolean> pending = play.submit(() -> {
                    assertThat(play.door.stats().inPlace()).isEqualTo(1);
                    assertThat(play.door.stats().running()).isEqualTo(1);
                    return Thread.currentThread() == here;
                });
                assertThat(pending.join()).isEqualTo(play.given(true));
                return true;
            });
            assertThat(call.join()).isEqualTo(play.given(true));
        }
    }

    @EveryWay
    void get_onAPendingCall_runsItInPlace(Way way) throws Exception {
        try (Play play = way.play(1)) {
            AsyncFuture<Integer> call =
                    play.submit(() -> Objects.equals(play.submit(() -> 1).get(), play.given(1)) ? 42 : 0);
            assertThat(call.get()).isEqualTo(play.given(42));
        }
    }

    @EveryWay
    void join_onAStage_returns(Way way) {
        assertReturns(way, play -> fortyTwo(play.submit(() -> "row").thenApply(row -> 1)));
    }

    @EveryWay
    void join_onAComposedStage_returns(Way way) {
        assertReturns(way, play -> play.submit(() -> "row").thenCompose(row -> fortyTwo(play.submit(() -> "next"))));
    }

    @EveryWay
    void join_onACombinedStage_returns(Way way) {
        assertReturns(
                way, play -> play.submit(() -> "row").thenCombine(play.submit(() -> "other"), (one, other) -> 42));
    }

    @EveryWay
    void join_onALinkedStage_returns(Way way) {
        assertReturns(way, play -> fortyTwo(play.submit(() -> "row").linked()));
    }

    @EveryWay
    void join_onACallOfAViewOfTheSameDoor_returns(Way way) {
        assertReturns(way, play -> {
            AsyncWrapper view = play.door.limitedTo("reports", 1).labelled("report");
            AsyncFuture<Integer> ahead = fortyTwo(play.submit(() -> "ahead"));
            return view.call(() -> 41).thenCombine(ahead, (reported, unused) -> reported + 1);
        });
    }

    @EveryWay
    void join_onACallBehindOthers_runsItAheadOfThem(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<Boolean> call = play.submit(() -> {
                AsyncFuture<Integer> first = play.submit(() -> 1);
                AsyncFuture<Integer> last = play.submit(() -> 2);
                assertThat(last.join()).isEqualTo(play.given(2));
                assertThat(first).isNotDone();
                return true;
            });
            assertThat(call.join()).isEqualTo(play.given(true));
        }
    }

    @EveryWay
    void join_onACallThatJoinsAnother_returns(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<Integer> call = play.submit(nested(play, 30));
            assertThat(call.handle((depth, failure) -> failure).join()).isNull();
        }
    }

    private static Callable<Integer> nested(Play play, int depth) {
        return () -> {
            if (depth > 0) {
                play.submit(nested(play, depth - 1)).join();
            }
            return depth;
        };
    }

    /** The inner body's interrupt is gone before the outer goes on, and was no interrupt of the outer. */
    @EveryWay
    void cancelTrue_insideABodyInPlace_isForThatBodyOnly(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<Boolean> call = play.submit(() -> {
                AsyncFuture<Integer> inner = play.submitKnowing(me -> {
                    assertThat(me.cancel(true)).isTrue();
                    return 1; // without a look at its interrupt
                });
                assertThat(Failures.of(inner)).isInstanceOf(CancellationException.class);
                play.assertStopped(inner);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                return true;
            });
            assertThat(call.join()).isEqualTo(play.given(true));
            assertThat(play.door.stats().cancelled()).isEqualTo(1);
        }
    }
}
