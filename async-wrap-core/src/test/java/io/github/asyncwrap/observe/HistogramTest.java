package io.github.asyncwrap.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The histogram against a sorted array. */
class HistogramTest {
    private static final long NEVER = Long.MAX_VALUE;

    /** What the histogram says of itself: never less, and at most 1/32 and a microsecond more. */
    private static void assertNear(long read, long exact) {
        assertThat(read).isBetween(exact, exact + exact / 32 + 1_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void percentiles_ofRandomWaits_areNearThoseOfASortedArray(long seed) {
        Random random = new Random(seed);
        Histogram histogram = new Histogram();
        long[] exact = new long[1 + random.nextInt(2_000)];
        for (int i = 0; i < exact.length; i++) {
            // From nanoseconds to hours, each magnitude as often as another.
            exact[i] = random.nextLong() >>> (19 + random.nextInt(45));
            histogram.record(exact[i], NEVER);
        }
        Arrays.sort(exact);
        for (double percent : new double[] {0.1, 1, 50, 90, 99, 99.9, 100}) {
            int rank = (int) Math.max(1, Math.ceil(exact.length * percent / 100));
            assertNear(histogram.percentile(percent), exact[rank - 1]);
        }
        assertThat(histogram.max()).isEqualTo(exact[exact.length - 1]);
        assertThat(histogram.percentile(100)).isEqualTo(histogram.max());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void longWaits_countAsThoseToo_whoWouldHaveComeMeanwhile(long seed) {
        Random random = new Random(seed);
        long interval = TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(20));
        Histogram histogram = new Histogram();
        long[] exact = new long[100_000];
        int count = 0;
        for (int i = 0; i < 20; i++) {
            // Whole microseconds, so that both sides agree on which wait is the last one.
            long wait = 1_000L * (1 + random.nextInt(3_000_000));
            histogram.record(wait, interval);
            for (long rest = wait; rest > 0; rest -= interval) {
                exact[count++] = rest;
            }
        }
        exact = Arrays.copyOf(exact, count);
        Arrays.sort(exact);
        for (double percent : new double[] {1, 10, 50, 90, 99, 100}) {
            int rank = (int) Math.max(1, Math.ceil(exact.length * percent / 100));
            assertNear(histogram.percentile(percent), exact[rank - 1]);
        }
    }

    @Test
    void edges_ofAllBuckets_areNear() {
        for (int bit = 0; bit < 46; bit++) {
            for (long value : new long[] {(1L << bit) - 1, 1L << bit, (1L << bit) + 1}) {
                Histogram histogram = new Histogram();
                histogram.record(value, NEVER);
                histogram.record(NEVER, NEVER); // else the maximum would hide the bucket
                assertNear(histogram.percentile(50), value);
            }
        }
    }

    @Test
    void wait_beyondTheRange_countsAsTheLongestAndIsExactAsTheMaximum() {
        Histogram histogram = new Histogram();
        histogram.record(TimeUnit.DAYS.toNanos(30), NEVER);
        assertThat(histogram.max()).isEqualTo(TimeUnit.DAYS.toNanos(30));
        assertThat(histogram.percentile(50)).isBetween(TimeUnit.HOURS.toNanos(19), TimeUnit.HOURS.toNanos(20));
    }

    @Test
    void nothingRecorded_isZero() {
        Histogram histogram = new Histogram();
        assertThat(histogram.percentile(50)).isZero();
        assertThat(histogram.max()).isZero();
    }
}
