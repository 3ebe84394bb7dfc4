package io.github.asyncwrap.verification;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** How tests look at the failure of a future, whichever Java wraps it how. */
final class Failures {
    private Failures() {}

    /** The exception with which the future failed; waits for it. */
    static Throwable of(CompletableFuture<?> future) {
        return Objects.requireNonNull(
                future.handle((value, failure) -> failure).join(), () -> "succeeded, but should not: " + future);
    }
}
