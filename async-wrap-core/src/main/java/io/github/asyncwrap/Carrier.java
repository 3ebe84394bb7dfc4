package io.github.asyncwrap;

/**
 * Where a wrapper gets its threads and its time from: the one seam between the engine and the world. An own
 * implementation is for tests (the testkit's runs everything on one thread, in virtual time) and for schedulers of a
 * special kind; everybody else chooses among {@link AsyncWrapperBuilder#threadFactory},
 * {@link AsyncWrapperBuilder#virtualThreads} and {@link AsyncWrapperBuilder#executor}.
 *
 * <p>All methods may be called from any thread. With a lock of the engine held only {@link #ownsThreads} and
 * {@link #nanoTime} are called, which must answer at once. The defaults are what the
 * library's own carriers do: the clock of the JVM, one timer thread and a few hands that all wrappers of the process
 * share.
 */
public interface Carrier {

    /**
     * Runs a task on some other thread, once. The tasks are the runners of the bodies, at most as many at once as the
     * wrapper has slots, and those of the callbacks, as many again.
     *
     * @param task what to run; it never throws, and may take long
     * @throws RuntimeException or an {@code Error}: whatever this throws means that the task was not taken
     */
    void execute(Runnable task);

    /**
     * Whether the threads belong to this carrier alone, so that an interrupt flag found on one of them has no owner.
     *
     * @return false, unless overridden
     */
    default boolean ownsThreads() {
        return false;
    }

    /**
     * Reads the clock that all durations are counted on.
     *
     * @return nanoseconds, as {@link System#nanoTime()} counts them
     */
    default long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Runs a task when a time has passed: never early. The task takes a few microseconds and never blocks.
     *
     * @param task what to run
     * @param delayNanos how long from now, in nanoseconds
     * @return takes the task back, if it has not run; may be run on any thread, any number of times
     */
    default Runnable schedule(Runnable task, long delayNanos) {
        return House.schedule(task, delayNanos);
    }

    /**
     * Runs, soon and on some other thread, a task that may take long: an interrupt that closes a channel, the stopping
     * of a body, callbacks of a deadline. Never refuses.
     *
     * @param task what to run
     */
    default void hand(Runnable task) {
        House.hand(task);
    }

    /**
     * Called by a thread that is about to wait for something of the wrapper. A carrier without threads of its own may
     * run one of its tasks here, or let time pass, but not more than the thread would wait. It may be called from
     * inside a task.
     *
     * @param waitNanos how long the thread would wait at most, in nanoseconds; {@code Long.MAX_VALUE} for ever
     * @return whether it did, so that the thread looks again before it waits; false, unless overridden
     */
    default boolean proceed(long waitNanos) {
        return false;
    }

    /** No further body will come; threads may end when they are idle. Called any number of times. */
    default void close() {}
}
