package io.github.asyncwrap.testkit;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DeterministicCarrier} was given to run, and where it stands: to begin, on its thread, waiting, ended. A
 * task has a thread of its own, so that it may wait in its middle, but goes on only when it is resumed: the two
 * semaphores pass one baton to and fro, and with it all memory effects.
 */
final class CarrierTask {
    final String name;

    /** Where it was handed over, outside the library; null if all of that was inside. */
    final @Nullable StackTraceElement origin;

    final Runnable action;

    /** Tells tasks apart that are due at the same time: the earlier comes first. */
    final long number;

    private final Semaphore go = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);

    // Guarded by the carrier's lock.

    /** For a timer when it is due, for a task that waits when it wakes at the latest; MAX_VALUE for never. */
    long wakeAt;

    /** It waits for something that only it can look at. */
    boolean looks;

    /** The event that it has seen when it last looked. */
    long lookedAt;

    // Of whoever has the baton.

    private @Nullable CarrierThread thread;

    /** What it waits for; null for a wait inside the library, of which nothing is known. */
    @Nullable
    Object wait;

    /** It gave the carrier something to do since it went on. */
    boolean touched;

    volatile boolean ended;

    CarrierTask(String name, long number, @Nullable StackTraceElement origin, Runnable action, long wakeAt) {
        this.name = name;
        this.number = number;
        this.origin = origin;
        this.action = action;
        this.wakeAt = wakeAt;
    }

    boolean hasBegun() {
        return thread != null;
    }

    boolean isTold() {
        CarrierThread begun = thread;
        return begun != null && begun.told;
    }

    /**
     * Lets it run to its next wait, or to its end.
     *
     * @return whether it came there in time
     */
    boolean resume(Stepper stepper, long patienceNanos) {
        touched = false;
        CarrierThread begun = thread;
        if (begun == null) {
            thread = CarrierThread.begin(stepper, this);
        } else {
            begun.told = false;
            go.release();
        }
        return acquire(back, patienceNanos);
    }

    /** On its own thread, when all is done. */
    void end() {
        ended = true;
        back.release();
    }

    /** On its own thread: gives the baton back, and waits until it is resumed. An interrupt stays for later. */
    void pause() {
        back.release();
        go.acquireUninterruptibly();
    }

    StackTraceElement[] stack() {
        CarrierThread begun = thread;
        return begun == null ? new StackTraceElement[0] : begun.getStackTrace();
    }

    /** An interrupt of whoever waits here is for that thread's own work, and stays for later. */
    private static boolean acquire(Semaphore semaphore, long nanos) {
        boolean interrupted = false;
        long end = System.nanoTime() + nanos;
        try {
            while (true) {
                try {
                    return semaphore.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return name + (origin == null ? "" : " (from " + origin + ")");
    }
}
