package io.github.asyncwrap.examples;

import java.time.Duration;

/**
 * How one task went.
 *
 * @param task the number of the task, from 1
 * @param time from its first byte to the server's answer, or to its failure
 * @param outcome how it ended
 * @param detail what is to be said about an outcome other than {@link Outcome#MATCHED}, in one line; else empty
 */
record TaskResult(int task, Duration time, Outcome outcome, String detail) {

    /** How a task can end. */
    enum Outcome {
        /** The server received what was sent. */
        MATCHED,
        /** The server received something else. */
        DIFFERED,
        /** There was no answer. */
        FAILED
    }
}
