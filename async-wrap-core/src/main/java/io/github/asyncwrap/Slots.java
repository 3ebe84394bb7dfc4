package io.github.asyncwrap;

import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.Door.Ended;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
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

    /** The calls that are TAKEN or on a thread in no slot of their own, see {@link InPlace}. */
    final CallQueue inPlace = new CallQueue();

    private int runners;
    /** Those of the runners that are asked of the carrier and not on their thread yet. */
    private int starting;
    /** The threads that take calls, or run one in place, or have yet to publish what they did. */
    private int awake;

    /** Looks for calls for a moment more before it goes home, so that the next one need not wake a thread. */
    private @Nullable Runner lingering;

    /** Set under the lock, for the one that lingers, if a call comes into the line by way of it. */
    private volatile boolean news;

    /** Has lately run so many bodies in so little time that a second thread would only be in its way. */
    private @Nullable Runner lead;

    /** Sees to it that the lead goes on, and takes over if a body holds that up. */
    private @Nullable Runner standby;

    /** The calls taken ever. */
    private long taken;

    Slots(Door door, Line line) {
        this.door = door;
        this.line = line;
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
        return door.carrier.ownsThreads() && (starting > 0 || lingering != null || (lead != null && standby != null));
    }

    /**
     * Under the lock: says whether somebody will look by himself: a runner that is about to, or, where all slots are
     * taken, the next one whose body ends. Whoever says no has to look once more at what came in before.
     */
    boolean watch() {
        boolean somebody = runners >= line.limit || isSomebodyComing();
        door.inbox.watched(somebody);
        return somebody;
    }

    /** Under the lock: a call has come into the line. */
    void tellLingering() {
        if (lingering != null) {
            news = true;
        }
    }

    /** Under the lock: the calls that are TAKEN or on a thread. */
    List<Call<?>> onThreads() {
        List<Call<?>> calls = new ArrayList<>();
        for (Runner runner : working) {
            Call<?> call = runner.current();
            if (call != null && call.state() != Call.DONE) {
                calls.add(call);
            }
        }
        for (Call<?> call = inPlace.peekFirst(); call != null; call = call.next) {
            calls.add(call);
        }
        return calls;
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
            if (runner.deadline != null) {
                door.forgetDeadlines(runner.deadline.call);
                runner.deadline = null;
            }
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
            if (runners >= line.limit || line.isEmpty() || (lead != null && standby != null)) {
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
        runner.current(call);
        taken++;
        if (!runner.isListed) {
            runner.isListed = true;
            working.add(runner);
        }
        if (door.ownsCores && line.limit > 1) {
            pace(runner);
        }
        return call;
    }

    private @Nullable Call<?> takeOrRest(Runner runner, boolean lingers) {
        runner.rest = Runner.Rest.NONE;
        boolean stays = runners <= line.limit;
        if (stays && (lead == null || lead == runner || line.isEmpty())) {
            Call<?> call = take(runner);
            if (call != null) {
                if (door.carrier.ownsThreads()) {
                    door.startRunner(); // elsewhere each call has asked for itself
                }
                return call;
            } else if (lingers && door.ownsCores && lingering == null && !door.isClosed()) {
                lingering = runner;
                news = false;
                rest(runner, Runner.Rest.LINGER);
                return null;
            }
        } else if (stays && standby == null) {
            standby = runner;
            rest(runner, Runner.Rest.STANDBY);
            return null;
        }
        countOut(runner);
        return null;
    }

    private void rest(Runner runner, Runner.Rest how) {
        runner.rest = how;
        awake--;
        door.changed();
    }

    private void countOut(Runner runner) {
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
        lead = lead == runner ? null : lead;
    }

    // What runners do that have nothing to do.

    /** Every so many calls a runner looks at the clock. */
    private static final int PACE = 64;

    /** A runner that needs no longer for so many is faster than it would be with a second one beside it. */
    private static final long PACE_NANOS = PACE * 500L;

    /** So often a thread that spins pauses before it looks around, for about a microsecond. */
    private static final int PAUSES = 16;

    private static final long LINGER_NANOS = 40_000;
    private static final long SPIN_NANOS = 20_000;
    private static final long STANDBY_NANOS = 200_000;

    /** So often the one that stands by looks in vain before it goes home. */
    private static final int STANDBY_LOOKS = 5;

    /** Under the lock. */
    private void pace(Runner runner) {
        if (++runner.taken % PACE == 0) {
            long now = System.nanoTime();
            boolean brisk = now - runner.pacedAt < PACE_NANOS;
            runner.pacedAt = now;
            if (brisk && lead == null) {
                lead = runner;
            } else if (!brisk && lead == runner) {
                lead = null;
            }
        }
    }

    /** The runner that lingers waits for a moment, without the lock, and takes a call or is counted out. */
    @Nullable
    Call<?> linger(Runner runner) {
        long start = System.nanoTime();
        do {
            for (int pauses = PAUSES; pauses > 0 && !news && !door.inbox.hasCalls(); pauses--) {
                Thread.onSpinWait();
            }
        } while (!news && !door.inbox.hasCalls() && goesOnSpinning(start, LINGER_NANOS));
        door.lock.lockUnsettled();
        try {
            lingering = null;
            awake++;
            if (line.isEmpty()) {
                door.inbox.drain();
            }
            return takeOrRest(runner, false);
        } finally {
            door.unlock();
        }
    }

    /** A thread that waits for a call spins for a moment, if it is likely to be worth that. */
    void spinUntil(Call<?> call, long nanos) {
        if (!door.ownsCores) {
            return;
        }
        long most = Math.min(nanos, SPIN_NANOS);
        // Whoever looks at each call that a runner is about to end takes its cache line away again and again.
        boolean looks = door.inbox.isAlone();
        long start = System.nanoTime();
        do {
            for (int pauses = PAUSES; pauses > 0 && !(looks && call.isSettled()); pauses--) {
                Thread.onSpinWait();
            }
        } while (!call.isSettled() && goesOnSpinning(start, most));
    }

    /** A thread that spins lets others have its core, the one for which it waits among them. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it but how much time is lost
    private static boolean goesOnSpinning(long start, long nanos) {
        if (System.nanoTime() - start >= nanos) {
            return false;
        }
        Thread.yield();
        return true;
    }

    /** The runner that stands by looks now and then whether the lead goes on. */
    @Nullable
    Call<?> standBy(Runner runner) {
        long before = -1;
        for (int looks = STANDBY_LOOKS; ; looks--) {
            LockSupport.parkNanos(this, STANDBY_NANOS);
            door.lock.lock();
            try {
                boolean goesOn = taken - before >= PACE;
                if (goesOn) {
                    looks = STANDBY_LOOKS;
                } else if (!line.isEmpty()) {
                    lead = null; // a body holds it up
                }
                if (lead == null || looks == 0 || runners > line.limit) {
                    standby = null;
                    awake++;
                    return takeOrRest(runner, false);
                }
                before = taken;
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
            runner.decided = ended == Ended.BY_BODY;
            runner.current(null);
            Line.ended(call);
            door.left(call);
            boolean tooMany = runners > line.limit;
            runner.stays &= !tooMany;
            runner.counted = runner.stays;
            boolean takes = runner.stays && (lead == null || lead == runner);
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
