package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.CloseReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Closing, through every entry: from outside, and from inside a body, which is not waited for. */
class EveryWayCloseTest {

    @EveryWay
    void close_withTime_drainsWhatRunsAndWhatWaits(Way way) {
        AtomicInteger ran = new AtomicInteger();
        List<AsyncFuture<Integer>> calls = new ArrayList<>();
        try (Play play = way.play(2)) {
            for (int i = 0; i < 20; i++) {
                calls.add(play.submit(ran::incrementAndGet));
            }
            CloseReport report = play.door.close(Duration.ofSeconds(30));
            assertThat(calls).allMatch(AsyncFuture::isDone).noneMatch(AsyncFuture::isCompletedExceptionally);
            assertThat(report.drained()).isLessThanOrEqualTo(20); // those before it began are none of its business
            assertThat(report.cancelled() + report.interrupted()).isZero();
            assertThat(report.stuck()).isEmpty();
        }
        assertThat(ran).hasValue(20);
    }

    @EveryWay
    void close_fromInsideABodyWithoutTime_cancelsWhatWaits(Way way) {
        AtomicInteger ran = new AtomicInteger();
        List<AsyncFuture<Integer>> pending = new ArrayList<>();
        CompletableFuture<CloseReport> reported = new CompletableFuture<>();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> {
                for (int i = 0; i < 5; i++) {
                    pending.add(play.submit(ran::incrementAndGet));
                }
                CloseReport report = play.door.close(Duration.ZERO);
                assertThat(pending)
                        .allSatisfy(one -> assertThat(Failures.of(one)).isInstanceOf(CancellationException.class));
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                assertThat(play.refused().reason()).isEqualTo(Reason.CLOSED);
                reported.complete(report);
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
            CloseReport report = reported.join();
            assertThat(report.drained()).isZero();
            assertThat(report.cancelled()).isEqualTo(5);
            assertThat(report.interrupted()).isZero();
            assertThat(report.stuck()).isEmpty();
            assertThat(play.door.stats().cancelled()).isEqualTo(5);
        }
        assertThat(ran).hasValue(0);
    }

    @EveryWay
    void close_fromInsideABody_ofAnIdleDoor_returnsAtOnce(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> {
                play.door.close();
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
        }
    }

    /** With two slots the other one drains the queue, while this body waits in close. */
    @EveryWay
    void close_fromInsideABody_withASlotLeft_drainsWhatWaits(Way way) {
        List<AsyncFuture<Integer>> pending = new ArrayList<>();
        AtomicInteger ran = new AtomicInteger();
        try (Play play = way.play(2)) {
            AsyncFuture<String> call = play.submit(() -> {
                for (int i = 0; i < 5; i++) {
                    pending.add(play.submit(ran::incrementAndGet));
                }
                CloseReport report = play.door.close(Duration.ofSeconds(30));
                assertThat(pending).allMatch(AsyncFuture::isDone);
                assertThat(report.cancelled()).isZero();
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
        }
        assertThat(ran).hasValue(5);
    }
}
