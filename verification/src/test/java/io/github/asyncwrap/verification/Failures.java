package io.github.asyncwrap.verification;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** How tests look at the failure of a future, whichever Java wraps it how. */
public final class Failures {
    private Failures() {}

    /** The exception with which the future failed; waits for it, without a callback. */
    public static Throwable of(CompletableFuture<?> future) {
        try {
            throw new AssertionError("succeeded with " + future.get() + ", but should not: " + future);
        } catch (ExecutionException failed) {
            return failed.getCause() != null ? failed.getCause() : failed;
        } catch (CancellationException cancelled) {
            return cancelled.getCause() != null ? cancelled.getCause() : cancelled; // Java 19+ wraps it
        } catch (InterruptedException interrupt) {
            throw new AssertionError("interrupted while waiting for " + future, interrupt);
        }
    }
}
