package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.List;

/** Those who look at the calls of a door, all or those of one view, and those who wait for their end. */
final class Roster {
    private final Door door;

    Roster(Door door) {
        this.door = door;
    }

    AsyncStats stats(Line of) {
        door.lock.lock();
        try {
            return of.counts.stats(of.running, of.inPlace, of.pending, of.detached);
        } finally {
            door.unlock();
        }
    }

    /** The bodies on a thread that came through a line. */
    List<RunningCall> runningCalls(Line of) {
        List<RunningCall> bodies = new ArrayList<>();
        door.lock.lock();
        try {
            List<Call<?>> calls = new ArrayList<>();
            calls.addAll(door.slots.onThreads());
            calls.removeIf(call -> !call.isOnThread() || !call.view().line.isUnder(of));
            calls.sort((one, other) -> Long.signum(one.startedNanos - other.startedNanos)); // the clock may wrap around
            for (Call<?> call : calls) {
                RunningCall body = RunningCall.of(call);
                if (body != null) {
                    bodies.add(body);
                }
            }
        } finally {
            door.unlock();
        }
        return bodies;
    }

    /** The calls of a line that have no outcome, or a body on a thread. */
    List<Call<?>> openCalls(Line of) {
        List<Call<?>> calls = new ArrayList<>();
        door.lock.lock();
        try {
            List<Line> all = new ArrayList<>(door.lines);
            all.add(door.line);
            for (Line each : all) {
                addCalls(each.blocked, of, calls);
                addCalls(each.pending(), of, calls);
            }
            door.orders.forEach(turns -> addCalls(turns.waiting(), of, calls));
            for (Call<?> call : door.slots.onThreads()) {
                if (call.view().line.isUnder(of)) {
                    calls.add(call);
                }
            }
        } finally {
            door.unlock();
        }
        return calls;
    }

    private static void addCalls(CallQueue from, Line of, List<Call<?>> calls) {
        for (Call<?> call = from.peekFirst(); call != null; call = call.next) {
            if (call.view().line.isUnder(of)) {
                calls.add(call);
            }
        }
    }

    /** Whether a view that counts is closed, and none of its calls is open, on a thread, or still to be published. */
    boolean isOver(View view) {
        door.lock.lock();
        try {
            return isTerminated(view);
        } finally {
            door.unlock();
        }
    }

    private boolean isTerminated(View view) {
        return (door.isClosed() || view.isClosed()) && view.line.isQuiet();
    }

    /** Waits until a view that counts is closed and quiet; false if it took too long. */
    boolean awaitQuiet(View view, long nanos) throws InterruptedException {
        long deadline = door.carrier.nanoTime() + Math.min(Math.max(nanos, 0), Long.MAX_VALUE / 2);
        Trampoline paused = Trampoline.pause();
        door.lock.lock();
        try {
            door.watch(1);
            while (!isTerminated(view)) {
                long left = deadline - door.carrier.nanoTime();
                if (left <= 0) {
                    return false;
                }
                // What happened while it let go of the lock, it has to look for itself.
                if (!door.proceed(left) && !isTerminated(view)) {
                    long unused = door.progress.awaitNanos(left);
                    door.inbox.settle();
                }
            }
            return true;
        } finally {
            door.watch(-1);
            door.unlock();
            if (paused != null) {
                paused.resume();
            }
        }
    }

    String describe(View view) {
        Line at = view.queue();
        door.lock.lock();
        try {
            return at.name + " (running=" + at.running + "/" + at.limit + ", pending=" + at.pending + "/"
                    + at.maxPending + ", " + (door.isClosed() || view.isClosed() ? "closed" : "open") + ")";
        } finally {
            door.unlock();
        }
    }
}
