package io.github.asyncwrap.verification.conformance;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a stage gives to its dependents.
 *
 * @param failure the exception; of a CompletionException its cause
 * @param wrapped whether the failure is inside a CompletionException
 */
record Outcome(@Nullable Object value, @Nullable Throwable failure, boolean wrapped) {
    private static final int PATIENCE_SECONDS = 30;

    static Outcome value(@Nullable Object value) {
        return new Outcome(value, null, false);
    }

    static Outcome wrapped(Throwable failure) {
        return new Outcome(null, failure, true);
    }

    /** Waits for it. */
    static Outcome of(CompletionStage<?> stage) throws InterruptedException {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> outcome.complete(
                failure instanceof CompletionException wrapper
                        ? new Outcome(value, wrapper.getCause(), true)
                        : new Outcome(value, failure, false)));
        try {
            return outcome.get(PATIENCE_SECONDS, SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("no outcome: " + stage, e);
        }
    }

    boolean isValue() {
        return failure == null;
    }

    /** What a dependent stage has of it whose function does not run. */
    Outcome passedOn() {
        return failure == null ? this : wrapped(failure);
    }
}
