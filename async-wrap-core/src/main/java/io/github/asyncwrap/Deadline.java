package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/** One deadline of one call, in {@link Deadlines}. Guarded by the door's lock. There may be a million, so it is small. */
@SuppressWarnings("EnumOrdinal") // it stays in this object
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

    private static final Kind[] KINDS = Kind.values();
    private static final int KIND_BITS = 2;

    final Call<?> call;

    /** The tick, and in the lowest bits the kind. */
    private long tickAndKind;

    /** In the list of its slot of the wheel: itself if it is the first one, null if it is in none. */
    @Nullable
    Deadline previous;

    @Nullable
    Deadline next;

    /**
     * Creates one that is not in the wheel.
     *
     * @param tick the first one that is not before it
     */
    Deadline(Kind kind, Call<?> call, long tick) {
        this.call = call;
        this.tickAndKind = tick << KIND_BITS | kind.ordinal();
    }

    long tick() {
        return tickAndKind >> KIND_BITS;
    }

    /** Moves one that is in no list. */
    void tick(long other) {
        tickAndKind = other << KIND_BITS | kind().ordinal();
    }

    Kind kind() {
        return KINDS[(int) tickAndKind & (KINDS.length - 1)];
    }
}
