package io.github.asyncwrap.examples.lesson.door;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.observe.LoopListener;
import io.github.asyncwrap.observe.LoopMonitor;
import io.github.asyncwrap.observe.LoopStats;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that ticks and is watched. However much machinery it has around it, an event loop is one thread, a queue of
 * tasks, and tasks that are put there when their time has come; the JDK's scheduler with a single thread is exactly that.
 * Those of Netty, Vert.x, Swing and asyncio are no different in what matters here: as long as one task runs, no other does.
 *
 * <p>Ticks are due at fixed times. One that could not come at its time comes as soon as the thread is free, so nothing is
 * lost, but all of it is late.
 */
final class EventLoop implements Executor, AutoCloseable {

    /** The name of its thread. */
    static final String THREAD = "event-loop";

    /** The monitor needs some room between its heartbeats and what it complains of. */
    static final Duration SHORTEST_PERIOD = Duration.ofMillis(20);

    private static final Duration LONGEST_THRESHOLD = Duration.ofMillis(100);

    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, this::thread);
    private final LoopMonitor monitor;
    private final long periodNanos;
    private final Ticks ticks;
    private final long start;

    /** Made with the first task, which the constructor gives. */
    private volatile @Nullable Thread thread;

    /** Touched by the loop's thread alone. */
    private int count;

    /** Is told of ticks, on the loop's thread. It must not throw: a scheduler does not go on with what has thrown. */
    interface Ticks {
        /**
         * A tick has come.
         *
         * @param number counted from 1
         * @param due when it should have come, as {@link System#nanoTime()} counts
         * @param now when it has come, never before that
         */
        void tick(int number, long due, long now);
    }

    /**
     * Starts it.
     *
     * @param period between two ticks, and before the first one; {@link #SHORTEST_PERIOD} at least
     * @param ticks is told of them
     * @param listener is told when something blocks the loop
     */
    EventLoop(Duration period, Ticks ticks, LoopListener listener) {
        this.periodNanos = period.toNanos();
        this.ticks = ticks;
        // What waits as long as half a period is noticed, so a blockage that costs a tick is noticed for certain.
        Duration half = period.dividedBy(2);
        monitor = LoopMonitor.builder(THREAD, this)
                .threshold(half.compareTo(LONGEST_THRESHOLD) < 0 ? half : LONGEST_THRESHOLD)
                .listener(listener)
                .watch();
        start = System.nanoTime();
        ScheduledFuture<?> unused =
                scheduler.scheduleAtFixedRate(this::tick, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    }

    private Thread thread(Runnable loop) {
        Thread made = new Thread(loop, THREAD);
        thread = made;
        return made;
    }

    private void tick() {
        count++;
        ticks.tick(count, start + count * periodNanos, System.nanoTime());
    }

    /**
     * Puts a task into the queue.
     *
     * @param task is run by the loop's thread, after those that are there already
     * @throws RejectedExecutionException if the loop has been closed
     */
    @Override
    public void execute(Runnable task) {
        scheduler.execute(task);
    }

    /** Whether the monitor knows its thread by now. */
    boolean hasBeaten() {
        return monitor.stats().beats() > 0;
    }

    /** What its monitor has measured by now: how long whatever was put into the queue had to wait there. */
    String figures() {
        LoopStats stats = monitor.stats();
        return String.format(
                Locale.ROOT,
                "monitor: of %d heartbeats half waited up to %.1f ms, 99 of 100 up to %.1f ms, the longest %.1f ms;"
                        + " blockages: %d",
                stats.beats(),
                stats.p50().toNanos() / 1e6,
                stats.p99().toNanos() / 1e6,
                stats.max().toNanos() / 1e6,
                stats.blockages());
    }

    /** Stops it, and returns when its thread has ended; what is in the queue is not run any more. */
    @Override
    public void close() {
        monitor.close(); // first, or it would take the end of its loop for something worth telling
        scheduler.shutdownNow();
        Thread last = thread;
        if (last != null) {
            Uninterruptibles.joinUninterruptibly(last);
        }
    }
}
