package io.github.asyncwrap;

/** The kinds of outcomes of a call; each call is counted once, by one of them. */
public enum OutcomeKind {
    /** A value, the body's or somebody else's. */
    SUCCEEDED,
    /** An exception, the body's or somebody else's. */
    FAILED,
    /** Cancelled, or the body threw a {@code CancellationException}. */
    CANCELLED,
    /** A deadline passed. */
    TIMED_OUT,
    /** Refused or dropped, see {@link AsyncRejectedException.Reason}. */
    REJECTED
}
