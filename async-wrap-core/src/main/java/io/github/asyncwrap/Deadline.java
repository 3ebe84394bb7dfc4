package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/** The place of one call in a {@link DeadlineLane}. Guarded by the door's lock. */
final class Deadline {
    final DeadlineLane lane;
    final Call<?> call;
    final long at;

    @Nullable
    Deadline previous;

    @Nullable
    Deadline next;

    Deadline(DeadlineLane lane, Call<?> call, long at) {
        this.lane = lane;
        this.call = call;
        this.at = at;
    }
}
