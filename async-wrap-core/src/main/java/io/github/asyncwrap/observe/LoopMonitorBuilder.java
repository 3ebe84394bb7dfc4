package io.github.asyncwrap.observe;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import io.github.asyncwrap.Carrier;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link LoopMonitor}. Defaults: threshold 100 ms; interval a fifth of the threshold, 20 ms at most; no
 * listener, so that the log alone is told; not guarded.
 *
 * <p>Each option is set once. A builder may be used again after {@link #watch}. Not for several threads at once.
 */
public final class LoopMonitorBuilder {
    private static final Duration THRESHOLD = Duration.ofMillis(100);
    private static final Duration LONGEST_DEFAULT_INTERVAL = Duration.ofMillis(20);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);
    private static final Duration LONGEST_THRESHOLD = Duration.ofHours(1);

    /** A stop of the whole JVM counts as two intervals at most: it must not come near the threshold. */
    private static final int INTERVALS_PER_THRESHOLD = 4;

    /** Everything by the house's timer and hands; a monitor has no bodies to run. */
    private static final Carrier HOUSE = new Carrier() {
        @Override
        public void execute(Runnable task) {
            hand(task);
        }
    };

    final String name;
    final Executor executor;

    @Nullable
    LoopListener listener;

    boolean guarded;

    private @Nullable Duration threshold;
    private @Nullable Duration interval;
    private @Nullable Carrier carrier;

    LoopMonitorBuilder(String name, Executor executor) {
        requireNonNull(name, "name");
        checkArgument(!name.isBlank(), "name must not be blank, was '%s'", name);
        this.name = name;
        this.executor = requireNonNull(executor, "executor");
    }

    /**
     * How late a heartbeat has to be for the loop to count as blocked. Default 100 ms.
     *
     * @param threshold 4 ms to 1 hour
     * @return this
     * @throws IllegalArgumentException if it is less or more
     * @throws IllegalStateException if it was set before
     */
    public LoopMonitorBuilder threshold(Duration threshold) {
        requireNonNull(threshold, "threshold");
        Duration least = SHORTEST_INTERVAL.multipliedBy(INTERVALS_PER_THRESHOLD);
        checkArgument(
                threshold.compareTo(least) >= 0 && threshold.compareTo(LONGEST_THRESHOLD) <= 0,
                "threshold must be between %s and %s, was %s",
                least,
                LONGEST_THRESHOLD,
                threshold);
        requireUnset("threshold", this.threshold, threshold);
        this.threshold = threshold;
        return this;
    }

    /**
     * How often a heartbeat is sent. Default a fifth of the threshold, but at least 1 ms and at most 20 ms. Fewer ones cost
     * less: each wakes the loop, if it is idle, and two threads of the library. More of them make the percentiles finer,
     * and see a blockage nearer to its beginning.
     *
     * @param interval at least 1 ms, at most a quarter of the threshold
     * @return this
     * @throws IllegalArgumentException if it is less than 1 ms
     * @throws IllegalStateException if it was set before
     */
    public LoopMonitorBuilder interval(Duration interval) {
        requireNonNull(interval, "interval");
        checkArgument(
                interval.compareTo(SHORTEST_INTERVAL) >= 0,
                "interval must be at least %s, was %s",
                SHORTEST_INTERVAL,
                interval);
        requireUnset("interval", this.interval, interval);
        this.interval = interval;
        return this;
    }

    /**
     * Who is told of blockages, besides the log. Default nobody.
     *
     * @param listener the listener
     * @return this
     * @throws IllegalStateException if it was set before
     */
    public LoopMonitorBuilder listener(LoopListener listener) {
        requireNonNull(listener, "listener");
        requireUnset("listener", this.listener, listener);
        this.listener = listener;
        return this;
    }

    /**
     * Marks the loop's thread as one that must not be blocked, as {@link io.github.asyncwrap.LoopGuard} does, from the
     * first heartbeat until the monitor ends: waiting for an {@code AsyncFuture} there throws at once. A loop that
     * moves to another thread takes the mark along: it is always on the thread of the last heartbeat, and on no other. So it
     * is of no use where each task has a thread of its own. Marks set by others are left alone. Default not.
     *
     * @return this
     * @throws IllegalStateException if it was set before
     */
    public LoopMonitorBuilder guarded() {
        requireUnset("guarded", guarded ? true : null, true);
        this.guarded = true;
        return this;
    }

    /**
     * Takes time and threads from somewhere else, for tests: {@code nanoTime}, {@code schedule} and {@code hand} of it are
     * used, and it is not closed. Default the library's own timer and daemon threads.
     *
     * @param carrier the carrier
     * @return this
     * @throws IllegalStateException if it was set before
     */
    public LoopMonitorBuilder carrier(Carrier carrier) {
        requireNonNull(carrier, "carrier");
        requireUnset("carrier", this.carrier, carrier);
        this.carrier = carrier;
        return this;
    }

    /**
     * Begins to watch.
     *
     * @return the monitor, which has begun
     * @throws IllegalStateException if the interval is more than a quarter of the threshold
     */
    public LoopMonitor watch() {
        Duration late = threshold == null ? THRESHOLD : threshold;
        Duration often = interval == null ? defaultInterval(late) : interval;
        checkState(
                often.compareTo(late.dividedBy(INTERVALS_PER_THRESHOLD)) <= 0,
                "interval must be at most a quarter of threshold, so that a stop of the whole JVM is not taken for a"
                        + " blockage: interval was %s, threshold %s%s",
                often,
                late,
                threshold == null ? ", its default" : "");
        LoopMonitor monitor = new LoopMonitor(this, carrier == null ? HOUSE : carrier, often.toNanos(), late.toNanos());
        monitor.begin();
        return monitor;
    }

    private static Duration defaultInterval(Duration threshold) {
        Duration fifth = threshold.dividedBy(5);
        if (fifth.compareTo(SHORTEST_INTERVAL) < 0) {
            return SHORTEST_INTERVAL;
        }
        return fifth.compareTo(LONGEST_DEFAULT_INTERVAL) > 0 ? LONGEST_DEFAULT_INTERVAL : fifth;
    }

    private static void requireUnset(String option, @Nullable Object former, Object wanted) {
        checkState(former == null, "%s is set already: it was %s, now %s", option, former, wanted);
    }
}
