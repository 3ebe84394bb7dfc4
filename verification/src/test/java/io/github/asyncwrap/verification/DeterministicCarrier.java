package io.github.asyncwrap.verification;

import io.github.asyncwrap.Carrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Runs everything on one thread, in virtual time, in an order that a seed chooses: runners, deliveries, hands and timers
 * alike. The same seed and the same scenario give the same run.
 *
 * <p>Tasks run when the thread that made this waits for something of the wrapper ({@link #proceed}), one after another,
 * those of a body that waits inside that body. Time stands still as long as there is a task to run. What is handed over
 * on other threads is taken, but runs on this one only.
 *
 * <p>What one thread cannot show: a body that waits lies on top of whoever let it run, who goes on when it has ended.
 */
final class DeterministicCarrier implements Carrier {
    private final Thread thread = Thread.currentThread();
    private final boolean ownsThreads;

    // Guarded by this.
    private final Random random;
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();
    private long now;

    /** Not a record: two timers may look the same. */
    private static final class Timer {
        final long at;
        final Runnable task;

        Timer(long at, Runnable task) {
            this.at = at;
            this.task = task;
        }
    }

    /**
     * Creates one for the calling thread.
     *
     * @param seed of the order; the odd ones own their thread, as far as the wrapper knows
     */
    DeterministicCarrier(long seed) {
        this.random = new Random(seed);
        this.ownsThreads = seed % 2 != 0;
    }

    @Override
    public synchronized void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public synchronized void hand(Runnable task) {
        tasks.add(task);
    }

    @Override
    public synchronized Runnable schedule(Runnable task, long delayNanos) {
        Timer timer = new Timer(now + delayNanos, task);
        timers.add(timer);
        return () -> forget(timer);
    }

    private synchronized void forget(Timer timer) {
        timers.remove(timer);
    }

    @Override
    public boolean ownsThreads() {
        return ownsThreads;
    }

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    /** Lets time pass without running anything, as a body does that computes for long. */
    synchronized void pass(Duration time) {
        now += time.toNanos();
    }

    @Override
    public boolean proceed(long waitNanos) {
        if (thread != Thread.currentThread()) {
            return false;
        }
        long before = nanoTime();
        Runnable task = choose(waitNanos);
        if (task == null) {
            return nanoTime() != before;
        }
        // A flag is for the body that waits here, and not for what runs inside its wait.
        boolean flag = Thread.interrupted();
        try {
            task.run();
        } finally {
            if (flag) {
                thread.interrupt();
            }
        }
        return true;
    }

    /** One of the tasks and of the timers that are due; if there is none, time passes to the next timer, or to the end. */
    private synchronized @Nullable Runnable choose(long waitNanos) {
        if (tasks.isEmpty()) {
            long next = timers.stream().mapToLong(timer -> timer.at - now).min().orElse(waitNanos);
            boolean forEver = timers.isEmpty() && waitNanos == Long.MAX_VALUE;
            now += forEver ? 0 : Math.max(0, Math.min(next, waitNanos));
        }
        for (int i = 0; i < timers.size(); ) {
            if (timers.get(i).at <= now) {
                tasks.add(timers.remove(i).task);
            } else {
                i++;
            }
        }
        return tasks.isEmpty() ? null : tasks.remove(random.nextInt(tasks.size()));
    }

    /** What is left to do, for a scenario that should have left nothing. */
    synchronized int left() {
        return tasks.size();
    }
}
