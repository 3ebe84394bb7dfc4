package io.github.asyncwrap;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Builds an {@link AsyncWrapper}. Defaults: 1,000 pending calls, overflow {@link Overflow#reject()}, no timeouts, a
 * grace period of 5 seconds, own platform threads.
 *
 * <p>An option is set once: setting it again is an {@link IllegalStateException} that says what it was. The builder
 * may be used again after {@link #build()}. It is not thread-safe.
 */
public final class AsyncWrapperBuilder {
    private static final int MAX_PENDING = 1_000;
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(5);

    final String name;
    final int limit;
    private @Nullable Integer maxPending;
    private @Nullable Overflow overflow;
    private @Nullable Duration timeout;
    private @Nullable Duration pendingTimeout;
    private @Nullable Duration gracePeriod;
    private @Nullable Executor executor;
    private boolean virtual;

    AsyncWrapperBuilder(String name, int limit) {
        Objects.requireNonNull(name, "name");
        checkArgument(!name.isBlank(), "name must not be blank, was '%s'", name);
        checkArgument(limit >= 1, "limit must be at least 1, was %s", limit);
        this.name = name;
        this.limit = limit;
    }

    /**
     * How many calls may wait for a slot. Default 1,000.
     *
     * @param maxPending how many; 0 for none
     * @return this
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if it was set before
     */
    public AsyncWrapperBuilder maxPending(int maxPending) {
        checkArgument(maxPending >= 0, "maxPending must not be negative, was %s", maxPending);
        requireUnset("maxPending", this.maxPending, maxPending);
        this.maxPending = maxPending;
        return this;
    }

    /**
     * What happens to a call that finds neither a free slot nor room among the pending. Default
     * {@link Overflow#reject()}.
     *
     * @param overflow the policy
     * @return this
     * @throws IllegalStateException if it was set before
     */
    public AsyncWrapperBuilder overflow(Overflow overflow) {
        Objects.requireNonNull(overflow, "overflow");
        requireUnset("overflow", this.overflow, overflow);
        this.overflow = overflow;
        return this;
    }

    /**
     * How long a call may take from its submission to its outcome. Then its future fails with an
     * {@link AsyncTimeoutException}, never early and at most about 10 ms late, even if the body ignores its interrupt.
     * Default none.
     *
     * @param timeout how long; positive
     * @return this
     * @throws IllegalArgumentException if it is zero or negative
     * @throws IllegalStateException if it was set before
     */
    public AsyncWrapperBuilder timeout(Duration timeout) {
        Durations.positiveNanos("timeout", timeout);
        requireUnset("timeout", this.timeout, timeout);
        this.timeout = timeout;
        return this;
    }

    /**
     * How long a call may wait for its body to begin. Then its future fails with an {@link AsyncTimeoutException}; a
     * body that has begun is not concerned. Default none.
     *
     * @param pendingTimeout how long; positive
     * @return this
     * @throws IllegalArgumentException if it is zero or negative
     * @throws IllegalStateException if it was set before
     */
    public AsyncWrapperBuilder pendingTimeout(Duration pendingTimeout) {
        Durations.positiveNanos("pendingTimeout", pendingTimeout);
        requireUnset("pendingTimeout", this.pendingTimeout, pendingTimeout);
        this.pendingTimeout = pendingTimeout;
        return this;
    }

    /**
     * How long {@link AsyncWrapper#close(Duration)} waits for interrupted bodies to return. Default 5 seconds.
     *
     * @param gracePeriod how long; zero for not at all
     * @return this
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if it was set before
     */
    public AsyncWrapperBuilder gracePeriod(Duration gracePeriod) {
        Durations.nonNegativeNanos("gracePeriod", gracePeriod);
        requireUnset("gracePeriod", this.gracePeriod, gracePeriod);
        this.gracePeriod = gracePeriod;
        return this;
    }

    /**
     * Runs bodies and callbacks on the threads of an executor that belongs to somebody else, who also closes it. Of
     * the executor it is asked that
     *
     * <ul>
     *   <li>it has threads of its own: one that runs a task on the submitting thread is noticed, and the call fails with
     *       {@link AsyncRejectedException.Reason#CARRIER};
     *   <li>it has room for as many tasks at once as the wrapper has slots, and as many again for callbacks. Without the
     *       latter, callbacks run on spare threads of the library;
     *   <li>it refuses a task for which it has no room: one that blocks instead may keep a body's outcome from being
     *       published for as long as it does. When it refuses while other tasks of this wrapper are running there, calls
     *       stay pending; while none is, the call fails with {@code CARRIER}.
     * </ul>
     *
     * <p>Excludes {@link #virtualThreads()}.
     *
     * @param executor the executor
     * @return this
     * @throws IllegalStateException if it, or {@link #virtualThreads()}, was set before
     */
    public AsyncWrapperBuilder executor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        requireUnset("executor", this.executor, executor);
        checkState(!virtual, "executor(%s) and virtualThreads() exclude one another: leave one out", executor);
        this.executor = executor;
        return this;
    }

    /**
     * Runs bodies and callbacks on virtual threads named {@code NAME-1}, …. A runner may run several bodies on one
     * virtual thread, as a pool does. Needs Java 21 or newer. Excludes {@link #executor}.
     *
     * @return this
     * @throws UnsupportedOperationException below Java 21, saying which Java is running
     * @throws IllegalStateException if it, or {@link #executor}, was set before
     */
    public AsyncWrapperBuilder virtualThreads() {
        Carriers.requireVirtualThreads();
        checkState(!virtual, "virtualThreads() is set already");
        checkState(executor == null, "virtualThreads() and executor(%s) exclude one another: leave one out", executor);
        virtual = true;
        return this;
    }

    /**
     * Builds the wrapper. Its own threads get the context class loader that the calling thread has now.
     *
     * @return a new wrapper
     */
    public AsyncWrapper build() {
        Carrier carrier = executor != null
                ? Carriers.given(executor)
                : virtual ? Carriers.virtual(name) : Carriers.platform(name);
        return new AsyncWrapper(new Door(this, carrier));
    }

    int maxPending() {
        return maxPending == null ? MAX_PENDING : maxPending;
    }

    Overflow overflow() {
        return overflow == null ? Overflow.reject() : overflow;
    }

    /** 0 for none. */
    long timeoutNanos() {
        return timeout == null ? 0 : Durations.positiveNanos("timeout", timeout);
    }

    /** 0 for none. */
    long pendingTimeoutNanos() {
        return pendingTimeout == null ? 0 : Durations.positiveNanos("pendingTimeout", pendingTimeout);
    }

    long graceNanos() {
        return Durations.nonNegativeNanos("gracePeriod", gracePeriod == null ? GRACE_PERIOD : gracePeriod);
    }

    private static void requireUnset(String option, @Nullable Object former, Object wanted) {
        checkState(former == null, "%s is set already: it was %s, now %s", option, former, wanted);
    }
}
