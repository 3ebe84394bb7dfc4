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

    /** Those that have begun. */
    private final List<Call<?>> calls = new ArrayList<>();

    private final List<Callable<?>> bodies = new ArrayList<>();

    /** How many of them are over. */
    private int over;

    /** To be called by the body of the call that has the turn. */
    Batch(OrderedCall<?> call) {
        door = call.door();
        List<Call<?>> along = door.slots.takeAlong(Objects.requireNonNull(call.turns()));
        call.takesAlong(this);
        for (Call<?> each : along) {
            Callable<?> body = each.beginBody(each.view().door.carrier.nanoTime());
            if (body != null) {
                door.events.started(each);
                calls.add(each);
                bodies.add(body);
            } else {
                elsewhere(() -> InPlace.skip(each));
            }
        }
    }

    /** The bodies of those that were taken along, in their order. */
    List<Callable<?>> bodies() {
        return bodies;
    }

    /** Those that are not over. */
    List<Call<?>> left() {
        return calls.subList(over, calls.size());
    }

    /** What was done for all of them is done. */
    void end(@Nullable Throwable failure) {
        while (over < calls.size()) {
            end(calls.get(over), failure);
            over++;
        }
    }

    private void end(Call<?> call, @Nullable Throwable failure) {
        OutcomeKind kind = InPlace.kindOf(failure);
        Door.Ended ended = door.slots.inPlaceEnded(call, kind, true);
        call.task = null;
        Runnable publication = () -> {
            if (ended == Door.Ended.BY_BODY) {
                call.publishOwn(null, failure, kind);
            } else {
                call.returned(null, failure);
            }
        };
        if (call.hasNoCallbacks()) {
            door.delivery.publish(publication);
            door.slots.retired();
        } else {
            elsewhere(publication);
        }
    }

    /** Not in this body, in its slot: what hangs on an aggregate of the JDK's runs inside the publication. */
    private void elsewhere(Runnable publication) {
        Publications.start(door, List.of(() -> {
            Trampoline here = Trampoline.current();
            if (here != null) {
                here.publishing(door); // a callback that closes the door must not wait for this thread
            }
            try {
                publication.run();
            } finally {
                door.slots.retired();
            }
        }));
    }
}
