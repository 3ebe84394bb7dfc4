package io.github.asyncwrap.benchmarks.peers;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * A body that every peer takes as it is, so that none pays for an adapter.
 *
 * @param <T> what it gives
 */
@FunctionalInterface
public interface Body<T> extends Supplier<T>, Callable<T> {
    @Override
    default T call() {
        return get();
    }
}
