package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Laws 2, 3, 4 and 12 through every entry: the limit, the bound, the order, and refusals. */
class EveryWayQueueTest {

    @EveryWay
    void call_toAFullDoor_isRefusedAndLeavesNothing(Way way) {
        try (Play play = way.play(1, options -> options.maxPending(2))) {
            AsyncFuture<String> call = play.submit(() -> {
                List<AsyncFuture<String>> pending = List.of(play.submit(() -> "1"), play.submit(() -> "2"));
                for (int i = 0; i < 3; i++) {
                    AsyncRejectedException refusal = play.refused();
                    assertThat(refusal.reason()).isEqualTo(Reason.FULL);
                    assertThat(refusal).hasMessageContaining("pending=2/2");
                }
                assertThat(play.door.stats().pending()).isEqualTo(2);
                assertThat(pending).noneMatch(AsyncFuture::isDone);
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
            assertThat(play.door.stats().rejected()).isEqualTo(3);
            assertThat(play.submit(() -> "room").join()).isEqualTo(play.given("room"));
        }
    }

    @EveryWay
    void call_toAClosedDoor_isRefused(Way way) {
        try (Play play = way.play(1)) {
            play.door.close();
            assertThat(play.refused().reason()).isEqualTo(Reason.CLOSED);
        }
    }

    @EveryWay
    void pendingCalls_someCancelled_theRestStartInOrder(Way way) {
        List<Integer> started = Collections.synchronizedList(new ArrayList<>());
        List<AsyncFuture<Boolean>> pending = new ArrayList<>();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> {
                for (int i = 0; i < 60; i++) {
                    int number = i;
                    pending.add(play.submit(() -> started.add(number)));
                    if (i % 4 == 0) {
                        pending.get(i).thenRun(() -> {}); // one with callbacks changes the runner
                    }
                }
                for (int i = 0; i < 60; i += 3) {
                    assertThat(pending.get(i).cancel(true)).isTrue();
                }
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
        }
        assertThat(started)
                .containsExactlyElementsOf(
                        IntStream.range(0, 60).filter(i -> i % 3 != 0).boxed().toList());
    }

    @EveryWay
    void bodies_thatWaitForOneAnother_neverMoreThanTheLimit(Way way) {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Play play = way.play(3)) {
            List<AsyncFuture<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                calls.add(play.submit(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    assertThat(play.door.stats().running()).isBetween(1, 3);
                    return inside.decrementAndGet();
                }));
            }
            calls.forEach(AsyncFuture::join);
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @EveryWay
    void maxConcurrency_largerFromInside_startsWhatWaits(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> {
                AsyncFuture<String> pending = play.submit(() -> "next");
                assertThat(play.door.stats().pending()).isEqualTo(1);
                play.maxConcurrency(2);
                // Not in place: a timed get does not help, so it has got a slot of its own.
                assertThat(pending.get(30, TimeUnit.SECONDS)).isEqualTo(play.given("next"));
                assertThat(play.door.stats().running()).isEqualTo(1);
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
        }
    }

    @EveryWay
    void maxConcurrency_smallerFromInside_holdsForWhatComes(Way way) {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<AsyncFuture<Integer>> later = new ArrayList<>();
        try (Play play = way.play(3)) {
            AsyncFuture<String> call = play.submit(() -> {
                play.maxConcurrency(1);
                for (int i = 0; i < 10; i++) {
                    later.add(play.submit(() -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        return inside.decrementAndGet();
                    }));
                }
                assertThat(play.door.stats().pending()).isEqualTo(10);
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
            later.forEach(AsyncFuture::join);
        }
        assertThat(most).hasValue(1);
    }

    @EveryWay
    void ready_onAFullDoor_completesWhenThereIsRoom(Way way) {
        List<AsyncFuture<Void>> ready = new ArrayList<>();
        try (Play play = way.play(1, options -> options.maxPending(2))) {
            assertThat(play.view.ready()).isDone();
            AsyncFuture<String> call = play.submit(() -> {
                play.submit(() -> "1");
                play.submit(() -> "2");
                ready.add(play.view.ready());
                ready.add(play.view.ready());
                assertThat(ready).noneMatch(AsyncFuture::isDone);
                assertThat(Failures.of(play.view.ready()))
                        .isInstanceOfSatisfying(
                                AsyncRejectedException.class,
                                refused -> assertThat(refused.reason()).isEqualTo(Reason.FULL));
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
            ready.forEach(AsyncFuture::join);
            assertThat(play.door.stats().rejected()).isZero();
        }
    }

    @EveryWay
    void ready_onADoorThatCloses_fails(Way way) {
        try (Play play = way.play(1, options -> options.maxPending(1))) {
            AsyncFuture<String> call = play.submit(() -> {
                play.submit(() -> "1");
                AsyncFuture<Void> ready = play.view.ready();
                play.door.close(Duration.ZERO);
                assertThat(Failures.of(ready))
                        .isInstanceOfSatisfying(
                                AsyncRejectedException.class,
                                refused -> assertThat(refused.reason()).isEqualTo(Reason.CLOSED));
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
        }
    }
}
