package io.github.asyncwrap.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often durations occurred, in 8 KB whatever comes: a log-linear histogram. Up to 64 µs each microsecond has a
 * bucket; above, each power of two is divided into 32. So what is read is never less than what was recorded, and at most
 * 1/32 and a microsecond more. What is above 19 hours counts as 19 hours, but for the maximum, which is exact.
 *
 * <p>The scheme is that of Gil Tene's HdrHistogram, and so is the remedy against what he calls coordinated omission
 * ({@link #record(long, long)}). Several threads may write and read: counts are atomic, and a reader sees each of them
 * at some moment.
 */
final class Histogram {
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int HALF_BITS = 5;
    private static final int HALF = 1 << HALF_BITS;
    private static final long HIGHEST = (1L << 36) - 1;
    private static final int BUCKETS = bucket(HIGHEST) + 1;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final AtomicLong maxNanos = new AtomicLong();

    /**
     * Records a wait of somebody who comes again every interval, but not while he waits: and with it the waits that those
     * would have had who would have come meanwhile.
     */
    void record(long nanos, long intervalNanos) {
        if (nanos > maxNanos.get()) {
            maxNanos.accumulateAndGet(nanos, Math::max);
        }
        long value = micros(nanos);
        long interval = Math.max(1, intervalNanos / NANOS_PER_MICRO);
        // All that fall into one bucket at once: an hour is not 180,000 steps on the loop.
        do {
            int bucket = bucket(value);
            long together = (value - lowest(bucket)) / interval + 1;
            counts.getAndAdd(bucket, together);
            value -= together * interval;
        } while (value > 0);
    }

    /** The value that so many of all recorded do not exceed; 0 if there is none. */
    long percentile(double percent) {
        long[] seen = new long[BUCKETS];
        long total = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen[bucket] = counts.get(bucket);
            total += seen[bucket];
        }
        long rank = Math.max(1, (long) Math.ceil(total * percent / 100));
        long passed = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            passed += seen[bucket];
            if (passed >= rank) {
                return Math.min(highest(bucket) * NANOS_PER_MICRO, max());
            }
        }
        return 0;
    }

    long max() {
        return maxNanos.get();
    }

    /** Rounded up. */
    private static long micros(long nanos) {
        return Math.min(HIGHEST, nanos / NANOS_PER_MICRO + (nanos % NANOS_PER_MICRO == 0 ? 0 : 1));
    }

    private static int bucket(long micros) {
        int shift = Math.max(0, Long.SIZE - 1 - HALF_BITS - Long.numberOfLeadingZeros(micros));
        return shift * HALF + (int) (micros >>> shift);
    }

    private static long lowest(int bucket) {
        int shift = Math.max(0, bucket / HALF - 1);
        return (long) (bucket - shift * HALF) << shift;
    }

    private static long highest(int bucket) {
        return lowest(bucket) + (1L << Math.max(0, bucket / HALF - 1)) - 1;
    }
}
