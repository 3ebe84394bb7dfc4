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
 * for in vain: it is handed to the executor once more, which refuses it, or has another thread run it. Run twice, it does
 * nothing the second time.
 */
final class Heartbeat implements Runnable {
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

    /** Of the timer. */
    private boolean isSentAgain;

    Heartbeat(LoopMonitor monitor) {
        this.monitor = monitor;
    }

    // On a hand.

    void send() {
        sentNanos = monitor.time.now();
        state.set(State.SENT);
        handOver();
    }

    private void handOver() {
        sender = Thread.currentThread();
        try {
            monitor.handOver(this);
        } finally {
            sender = null;
        }
    }

    private void tellLate() {
        long late = lateNanos(); // before the look at the state, so that its end cannot be nearer
        Thread thread = monitor.thread;
        List<StackTraceElement> stack = thread == null ? List.of() : List.of(thread.getStackTrace());
        // If it has run by now, or is just being run, the stack is of what came after the blockage.
        boolean isLate = state.get() == State.LATE;
        boolean isBlocked = isLate && stack.stream().noneMatch(Heartbeat::isOfAHeartbeat);
        BlockedLoop report = monitor.report(thread, isLate ? late : ranLateNanos, isBlocked ? stack : List.of());
        told = monitor.reports.blocked(report) ? report : null;
        if (!state.compareAndSet(State.LATE, State.TOLD)) {
            tellOver();
        }
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
            if (state.compareAndSet(State.SENT, State.LATE)) {
                monitor.countBlockage();
                monitor.carrier.hand(this::tellLate);
            }
        } else if (seen == State.TOLD && !isSentAgain && monitor.isThreadGone()) {
            isSentAgain = true;
            monitor.carrier.hand(this::handOver);
        }
        return Long.MAX_VALUE;
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
            monitor.refused(
                    new IllegalStateException("the executor runs tasks on the thread that hands them in, so it is"
                            + " no event loop: give one that runs them on its own thread"));
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
