package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/**
 * Carries something that hangs on the caller's thread (a trace, a tenant, a {@code ScopedValue}) along with a call: it is
 * captured when the call is submitted, and put around the body and around every callback of the call's future and of the
 * stages derived from it, wherever they run.
 *
 * <p>The MDC of slf4j is carried by default. Others are found by {@link java.util.ServiceLoader}, or given by
 * {@link AsyncWrapperBuilder#contextCapture}. The first one captured is the outermost one.
 *
 * <p><b>Threads.</b> {@link #capture()} runs on the submitting thread as part of submitting: it must be quick and must
 * not block. One that throws harms nothing: that is logged once, and the call goes on without it.
 */
@FunctionalInterface
public interface ContextCapture {

    /**
     * Captures what the current thread has.
     *
     * @return it; null if there is nothing to carry, and nothing that the body should be kept from seeing
     */
    @Nullable
    Snapshot capture();

    /** What was captured. Used any number of times, by several threads at once. */
    @FunctionalInterface
    interface Snapshot {

        /**
         * Puts what was captured around a task: sets it up, runs the task once on the current thread, and restores what
         * the thread had before, also if it was nothing.
         *
         * @param task what to run; it never throws. If it is not run at all, it is run without this context
         */
        void around(Runnable task);
    }
}
