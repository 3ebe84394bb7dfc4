package io.github.asyncwrap.verification.conformance;

/** How a future ends. */
enum Ending {
    VALUE,
    FAILURE,
    CANCELLATION
}
