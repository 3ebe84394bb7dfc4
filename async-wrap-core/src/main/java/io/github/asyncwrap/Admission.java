package io.github.asyncwrap;

import io.github.asyncwrap.AsyncRejectedException.Reason;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How calls come in: the first of the visits to the door's lock decides whether a call is queued, waits for room, is run
 * by its caller, or is refused. What a decision entails (asking for a runner, waiting, running, publishing) comes after.
 */
final class Admission {
    private final Door door;

    Admission(Door door) {
        this.door = door;
    }

    void submit(Call<?> call) {
        boolean guarded = door.overflow.mode != Overflow.Mode.REJECT && LoopGuard.isGuarded();
        if (door.overflow.mode == Overflow.Mode.CALLER_RUNS) {
            InPlace.requireStack();
        }
        submit(call, guarded, false);
    }

    /** Submits a call of a plain view. False, with nothing changed, if it has to be done under the lock. */
    boolean submitUnlocked(View view, Call<?> call) {
        if (view.isClosed() || door.events.isHeard()) {
            return false;
        }
        Deadline deadline = outcomeDeadline(call);
        if (deadline != null) {
            call.deadline(deadline);
        }
        if (!door.inbox.offer(call)) {
            return false;
        }
        Inbox.Watch watch = door.inbox.watch();
        if (watch == Inbox.Watch.NOBODY || (deadline != null && watch != Inbox.Watch.CLOSELY)) {
            door.lock.lock();
            try {
                door.startRunner();
            } finally {
                door.unlock();
            }
        }
        return true;
    }

    /**
     * Submits a call that waits for room as those of blocked submitters do, among them and whatever the overflow policy
     * says, but keeps no thread waiting. It is for whoever bounds by himself how many such calls there are.
     */
    void submitPatiently(Call<?> call) {
        submit(call, false, true);
    }

    private void submit(Call<?> call, boolean guarded, boolean patient) {
        Order order = call.view().order;
        Turns found = order == null ? null : order.turns(); // what a key's equals throws concerns nobody else
        door.events.submitted(call);
        // Made before anything is changed, so that no memory for them harms nothing.
        Deadline deadline = outcomeDeadline(call);
        Deadline startDeadline = startDeadline(call);
        Decision decision;
        Reason refusal = null;
        Measured measured = null;
        Call<?> dropped = null;
        Measured droppedMeasured = null;
        Turns turns = lock(call, found);
        try {
            if (call.isDropped()) {
                return; // cancelled before it came here
            }
            Line queue = call.view().queue();
            if (!queue.blocked.isEmpty() || !queue.ready.isEmpty()) {
                queue.letIn(); // a place may have come free since the lock was taken: it is for who waits already
            }
            decision = decide(call.view(), queue, guarded, patient, turns);
            if (decision == Decision.DROP_OLDEST) {
                dropped = queue.oldest();
                decision = dropped == null ? Decision.REFUSE_FULL : Decision.QUEUE;
            }
            door.submitted(call);
            switch (decision) {
                case QUEUE, QUEUE_AND_HELP -> {
                    if (decision == Decision.QUEUE_AND_HELP || dropped != null) {
                        queue.claimAnyway();
                    }
                    if (dropped != null) {
                        queue.reserved++; // the place is for this call, not for one that waits for room
                        droppedMeasured = door.dropPending(dropped, Reason.DROPPED);
                        queue.reserved--;
                    }
                    queue.enqueue(call);
                    call.deadline(deadline);
                    call.startDeadline(startDeadline);
                }
                case WAIT -> {
                    call.submitter(patient ? null : Thread.currentThread());
                    call.state(Call.BLOCKED);
                    queue.blocked.addLast(call);
                    queue.note();
                    call.deadline(deadline);
                    call.startDeadline(startDeadline);
                }
                case RUN_HERE -> {
                    door.slots.takeInPlace(call);
                    call.deadline(deadline);
                }
                default -> {
                    refusal = decision == Decision.REFUSE_CLOSED ? Reason.CLOSED : Reason.FULL;
                    measured = door.drop(call, OutcomeKind.REJECTED, refusal);
                }
            }
            if (call.deadline() != null) {
                door.deadlines.add(call.deadline(), call.submittedNanos);
            }
            if (call.startDeadline() != null) {
                door.deadlines.add(call.startDeadline(), call.submittedNanos);
            }
            if (decision == Decision.QUEUE || decision == Decision.QUEUE_AND_HELP) {
                door.startRunner();
            }
        } finally {
            if (turns != null && call.state() != Call.BLOCKED) {
                turns.expectNot();
            }
            door.unlock();
        }
        if (dropped != null && droppedMeasured != null) {
            dropped.refuseElsewhere(droppedMeasured, null);
        }
        switch (decision) {
            case RUN_HERE -> InPlace.run(call);
            case QUEUE_AND_HELP -> helpUntilItsTurn(call);
            case WAIT -> {
                if (!patient) {
                    awaitRoom(call);
                }
            }
            case REFUSE_GUARDED -> {
                call.refuse(Objects.requireNonNull(measured), null);
                throw LoopGuard.blocked(
                        door.name + " - a call to a full wrapper with Overflow." + door.overflow,
                        "use Overflow.reject() and wait for ready(), or call from another thread");
            }
            default -> {
                if (measured != null) {
                    call.refuse(measured, null);
                }
            }
        }
    }

    /**
     * Takes the lock. A call through a view with an order gets the turns that it will join, which are not over before
     * the lock is let go.
     */
    private @Nullable Turns lock(Call<?> call, @Nullable Turns found) {
        door.lock.lock();
        Order order = call.view().order;
        if (order == null || found == null) {
            return null;
        }
        Turns turns = found;
        while (turns.isOver()) {
            door.unlock();
            turns = order.turns();
            door.lock.lock();
        }
        call.turns(turns);
        turns.expect();
        return turns;
    }

    private enum Decision {
        QUEUE,
        QUEUE_AND_HELP,
        WAIT,
        RUN_HERE,
        DROP_OLDEST,
        REFUSE_FULL,
        REFUSE_CLOSED,
        REFUSE_GUARDED
    }

    /** Under the lock. */
    private Decision decide(View view, Line queue, boolean guarded, boolean patient, @Nullable Turns turns) {
        if (door.isClosed() || view.isClosed()) {
            return Decision.REFUSE_CLOSED;
        } else if (queue.blocked.isEmpty() && queue.claim()) {
            return Decision.QUEUE;
        } else if (patient) {
            return Decision.WAIT;
        }
        return switch (door.overflow.mode) {
            case REJECT -> Decision.REFUSE_FULL;
            case DROP_OLDEST -> Decision.DROP_OLDEST;
            case CALLER_RUNS -> guarded ? Decision.REFUSE_GUARDED : onCaller(turns);
            case BLOCK ->
                guarded ? Decision.REFUSE_GUARDED : Trampoline.isInBodyOf(door) ? Decision.REFUSE_FULL : Decision.WAIT;
        };
    }

    /**
     * Out of its turn a call is not run here: its caller first runs those before it. It must not wait for itself, nor for
     * the blocking end of a bridge, whose other end may be its own.
     */
    private static Decision onCaller(@Nullable Turns turns) {
        if (turns == null) {
            return Decision.RUN_HERE;
        }
        return turns.isBehindOneself() || turns.hasBridge() ? Decision.REFUSE_FULL : Decision.QUEUE_AND_HELP;
    }

    private @Nullable Deadline outcomeDeadline(Call<?> call) {
        long nanos = call.view().timeoutNanos;
        return nanos == 0 ? null : door.deadlines.of(Deadline.Kind.OUTCOME, call, call.submittedNanos + nanos);
    }

    private @Nullable Deadline startDeadline(Call<?> call) {
        long nanos = door.pendingTimeoutNanos;
        return nanos == 0 ? null : door.deadlines.of(Deadline.Kind.START, call, call.submittedNanos + nanos);
    }

    /** The submitter runs the calls before its own one and then that, unless other threads do. */
    private void helpUntilItsTurn(Call<?> call) {
        Trampoline paused = Trampoline.pause();
        try {
            SelfWait.helpOnCaller(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stays set for the caller, who waits no longer
            withdraw(call, Call.QUEUED);
        } finally {
            if (paused != null) {
                paused.resume();
            }
        }
    }

    /** The submitter waits until its call is let in, dropped by a deadline or by close, or until it gives up. */
    private void awaitRoom(Call<?> call) {
        long giveUp = door.carrier.nanoTime() + door.overflow.blockNanos;
        Trampoline paused = Trampoline.pause();
        try {
            awaitRoom(call, giveUp);
        } finally {
            if (paused != null) {
                paused.resume();
            }
        }
    }

    private void awaitRoom(Call<?> call, long giveUp) {
        while (call.state() == Call.BLOCKED) {
            long left = giveUp - door.carrier.nanoTime();
            boolean interrupted = Thread.currentThread().isInterrupted(); // stays set for the caller
            if (left > 0 && !interrupted) {
                if (!door.carrier.proceed(left)) {
                    LockSupport.parkNanos(this, left);
                }
                continue;
            }
            withdraw(call, Call.BLOCKED);
        }
    }

    /** The submitter gives up. Under the lock the call is either still its own to withdraw, or not: never half of each. */
    private void withdraw(Call<?> call, int state) {
        Measured refused = null;
        door.lock.lock();
        try {
            if (call.state() == state) {
                refused = door.dropPending(call, Reason.FULL);
            }
        } finally {
            door.unlock();
        }
        if (refused != null) {
            call.refuse(refused, null);
        }
    }
}
