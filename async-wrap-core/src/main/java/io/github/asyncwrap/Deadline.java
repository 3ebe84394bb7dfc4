package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/** One deadline of one call, in {@link Deadlines}. Guarded by the door's lock. */
final class Deadline {
    enum Kind {
        /** The call has no outcome. */
        OUTCOME,
        /** The call's body has not begun. */
        START,
        /** The body has not returned since its interrupt. */
        RETURN,
        /** The call has waited for others to make up a batch, see {@link Turns}. */
        LINGER
    }

    final Kind kind;
    final Call<?> call;
    final long at;

    /** The last tick that is not after it, rounded up: where it is in the wheel. */
    long tick;

    /** The slot that it is in; -1 for none. */
    int slot = -1;

    @Nullable
    Deadline previous;

    @Nullable
    Deadline next;

    Deadline(Kind kind, Call<?> call, long at) {
        this.kind = kind;
        this.call = call;
        this.at = at;
    }
}
