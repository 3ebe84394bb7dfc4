package io.github.asyncwrap;

/** A {@link Runnable} that may block and may throw checked exceptions. */
@FunctionalInterface
public interface ThrowingRunnable {

    /**
     * Runs.
     *
     * @throws Exception whatever the run fails with
     */
    void run() throws Exception;
}
