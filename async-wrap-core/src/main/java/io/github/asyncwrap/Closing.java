package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The closing of a door, shared by all who close it. Every closer waits by itself; what is to be done once (the cut at
 * the deadline, the report) is done by whoever comes to it first under the lock, so no closer depends on another one
 * going on.
 *
 * <p>Bodies and callbacks of the door that are themselves inside {@code close} are not waited for: they are counted, and
 * the door is quiet when nobody else is on a thread.
 */
final class Closing {
    private final Door door;
    private final ReentrantLock lock;
    private final Condition progress;

    // Guarded by the door's lock.
    private final List<Call<?>> bodiesInside = new ArrayList<>();
    private int deliveriesInside;
    private int publishersInside;
    /** How many calls had no outcome when the closing began. */
    private final int open;

    private long deadline;
    private boolean hasDeadline;
    private boolean cut;
    private long graceEnd;
    private int cancelled;
    private int interrupted;
    private @Nullable CloseReport report;

    /** Under the door's lock. */
    Closing(Door door) {
        this.door = door;
        this.lock = door.lock;
        this.progress = lock.newCondition();
        this.open = door.pending.size() + door.running.size() - door.detached;
    }

    /** Under the door's lock: something ended. */
    void changed() {
        progress.signalAll();
    }

    CloseReport await(long nanos) {
        Call<?> body = null;
        boolean publishes = false;
        boolean delivers = false;
        for (Trampoline here = Trampoline.current(); here != null; here = here.outer()) {
            body = here.body != null && here.body.isOf(door) ? here.body : body;
            publishes |= here.publishing == door;
            delivers |= here.delivery == door.delivery();
        }
        Trampoline paused = Trampoline.pause();
        boolean wasInterrupted = false;
        CloseReport end;
        lock.lock();
        try {
            enter(body, publishes, delivers);
            long mine = System.nanoTime() + nanos;
            if (!hasDeadline || mine - deadline < 0) {
                hasDeadline = true;
                deadline = mine;
            }
            progress.signalAll(); // the deadline may be nearer, and there is one less to wait for
            while (report == null && !isQuiet()) {
                long left = (cut ? graceEnd : deadline) - System.nanoTime();
                if (left > 0) {
                    try {
                        long ignored = progress.awaitNanos(left);
                    } catch (InterruptedException e) {
                        wasInterrupted = true;
                        deadline = System.nanoTime(); // whoever interrupts a close is in a hurry
                        progress.signalAll();
                    }
                } else if (!cut) {
                    cutOff();
                } else {
                    break;
                }
            }
            if (report == null) {
                report = new CloseReport(Math.max(0, open - cancelled - incomplete()), cancelled, interrupted, stuck());
                progress.signalAll();
            }
            end = report;
            leave(body, publishes, delivers);
        } finally {
            lock.unlock();
        }
        if (paused != null) {
            paused.resume();
        }
        door.carrier.close();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return end;
    }

    private void enter(@Nullable Call<?> body, boolean publishes, boolean delivers) {
        if (body != null) {
            bodiesInside.add(body);
        }
        publishersInside += publishes ? 1 : 0;
        deliveriesInside += delivers ? 1 : 0;
    }

    private void leave(@Nullable Call<?> body, boolean publishes, boolean delivers) {
        if (body != null) {
            bodiesInside.remove(body);
        }
        publishersInside -= publishes ? 1 : 0;
        deliveriesInside -= delivers ? 1 : 0;
    }

    private boolean isQuiet() {
        return door.pending.isEmpty()
                && door.busy() <= bodiesInside.size() + publishersInside
                && door.delivery().isIdle(deliveriesInside);
    }

    /** The bodies inside close that still have no outcome. */
    private int incomplete() {
        int count = 0;
        for (Call<?> body : bodiesInside) {
            count += body.state() == Call.RUNNING ? 1 : 0;
        }
        return count;
    }

    /**
     * The deadline has passed: cancels what has no outcome and interrupts what is on a thread, but for those inside.
     * Entered and left with the lock held; let go in between, since futures are completed and threads interrupted.
     */
    private void cutOff() {
        cut = true;
        graceEnd = System.nanoTime() + door.graceNanos;
        List<Call<?>> decided = new ArrayList<>();
        List<Measured> measured = new ArrayList<>();
        List<Call<?>> detached = new ArrayList<>();
        List<Call<?>> calls = new ArrayList<>();
        List<Runnable> publications = new ArrayList<>();
        for (Call<?> call = door.pending.peekFirst(); call != null; call = CallQueue.after(call)) {
            calls.add(call);
        }
        for (Call<?> call = door.running.peekFirst(); call != null; call = CallQueue.after(call)) {
            if (!bodiesInside.contains(call)) {
                calls.add(call);
            }
        }
        for (Call<?> call : calls) {
            Measured outcome = door.decideLocked(call, Outcome.CANCELLED, true);
            if (outcome != null) {
                decided.add(call);
                measured.add(outcome);
                interrupted += call.wasInterrupted() ? 1 : 0;
            } else if ((call.state() & Call.DETACHED) != 0 && call.requestInterrupt()) {
                detached.add(call);
                interrupted++;
            }
        }
        cancelled += decided.size();
        lock.unlock();
        try {
            for (int i = 0; i < decided.size(); i++) {
                Call<?> call = decided.get(i);
                CallCancelledException outcome = new CallCancelledException(measured.get(i));
                publications.add(() -> call.settleWithoutWaiting(null, outcome));
            }
            Publications.start(door, publications);
            detached.forEach(call -> House.hand(call::deliverInterrupt));
        } finally {
            lock.lock();
        }
    }

    private List<RunningCall> stuck() {
        long now = System.nanoTime();
        List<RunningCall> stuck = new ArrayList<>();
        for (Call<?> call = door.running.peekFirst(); call != null; call = CallQueue.after(call)) {
            Thread thread = call.thread;
            if (!bodiesInside.contains(call)
                    && thread != null
                    && call.state() >= Call.RUNNING
                    && call.state() != Call.DROPPED) {
                stuck.add(new RunningCall(
                        thread.getName(),
                        Duration.of(now - call.startedNanos, NANOSECONDS.toChronoUnit()),
                        (call.state() & Call.DETACHED) != 0,
                        List.of(thread.getStackTrace())));
            }
        }
        return stuck;
    }
}
