package io.github.asyncwrap;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import java.util.Objects;

/** How durations given by users become nanoseconds. */
final class Durations {
    /** About 146 years: half of what a nanosecond clock can tell apart, so that differences never overflow. */
    static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    private static final Duration LONGEST = Duration.ofNanos(LONGEST_NANOS);

    private Durations() {}

    static long positiveNanos(String what, Duration duration) {
        Objects.requireNonNull(duration, what);
        checkArgument(duration.compareTo(Duration.ZERO) > 0, "%s must be positive, was %s", what, duration);
        return nanos(duration);
    }

    static long nonNegativeNanos(String what, Duration duration) {
        Objects.requireNonNull(duration, what);
        checkArgument(!duration.isNegative(), "%s must not be negative, was %s", what, duration);
        return nanos(duration);
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : LONGEST_NANOS;
    }
}
