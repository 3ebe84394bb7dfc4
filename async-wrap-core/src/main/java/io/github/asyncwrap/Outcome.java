package io.github.asyncwrap;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a future ended, as a value: see {@link Gather#settle}. Immutable if what it holds is.
 *
 * <pre>{@code
 * String text = outcome instanceof Outcome.Success<User> found ? found.value().name() : "unknown";
 * }</pre>
 *
 * @param <T> the result
 */
public sealed interface Outcome<T extends @Nullable Object> {

    /**
     * It gave a value.
     *
     * @param value the value
     * @param <T> the result
     */
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /**
     * It failed, or was cancelled: then the cause is a {@link java.util.concurrent.CancellationException}.
     *
     * @param cause why, as the body threw it
     * @param <T> the result that there is not
     */
    record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {
        /**
         * Takes the cause.
         *
         * @param cause as above
         */
        public Failure {
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * Whether it gave a value.
     *
     * @return true for a {@link Success}
     */
    default boolean isSuccess() {
        return this instanceof Success;
    }
}
