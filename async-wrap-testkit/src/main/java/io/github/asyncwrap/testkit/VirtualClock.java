package io.github.asyncwrap.testkit;

import java.time.Duration;

/** A clock that moves only when it is told to. Moved under the lock of its carrier, read by anybody. */
final class VirtualClock {
    /** As the clock of a JVM may, this one overflows soon, so that code that compares its readings wrongly is caught. */
    private static final long START = Long.MAX_VALUE - 1_000;

    private volatile long elapsed;

    long nanoTime() {
        return START + elapsed;
    }

    long elapsed() {
        return elapsed;
    }

    /** The time in so many nanoseconds from now; for ever, if that is too far. */
    long in(long nanos) {
        return nanos >= Long.MAX_VALUE - elapsed ? Long.MAX_VALUE : elapsed + Math.max(0, nanos);
    }

    void moveTo(long time) {
        elapsed = Math.max(elapsed, time);
    }

    /** The same for what a user says, which has to be possible. */
    long after(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but was " + duration);
        }
        long nanos;
        try {
            nanos = duration.toNanos();
        } catch (ArithmeticException tooLong) {
            nanos = Long.MAX_VALUE;
        }
        long time = in(nanos);
        if (time == Long.MAX_VALUE) {
            throw new IllegalArgumentException(name + " must end within 292 years of the clock's start, but was "
                    + duration + " at " + Duration.ofNanos(elapsed));
        }
        return time;
    }
}
