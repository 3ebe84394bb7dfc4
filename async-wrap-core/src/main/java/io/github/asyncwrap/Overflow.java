package io.github.asyncwrap;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a call that finds neither a free slot nor room among the pending. Immutable; any thread may use one.
 */
public final class Overflow {
    enum Mode {
        REJECT,
        BLOCK,
        CALLER_RUNS,
        DROP_OLDEST
    }

    private static final Overflow REJECT = new Overflow(Mode.REJECT, "reject()", 0);
    private static final Overflow CALLER_RUNS = new Overflow(Mode.CALLER_RUNS, "callerRuns()", 0);
    private static final Overflow DROP_OLDEST = new Overflow(Mode.DROP_OLDEST, "dropOldest()", 0);

    final Mode mode;
    private final String text;

    /** How long a submitter waits for room, 0 for not at all. */
    final long blockNanos;

    private Overflow(Mode mode, String text, long blockNanos) {
        this.mode = mode;
        this.text = text;
        this.blockNanos = blockNanos;
    }

    /**
     * The call fails at once with {@link AsyncRejectedException.Reason#FULL}. This is the default.
     *
     * @return the policy
     */
    public static Overflow reject() {
        return REJECT;
    }

    /**
     * The submitting thread waits until there is room, in the order of arrival, and no newer call overtakes it; after
     * {@code atMost} the call fails with {@link AsyncRejectedException.Reason#FULL}. An interrupt ends the wait in the
     * same way at once and leaves the thread's interrupt flag set. A body that submits to its own full wrapper is
     * refused without waiting: the room it waits for could be its own. On a thread marked as an event loop
     * ({@link LoopGuard}) a call that would have to wait is an {@link IllegalStateException}.
     *
     * @param atMost how long to wait; positive
     * @return the policy
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    public static Overflow block(Duration atMost) {
        return new Overflow(Mode.BLOCK, "block(" + atMost + ")", Durations.positiveNanos("atMost", atMost));
    }

    /**
     * The submitting thread runs the body itself, at once, ahead of the queue and in no slot: the call comes back with
     * its outcome. The body is counted apart, see {@link AsyncStats#inPlace()}. Context and timeouts apply; a deadline
     * or a cancel interrupts the submitting thread, and the interrupt is gone when the call comes back. A closed wrapper
     * runs nothing: the call fails with {@link AsyncRejectedException.Reason#CLOSED}. On a thread marked as an event
     * loop ({@link LoopGuard}) a call that would have to run there is an {@link IllegalStateException}. The blocking end
     * of a sink or a source that would have to run there fails, since it would wait for that thread.
     *
     * @return the policy
     */
    public static Overflow callerRuns() {
        return CALLER_RUNS;
    }

    /**
     * The oldest pending call gives its place to the new one and fails with
     * {@link AsyncRejectedException.Reason#DROPPED}. A view with a limit of its own drops its own calls only, and its
     * calls are dropped by no other; finding its oldest takes it a walk along the wrapper's queue. If none is pending
     * (as with {@code maxPending(0)}) the new call fails with {@link AsyncRejectedException.Reason#FULL}.
     *
     * @return the policy
     */
    public static Overflow dropOldest() {
        return DROP_OLDEST;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Overflow that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
