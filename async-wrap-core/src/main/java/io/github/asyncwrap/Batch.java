package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The calls that the body of another one runs for, besides its own: they were pending behind it, are in place on its
 * thread while it runs, and end as it ends, each for itself, since one of them may have been cancelled meanwhile. For
 * calls that are not interrupted: what interrupts one of them would hit all.
 *
 * <p>They are over before the call that took them along, whose slot is given on after them.
 */
final class Batch {
    private final Door door;

    /** Those that have begun; what is over leaves it. */
    private final List<Call<?>> calls = new ArrayList<>();

    private final List<Callable<?>> bodies = new ArrayList<>();

    /** To be called by the body of the call that has the turn. */
    Batch(OrderedCall<?> call) {
        door = call.door();
        List<Call<?>> along = door.slots.takeAlong(Objects.requireNonNull(call.turns()));
        call.along(calls);
        for (Call<?> each : along) {
            if (each.begin(Thread.currentThread())) {
                door.events.started(each);
                calls.add(each);
                bodies.add(each.takeBody());
            } else {
                InPlace.skip(each);
                door.slots.retired();
            }
        }
    }

    /** The bodies of those that were taken along, in their order. */
    List<Callable<?>> bodies() {
        return bodies;
    }

    /** What was done for all of them is done. */
    void end(@Nullable Throwable failure) {
        while (!calls.isEmpty()) {
            end(calls.get(0), failure);
            calls.remove(0);
        }
    }

    private void end(Call<?> call, @Nullable Throwable failure) {
        OutcomeKind kind = InPlace.kindOf(failure);
        Door.Ended ended = door.slots.inPlaceEnded(call, kind, true);
        call.thread = null;
        // Callbacks go elsewhere: they must not hold up the batch.
        door.delivery.publish(() -> {
            if (ended == Door.Ended.BY_BODY) {
                call.publishOwn(null, failure, kind);
            } else {
                call.returned(null, failure);
            }
        });
        door.slots.retired();
    }
}
