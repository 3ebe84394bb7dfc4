package io.github.asyncwrap;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a call that finds neither a free slot nor room among the pending. Immutable; any thread may use one.
 */
public final class Overflow {
    private static final Overflow REJECT = new Overflow("reject()", 0);

    private final String text;

    /** How long a submitter waits for room, 0 for not at all. */
    final long blockNanos;

    private Overflow(String text, long blockNanos) {
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
     * refused without waiting: the room it waits for could be its own.
     *
     * @param atMost how long to wait; positive
     * @return the policy
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    public static Overflow block(Duration atMost) {
        return new Overflow("block(" + atMost + ")", Durations.positiveNanos("atMost", atMost));
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
