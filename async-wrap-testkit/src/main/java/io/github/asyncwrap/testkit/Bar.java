package io.github.asyncwrap.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The life of one call on a timeline. The times are nanoseconds from one moment on, in this order; what has not happened is at
 * the time of whatever ended the part before it, or now.
 *
 * @param name of the wrapper and the call
 * @param submitted when it was submitted
 * @param started when its body began, or would have
 * @param ended when it got its outcome
 * @param bodyEnded when its body was off its thread
 * @param ran whether its body began
 * @param thread of the body
 * @param ending how it ended
 */
record Bar(
        String name,
        long submitted,
        long started,
        long ended,
        long bodyEnded,
        boolean ran,
        @Nullable String thread,
        Ending ending) {

    /** For people, after the name. */
    String describe() {
        String pending = ", pending " + Schedule.at(started - submitted);
        if (!ran) {
            return ending.text() + pending;
        }
        String on = bodyEnded > ended ? ", then its body went on for " + Schedule.at(bodyEnded - ended) : "";
        return ending.text() + pending + ", ran " + Schedule.at(ended - started) + on + ", on " + thread;
    }
}
