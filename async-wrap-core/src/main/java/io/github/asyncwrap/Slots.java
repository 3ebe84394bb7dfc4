package io.github.asyncwrap;

import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.Door.Ended;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a door and the runners that stand for them; also the bodies that are run without one.
 *
 * <p>{@link #runners} counts the runners that are asked of the carrier or on a thread and may take calls; one is counted
 * only while there are fewer than the limit, and a runner has one body at a time. When the limit has become smaller,
 * runners that are too many are counted out as their bodies end. Otherwise a runner is counted out only under the lock
 * and only when it sees the queue empty or another runner counted in its place, so a call in the queue always has a
 * runner coming, unless the carrier refuses; what happens then is {@link #dispatch}'s.
 */
final class Slots {
    private final Door door;

    /** The door's own line, whose first call is the next to get a slot. */
    private final Line line;

    // Guarded by the door's lock.

    /** The runners on a thread that may have a call. */
    private final Set<Runner> working = new LinkedHashSet<>();

    final Resting resting;

    /** The calls that are TAKEN or on a thread in no slot of their own, see {@link InPlace}. */
    final CallQueue inPlace = new CallQueue();

    private int runners;
    /** Those of the runners that are asked of the carrier and not on their thread yet. */
    private int starting;
    /** The threads that take calls, or run one in place, or have yet to publish what they did. */
    private int awake;

    /** The calls taken ever. */
    private long taken;

    Slots(Door door, Line line) {
        this.door = door;
        this.line = line;
        this.resting = new Resting(door, line);
    }

    /** Under the lock: whether there are more runners than slots. */
    boolean areTooMany() {
        return runners > line.limit;
    }

    /** Under the lock: how many threads take calls, run one in place, or have yet to publish what they did. */
    int awake() {
        return awake;
    }

    /**
     * Counts one more runner if one is wanted, who then has to get a thread.
     *
     * <p>On our own threads one runner starts at a time, and asks for the next one when it is there and calls are left:
     * short bodies are often done before a second thread could be. A given executor may leave a task waiting behind
     * others for long, so there every slot asks for itself.
     */
    boolean countRunner() {
        if (line.isEmpty() || runners >= line.limit || isSomebodyComing()) {
            return false;
        }
        runners++;
        starting++;
        return true;
    }

    private boolean isSomebodyComing() {
        return door.carrier.ownsThreads() && (starting > 0 || resting.isSomebodyLooking());
    }

    /**
     * Under the lock: says whether somebody will look by himself: one that rests; a runner that is about to; or, where all
     * slots are taken, the next one whose body ends. Whoever says anything but the first has to look once more at what
     * came in before.
     */
    Inbox.Watch watch() {
        Inbox.Watch watch = Inbox.Watch.NOBODY;
        if (door.carrier.ownsThreads() && resting.isSomebodyLooking()) {
            watch = Inbox.Watch.CLOSELY;
        } else if (runners >= line.limit || isSomebodyComing()) {
            watch = Inbox.Watch.LATER;
        }
        door.inbox.watch(watch);
        return watch;
    }

    /** Under the lock: the calls that are TAKEN or on a thread. */
    List<Call<?>> onThreads() {
        Set<Call<?>> calls = new LinkedHashSet<>(); // for a moment two runners may have the same one in mind
        for (Runner runner : working) {
            Call<?> call = runner.current();
            if (call != null && call.state() != Call.DONE && !call.isPending()) {
                calls.add(call);
            }
        }
        for (Call<?> call = inPlace.peekFirst(); call != null; call = call.next) {
            calls.add(call);
        }
        return List.copyOf(calls);
    }

    // What runners do.

    /** Gets a thread for a runner that is counted. */
    void dispatch() {
        for (boolean again = true; again; ) {
            Throwable refusal = start();
            if (refusal == null) {
                return;
            }
            // While another runner is counted, the call waits for it. While none is, nobody would ever come: the call
            // at the head fails, and the next one, which may have joined counting on this runner, gets its own try.
            Call<?> victim = null;
            Measured measured = null;
            door.lock.lock();
            try {
                runners--;
                starting--;
                if (runners == 0) {
                    victim = line.first();
                    if (victim != null) {
                        measured = door.dropPending(victim, Reason.CARRIER);
                    }
                }
                again = runners == 0 && countRunner();
            } finally {
                door.unlock();
            }
            if (victim != null && measured != null) {
                victim.refuseElsewhere(measured, refusal);
            }
        }
    }

    /** Asks the carrier for a thread for a runner that is counted; null, or why there is none. */
    @Nullable
    Throwable start() {
        try {
            return new Runner(door).start();
        } catch (Throwable noMemory) {
            return noMemory;
        }
    }

    /** A runner that is counted is on its thread; it takes a call, or rests, or is counted out. */
    @Nullable
    Call<?> begin(Runner runner) {
        door.lock.lock();
        try {
            starting--;
            awake++;
            return takeOrRest(runner, true);
        } finally {
            door.unlock();
        }
    }

    /** The carrier refused the runner that was to take another one's slot: that one keeps it. */
    void keptSlot() {
        door.lock.lock();
        try {
            starting--;
        } finally {
            door.unlock();
        }
    }

    /** A runner that is counted takes a call, or rests, or is counted out. */
    @Nullable
    Call<?> next(Runner runner) {
        if (door.isAwaited()) {
            door.lock.lock();
        } else {
            door.lock.lockUnsettled();
        }
        try {
            runner.forgetDeadlines();
            if (line.isEmpty()) {
                door.inbox.drain();
            }
            return takeOrRest(runner, true);
        } finally {
            door.unlock();
        }
    }

    /** A runner that is not counted takes a call if there is a slot for it, and is then counted. */
    @Nullable
    Call<?> comeBack(Runner runner) {
        door.lock.lock();
        try {
            if (runners >= line.limit || line.isEmpty() || resting.hasStandby()) {
                return null;
            }
            runners++;
            awake++;
            return take(runner);
        } finally {
            door.unlock();
        }
    }

    /** The head of the queue leaves it. */
    private @Nullable Call<?> take(Runner runner) {
        Call<?> call = line.take();
        if (call == null) {
            return null;
        }
        door.deadlines.remove(call.startDeadline());
        call.startDeadline(null);
        call.stateRelease(Call.TAKEN);
        runner.took(call);
        hasTaken(runner, 1);
        if (!runner.isListed) {
            runner.isListed = true;
            working.add(runner);
        }
        resting.pace(runner);
        if (resting.runsAlone(runner) && !door.events.isHeard()) {
            door.grants.grant(runner);
        }
        return call;
    }

    /** Under the lock: a runner has got so many more calls. */
    void hasTaken(Runner runner, int calls) {
        runner.sincePaced += calls;
        taken += calls;
    }

    /** Under the lock: the calls taken ever. */
    long taken() {
        return taken;
    }

    private @Nullable Call<?> takeOrRest(Runner runner, boolean mayLinger) {
        runner.rest = Runner.Rest.NONE;
        if (!areTooMany()) {
            Call<?> call = resting.mayTake(runner) ? take(runner) : null;
            if (call != null) {
                if (door.carrier.ownsThreads()) {
                    door.startRunner(); // elsewhere each call has asked for itself
                }
                return call;
            } else if (resting.rest(runner, mayLinger)) {
                awake--;
                door.changed();
                return null;
            }
        }
        countOut(runner);
        return null;
    }

    private void countOut(Runner runner) {
        runner.current(null);
        unlist(runner);
        runners--;
        awake--;
        door.changed();
    }

    private void unlist(Runner runner) {
        if (runner.isListed) {
            runner.isListed = false;
            working.remove(runner);
        }
        resting.left(runner);
    }

    /** The runner that lingers waits for a moment, without the lock, and takes a call or is counted out. */
    @Nullable
    Call<?> linger(Runner runner) {
        resting.linger();
        door.lock.lockUnsettled();
        try {
            resting.lingered();
            awake++;
            if (line.isEmpty()) {
                door.inbox.drain();
            }
            return takeOrRest(runner, false);
        } finally {
            door.unlock();
        }
    }

    /** The runner that stands by waits until it is needed, and takes a call or is counted out. */
    @Nullable
    Call<?> standBy(Runner runner) {
        while (true) {
            resting.standBy();
            door.lock.lock();
            try {
                if (resting.endsStandby()) {
                    awake++;
                    return takeOrRest(runner, false);
                }
            } finally {
                door.unlock();
            }
        }
    }

    /** The runner found that its call was dropped before it began. */
    @Nullable
    Call<?> skip(Runner runner, Call<?> call) {
        door.lock.lock();
        try {
            runner.forgetDeadlines();
            runner.current(null);
            Line.ended(call);
            door.left(call);
            door.afterUnlockHere(call::skipped);
            return takeOrRest(runner, true);
        } finally {
            door.unlock();
        }
    }

    /** A runner that is not counted has published what it did. */
    void retired() {
        door.lock.lock();
        try {
            awake--;
            door.changed();
        } finally {
            door.unlock();
        }
    }

    /**
     * A body has ended: counts its outcome, unless somebody else has decided it, and gives its slot on.
     *
     * @param flagCleared whether the runner has found the call interrupted, and then cleared its thread's flag
     * @return false, with nothing done, if the runner has still to do so: an interrupt is on its way, or has come since
     */
    boolean bodyEnded(Runner runner, Call<?> call, OutcomeKind kind, boolean flagCleared) {
        door.lock.lock();
        try {
            Ended ended = door.end(call, kind, flagCleared);
            if (ended == Ended.AGAIN) {
                return false;
            }
            runner.forgetDeadlines();
            runner.decided = ended == Ended.BY_BODY;
            runner.current(null);
            Line.ended(call);
            door.left(call);
            boolean tooMany = areTooMany();
            runner.stays &= !tooMany;
            runner.counted = runner.stays;
            boolean takes = runner.stays && resting.mayTake(runner);
            runner.next = takes ? take(runner) : null;
            if (runner.next != null && door.carrier.ownsThreads()) {
                door.wantRunner();
            }
            if (!runner.stays) {
                unlist(runner);
                runner.counted = !tooMany && !line.isEmpty();
                if (runner.counted) {
                    starting++; // the slot is for the runner that this one now asks for
                } else {
                    runners--;
                }
            }
            return true;
        } finally {
            door.unlock();
        }
    }

    // What those do who run a body in no slot of its own.

    /** Under the lock: this thread will run a call that is in no list. */
    void takeInPlace(Call<?> call) {
        awake++;
        door.inPlace(call, 1);
        inPlace.addLast(call);
        call.state(Call.TAKEN);
    }

    /** A body that waits for a call takes it out of the queue, to run it itself; false if it is not there any more. */
    boolean tryTakeInPlace(Call<?> call) {
        door.lock.lock();
        try {
            if (!call.isPending()) {
                return false;
            }
            Turns turns = call.turns();
            if (turns != null && !turns.take(call)) {
                return false;
            }
            moveInPlace(call);
            return true;
        } finally {
            door.unlock();
        }
    }

    private void moveInPlace(Call<?> call) {
        Line.withdraw(call);
        door.deadlines.remove(call.startDeadline());
        call.startDeadline(null);
        takeInPlace(call);
        door.left(call);
    }

    /** A body that has the turn takes along those that wait behind it, as many as make up a batch with it. */
    List<Call<?>> takeAlong(Turns turns) {
        door.lock.lock();
        try {
            int most = Math.min(turns.maxBatch - 1, turns.waiting().size());
            List<Call<?>> along = new ArrayList<>(most);
            while (along.size() < most) {
                Call<?> next = Objects.requireNonNull(turns.waiting().peekFirst());
                along.add(next);
                moveInPlace(next);
            }
            return along;
        } finally {
            door.unlock();
        }
    }

    /** As {@link #bodyEnded}, for a body in place. */
    Ended inPlaceEnded(Call<?> call, OutcomeKind kind, boolean flagCleared) {
        door.lock.lock();
        try {
            Ended ended = door.end(call, kind, flagCleared);
            if (ended != Ended.AGAIN) {
                skipInPlace(call);
            }
            return ended;
        } finally {
            door.unlock();
        }
    }

    /** Under the lock: a call in place is over, or was dropped before it began. */
    void skipInPlace(Call<?> call) {
        inPlace.remove(call);
        door.inPlace(call, -1);
        Turns.ended(call);
        door.changed();
    }
}
