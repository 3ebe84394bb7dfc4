package io.github.asyncwrap;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a call that its wrapper did not take, or took and gave up before the body began. The body has not run
 * and never will.
 *
 * <p>The message tells what was measured: {@code NAME - reason after N ms (queued=…, ran=…, running=R/LIMIT,
 * pending=P/MAX)}, {@code queued} to the millisecond. It has no stack trace: it is a value that says what happened at the door, not a fault at a line of
 * code, and it is cheap enough to be the answer to an overload.
 */
public final class AsyncRejectedException extends RejectedExecutionException {
    private static final long serialVersionUID = 1;

    /** Why a call was refused. */
    public enum Reason {
        /** Neither a free slot nor room among the pending, and the overflow policy gave no other way. */
        FULL("refused, full"),
        /** A newer call took its place. */
        DROPPED("dropped for a newer call"),
        /** The wrapper is closed, or is closing. */
        CLOSED("refused, closed"),
        /** The carrier gave no thread; its own exception is the {@linkplain Throwable#getCause() cause}. */
        CARRIER("refused, the carrier gave no thread");

        final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /** Why. */
    private final Reason reason;

    /** What the message tells. */
    private final Measured measured;

    AsyncRejectedException(Measured measured, @Nullable Throwable cause) {
        super(cause);
        this.reason = Objects.requireNonNull(measured.refusal());
        this.measured = measured;
    }

    /**
     * Returns why the call was refused.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
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
