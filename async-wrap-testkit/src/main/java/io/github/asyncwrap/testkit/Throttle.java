package io.github.asyncwrap.testkit;

import java.util.concurrent.TimeUnit;

/**
 * Lets bytes pass at a rate. Each piece has a time at which it is due, counted from the due time of the piece before and
 * not from when that really passed: so a sleep that takes too long, or the time that reading takes, does not add up.
 *
 * <p>What is lost meanwhile, because this thread got no processor or the other side was slow, is made up for, but for no
 * more than {@link #MOST_CREDIT_NANOS}: a client that pauses for ten seconds does not get ten seconds' worth of bytes in
 * one go afterwards. Time counts from the first bytes on, and {@code n} bytes never take less than {@code n / rate}, except
 * for {@link #NOT_WORTH_A_SLEEP_NANOS}.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Throttle {

    /** Above, the arithmetic would overflow; and there is nothing left to slow down. */
    static final long HIGHEST_RATE = 1L << 32;

    static final long NOT_WORTH_A_SLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    static final long MOST_CREDIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int LARGEST_PIECE = 64 << 10;

    /** Slow rates move in steps small enough to look like a rate. */
    private static final int PIECES_PER_SECOND = 50;

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;
    private final Pace pace;
    private boolean started;
    private long dueNanos;
    /** Of the due time's fraction of a nanosecond, in units of 1 / bytesPerSecond; else small pieces would add up errors. */
    private long remainder;

    Throttle(long bytesPerSecond, Pace pace) {
        this.bytesPerSecond = bytesPerSecond;
        this.pace = pace;
    }

    /** How many bytes may pass at once. */
    int piece() {
        return (int) Math.max(1, Math.min(LARGEST_PIECE, bytesPerSecond / PIECES_PER_SECOND));
    }

    /** Tells that bytes pass, no more than {@link #piece()}; returns when they are due. */
    void passed(int bytes) {
        long now = pace.nanoTime();
        if (!started) {
            started = true;
            dueNanos = now;
        } else if (now - dueNanos > MOST_CREDIT_NANOS) {
            dueNanos = now - MOST_CREDIT_NANOS;
        }
        long scaled = bytes * NANOS_PER_SECOND + remainder;
        dueNanos += scaled / bytesPerSecond;
        remainder = scaled % bytesPerSecond;
        long left = dueNanos - now;
        if (left > NOT_WORTH_A_SLEEP_NANOS) {
            pace.sleep(left);
        }
    }
}
