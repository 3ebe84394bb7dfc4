package io.github.asyncwrap.observe;

import io.github.asyncwrap.Carrier;

/**
 * A clock that stands still while the whole JVM does (a long pause of the garbage collector, a machine that is suspended,
 * or too busy to run even the timer): what is measured on it is not a loop's fault.
 *
 * <p>The timer's thread, which has nothing else to do, ticks. Of the time between two ticks only so much counts as lies
 * within twice what was asked of the timer; the rest, in which not even the timer ran, is nobody's. Between the last tick
 * and now the same holds. So a loop that goes on before the timer does, after a pause, does not see the pause either.
 *
 * <p>Written by the timer, one tick after another; read by anybody.
 */
final class CountedTime {

    /** @param counted the reading at {@code nanos} of the carrier's clock */
    private record Tick(long nanos, long counted) {}

    private final Carrier carrier;
    private final long longestNanos;
    private volatile Tick last;

    CountedTime(Carrier carrier, long intervalNanos) {
        this.carrier = carrier;
        this.longestNanos = 2 * intervalNanos;
        this.last = new Tick(carrier.nanoTime(), 0);
    }

    void tick() {
        long nanos = carrier.nanoTime();
        last = new Tick(nanos, at(last, nanos));
    }

    /** Nanoseconds since the beginning. */
    long now() {
        Tick tick = last; // before the clock, which is then not behind it
        return at(tick, carrier.nanoTime());
    }

    private long at(Tick tick, long nanos) {
        return tick.counted + Math.min(nanos - tick.nanos, longestNanos);
    }
}
