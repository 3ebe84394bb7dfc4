package io.github.asyncwrap;

/** The kinds of outcomes that are counted. */
enum Outcome {
    SUCCEEDED,
    FAILED,
    CANCELLED,
    TIMED_OUT,
    REJECTED
}
