package io.github.asyncwrap;

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

    private final Door door;
    private @Nullable Thread starter;
    private boolean ranInside;

    /** Whether somebody has run this, or it is sure that nobody will. */
    private final AtomicBoolean claimed = new AtomicBoolean();

    /** At the end of a body: this runner goes on in its slot, since nothing hangs on the outcome. */
    boolean stays;

    // What the door said at the end of a body.

    /** The body gave the outcome; nobody else had. */
    boolean decided;

    /** This runner still stands for a slot. */
    boolean counted;

    /** What to run next, in that slot. */
    @Nullable
    Call<?> next;

    /** After this body the thread is wanted elsewhere. */
    private boolean goesHome;

    /** A flag that somebody else set on a thread that is not ours: we go home with it. */
    private boolean foreignInterrupt;

    Runner(Door door) {
        this.door = door;
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
        Trampoline here = Trampoline.installOnOurThread();
        try {
            for (Call<?> call = door.slots.begin(); call != null; call = next) {
                runCall(call, here);
            }
        } finally {
            here.uninstall();
            if (foreignInterrupt || (here.isFlagLeft() && !door.carrier.ownsThreads())) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T extends @Nullable Object> void runCall(Call<T> call, Trampoline here) {
        if (!call.begin(Thread.currentThread())) {
            next = door.slots.skip(call);
            here.drainTo(door.delivery); // what hangs on its having stopped
            return;
        }
        door.events.started(call);
        T value = null;
        Throwable failure = null;
        here.enterBody(call);
        try {
            value = call.run();
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            here.leaveBody();
        }
        OutcomeKind kind = InPlace.kindOf(failure);
        giveSlotOn(call, kind);
        here.publishing = door;
        try {
            if (decided) {
                call.publishOwn(value, failure, kind);
            } else {
                call.returned(value, failure);
            }
        } catch (Throwable broken) {
            LOG.error("{} - the JVM failed while an outcome was published; the runner goes on", door.name, broken);
        } finally {
            here.publishing = null;
            here.clearFlag(); // a callback on an aggregate of the JDK's has run inside the publication
        }
        deliver(here);
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
        call.thread = null;
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
    private void deliver(Trampoline here) {
        Delivery delivery = door.delivery;
        boolean delivers = !here.isEmpty() && !stays && !counted && delivery.tryEnter();
        if (!delivers) {
            here.drainTo(delivery); // also what was registered between the look and the outcome
        }
        if (stays) {
            next = next != null ? next : door.slots.next();
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
        next = counted ? door.slots.next() : goesHome ? null : door.slots.comeBack();
    }
}
