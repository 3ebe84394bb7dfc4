package io.github.asyncwrap.testkit;

import static io.github.asyncwrap.testkit.AsyncAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With AssertJ's own assertThat beside ours, as users have it. */
@Timeout(60)
class AsyncAssertionsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final DeterministicCarrier carrier = DeterministicCarrier.step();
    private final AsyncWrapper db =
            AsyncWrapper.builder("db", 1).maxPending(1).carrier(carrier).build();

    private static ThrowableAssertAlternative<AssertionError> assertFails(ThrowingCallable assertion) {
        return assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion);
    }

    @Test
    void succeedsWithin_waitsInTheTimeOfTheCarrier() {
        AsyncFuture<String> call = db.call(() -> {
            carrier.sleep(HOUR);
            return "row";
        });
        assertFails(() -> assertThat(call).succeedsWithin(Duration.ofSeconds(1)));
        assertThat(call).succeedsWithin(HOUR).isEqualTo("row");
        assertThat(carrier.elapsed()).isEqualTo(HOUR);
    }

    @Test
    void isStopped_tellsTheBodyFromItsFuture() {
        AsyncFuture<Void> call = db.run(() -> {
            try {
                carrier.sleep(HOUR);
            } finally {
                carrier.sleep(HOUR); // it takes its time to end
            }
        });
        carrier.runAll();
        assertThat(call).isNotStopped();
        call.cancel(true);
        carrier.runAll();

        assertThat(call).isCancelled().isNotStopped();
        assertFails(() -> assertThat(call).isStopped())
                .withMessageContaining("its body is on a thread or still to come");
        assertFails(() -> assertThat(call).stopsWithin(Duration.ofMinutes(1)))
                .withMessageContaining("to stop within PT1M, but its body is still on a thread or to come");
        assertThat(call).stopsWithin(HOUR).isStopped();
        assertFails(() -> assertThat(call).isNotStopped()).withMessageContaining("its body has returned");
    }

    @Test
    void failedWith_seesTheBodysOwnException() {
        AsyncFuture<Object> call = db.call(() -> {
            throw new FileNotFoundException("no row");
        });
        assertFails(() -> assertThat(call).failedWith(IOException.class)).withMessageContaining("but it is incomplete");
        carrier.runAll();

        assertThat(call).failedWith(IOException.class).hasMessage("no row");
        assertThat(call.thenApply(Object::hashCode)).failedWith(FileNotFoundException.class);
        assertFails(() -> assertThat(call).failedWith(IllegalStateException.class))
                .withMessageContaining("but it failed with\n  java.io.FileNotFoundException: no row")
                .withCauseInstanceOf(FileNotFoundException.class);
        assertFails(() -> assertThat(AsyncFuture.completed("row")).failedWith(IOException.class))
                .withMessageContaining("but it has a value: row");
    }

    @Test
    void isTimedOut_andIsRejected_seeTheReason() {
        AsyncFuture<Void> slow = db.within(HOUR).run(() -> carrier.sleep(HOUR.multipliedBy(2)));
        AsyncFuture<String> pending = db.call(() -> "row");
        carrier.runNext();
        AsyncFuture<String> second = db.call(() -> "row");
        AsyncFuture<String> refused = db.call(() -> "row");

        assertThat(second).isRejected(Reason.FULL);
        assertThat(refused).isRejected(Reason.FULL).failedWith(AsyncRejectedException.class);
        assertFails(() -> assertThat(refused).isRejected(Reason.CLOSED))
                .withMessageContaining("to be rejected as CLOSED, but it was FULL");
        assertFails(() -> assertThat(refused).isTimedOut());

        carrier.advance(HOUR.plusMillis(10));
        assertThat(slow).isTimedOut().isStopped();
        assertThat(pending).isCompletedWithValue("row");
    }

    @Test
    void stats_eachFigureIsSeen() {
        AsyncFuture<Void> slow = db.run(() -> carrier.sleep(HOUR));
        carrier.runAll();
        AsyncFuture<String> pending = db.call(() -> "row");
        AsyncFuture<String> refused = db.call(() -> "row");

        assertThat(db.stats())
                .hasRunning(1)
                .hasPending(1)
                .hasDetached(0)
                .hasSubmitted(3)
                .hasSucceeded(0)
                .hasFailed(0)
                .hasCancelled(0)
                .hasTimedOut(0)
                .hasRejected(1);
        assertFails(() -> assertThat(db.stats()).isAtRest())
                .withMessageContaining("running=0\nbut it is 1 in\n  AsyncStats[");
        assertFails(() -> assertThat(db.stats()).hasRejected(0)).withMessageContaining("rejected=0\nbut it is 1 in");

        carrier.advance(HOUR);
        assertThat(slow).isCompleted();
        assertThat(pending).isCompleted();
        assertThat(refused).isRejected(Reason.FULL);
        assertThat(db.stats()).isAtRest().hasSucceeded(2);
    }

    @Test
    void null_isNamed() {
        assertFails(() -> assertThat((AsyncFuture<String>) null).isStopped()).withMessageContaining("not to be null");
        assertFails(() -> AsyncAssertions.assertThat((AsyncStats) null).isAtRest())
                .withMessageContaining("not to be null");
    }

    @Test
    void stopsWithin_limit_isCheckedByNameAndMayBeAnyTime() {
        AsyncFuture<String> done = db.call(() -> "row");
        carrier.runAll();

        assertThat(done).stopsWithin(Duration.ofSeconds(Long.MAX_VALUE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assertThat(done).stopsWithin(Duration.ofMillis(-1)))
                .withMessage("limit must not be negative: PT-0.001S");
    }
}
