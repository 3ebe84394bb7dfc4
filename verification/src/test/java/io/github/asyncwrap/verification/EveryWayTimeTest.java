package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Law 6 through every entry. */
class EveryWayTimeTest {
    private static final Duration TIMEOUT = Duration.ofMillis(20);

    @EveryWay
    void timeout_whileRunning_failsTheFutureAndTellsTheBody(Way way) {
        AtomicInteger stoppedEarly = new AtomicInteger();
        try (Play play = way.play(1, options -> options.timeout(TIMEOUT))) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                play.awaitEnd(me);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                if (me.stopped().isDone()) {
                    stoppedEarly.incrementAndGet();
                }
                return "row";
            });
            AsyncTimeoutException timeout = (AsyncTimeoutException) Failures.of(call);
            assertThat(timeout.queued().plus(timeout.ran())).isGreaterThanOrEqualTo(TIMEOUT);
            assertThat(timeout.queued()).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(timeout).hasMessageContaining("ran=");
            call.stopped().join();
            assertThat(play.door.stats().timedOut()).isEqualTo(1);
        }
        assertThat(stoppedEarly).hasValue(0);
    }

    @EveryWay
    void within_whileRunning_failsTheFutureAndTellsTheBody(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitWithin(TIMEOUT, me -> {
                play.awaitEnd(me);
                return "row";
            });
            AsyncTimeoutException timeout = (AsyncTimeoutException) Failures.of(call);
            assertThat(timeout.queued().plus(timeout.ran())).isGreaterThanOrEqualTo(TIMEOUT);
            call.stopped().join();
            assertThat(play.door.stats().timedOut()).isEqualTo(1);
        }
    }

    @EveryWay
    void timeout_ofAPendingCall_takesItOutOfTheQueue(Way way) {
        AtomicInteger ran = new AtomicInteger();
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submit(() -> {
                assertTimesOutUnstarted(play, play.submitWithin(TIMEOUT, me -> ran.incrementAndGet()));
                assertThat(play.door.stats().pending()).isZero();
                return "row";
            });
            assertThat(call.join()).isEqualTo(play.given("row"));
            assertThat(play.door.stats().timedOut()).isEqualTo(1);
        }
        assertThat(ran).hasValue(0);
    }

    @EveryWay
    void pendingTimeout_ofACallThatDoesNotBegin_failsIt(Way way) {
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger began = new AtomicInteger();
        try (Play play = way.play(1, options -> options.pendingTimeout(TIMEOUT))) {
            while (began.get() == 0) { // on a busy machine the outer call may be too late itself
                AsyncFuture<String> call = play.submit(() -> {
                    began.incrementAndGet();
                    assertTimesOutUnstarted(play, play.submit(ran::incrementAndGet));
                    assertThat(play.door.stats().pending()).isZero();
                    return "row";
                });
                // One that began in time is not concerned any more.
                Throwable failure =
                        call.<Throwable>handle((row, thrown) -> thrown).join();
                assertThat(failure == null).isEqualTo(began.get() == 1);
            }
        }
        assertThat(ran).hasValue(0);
    }

    /** A timed get does not run what it waits for. */
    private static void assertTimesOutUnstarted(Play play, AsyncFuture<?> pending) {
        assertThatThrownBy(() -> pending.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(AsyncTimeoutException.class, timeout -> {
                    assertThat(timeout.queued()).isGreaterThanOrEqualTo(TIMEOUT);
                    assertThat(timeout.ran()).isZero();
                });
        play.assertStopped(pending);
    }

    @EveryWay
    void outcomeInTime_withATimeout_isKept(Way way) {
        try (Play play = way.play(1, options -> options.timeout(Duration.ofHours(1)))) {
            AsyncFuture<String> call = play.submit(() -> "row");
            assertThat(call.join()).isEqualTo(play.given("row"));
            assertThat(play.door.stats().timedOut()).isZero();
        }
    }

    @EveryWay
    void orTimeout_onTheCall_countsAsTimedOut(Way way) {
        try (Play play = way.play(1)) {
            AsyncFuture<String> call = play.submitKnowing(me -> {
                me.orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                play.awaitEnd(me);
                return "row";
            });
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            call.stopped().join();
            assertThat(play.door.stats().timedOut()).isEqualTo(1);
        }
    }
}
