package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.benchmarks.peers.Body;
import io.github.asyncwrap.benchmarks.peers.Pool;
import java.util.concurrent.Future;

/**
 * One producer with between 512 and 1,024 calls in flight: it submits 512, then reads the outcomes of the 512 before
 * them. Each body gives an object of its own, and each outcome is compared with it.
 */
final class Window {
    static final int MOST_IN_FLIGHT = 1024;
    static final int ROUND = MOST_IN_FLIGHT / 2;

    private final Object[] values = new Object[ROUND];
    private Future<?>[] before = new Future<?>[0];
    private Future<?>[] after = new Future<?>[ROUND];

    Window() {
        for (int i = 0; i < ROUND; i++) {
            values[i] = "value " + i;
        }
    }

    /** How a call is submitted. */
    interface Submission {
        Future<?> submit(Body<Object> body);
    }

    /** Submits {@link #ROUND} calls, and reads as many outcomes, but in the first round. */
    void round(Pool pool) throws Exception {
        round(pool::submit);
    }

    void round(Submission submission) throws Exception {
        for (int i = 0; i < ROUND; i++) {
            Object value = values[i];
            after[i] = submission.submit(() -> value);
        }
        read();
        Future<?>[] read = before.length == 0 ? new Future<?>[ROUND] : before;
        before = after;
        after = read;
    }

    /** Waits for what is in flight. */
    void finish() throws Exception {
        read();
        before = new Future<?>[0];
    }

    private void read() throws Exception {
        for (int i = 0; i < before.length; i++) {
            if (before[i].get() != values[i]) {
                throw new IllegalStateException("the outcome of another call");
            }
        }
    }
}
