package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic, on a clock that sleeps as badly as real ones do. */
class ThrottleTest {

    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    /** A clock that moves when somebody sleeps, and then too far. */
    private static final class FakePace implements Pace {
        private final Random random = new Random(42);
        private final int mostOversleepNanos;
        private long now = -TimeUnit.HOURS.toNanos(1); // as System.nanoTime() may be
        private int sleeps;

        FakePace(int mostOversleepNanos) {
            this.mostOversleepNanos = mostOversleepNanos;
        }

        void pass(long nanos) {
            now += nanos;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(long nanos) {
            assertThat(nanos).isPositive();
            sleeps++;
            now += nanos + random.nextInt(mostOversleepNanos + 1);
        }
    }

    /** Passes bytes in pieces, each of which takes some time by itself; returns how long all took. */
    private static long pass(long bytes, Throttle throttle, FakePace pace, long nanosPerPiece) {
        long start = pace.nanoTime();
        for (long left = bytes; left > 0; ) {
            int piece = (int) Math.min(throttle.piece(), left);
            pace.pass(nanosPerPiece);
            throttle.passed(piece);
            left -= piece;
        }
        return pace.nanoTime() - start;
    }

    @ParameterizedTest
    @CsvSource({
        // the rates that are promised, in a second and in ten, with sleeps up to 1 and 5 ms too long
        "1024, 1024, 1000000",
        "1024, 10240, 5000000",
        "104857600, 104857600, 1000000",
        "104857600, 1048576000, 5000000",
        // and others
        "1, 5, 1000000",
        "7, 100, 1000000",
        "333333, 1000000, 1000000",
        "1073741824, 10737418240, 1000000",
        "4294967296, 42949672960, 1000000"
    })
    void passed_anyRate_takesItsTimeWithinFivePercent(long rate, long bytes, int mostOversleepNanos) {
        FakePace pace = new FakePace(mostOversleepNanos);
        Throttle throttle = new Throttle(rate, pace);
        double ideal = (double) bytes / rate * TimeUnit.SECONDS.toNanos(1);

        long took = pass(bytes, throttle, pace, 10_000);

        assertThat((double) took).isCloseTo(ideal, Percentage.withPercentage(5));
        assertThat(took).isGreaterThan((long) ideal - Throttle.NOT_WORTH_A_SLEEP_NANOS - 1);
    }

    /** One that sleeps for each piece by itself would take half as long again. */
    @Test
    void passed_sleepsTooLong_doNotAddUp() {
        FakePace pace = new FakePace(1_000_000);
        Throttle throttle = new Throttle(100 * MIB, pace);

        long took = pass(100 * MIB, throttle, pace, 0);

        assertThat(pace.sleeps).isGreaterThan(100);
        assertThat(took).isCloseTo(TimeUnit.SECONDS.toNanos(1), within(TimeUnit.MILLISECONDS.toNanos(2)));
    }

    @Test
    void passed_slowRate_movesInSmallSteps() {
        FakePace pace = new FakePace(0);
        Throttle throttle = new Throttle(KIB, pace);

        assertThat(throttle.piece()).isEqualTo(20);
        throttle.passed(20);

        assertThat(pace.sleeps).isEqualTo(1);
    }

    /** A byte of 1/3 s each: rounded down every time, a million of them would be 1 ms too fast. */
    @Test
    void passed_manySmallPieces_loseNoFractions() {
        FakePace pace = new FakePace(0);
        Throttle throttle = new Throttle(3, pace);

        long took = pass(3_000_000, throttle, pace, 0);

        assertThat(took).isEqualTo(TimeUnit.SECONDS.toNanos(1_000_000));
    }

    @ParameterizedTest
    @ValueSource(longs = {1024, 104_857_600})
    void passed_afterAPause_isNoFasterForMoreThanASecondsWorth(long rate) {
        FakePace pace = new FakePace(0);
        Throttle throttle = new Throttle(rate, pace);
        throttle.passed(1);
        pace.pass(TimeUnit.SECONDS.toNanos(10));

        long took = pass(3 * rate, throttle, pace, 0);

        assertThat(took).isCloseTo(TimeUnit.SECONDS.toNanos(2), within(TimeUnit.MILLISECONDS.toNanos(1)));
    }

    @Test
    void passed_pauseBeforeTheFirstByte_isNoCredit() {
        FakePace pace = new FakePace(0);
        Throttle throttle = new Throttle(1000, pace);
        pace.pass(TimeUnit.SECONDS.toNanos(10));

        assertThat(pass(1000, throttle, pace, 0)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    /** As on a machine that is too busy: one sleep takes half a second longer. */
    @Test
    void passed_threadThatWasHeldUp_catchesUp() {
        FakePace pace = new FakePace(0);
        Throttle throttle = new Throttle(1000, pace);
        long start = pace.nanoTime();
        pass(500, throttle, pace, 0);
        pace.pass(TimeUnit.MILLISECONDS.toNanos(500));

        pass(1500, throttle, pace, 0);

        assertThat(pace.nanoTime() - start).isEqualTo(TimeUnit.SECONDS.toNanos(2));
    }

    @Test
    void passed_slowerClient_isNotSlowedDown() {
        FakePace pace = new FakePace(0);
        Throttle throttle = new Throttle(MIB, pace);

        pass(MIB, throttle, pace, TimeUnit.MILLISECONDS.toNanos(21)); // a piece is a fiftieth of a second

        assertThat(pace.sleeps).as("the first piece begins the clock").isEqualTo(1);
    }
}
