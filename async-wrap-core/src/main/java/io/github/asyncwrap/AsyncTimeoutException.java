package io.github.asyncwrap;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The outcome of a call whose deadline passed. A body that had not begun never will; one that ran has been interrupted
 * and keeps its slot until it returns, see {@link AsyncFuture#stopped()}.
 *
 * <p>The message tells what was measured: {@code NAME - reason after N ms (queued=…, ran=…, running=R/LIMIT,
 * pending=P/MAX)}. It has no stack trace: nothing at the place where the timer runs would explain it.
 */
public final class AsyncTimeoutException extends TimeoutException {
    private static final long serialVersionUID = 1;

    /** What the message tells. */
    private final Measured measured;

    AsyncTimeoutException(Measured measured) {
        this.measured = measured;
    }

    /**
     * Returns how long the call waited for its turn. After {@link AsyncFuture#orTimeout}, on a wrapper that has neither
     * timeouts nor a listener, this may be a millisecond too long, as the call did not look at the clock when it came.
     *
     * @return the time from the submission to the start of the body, or to the deadline if the body never began
     */
    public Duration queued() {
        return measured.queued();
    }

    /**
     * Returns how long the body had run when the deadline passed.
     *
     * @return the time from the start of the body to the deadline, zero if it never began
     */
    public Duration ran() {
        return measured.ran();
    }

    @Override
    public String getMessage() {
        return measured.toString();
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
