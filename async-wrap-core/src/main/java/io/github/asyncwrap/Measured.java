package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of a call and its wrapper when the call got an outcome that was not its body's. Small, so that an
 * error costs little; the text is built only when somebody reads it.
 *
 * @param kind how the call ended
 * @param refusal why it was refused or dropped; null if it was not
 * @param detached whether its body is on a thread
 * @param name the name of the wrapper, or of the view with a limit of its own
 * @param label what the view says the call is; null for nothing
 * @param queuedNanos from the submission to the start of the body, or to the outcome if it never began
 * @param ranNanos from the start of the body to the outcome
 * @param running the bodies on a thread
 * @param limit how many there may be
 * @param pending the calls that wait
 * @param maxPending how many there may be
 */
record Measured(
        OutcomeKind kind,
        AsyncRejectedException.@Nullable Reason refusal,
        boolean detached,
        String name,
        @Nullable String label,
        long queuedNanos,
        long ranNanos,
        int running,
        int limit,
        int pending,
        int maxPending)
        implements Serializable {

    /**
     * Of a call whose outcome is about to be decided. Under the lock, and before anything is changed, so that no memory
     * for it harms nothing: the call itself does not count as pending.
     */
    static Measured of(Call<?> call, OutcomeKind kind, AsyncRejectedException.@Nullable Reason refusal, boolean began) {
        long now = call.door().carrier.nanoTime();
        long left = began ? call.startedNanos : now;
        int itself = call.state() == Call.QUEUED ? 1 : 0;
        return of(call.view(), kind, refusal, began, left - call.submittedNanos, now - left, itself);
    }

    /** Of what is refused before there is a call. Under the lock. */
    static Measured ofRefusal(View view, AsyncRejectedException.Reason refusal) {
        return of(view, OutcomeKind.REJECTED, refusal, false, 0, 0, 0);
    }

    private static Measured of(
            View view,
            OutcomeKind kind,
            AsyncRejectedException.@Nullable Reason refusal,
            boolean began,
            long queued,
            long ran,
            int itself) {
        Line at = view.queue();
        int pending = at.pendingHere() - itself;
        return new Measured(
                kind, refusal, began, at.name, view.label, queued, ran, at.running, at.limit, pending, at.maxPending);
    }

    Duration queued() {
        return Duration.ofNanos(queuedNanos);
    }

    Duration ran() {
        return Duration.ofNanos(ranNanos);
    }

    private String reason() {
        if (refusal != null) {
            return refusal.text;
        }
        return kind == OutcomeKind.TIMED_OUT ? "timed out" : "cancelled";
    }

    /** {@code NAME - reason after N ms (queued=…, ran=…, running=R/LIMIT, pending=P/MAX)}, in this order, always. */
    @Override
    public String toString() {
        return name + (label == null ? "" : "/" + label) + " - " + reason() + " after "
                + millis(queuedNanos + ranNanos) + " (queued=" + millis(queuedNanos) + ", ran=" + millis(ranNanos)
                + ", running=" + running + "/" + limit + ", pending=" + pending + "/" + maxPending + ")";
    }

    private static String millis(long nanos) {
        return NANOSECONDS.toMillis(nanos) + " ms";
    }
}
