package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the bodies of a door on one thread of the carrier, one after another, until the queue is empty. While it is
 * counted it stands for one slot.
 *
 * <p>All fields belong to the thread that the runner is on, but {@link #starter} and {@link #ranInside}, which are used
 * by the thread that asks the carrier: a carrier that runs the task inside {@code execute}, on that very thread, is
 * found out by them.
 */
final class Runner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    final Door door;
    private @Nullable Thread starter;
    private boolean ranInside;

    /** Whether somebody has run this, or it is sure that nobody will. */
    private final AtomicBoolean claimed = new AtomicBoolean();

    /** At the end of a body: this runner goes on in its slot, since nothing hangs on the outcome. */
    boolean stays;

    /** What a runner does that is counted and has no call. */
    enum Rest {
        NONE,
        /** See {@link Resting#linger}. */
        LINGER,
        /** See {@link Resting#standBy}. */
        STANDBY
    }

    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(Runner.class, "current", Call.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Its call; written under the lock, and without when that has ended without. */
    @SuppressWarnings("UnusedVariable") // by the VarHandle
    private @Nullable Call<?> current;

    // Guarded by the door's lock.

    boolean isListed;

    /** Of {@link Resting#pace}. */
    int sincePaced;

    long pacedAt;

    // What the door said.

    Rest rest = Rest.NONE;

    /** The body gave the outcome; nobody else had. */
    boolean decided;

    /** This runner still stands for a slot. */
    boolean counted;

    /** What to run next, in that slot. */
    @Nullable
    Call<?> next;

    /** After this body the thread is wanted elsewhere. */
    private boolean goesHome;

    /** Calls that ended without the lock and had deadlines, which are taken back with the next visit to that. */
    private final List<Call<?>> withDeadlines;

    // What Grants said.

    /** The first of the granted calls. */
    private @Nullable Call<?> firstGranted;

    private int mark;
    private long grantedNanos;

    /** The call that this runner has is one of them. */
    private boolean hasGranted;

    /** A class that is no future's, see {@link FutureResults}. */
    private @Nullable Class<?> ordinary;

    /** A flag that somebody else set on a thread that is not ours: we go home with it. */
    private boolean foreignInterrupt;

    Runner(Door door) {
        this.door = door;
        // Large enough from the start: a call has ended when it is put in, so there must be room.
        this.withDeadlines = door.carrier.ownsThreads() ? new ArrayList<>(1 + Grants.MOST) : new ArrayList<>(0);
    }

    @Nullable
    Call<?> current() {
        return (Call<?>) CURRENT.getOpaque(this);
    }

    /** Opaque is enough: under the lock it is ordered, and one that has ended may be seen a moment longer. */
    void current(@Nullable Call<?> call) {
        CURRENT.setOpaque(this, call);
    }

    /** Asks the carrier for a thread; null, or why there is none. */
    @Nullable
    Throwable start() {
        starter = Thread.currentThread();
        try {
            door.carrier.execute(this);
            return ranInside
                    ? new RejectedExecutionException("the executor runs tasks on the thread that submits them, which "
                            + "would block the caller: give the wrapper an executor with threads of its own")
                    : null;
        } catch (Throwable refused) {
            // It may have taken the task and then thrown, or run it here, which does not count.
            return ranInside || claimed.compareAndSet(false, true) ? refused : null;
        } finally {
            starter = null;
        }
    }

    @Override
    public void run() {
        if (!claimed.compareAndSet(false, true)) {
            return; // refused, or run a second time
        }
        // Any other thread may read an old value here, but never itself.
        if (starter == Thread.currentThread()) {
            ranInside = true;
            return;
        }
        Trampoline here = Trampoline.installOnOurThread(this);
        try {
            for (Call<?> call = orRest(door.slots.begin(this)); call != null; call = orRest(next)) {
                runCall(call, here);
            }
        } finally {
            here.uninstall();
            if (foreignInterrupt || (here.isFlagLeft() && !door.carrier.ownsThreads())) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable Call<?> orRest(@Nullable Call<?> taken) {
        Call<?> call = taken;
        while (call == null && rest != Rest.NONE) {
            call = rest == Rest.LINGER ? door.slots.linger(this) : door.slots.standBy(this);
            boolean unused = Thread.interrupted(); // must not hit the next body
        }
        return call;
    }

    private <T extends @Nullable Object> void runCall(Call<T> call, Trampoline here) {
        Callable<? extends T> body = call.beginBody(startNanos());
        if (body == null) {
            next = door.slots.skip(this, call);
            here.drainTo(door.delivery); // what hangs on its having stopped
            return;
        }
        door.events.started(call);
        T value = null;
        Throwable failure = null;
        here.enterBody();
        try {
            value = call.run(body);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            here.leaveBody();
        }
        if (value != null && value.getClass() != ordinary) {
            lookAt(call, value);
        }
        OutcomeKind kind = InPlace.kindOf(failure);
        boolean unlocked = kind == OutcomeKind.SUCCEEDED && endUnlocked(call);
        if (!unlocked) {
            giveSlotOn(call, kind);
        }
        here.runnerPublishes(true);
        try {
            if (unlocked) {
                door.events.finished(call, kind);
                call.publishUnwatched(value);
            } else if (decided) {
                call.publishOwn(value, failure, kind);
            } else {
                call.returned(value, failure);
            }
        } catch (Throwable broken) {
            LOG.error("{} - the JVM failed while an outcome was published; the runner goes on", door.name, broken);
        } finally {
            here.runnerPublishes(false);
            here.clearFlag(); // a callback on an aggregate of the JDK's has run inside the publication
        }
        deliver(call, here);
    }

    /** Bodies mostly give values of the class that the one before gave, so a look at that is all that it costs. */
    private void lookAt(Call<?> call, Object value) {
        if (door.futureResults.isOrdinary(call, value)) {
            ordinary = value.getClass();
        }
    }

    /**
     * The end of a body that gave a value and whose outcome nothing hangs on, if nobody has to be told of it under the lock.
     * False, with nothing done, if it has to be done there.
     *
     * <p>An interrupt of ours comes only after somebody else has decided the outcome; so if this runner decides it, the
     * flag of its thread is nobody's.
     */
    private boolean endUnlocked(Call<?> call) {
        if (!(hasGranted || call.endsUnlocked()) || !call.hasNoCallbacks() || !call.finish()) {
            return false;
        }
        boolean unused = Thread.interrupted();
        call.task = null;
        stays = true;
        next = null;
        if (call.deadline() != null) {
            withDeadlines.add(call);
        }
        door.inbox.bodyEnded();
        return true;
    }

    /** Under the lock: this runner gets a call that was not granted, and no other is. */
    void took(Call<?> call) {
        current(call);
        hasGranted = false;
        firstGranted = null;
    }

    /** Under the lock, after that: the next calls may be taken without. */
    void granted(Call<?> first, int mark, long now) {
        firstGranted = first;
        this.mark = mark;
        grantedNanos = now;
    }

    /** Under the lock. */
    void forgetDeadlines() {
        for (int i = 0; i < withDeadlines.size(); i++) { // without an iterator: there may be no memory
            door.forgetDeadlines(withDeadlines.get(i));
        }
        withDeadlines.clear();
    }

    /** The call that stands in the line behind one of this runner's, if that may be taken without the lock. */
    @Nullable
    Call<?> takeGranted(Call<?> before) {
        Call<?> behind = hasGranted ? before.next : firstGranted;
        if (behind != null && !door.isAwaited()) {
            current(behind); // before anybody can know that it is taken
            if (behind.takeGranted(mark)) {
                hasGranted = true;
                firstGranted = null; // keeps nothing that is over
                return behind;
            }
        }
        current(null);
        return null;
    }

    /** When a body begins: for bodies that take next to no time there is no use in knowing it exactly. */
    private long startNanos() {
        if (!hasGranted) {
            return door.carrier.nanoTime();
        }
        long coarse = door.coarseNanoTime();
        return coarse - grantedNanos > 0 ? coarse : grantedNanos;
    }

    private void giveSlotOn(Call<?> call, OutcomeKind kind) {
        boolean ownsThreads = door.carrier.ownsThreads();
        boolean interruptedByUs;
        boolean foreign; // as long as ours is not known to have come, it may turn out to be ours
        do {
            call.awaitInterrupt();
            interruptedByUs = call.interruptDelivered();
            boolean flag = Thread.interrupted();
            foreign = flag && !interruptedByUs && !ownsThreads;
            // Callbacks may be waiting for the very thread that we would keep.
            goesHome = foreign || (!ownsThreads && door.delivery.awaitsThread());
            // Callbacks that come of the outcome must not hold the slot: then it goes to another runner.
            stays = call.hasNoCallbacks() && !goesHome;
        } while (!door.slots.bodyEnded(this, call, kind, interruptedByUs));
        foreignInterrupt |= foreign;
        call.task = null;
        if (!stays && counted) {
            counted = door.slots.start() != null;
            if (counted) {
                // There is no other thread, so this one goes on in its slot, and what waits for a thread of the
                // executor's must not wait for this one.
                door.slots.keptSlot();
                door.delivery.rescue();
            }
        }
    }

    /** Sees to it that what the outcome set off is run outside the slots, and looks for the next call. */
    private void deliver(Call<?> call, Trampoline here) {
        Delivery delivery = door.delivery;
        boolean delivers = !here.isEmpty() && !stays && !counted && delivery.tryEnter();
        if (!delivers) {
            here.drainTo(delivery); // also what was registered between the look and the outcome
        }
        if (stays) {
            next = next != null ? next : takeGranted(call);
            next = next != null ? next : door.slots.next(this);
            return;
        }
        if (!counted) {
            door.slots.retired();
        }
        if (delivers) {
            here.delivery = delivery;
            try {
                here.drain();
                delivery.leave(here);
            } finally {
                here.delivery = null;
            }
        }
        next = counted ? door.slots.next(this) : goesHome ? null : door.slots.comeBack(this);
    }
}
