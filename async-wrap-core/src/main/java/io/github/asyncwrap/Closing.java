package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
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
    /**
     * How long after the grace outcomes that are decided are waited for. They need no time of their own, only that of
     * whoever publishes them; a callback that blocks inside a publication must not keep the closer for ever.
     */
    private static final long PUBLICATION_NANOS = 1_000_000_000;

    private final Door door;
    private final LeafLock lock;
    private final Condition progress;

    // Guarded by the door's lock.
    private final List<Call<?>> bodiesInside = new ArrayList<>();
    private int deliveriesInside;
    private int publishersInside;
    /** How many calls had an outcome of their own when the closing began. */
    private final long completedBefore;

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
        this.progress = door.progress;
        this.completedBefore = door.line.counts.completed();
    }

    CloseReport await(long nanos) {
        List<Call<?>> bodies = new ArrayList<>();
        int publishes = 0;
        boolean delivers = false;
        for (Trampoline here = Trampoline.current(); here != null; here = here.outer()) {
            Call<?> body = here.body();
            if (body != null && body.door() == door) {
                bodies.add(body);
                bodies.addAll(body.along());
            }
            publishes += here.publications(door);
            delivers |= here.delivery == door.delivery;
        }
        Trampoline paused = Trampoline.pause();
        boolean wasInterrupted = false;
        CloseReport end;
        lock.lock();
        try {
            door.watch(1);
            enter(bodies, publishes, delivers);
            long mine = now() + nanos;
            if (!hasDeadline || mine - deadline < 0) {
                hasDeadline = true;
                deadline = mine;
            }
            progress.signalAll(); // the deadline may be nearer, and there is one less to wait for
            while (!isOver()) {
                long left = untilNext() - now();
                if (left > 0) {
                    try {
                        // What happened while it let go of the lock, it has to look for itself.
                        boolean looks = door.proceed(left) || isOver();
                        long ignored = looks ? 0 : progress.awaitNanos(left);
                        door.inbox.settle();
                    } catch (InterruptedException e) {
                        wasInterrupted = true;
                        deadline = now(); // whoever interrupts a close is in a hurry
                        progress.signalAll();
                    }
                } else if (!cut) {
                    cutOff();
                } else {
                    break;
                }
            }
            List<RunningCall> stuck = report == null ? stuck() : List.of();
            if (report == null) {
                report = new CloseReport(
                        (int) (door.line.counts.completed() - completedBefore), cancelled, interrupted, stuck);
                progress.signalAll();
            }
            end = report;
            leave(bodies, publishes, delivers);
            door.watch(-1);
        } finally {
            door.unlock();
        }
        if (paused != null) {
            paused.resume();
        }
        door.deadlines.close();
        door.carrier.close();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return end;
    }

    private long now() {
        return door.carrier.nanoTime();
    }

    private void enter(List<Call<?>> bodies, int publishes, boolean delivers) {
        bodiesInside.addAll(bodies);
        publishersInside += publishes;
        deliveriesInside += delivers ? 1 : 0;
    }

    private void leave(List<Call<?>> bodies, int publishes, boolean delivers) {
        bodies.forEach(bodiesInside::remove);
        publishersInside -= publishes;
        deliveriesInside -= delivers ? 1 : 0;
    }

    private long untilNext() {
        if (!cut) {
            return deadline;
        }
        return isPublished() ? graceEnd : graceEnd + PUBLICATION_NANOS;
    }

    /** Whether nobody is between a decision and its publication: threads in bodies are the only ones left. */
    private boolean isPublished() {
        return door.followed.areOver(bodiesInside)
                && door.busy() <= door.line.running + door.slots.inPlace.size() + publishersInside;
    }

    private boolean isOver() {
        return report != null || isQuiet();
    }

    private boolean isQuiet() {
        return door.line.pending == 0
                && door.line.running + door.slots.inPlace.size() <= bodiesInside.size()
                && door.busy() <= bodiesInside.size() + publishersInside
                && door.followed.areOver(bodiesInside)
                && door.delivery.isIdle(deliveriesInside, publishersInside);
    }

    /**
     * The deadline has passed: cancels what has no outcome and interrupts what is on a thread, but for those inside.
     * Entered and left with the lock held; let go in between, since futures are completed and threads interrupted.
     */
    private void cutOff() {
        cut = true;
        graceEnd = now() + door.graceNanos;
        List<Call<?>> decided = new ArrayList<>();
        List<Measured> measured = new ArrayList<>();
        List<Call<?>> detached = new ArrayList<>();
        List<Call<?>> calls = new ArrayList<>();
        for (Call<?> call : door.roster.openCalls(door.line)) {
            if (!bodiesInside.contains(call)) {
                calls.add(call);
            }
        }
        for (Call<?> call : calls) {
            Measured outcome = door.decideLocked(call, OutcomeKind.CANCELLED, true);
            if (outcome != null) {
                decided.add(call);
                measured.add(outcome);
                interrupted += call.isInterrupted() ? 1 : 0;
            } else if (call.isDetached() && door.signal(call)) {
                detached.add(call);
                interrupted += call.isInterrupted() ? 1 : 0;
            }
        }
        cancelled += decided.size();
        List<Runnable> publications = door.followed.cut();
        cancelled += publications.size();
        door.unlock();
        try {
            for (int i = 0; i < decided.size(); i++) {
                Call<?> call = decided.get(i);
                Measured why = measured.get(i);
                publications.add(() -> call.settleWithoutWaiting(null, new CallCancelledException(why), why));
            }
            Publications.start(door, publications);
            detached.forEach(call -> door.carrier.hand(call::deliverSignal));
        } finally {
            lock.lock();
        }
    }

    /**
     * The bodies that are still on their threads, and where. Entered and left with the lock held; let go in between,
     * since a stack takes long, and a thread of the user's may say something of its own.
     */
    private List<RunningCall> stuck() {
        List<Call<?>> calls = new ArrayList<>();
        for (Call<?> call : door.slots.onThreads()) {
            if (!bodiesInside.contains(call) && call.isOnThread()) {
                calls.add(call);
            }
        }
        if (calls.isEmpty()) {
            return List.of();
        }
        door.unlock();
        try {
            List<RunningCall> stuck = new ArrayList<>();
            for (Call<?> call : calls) {
                RunningCall body = RunningCall.withStack(call);
                if (call.isOnThread()) { // else it has returned, and the stack may be of what came after it
                    stuck.add(body);
                }
            }
            return stuck;
        } finally {
            lock.lock();
        }
    }
}
