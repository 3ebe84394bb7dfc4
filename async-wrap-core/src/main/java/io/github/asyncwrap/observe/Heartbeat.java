package io.github.asyncwrap.observe;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One heartbeat: sent through the loop, run by it, and meanwhile looked at by the timer. At most one of a monitor is under
 * way.
 *
 * <p>Three parties meet at {@link #state}: the timer, which finds it late; a hand, which takes the stack then and tells;
 * and the loop, which runs it. Whoever changes the state does what follows from the change, so that a blockage is told
 * once, its end once, and in this order:
 *
 * <ul>
 *   <li>{@code NEW}: not handed to the executor. A hand makes it {@code SENT}.
 *   <li>{@code SENT}: waits in the loop. The timer makes it {@code LATE} and asks a hand to tell; or the loop makes it
 *       {@code RUN}, and tells beginning and end itself if it is late and nobody has noticed.
 *   <li>{@code LATE}: a hand is taking the stack. It has told the beginning before it makes this {@code TOLD}; or the loop
 *       makes it {@code RUN}, and the hand, which sees that, tells the end as well.
 *   <li>{@code TOLD}: the loop makes it {@code RUN} and tells the end.
 *   <li>{@code RUN}: over.
 * </ul>
 *
 * <p>If the loop's thread has ended, a heartbeat may have gone down with it ({@code shutdownNow}), and would be waited
 * for in vain: when it is {@link #LOST_AFTER} thresholds late it is handed to the executor once more, which refuses it, or
 * has another thread run it. Run twice, it does nothing the second time. But it may as well wait in a queue that is full:
 * a loop that has not run its first task yet, or gives each one a thread of its own, looks the same. So a refusal is
 * believed only when {@link #REFUSED_AFTER} thresholds have passed; until then it is tried again, once each threshold.
 */
final class Heartbeat implements Runnable {
    /** In thresholds: so late, on a loop without a living thread, a heartbeat may be lost. */
    private static final int LOST_AFTER = 10;

    /** In thresholds: so late, a refusal of one that may be lost ends the monitor. */
    private static final int REFUSED_AFTER = 20;

    private enum State {
        NEW,
        SENT,
        LATE,
        TOLD,
        RUN
    }

    private final LoopMonitor monitor;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    /** Of the counted time. Written before it is {@code SENT}. */
    private volatile long sentNanos;

    /** How late it came. Written before it is {@code RUN}. */
    private volatile long ranLateNanos;

    /** Written by a hand before it is {@code TOLD}; null if there was no room for it. */
    private @Nullable BlockedLoop told;

    /** The thread that is handing it to the executor. */
    private volatile @Nullable Thread sender;

    /** Why the sender's executor does not count as a loop, if it has run this at once. Of the sender. */
    private @Nullable Throwable noLoop;

    /** Once more, and taken, or on the way. Set by the timer, cleared by the hand that was refused. */
    private volatile boolean isSentAgain;

    /** How late it has to be before it is handed in the next time. Of the timer. */
    private long sendAgainNanos;

    Heartbeat(LoopMonitor monitor) {
        this.monitor = monitor;
        this.sendAgainNanos = LOST_AFTER * monitor.thresholdNanos;
    }

    // On a hand.

    void send() {
        sentNanos = monitor.time.now();
        state.set(State.SENT);
        Throwable refusal = handOver();
        if (refusal != null) {
            monitor.refused(refusal);
        }
    }

    private void sendAgain() {
        if (hasRun()) {
            return;
        }
        Throwable refusal = handOver();
        if (refusal == null || hasRun()) {
            return;
        }
        if (lateNanos() >= REFUSED_AFTER * monitor.thresholdNanos) {
            monitor.refused(refusal);
        }
        isSentAgain = false;
    }

    /** Returns why it was not taken; null if it was. */
    private @Nullable Throwable handOver() {
        noLoop = null;
        sender = Thread.currentThread();
        try {
            Throwable refusal = monitor.handOver(this);
            return refusal == null ? noLoop : refusal;
        } finally {
            sender = null;
        }
    }

    private void tellLate() {
        try {
            tellBlocked();
        } finally { // also if there was no memory: one that stays late would never be looked at again
            if (!state.compareAndSet(State.LATE, State.TOLD)) {
                tellOver();
            }
        }
    }

    private void tellBlocked() {
        long late = lateNanos(); // before the look at the state, so that its end cannot be nearer
        Thread thread = monitor.thread;
        List<StackTraceElement> stack = thread == null ? List.of() : List.of(thread.getStackTrace());
        // If it has run by now, or is just being run, the stack is of what came after the blockage.
        boolean isLate = state.get() == State.LATE;
        boolean isBlocked = isLate && stack.stream().noneMatch(Heartbeat::isOfAHeartbeat);
        BlockedLoop report = monitor.report(thread, isLate ? late : ranLateNanos, isBlocked ? stack : List.of());
        told = monitor.reports.blocked(report) ? report : null;
    }

    /** Nothing that a heartbeat does on a loop takes long, so one that is there is no cause. */
    private static boolean isOfAHeartbeat(StackTraceElement frame) {
        return frame.getClassName().equals(Heartbeat.class.getName());
    }

    private void tellOver() {
        BlockedLoop report = told;
        if (report != null) {
            monitor.reports.unblocked(report, ranLateNanos);
        }
    }

    // On the timer.

    /** Looks whether it is late. Returns after how many nanoseconds it may become so. */
    long look() {
        State seen = state.get();
        if (seen == State.SENT) {
            long left = monitor.thresholdNanos - lateNanos();
            if (left > 0) {
                return left;
            }
            Runnable tell = this::tellLate; // before it is late: there may be no memory for it
            if (state.compareAndSet(State.SENT, State.LATE)) {
                monitor.countBlockage();
                monitor.carrier.hand(tell);
            }
        } else if (seen == State.TOLD) {
            sendAgainIfLost();
        }
        return Long.MAX_VALUE;
    }

    private void sendAgainIfLost() {
        long late = lateNanos();
        // An executor that still holds up its sender has not lost anything.
        if (late < sendAgainNanos || isSentAgain || sender != null || !monitor.isThreadGone()) {
            return;
        }
        Runnable send = this::sendAgain;
        isSentAgain = true;
        sendAgainNanos = late + monitor.thresholdNanos;
        monitor.carrier.hand(send);
    }

    boolean hasRun() {
        return state.get() == State.RUN;
    }

    // On the loop.

    /** Called by the loop. */
    @Override
    public void run() {
        Thread here = Thread.currentThread();
        if (here == sender) {
            noLoop = new IllegalStateException("the executor runs tasks on the thread that hands them in, so it is"
                    + " no event loop: give one that runs them on its own thread");
            return;
        }
        if (hasRun()) {
            return;
        }
        long late = lateNanos();
        ranLateNanos = late;
        // First of all, so that no stack is taken of what this does.
        State before = state.getAndSet(State.RUN);
        if (before == State.RUN || !monitor.beats(here, late)) {
            return;
        }
        if (before == State.SENT && late >= monitor.thresholdNanos) {
            monitor.countBlockage();
            BlockedLoop report = monitor.report(here, late, List.of());
            told = monitor.reports.blocked(report) ? report : null;
            tellOver();
        } else if (before == State.TOLD) {
            tellOver();
        }
    }

    /** How late it is; 0 if nothing waits for it. */
    long waitingNanos() {
        State seen = state.get();
        return seen == State.NEW || seen == State.RUN ? 0 : lateNanos();
    }

    private long lateNanos() {
        return monitor.time.now() - sentNanos;
    }
}
