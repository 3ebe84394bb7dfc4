package io.github.asyncwrap.testkit;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets the tasks of a {@link DeterministicCarrier} run, one at a time.
 *
 * <p>A task runs on a thread of its own as long as whoever drives waits for it, and goes back to waiting, or ends, before
 * the next one is chosen. So everything that tasks do is in one order, which {@link Tasks} decides. Drivers are threads
 * outside; they come one by one through the {@link Turnstile}. A task that hands over another one under {@code inline()} is
 * the driver of that one for as long, inside its own step.
 *
 * <p>A task that waits inside the library cannot say for what: it is let look whenever something has happened. A look that
 * finds nothing, and goes back to the same wait, is no step.
 */
final class Stepper {
    private static final long GLANCE_NANOS = 1_000_000;

    /** Looks that are so far apart are not of the same wait. */
    private static final long PAUSE_NANOS = 400_000_000;

    /** Threads without a task. */
    final Deque<CarrierThread> spares = new ConcurrentLinkedDeque<>();

    private final String name;
    private final boolean stepped;
    private final long stepPatienceNanos;
    private final long idlePatienceNanos;
    private final Tasks tasks;
    private final VirtualClock clock;
    private final Turnstile turnstile = new Turnstile();

    // Guarded by this.
    private long idleSince = System.nanoTime();
    private long lastLook = idleSince;

    /**
     * Creates one.
     *
     * @param stepped false if tasks run by themselves, but for timers
     * @param stepPatienceNanos of real time, for a step that seems to last for ever
     * @param idlePatienceNanos of real time, for a wait that nothing seems to end
     */
    Stepper(
            String name,
            boolean stepped,
            long stepPatienceNanos,
            long idlePatienceNanos,
            Tasks tasks,
            VirtualClock clock) {
        this.name = name;
        this.stepped = stepped;
        this.stepPatienceNanos = stepPatienceNanos;
        this.idlePatienceNanos = idlePatienceNanos;
        this.tasks = tasks;
        this.clock = clock;
    }

    boolean isStepped() {
        return stepped;
    }

    /** One step, by a driver. */
    boolean driveStep() {
        return turnstile.through(this::step);
    }

    /** One certain task, by a driver or by the task that is running. */
    void runNow(CarrierTask task) {
        boolean unused = here() != null ? run(task) : turnstile.through(() -> run(task));
    }

    String report() {
        return this + tasks.report();
    }

    @Override
    public String toString() {
        return "DeterministicCarrier[" + name + ", " + Schedule.at(clock.elapsed()) + ", pending=" + tasks.pending()
                + ", waiting=" + tasks.waiting() + "]";
    }

    /** The calling thread, if it is one of a task; else null. */
    @Nullable
    CarrierThread here() {
        return Thread.currentThread() instanceof CarrierThread thread && thread.stepper == this ? thread : null;
    }

    void requireOutside(String method) {
        CarrierThread here = here();
        if (here != null) {
            throw new IllegalStateException(method + " drives the tasks, and " + here.task
                    + " is one of them: a body waits with sleep(Duration) or await(condition)");
        }
    }

    /** A task has given something to do, or somebody else has. */
    void touch() {
        CarrierThread here = here();
        if (here != null) {
            here.task.touched = true;
        }
        tasks.happened();
    }

    /** On the thread of a task: lets others go on until it is this one's turn again. */
    void pause(CarrierTask task, @Nullable Object wait, long waitNanos, boolean looks) {
        tasks.pause(task, wait, waitNanos, looks);
        task.pause();
    }

    /** One step, or a move of the clock of at most that long, or a look around; whether to look again. */
    boolean drive(long waitNanos) {
        long end = clock.in(waitNanos);
        if (turnstile.through(() -> step() || tasks.moveToNext(end) || tasks.moveTo(end))) {
            return true;
        }
        if (idleNanos() > idlePatienceNanos) {
            throw new AssertionError("waits for ever: nothing is left to run, no timer is set, and no other thread has"
                    + " brought anything for " + idlePatienceNanos / 1_000_000 + " ms. " + report());
        }
        if (Thread.currentThread().isInterrupted()) {
            return false; // the wait itself knows what to do about it
        }
        LockSupport.parkNanos(GLANCE_NANOS);
        return true;
    }

    /**
     * How long threads have looked around in vain, on the real clock: since the first look after something happened, or
     * after a time without any looks.
     */
    private synchronized long idleNanos() {
        long now = System.nanoTime();
        if (now - lastLook > PAUSE_NANOS || tasks.lastHappened() - idleSince > 0) {
            idleSince = now;
        }
        lastLook = now;
        return now - idleSince;
    }

    /**
     * Runs one task that makes something happen. Those that wait inside the library look for themselves whether what they
     * wait for has come: that is not a step if it has not. One that looks may change what another one waits for without
     * our knowing, so that they look as often as there could be links of a chain.
     */
    private boolean step() {
        tasks.happenedOutside();
        for (int rounds = tasks.waiting() + 1; rounds > 0; rounds--) {
            for (CarrierTask next; (next = tasks.next()) != null; ) {
                if (run(next)) {
                    return true;
                }
            }
            tasks.lookAgain();
        }
        return false;
    }

    /** Lets a task run to its next wait or its end; whether that changed anything. */
    private boolean run(CarrierTask task) {
        if (!stepped) {
            task.action.run(); // a timer
            return true;
        }
        boolean begins = !task.hasBegun();
        Object waitedFor = task.wait;
        if (!task.resume(this, stepPatienceNanos)) {
            throw blocked(task);
        }
        boolean changed = begins || task.ended || task.touched || task.wait != waitedFor;
        tasks.ran(task, begins, changed);
        return changed;
    }

    private AssertionError blocked(CarrierTask task) {
        AssertionError error = new AssertionError(task + " blocks for " + stepPatienceNanos / 1_000_000
                + " ms in what is not of this carrier, so that nobody else can go on: a body may wait in sleep(), await(),"
                + " a Gate, or for the wrapper; for all else there is DeterministicCarrier.real(). It is where the cause"
                + " shows. " + report());
        Throwable where = new Throwable(task.name + " is here");
        where.setStackTrace(task.stack());
        return (AssertionError) error.initCause(where);
    }
}
