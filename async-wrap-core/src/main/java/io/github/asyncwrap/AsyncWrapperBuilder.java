package io.github.asyncwrap;

import static com.google.common.base.Preconditions.checkState;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
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
    private @Nullable ThreadFactory threadFactory;
    private @Nullable Carrier carrier;
    private boolean virtual;
    private @Nullable AsyncListener listener;
    private final List<ContextCapture> captures = new ArrayList<>();

    AsyncWrapperBuilder(String name, int limit) {
        this.name = Arguments.name("name", name);
        this.limit = Arguments.limit("limit", limit);
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
        requireUnset("maxPending", this.maxPending, Arguments.maxPending("maxPending", maxPending));
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
     * How long a body may take to return after it was told to stop (cancelled, timed out, completed from outside). One
     * that takes longer is reported as stuck, once, with its stack: to {@link AsyncListener#stuck} and in the log. It
     * keeps its slot. {@link AsyncWrapper#close(Duration)} waits as long for interrupted bodies. Default 5 seconds.
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
     * <p>Excludes {@link #virtualThreads()}, {@link #threadFactory} and {@link #carrier}.
     *
     * @param executor the executor
     * @return this
     * @throws IllegalStateException if it, or one that it excludes, was set before
     */
    public AsyncWrapperBuilder executor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        requireNoCarrier("executor(" + executor + ")");
        this.executor = executor;
        return this;
    }

    /**
     * Runs bodies and callbacks on virtual threads named {@code NAME-1}, …. A runner may run several bodies on one
     * virtual thread, as a pool does. Needs Java 21 or newer. Excludes {@link #executor}, {@link #threadFactory} and
     * {@link #carrier}.
     *
     * @return this
     * @throws UnsupportedOperationException below Java 21, saying which Java is running
     * @throws IllegalStateException if it, or one that it excludes, was set before
     */
    public AsyncWrapperBuilder virtualThreads() {
        Carriers.requireVirtualThreads();
        requireNoCarrier("virtualThreads()");
        virtual = true;
        return this;
    }

    /**
     * Makes the wrapper's own platform threads; name, priority, daemon status and class loader are then the factory's.
     * They still live 60 s without work. A factory that returns null or throws fails the call with
     * {@link AsyncRejectedException.Reason#CARRIER}. Excludes {@link #executor}, {@link #virtualThreads()} and
     * {@link #carrier}. Default: daemon threads named {@code NAME-1}, ….
     *
     * @param threadFactory the factory
     * @return this
     * @throws IllegalStateException if it, or one that it excludes, was set before
     */
    public AsyncWrapperBuilder threadFactory(ThreadFactory threadFactory) {
        Objects.requireNonNull(threadFactory, "threadFactory");
        requireNoCarrier("threadFactory(" + threadFactory + ")");
        this.threadFactory = threadFactory;
        return this;
    }

    /**
     * Takes threads and time from somewhere else altogether: for deterministic tests and schedulers of a special kind.
     * Excludes {@link #executor}, {@link #virtualThreads()} and {@link #threadFactory}.
     *
     * @param carrier the carrier
     * @return this
     * @throws IllegalStateException if it, or one that it excludes, was set before
     */
    public AsyncWrapperBuilder carrier(Carrier carrier) {
        Objects.requireNonNull(carrier, "carrier");
        requireNoCarrier("carrier(" + carrier + ")");
        this.carrier = carrier;
        return this;
    }

    private void requireNoCarrier(String wanted) {
        String former = executor != null
                ? "executor(" + executor + ")"
                : threadFactory != null
                        ? "threadFactory(" + threadFactory + ")"
                        : carrier != null ? "carrier(" + carrier + ")" : virtual ? "virtualThreads()" : null;
        checkState(
                former == null,
                "%s and %s exclude one another: both say where the threads come from, leave one out",
                former,
                wanted);
    }

    /**
     * Who is told what happens to the calls. Default nobody.
     *
     * @param listener the listener
     * @return this
     * @throws IllegalStateException if it was set before
     */
    public AsyncWrapperBuilder listener(AsyncListener listener) {
        Objects.requireNonNull(listener, "listener");
        requireUnset("listener", this.listener, listener);
        this.listener = listener;
        return this;
    }

    /**
     * Carries one more thing of the caller's along with its calls, besides slf4j's MDC and what
     * {@link java.util.ServiceLoader} finds. May be given several times; the former ones are around the later ones.
     *
     * @param capture what captures it
     * @return this
     */
    public AsyncWrapperBuilder contextCapture(ContextCapture capture) {
        captures.add(Objects.requireNonNull(capture, "capture"));
        return this;
    }

    /**
     * Builds the wrapper. Its own threads get the context class loader that the calling thread has now.
     *
     * @return a new wrapper
     */
    public AsyncWrapper build() {
        Door door = new Door(this, buildCarrier());
        return new AsyncWrapper(door.root);
    }

    private Carrier buildCarrier() {
        if (carrier != null) {
            return carrier;
        } else if (executor != null) {
            return Carriers.given(executor);
        } else if (virtual) {
            return Carriers.virtual(name);
        }
        return threadFactory != null ? Carriers.platform(threadFactory) : Carriers.platform(name);
    }

    Contexts contexts() {
        return Contexts.with(captures);
    }

    Events events() {
        return new Events(listener);
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
