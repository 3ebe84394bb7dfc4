package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a door. Adding and removing are O(1) and part of visits to the door's lock that are made anyway. The
 * timer knows the door, not the calls: it has one task for the next tick at which something may be due. A task in whose
 * place a nearer one is set is taken back; should it come all the same, it does nothing.
 *
 * <p>The timer thread only decides the outcomes, and publishes those on which nothing hangs. Interrupts and callbacks
 * are handed over: an interrupt may take long (it closes channels), and a callback may do anything.
 */
final class Deadlines {
    /** A tick is 2 to the 20 nanoseconds, about a millisecond: deadlines are never early and about a tick late. */
    private static final int TICK_BITS = 20;

    /** How many deadlines are handled in one visit to the lock, so that submitters never wait long for a mass of them. */
    private static final int BATCH = 256;

    private final Door door;
    private final long start;

    // Guarded by the door's lock.
    private final Wheel wheel = new Wheel();
    private long armed = Wheel.NEVER;

    /** Takes back the task for {@link #armed}; null if there is none, or it is only being made. */
    private @Nullable Runnable task;

    Deadlines(Door door) {
        this.door = door;
        this.start = door.carrier.nanoTime();
    }

    private long tick(long nanos) {
        return (nanos - start) >> TICK_BITS;
    }

    /** One that is to be {@linkplain #add added}. */
    Deadline of(Deadline.Kind kind, Call<?> call, long at) {
        return new Deadline(kind, call, tick(at + (1L << TICK_BITS) - 1));
    }

    /** Under the lock. The timer is armed, if need be, when the lock has been let go. */
    void add(Deadline deadline, long now) {
        wheel.skipTo(tick(now));
        wheel.add(deadline);
        long next = wheel.next();
        if (next < armed) {
            try {
                rearm(next);
            } catch (OutOfMemoryError noMemory) {
                armed = Wheel.NEVER; // the next one tries again; and calls are coming in, none of which may be lost
            }
        }
    }

    /** Under the lock: the timer is to come at a tick, and at no other. */
    private void rearm(long tick) {
        armed = tick;
        if (task != null) {
            door.afterUnlockHere(task);
            task = null;
        }
        if (tick != Wheel.NEVER) {
            door.afterUnlockHere(() -> arm(tick));
        }
    }

    /** The door is closed: a timer that has nothing to wait for must not keep it. */
    void close() {
        door.lock.lock();
        try {
            if (wheel.next() == Wheel.NEVER) {
                rearm(Wheel.NEVER);
            }
        } finally {
            door.unlock();
        }
    }

    /** Under the lock. */
    void remove(@Nullable Deadline deadline) {
        if (deadline != null) {
            wheel.remove(deadline);
        }
    }

    private void arm(long tick) {
        try {
            long delay = start + (tick << TICK_BITS) - door.carrier.nanoTime();
            Runnable made = door.carrier.schedule(() -> expire(tick), Math.max(0, delay));
            door.lock.lock();
            try {
                if (armed == tick) {
                    task = made;
                } else {
                    door.afterUnlockHere(made); // a nearer one has been set meanwhile, or it has come already
                }
            } finally {
                door.unlock();
            }
        } catch (Throwable noThread) {
            // No memory for the timer's thread. The next call with a deadline tries again.
            door.lock.lock();
            try {
                armed = armed == tick ? Wheel.NEVER : armed;
            } finally {
                door.unlock();
            }
        }
    }

    /** On the timer thread. */
    private void expire(long tick) {
        Trampoline here = Trampoline.install();
        here.defer();
        try {
            boolean more;
            do {
                List<Expired> expired = new ArrayList<>();
                List<Call<?>> stuck = new ArrayList<>();
                more = collect(tick, expired, stuck);
                publish(expired);
                stuck.forEach(call -> door.carrier.hand(call::reportStuck));
            } while (more);
            if (!here.isEmpty()) {
                // Callbacks that came between the look and the outcome.
                List<Runnable> late = new ArrayList<>();
                here.drainTo(late::add);
                door.carrier.hand(() -> late.forEach(door.delivery::execute));
            }
        } finally {
            here.uninstall();
        }
    }

    /** Decides what is due; whether there is more to do now. */
    private boolean collect(long tick, List<Expired> expired, List<Call<?>> stuck) {
        door.lock.lock();
        try {
            if (armed != tick) {
                return false; // another task has come, or will
            }
            task = null; // it has come
            long now = tick(door.carrier.nanoTime());
            for (int i = 0; i < BATCH; i++) {
                Deadline due = wheel.poll(now);
                if (due == null) {
                    rearm(wheel.next());
                    return false;
                }
                decide(due, expired, stuck);
            }
            return true;
        } finally {
            door.unlock();
        }
    }

    private void decide(Deadline due, List<Expired> expired, List<Call<?>> stuck) {
        Call<?> call = due.call;
        if (due.kind() == Deadline.Kind.RETURN) {
            stuck.add(call);
            return;
        } else if (due.kind() == Deadline.Kind.LINGER) {
            Turns.lingered(call);
            return;
        }
        Measured measured = door.decideLocked(call, OutcomeKind.TIMED_OUT, true);
        if (measured == null && call.endsUnlocked()) {
            return; // its runner is about to take the deadline back
        }
        if (measured == null) {
            throw new IllegalStateException("a call with an outcome still has a deadline: " + call.state());
        }
        expired.add(new Expired(call, measured));
    }

    private void publish(List<Expired> expired) {
        List<Expired> withCallbacks = new ArrayList<>();
        for (Expired one : expired) {
            if (one.call.isSignalled()) {
                door.carrier.hand(one.call::deliverSignal);
            }
            if (one.call.hasNoCallbacks() && !door.events.isHeard()) {
                one.run();
            } else {
                withCallbacks.add(one);
            }
        }
        if (!withCallbacks.isEmpty()) {
            Publications.start(door, withCallbacks);
        }
    }

    private record Expired(Call<?> call, Measured measured) implements Runnable {
        @Override
        public void run() {
            call.publishForeign(null, new AsyncTimeoutException(measured), measured);
        }
    }
}
