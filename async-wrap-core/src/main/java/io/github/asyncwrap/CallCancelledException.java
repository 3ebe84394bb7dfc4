package io.github.asyncwrap;

import java.util.concurrent.CancellationException;

/** The outcome of a cancelled call: a {@link CancellationException} that tells what was measured, without a stack. */
final class CallCancelledException extends CancellationException {
    private static final long serialVersionUID = 1;

    /** What the message tells. */
    private final Measured measured;

    CallCancelledException(Measured measured) {
        this.measured = measured;
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
