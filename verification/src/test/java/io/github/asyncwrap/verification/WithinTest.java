package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code within}: the same wrapper with a shorter deadline. */
class WithinTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofDays(1);

    private static Duration timedOutAfter(AsyncFuture<?> call) {
        assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
        AsyncTimeoutException timeout = (AsyncTimeoutException) Failures.of(call);
        return timeout.queued().plus(timeout.ran());
    }

    @OnEveryCarrier
    void within_shorterThanTheDoors_holds(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.timeout(LONG));
                Gate gate = Gate.create()) {
            AsyncFuture<String> doors = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> views = db.within(SHORT).call(() -> "never");
            assertThat(timedOutAfter(views)).isGreaterThanOrEqualTo(SHORT);
            assertThat(doors).isNotDone();
            gate.release();
            assertThat(doors.join()).isEqualTo("row");
        }
    }

    @OnEveryCarrier
    void within_longerThanTheDoors_doesNotProlongIt(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.timeout(SHORT));
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.within(LONG).call(gate.callable("late"));
            assertThat(timedOutAfter(call)).isGreaterThanOrEqualTo(SHORT);
        }
    }

    @Test
    void within_nested_onlyShrinks() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> grown =
                    db.within(LONG).within(SHORT).within(LONG).call(() -> "never");
            assertThat(timedOutAfter(grown)).isGreaterThanOrEqualTo(SHORT);
            AsyncFuture<String> labelled =
                    db.within(SHORT).labelled("find").uninterruptible().call(() -> "never");
            assertThat(timedOutAfter(labelled)).isGreaterThanOrEqualTo(SHORT);
            assertThat(running).isNotDone();
        }
    }

    @OnEveryCarrier
    void within_bodyOnItsThread_isInterruptedOnce(Carried carried) throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real(); // the deadline must not come before the body begins
        try (AsyncWrapper db = carried.wrapper(1, time);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.within(LONG).call(gate.callable("late"));
            gate.awaitEntered(1);
            time.advance(LONG.plusMillis(10));
            timedOutAfter(call);
            gate.awaitInterruptions(1);
            gate.release();
            call.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(1);
        }
    }

    /** Deadlines of all lengths, added in no order, of which every third is taken back. */
    @Test
    void within_thousandsOfViewsWithDifferentDurations_noneIsEarlyAndNoneIsForgotten() throws Exception {
        int views = 6_000;
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(views).build();
                Gate gate = Gate.create()) {
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            List<Duration> durations = new ArrayList<>();
            List<AsyncFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < views; i++) {
                Duration duration = Duration.ofNanos(1 + (i * 7_919_000_003L) % 900_000_000L);
                durations.add(duration);
                calls.add(db.within(duration).call(() -> "never"));
            }
            for (int i = 0; i < views; i += 3) {
                calls.get(i).cancel(true);
            }
            List<Duration> late = new ArrayList<>();
            for (int i = 0; i < views; i++) {
                if (Failures.of(calls.get(i)) instanceof AsyncTimeoutException timeout) {
                    late.add(timeout.queued().minus(durations.get(i)));
                } else {
                    assertThat(i % 3).isZero();
                }
            }
            assertThat(late).noneMatch(Duration::isNegative);
            assertThat(db.stats().pending()).isZero();
            assertThat(db.stats().timedOut()).isEqualTo(late.size());
        }
    }

    /** In virtual time, so that what else the machine does is not measured. A tick is about a millisecond. */
    @Test
    void within_anyDuration_isAtMostTwoTicksLate() throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).carrier(time).build();
                Gate gate = Gate.create()) {
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            for (long nanos = 1; nanos < Duration.ofDays(1_000).toNanos(); nanos = nanos * 3 / 2 + 1) {
                Duration duration = Duration.ofNanos(nanos);
                AsyncFuture<String> call = db.within(duration).call(() -> "never");
                time.await(call::isDone);
                assertThat(timedOutAfter(call))
                        .isBetween(duration, duration.plusMillis(2).plusNanos(97_152));
            }
        }
    }

    @Test
    void within_manyDurationsAtOnce_eachIsAtMostTwoTicksLate() throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        Random random = new Random(42);
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).carrier(time).build();
                Gate gate = Gate.create()) {
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            List<Duration> durations = new ArrayList<>();
            List<AsyncFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                durations.add(Duration.ofMillis(1 + (random.nextLong() >>> (24 + random.nextInt(38)))));
                calls.add(db.within(durations.get(i)).call(() -> "never"));
            }
            time.await(() -> calls.stream().allMatch(AsyncFuture::isDone));
            for (int i = 0; i < calls.size(); i++) {
                Duration duration = durations.get(i);
                assertThat(timedOutAfter(calls.get(i)))
                        .isBetween(duration, duration.plusMillis(2).plusNanos(97_152));
            }
        }
    }

    @Test
    void within_theLongestDuration_neverPasses() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
            AsyncFuture<String> call = db.within(longest).call(gate.callable("row"));
            AsyncFuture<String> pending = db.within(longest).call(() -> "next");
            gate.awaitEntered(1);
            timedOutAfter(db.within(SHORT).call(() -> "never"));
            assertThat(call).isNotDone();
            gate.release();
            assertThat(call.join()).isEqualTo("row");
            assertThat(pending.join()).isEqualTo("next");
        }
    }

    @Test
    void within_zeroOrNegative_isRefusedByName() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.within(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("timeout must be positive, was PT0S");
            assertThatThrownBy(() -> db.within(Duration.ofMillis(-5)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("timeout must be positive, was PT-0.005S");
            assertThatThrownBy(() -> db.within(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("timeout");
        }
    }
}
