package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/**
 * A {@link java.util.function.Consumer} that may block and may throw checked exceptions.
 *
 * @param <A> the argument
 */
@FunctionalInterface
public interface ThrowingConsumer<A extends @Nullable Object> {

    /**
     * Takes the argument.
     *
     * @param argument the argument
     * @throws Exception whatever the consumer fails with
     */
    void accept(A argument) throws Exception;
}
