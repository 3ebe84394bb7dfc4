package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one length: since all are equally far from their submissions, they pass in the order in which they
 * were added, and a linked list is all it takes. Adding and removing are O(1) and part of visits to the door's lock
 * that are made anyway. The timer knows the lane, not the calls: a lane with calls has one task there, which looks at
 * the head when the time has come and either acts or comes back later.
 *
 * <p>The timer thread only decides the outcomes, and publishes those on which nothing hangs. Interrupts and callbacks
 * are handed over: an interrupt may take long (it closes channels), and a callback may do anything.
 */
final class DeadlineLane implements Runnable {
    /** How many deadlines are handled in one visit to the lock, so that submitters never wait long for a mass of them. */
    private static final int BATCH = 256;

    private final Door door;
    private final long nanos;
    private final boolean pendingOnly;

    // Guarded by the door's lock.
    private @Nullable Deadline first;
    private @Nullable Deadline last;
    private boolean armed;

    DeadlineLane(Door door, long nanos, boolean pendingOnly) {
        this.door = door;
        this.nanos = nanos;
        this.pendingOnly = pendingOnly;
    }

    /** Under the lock; true if the caller must {@link #arm} the lane when it has let go of the lock. */
    boolean add(Call<?> call) {
        Deadline deadline = new Deadline(this, call, call.submittedNanos + nanos);
        if (pendingOnly) {
            call.pendingDeadline = deadline;
        } else {
            call.deadline = deadline;
        }
        // Submitters read the clock before they come to the lock, so the last few may be out of order.
        Deadline before = last;
        while (before != null && before.at - deadline.at > 0) {
            before = before.previous;
        }
        Deadline after = before == null ? first : before.next;
        deadline.previous = before;
        deadline.next = after;
        if (before == null) {
            first = deadline;
        } else {
            before.next = deadline;
        }
        if (after == null) {
            last = deadline;
        } else {
            after.previous = deadline;
        }
        boolean wasArmed = armed;
        armed = true;
        return !wasArmed;
    }

    /** Under the lock. */
    void remove(Deadline deadline) {
        Deadline before = deadline.previous;
        Deadline after = deadline.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        deadline.previous = null;
        deadline.next = null;
    }

    void arm() {
        schedule(nanos);
    }

    private void schedule(long delay) {
        try {
            ScheduledFuture<?> unused = House.onTimer(this, delay);
        } catch (Throwable noThread) {
            // No memory for the timer's thread. The next call with a deadline tries again.
            door.lock.lock();
            try {
                armed = false;
            } finally {
                door.lock.unlock();
            }
        }
    }

    /** On the timer thread. */
    @Override
    public void run() {
        Trampoline here = Trampoline.install();
        here.defer();
        try {
            long again;
            do {
                List<Expired> batch = new ArrayList<>();
                again = collect(batch);
                publish(batch);
            } while (again == 0);
            if (again > 0) {
                schedule(again);
            }
            if (!here.isEmpty()) {
                // Callbacks that came between the look and the outcome.
                List<Runnable> late = new ArrayList<>();
                here.drainTo(late::add);
                House.hand(() -> late.forEach(door.delivery()::execute));
            }
        } finally {
            here.uninstall();
        }
    }

    /** Decides what is due; returns nanoseconds until the next one, 0 if there is more to do now, -1 if there is none. */
    private long collect(List<Expired> batch) {
        door.lock.lock();
        try {
            long now = System.nanoTime();
            while (first != null && now - first.at >= 0) {
                if (batch.size() == BATCH) {
                    return 0;
                }
                Call<?> call = first.call;
                Measured measured = door.decideLocked(call, Outcome.TIMED_OUT, true);
                if (measured == null) {
                    throw new IllegalStateException("a call with an outcome still has a deadline: " + call.state());
                }
                batch.add(new Expired(call, measured));
            }
            armed = first != null;
            return first != null ? Math.max(1, first.at - now) : -1;
        } finally {
            door.lock.unlock();
        }
    }

    private void publish(List<Expired> batch) {
        List<Expired> withCallbacks = new ArrayList<>();
        for (Expired expired : batch) {
            if (expired.call.wasInterrupted()) {
                House.hand(expired.call::deliverInterrupt);
            }
            if (expired.call.hasNoCallbacks()) {
                expired.run();
            } else {
                withCallbacks.add(expired);
            }
        }
        if (!withCallbacks.isEmpty()) {
            Publications.start(door, withCallbacks);
        }
    }

    private record Expired(Call<?> call, Measured measured) implements Runnable {
        @Override
        public void run() {
            call.publishForeign(null, new AsyncTimeoutException(measured));
        }
    }
}
