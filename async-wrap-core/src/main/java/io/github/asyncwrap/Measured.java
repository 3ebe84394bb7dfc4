package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.Serializable;
import java.time.Duration;

/**
 * What was measured of a call and its wrapper when the call got an outcome that was not its body's. Small, so that an
 * error costs little; the text is built only when somebody reads it.
 *
 * @param name the wrapper's name
 * @param reason what happened
 * @param queuedNanos from the submission to the start of the body, or to the outcome if it never began
 * @param ranNanos from the start of the body to the outcome
 * @param running the bodies on a thread
 * @param limit how many there may be
 * @param pending the calls that wait
 * @param maxPending how many there may be
 */
record Measured(
        String name,
        String reason,
        long queuedNanos,
        long ranNanos,
        int running,
        int limit,
        int pending,
        int maxPending)
        implements Serializable {

    Duration queued() {
        return Duration.ofNanos(queuedNanos);
    }

    Duration ran() {
        return Duration.ofNanos(ranNanos);
    }

    /** {@code NAME - reason after N ms (queued=…, ran=…, running=R/LIMIT, pending=P/MAX)}, in this order, always. */
    @Override
    public String toString() {
        return name + " - " + reason + " after " + millis(queuedNanos + ranNanos) + " (queued=" + millis(queuedNanos)
                + ", ran=" + millis(ranNanos) + ", running=" + running + "/" + limit + ", pending=" + pending + "/"
                + maxPending + ")";
    }

    private static String millis(long nanos) {
        return NANOSECONDS.toMillis(nanos) + " ms";
    }
}
