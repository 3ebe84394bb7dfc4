package io.github.asyncwrap.benchmarks.peers;

import java.util.concurrent.Future;

/** One peer, started: so many bodies at once, so many waiting. */
public interface Pool extends AutoCloseable {

    /**
     * Submits a body the way the peer's users would.
     *
     * @param <T> what it gives
     * @param body the body
     * @return its outcome
     */
    <T> Future<T> submit(Body<T> body);

    /** Stops its threads. */
    @Override
    void close();
}
