package io.github.asyncwrap;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stage with the methods of {@code CompletionStage} and no others: it cannot be asked, waited for, or completed by its
 * users. Unlike the JDK's it keeps our executors. Stages derived from it are minimal, too.
 */
final class MinimalStage<T extends @Nullable Object> extends AsyncFuture<T> {
    private MinimalStage(Origin origin) {
        super(origin);
    }

    static <T extends @Nullable Object> CompletionStage<T> of(AsyncFuture<T> future) {
        MinimalStage<T> stage = new MinimalStage<>(future.origin());
        future.relayTo(stage);
        return stage;
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException(
                "a minimalCompletionStage() has the methods of CompletionStage only: use toCompletableFuture()");
    }

    @Override
    public <U> AsyncFuture<U> newIncompleteFuture() {
        return new MinimalStage<>(origin());
    }

    @Override
    public AsyncFuture<T> toCompletableFuture() {
        AsyncFuture<T> future = new AsyncFuture<>(origin());
        relayTo(future);
        return future;
    }

    @Override
    public boolean isDone() {
        throw unsupported();
    }

    @Override
    public boolean isCancelled() {
        throw unsupported();
    }

    @Override
    public boolean isCompletedExceptionally() {
        throw unsupported();
    }

    @Override
    public int getNumberOfDependents() {
        throw unsupported();
    }

    @Override
    public T get() {
        throw unsupported();
    }

    @Override
    public T get(long timeout, TimeUnit unit) {
        throw unsupported();
    }

    @Override
    public T getNow(T valueIfAbsent) {
        throw unsupported();
    }

    @Override
    public T join() {
        throw unsupported();
    }

    @Override
    public boolean complete(T value) {
        throw unsupported();
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        throw unsupported();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        throw unsupported();
    }

    @Override
    public AsyncFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        throw unsupported();
    }

    @Override
    public AsyncFuture<T> orTimeout(long timeout, TimeUnit unit) {
        throw unsupported();
    }

    @Override
    public AsyncFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        throw unsupported();
    }

    @Override
    public void addListener(Runnable listener, Executor executor) {
        throw unsupported();
    }

    @Override
    public AsyncFuture<Void> stopped() {
        throw unsupported();
    }

    @Override
    public AsyncFuture<T> linked() {
        throw unsupported();
    }

    @Override
    public AsyncFuture<T> onDiscarded(ThrowingConsumer<? super T> consumer) {
        throw unsupported();
    }
}
