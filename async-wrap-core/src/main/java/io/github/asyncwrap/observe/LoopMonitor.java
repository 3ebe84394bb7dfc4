package io.github.asyncwrap.observe;

import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.LoopGuard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches an event loop: sends a heartbeat through it again and again, measures how late each one comes, and reports what
 * the loop is doing when one is overdue.
 *
 * <pre>{@code
 * LoopMonitor http = LoopMonitor.watch("http", task -> context.runOnContext(nothing -> task.run()));
 *
 * LoopMonitor ui = LoopMonitor.builder("ui", SwingUtilities::invokeLater)
 *     .threshold(Duration.ofMillis(50))
 *     .guarded()
 *     .listener(new LoopListener() {
 *         @Override
 *         public void blocked(BlockedLoop loop) {
 *             alarm.raise(loop);
 *         }
 *     })
 *     .watch();
 *
 * LoopStats waits = http.stats();            // p50, p99, max: how long whatever is handed to the loop waits there
 * http.close();
 * }</pre>
 *
 * <p>Anything that runs tasks one after another on one thread will do: a context of Vert.x, a loop of Netty, Swing's
 * dispatch thread, a scheduler with one thread, platform or virtual. Once for each blockage, while it lasts, a line at
 * level WARN of this class's logger names the loop, the line of code that blocks it, and the remedy, and the
 * {@link LoopListener} gets the whole stack (as does the log at level DEBUG); when it is over, a line at INFO and the
 * listener get its length. By default that is after 100 ms, and a heartbeat is sent every 20 ms; {@link #builder} changes
 * it.
 *
 * <p><b>What is measured.</b> How long a heartbeat waits from being handed to the executor to being run. Never more than
 * one is in the loop, unless one seems to be lost (see below): the next one is sent an interval after the one before has
 * been seen to have run. The clock is
 * {@link System#nanoTime()}, which nobody sets. Time in which the whole JVM stood still (a long pause of the garbage
 * collector, a suspended machine, a machine too busy to run even the timer) is not the loop's: if the timer's thread
 * comes late itself, only so much of the time since its last tick counts as lies within two intervals. Shorter stops are
 * not told apart; and a loop that blocks on a machine that is too busy counts as blocked for less than the wall clock says.
 *
 * <p><b>Threads.</b> All methods may be called from any thread, a listener's or the loop's own included, and none
 * blocks. The monitors share the timer thread of the library with each other and with all wrappers; it looks, and does
 * nothing else. Sending, taking a stack and telling are done on daemon threads of the library, so an executor that blocks
 * holds up nobody but its own monitor. A loop may be watched by several monitors, which know nothing of one another.
 *
 * <p><b>What it costs.</b> Each heartbeat: about a microsecond of the loop, three wake-ups of a thread, and some 360 bytes; by
 * default that is 18 KB a second. Besides, 9 KB for the figures, however long it goes on. The stack of the loop is taken once
 * for each blockage. From {@linkplain #close its end} on it costs nothing: no task is left anywhere but a heartbeat that
 * the loop has not run yet, and it holds neither the loop nor its thread. Timer and daemon threads end some seconds after
 * the last use.
 *
 * <p><b>The loop's thread</b> is that of the last heartbeat, so a loop that moves to another one is followed. Where each
 * task may have a thread of its own (a virtual-thread context of Vert.x), lateness is measured and blockages are told,
 * but the thread of the last heartbeat has nothing to show, and the stack is empty. The same holds for an executor with
 * several threads, which cannot be told from a loop that moves: it is late when its queue is, and the stack is one of its
 * threads', perhaps an innocent one's. An executor that runs tasks on the thread that hands them in is noticed.
 *
 * <p><b>The end.</b> A monitor watches until it is {@linkplain #close closed}: one that nobody closes goes on for ever, and
 * neither it nor its loop is ever collected. It also ends when its executor refuses a heartbeat, which is logged and told
 * once: most often the loop was shut down, but one whose bounded queue was full counts the same. A heartbeat may go down
 * with its loop ({@code shutdownNow}): one that is ten thresholds late, on a loop whose thread has ended or has never been
 * seen, is handed in once more. If that is refused, it is tried again once each threshold, and the monitor ends when the
 * heartbeat is twenty thresholds late: until then it may wait in a queue that is full. An executor that drops a heartbeat
 * without a word looks like a blocked loop.
 *
 * <p>What it does not do: it does not see a blockage shorter than the threshold as one (the figures do), it does not stop
 * what blocks, and it cannot tell a loop that waits from one that computes: the stack does. It keeps no loop alive,
 * but for those that live as long as they have something to do: a JVM does not end by itself while Swing's dispatch thread
 * is watched.
 */
public final class LoopMonitor implements AutoCloseable {
    private enum End {
        CLOSED,
        REFUSED
    }

    final Carrier carrier;
    final long thresholdNanos;
    final CountedTime time;
    final Reports reports;

    private final String name;
    private final long intervalNanos;
    private final Histogram waits = new Histogram();
    private final AtomicLong beats = new AtomicLong();
    private final AtomicLong blockages = new AtomicLong();

    /** Marks whatever thread the loop is on now; null if that was not asked for. */
    private final @Nullable Predicate<Thread> guard;

    /** Null after the end, so that a monitor that somebody keeps for its figures does not keep the loop. */
    private volatile @Nullable Executor executor;

    /** Of the last heartbeat; null before the first. Written by the loop, and by whoever ends the monitor. */
    volatile @Nullable Thread thread;

    /** The latest one. Written by the timer. */
    private volatile Heartbeat heartbeat;

    /** Takes back the next tick. At most one tick behind, since a tick may come before the one who asked for it goes on. */
    private volatile Runnable takeBack = () -> {};

    private final AtomicReference<@Nullable End> end = new AtomicReference<>();

    LoopMonitor(LoopMonitorBuilder options, Carrier carrier, long intervalNanos, long thresholdNanos) {
        this.name = options.name;
        this.executor = options.executor;
        this.carrier = carrier;
        this.intervalNanos = intervalNanos;
        this.thresholdNanos = thresholdNanos;
        this.time = new CountedTime(carrier, intervalNanos);
        this.reports = new Reports(carrier, options.listener);
        this.guard = options.guarded ? asked -> asked == this.thread : null;
        this.heartbeat = new Heartbeat(this);
    }

    /**
     * Watches a loop with all defaults: a heartbeat every 20 ms, a blockage from 100 ms on, told to the log alone.
     *
     * @param name what the loop is called in the log and in reports; not blank
     * @param executor hands a task to the loop, which runs it on its own thread
     * @return the monitor, which has begun
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the name is blank
     */
    public static LoopMonitor watch(String name, Executor executor) {
        return builder(name, executor).watch();
    }

    /**
     * Options for a monitor.
     *
     * @param name what the loop is called in the log and in reports; not blank
     * @param executor hands a task to the loop, which runs it on its own thread
     * @return a builder with all defaults
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the name is blank
     */
    public static LoopMonitorBuilder builder(String name, Executor executor) {
        return new LoopMonitorBuilder(name, executor);
    }

    void begin() {
        if (guard != null) {
            LoopGuard.mark(guard);
        }
        carrier.hand(heartbeat::send);
        tickIn(intervalNanos);
    }

    // On the timer.

    private void tick() {
        if (end.get() != null) {
            return;
        }
        long wait = intervalNanos;
        try {
            time.tick();
            if (heartbeat.hasRun()) {
                Heartbeat next = new Heartbeat(this);
                Runnable send = next::send; // before all wait for it: there may be no memory for this
                heartbeat = next;
                carrier.hand(send);
            } else {
                wait = Math.min(wait, heartbeat.look());
            }
        } finally {
            tickIn(wait); // also if there was no memory for the rest
        }
    }

    private void tickIn(long nanos) {
        try {
            takeBack = carrier.schedule(this::tick, nanos);
        } catch (Throwable noTimer) {
            refused(noTimer);
        }
        if (end.get() != null) {
            takeBack.run();
        }
    }

    boolean isThreadGone() {
        Thread last = thread;
        return last == null || !last.isAlive();
    }

    // On a hand.

    /** Returns why the executor did not take it; null if it did, or if nobody wants to know any more. */
    @Nullable
    Throwable handOver(Heartbeat beat) {
        Executor loop = executor;
        if (loop == null) {
            return null;
        }
        try {
            loop.execute(beat);
            return null;
        } catch (Throwable refusal) {
            return refusal;
        }
    }

    void refused(Throwable reason) {
        if (end(End.REFUSED)) {
            reports.refused(name, reason);
        }
    }

    // On the loop, or wherever a blockage is noticed.

    /** A heartbeat has come; false if nobody wants to know any more. */
    boolean beats(Thread here, long lateNanos) {
        thread = here;
        if (end.get() != null) {
            thread = null; // whoever has set the end may have done so before
            return false;
        }
        beats.incrementAndGet();
        waits.record(lateNanos, intervalNanos);
        return true;
    }

    void countBlockage() {
        blockages.incrementAndGet();
    }

    BlockedLoop report(@Nullable Thread blocked, long lateNanos, List<StackTraceElement> stack) {
        return new BlockedLoop(name, nameOf(blocked), Duration.ofNanos(lateNanos), stack);
    }

    private static @Nullable String nameOf(@Nullable Thread thread) {
        if (thread == null) {
            return null;
        }
        // Virtual threads have no name unless somebody gives them one.
        return thread.getName().isEmpty() ? "#" + thread.getId() : thread.getName();
    }

    // For the user.

    /**
     * What has been measured since the monitor began. Goes on to answer after its end.
     *
     * @return the figures of now
     */
    public LoopStats stats() {
        return new LoopStats(
                beats.get(),
                blockages.get(),
                Duration.ofNanos(waits.percentile(50)),
                Duration.ofNanos(waits.percentile(99)),
                Duration.ofNanos(waits.max()),
                Duration.ofNanos(end.get() == null ? heartbeat.waitingNanos() : 0));
    }

    /**
     * Ends the monitor: no heartbeat is sent any more, the mark of a guarded loop is taken away, whatever thread this is
     * called on, and a listener gets no report but the one that it may be getting at this moment. A blockage that lasts is
     * not told to be over. A heartbeat that waits in the loop does nothing when it runs. Does not wait, not even for a loop
     * that never comes back, and does nothing the second time.
     */
    @Override
    public void close() {
        reports.close();
        boolean unused = end(End.CLOSED);
    }

    private boolean end(End how) {
        if (!end.compareAndSet(null, how)) {
            return false;
        }
        takeBack.run();
        if (guard != null) {
            LoopGuard.unmark(guard);
        }
        executor = null;
        thread = null;
        return true;
    }

    /** Returns name, state, thread and figures. */
    @Override
    public String toString() {
        LoopStats now = stats();
        return "LoopMonitor[" + name + ", " + state(now) + ", thread=" + nameOf(thread) + ", beats=" + now.beats()
                + ", blockages=" + now.blockages() + ", p50=" + micros(now.p50()) + ", p99=" + micros(now.p99())
                + ", max=" + micros(now.max()) + "]";
    }

    private String state(LoopStats now) {
        End how = end.get();
        if (how != null) {
            return how == End.CLOSED ? "closed" : "ended, its executor refused";
        }
        long late = now.lateness().toMillis();
        return now.lateness().toNanos() >= thresholdNanos ? "blocked for " + late + " ms" : "watching";
    }

    private static String micros(Duration time) {
        return time.toNanos() / 1_000 + " µs";
    }
}
