package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that all wrappers of the process share: one timer thread, and hands that do for it whatever might take
 * long (an interrupt, a completion with callbacks). All are daemons and die when idle.
 */
final class House {
    private static final long KEEP_ALIVE_SECONDS = 10;

    private static final ThreadPoolExecutor HANDS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, SECONDS, new SynchronousQueue<>(), daemons("async-wrap-hand-"));
    private static final ScheduledThreadPoolExecutor TIMER =
            new ScheduledThreadPoolExecutor(1, daemons("async-wrap-timer-"));

    /** For futures that belong to no wrapper. */
    static final Setting SETTING = new Setting() {
        private final Carrier carrier = HANDS::execute;

        @Override
        Executor plain() {
            return Trampoline.HERE;
        }

        @Override
        Executor async() {
            return HANDS;
        }

        @Override
        Carrier carrier() {
            return carrier;
        }
    };

    static {
        TIMER.setKeepAliveTime(KEEP_ALIVE_SECONDS, SECONDS);
        TIMER.allowCoreThreadTimeOut(true);
        TIMER.setRemoveOnCancelPolicy(true);
    }

    private House() {}

    /** Runs a task on the timer thread; it must neither block nor run anything of a user's. */
    static Runnable schedule(Runnable task, long delayNanos) {
        ScheduledFuture<?> scheduled = TIMER.schedule(task, delayNanos, NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /**
     * Runs a task on a hand; on this very thread if there is no memory for one, or this thread cannot wait for the
     * pool's lock (see {@link LeafLock}), since late is better than never.
     */
    static void hand(Runnable task) {
        try {
            HANDS.execute(task);
        } catch (OutOfMemoryError | StackOverflowError noThread) {
            task.run();
        }
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> Carriers.daemon(prefix + number.incrementAndGet(), null, task);
    }
}
