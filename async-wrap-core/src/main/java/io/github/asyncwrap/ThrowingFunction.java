package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/**
 * A {@link java.util.function.Function} that may block and may throw checked exceptions.
 *
 * @param <A> the argument
 * @param <R> the result
 */
@FunctionalInterface
public interface ThrowingFunction<A extends @Nullable Object, R extends @Nullable Object> {

    /**
     * Applies this function.
     *
     * @param argument the argument
     * @return the result
     * @throws Exception whatever the function fails with
     */
    R apply(A argument) throws Exception;
}
