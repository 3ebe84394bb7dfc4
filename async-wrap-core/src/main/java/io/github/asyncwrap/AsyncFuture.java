package io.github.asyncwrap;

import com.google.common.util.concurrent.ListenableFuture;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outcome of a blocking call, or of a stage derived from one: one object that is a {@link CompletableFuture} and a
 * Guava {@link ListenableFuture}, so that neither kind of code needs a conversion, and no cancellation is lost in one.
 *
 * <p><b>Cancelling and completing a call.</b> {@code cancel(true)} takes a pending call out of its queue at once and
 * interrupts a running one; {@code cancel(false)} leaves a running body alone. Completing a call from outside
 * ({@code complete}, {@code completeExceptionally}, {@code orTimeout}, {@code completeOnTimeout}) does as
 * {@code cancel(true)} does, with that outcome. The slot of a body that is on a thread stays taken until the body
 * returns, see {@link #stopped()}. A derived stage ({@code thenApply}, …) is an observer: cancelling it does not cancel
 * the call.
 *
 * <p><b>Threads.</b> A callback given without an executor runs where {@code CompletableFuture} says: on the thread that
 * completes or cancels the future, or on the registering thread if it is complete already. Callbacks of one thread run
 * one after another, never one inside another, so a chain of any length needs little stack; a callback that waits for
 * an AsyncFuture with {@code get} or {@code join} hands those behind it to other threads first, while one that waits by
 * other means (a latch, a plain CompletableFuture) must not wait for what it has just set off. A runner of a wrapper gives
 * its slot away before it runs callbacks, and a deadline's callbacks run on the wrapper's delivery threads, so a slow
 * callback holds neither a slot nor the timer. The {@code *Async} methods without an executor use those delivery
 * threads, at most as many as the wrapper has slots; the common pool is never used.
 *
 * <p><b>Memory effects.</b> What a thread did before it submitted happens-before the body; the body happens-before its
 * outcome and before {@link #stopped()}; the outcome before its callbacks. Whoever reads a timeout or a cancellation has
 * no happens-before with the body.
 *
 * <p>{@code obtrudeValue} and {@code obtrudeException} are not supported: an outcome is final. The static
 * {@code allOf} and {@code anyOf} are the JDK's; a callback hung on what they return runs on the completing thread
 * before those of this future.
 *
 * @param <T> the result
 */
public sealed class AsyncFuture<T extends @Nullable Object> extends CompletableFuture<T> implements ListenableFuture<T>
        permits Call, Stopped {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    private final Origin origin;

    AsyncFuture(Origin origin) {
        this.origin = origin;
    }

    static <T extends @Nullable Object> AsyncFuture<T> failed(Origin origin, Throwable failure) {
        AsyncFuture<T> future = new AsyncFuture<>(origin);
        future.completeExceptionally(failure);
        return future;
    }

    /**
     * Completes when the body behind this future has really returned, or will never run. The outcome may come long
     * before that: a cancelled or timed-out body goes on until it reacts to its interrupt. When this has completed, the
     * future itself is complete, and the body's slot is free again.
     *
     * <p>For a stage derived from a call this is the call's own (for one derived from two, that of the one whose method
     * was called). For a future with no body behind it, it completes when the future does. It cannot be cancelled or
     * completed by its users.
     *
     * @return a future that completes normally, whatever the outcome
     */
    public AsyncFuture<Void> stopped() {
        AsyncFuture<Void> signal = origin().stopSignal();
        return signal != null ? signal : ours(super.handle((value, failure) -> null));
    }

    /** What derived stages inherit. */
    Origin origin() {
        return origin;
    }

    /** Runs an action of ours, which neither blocks nor runs anything of a user's, on whoever completes this. */
    final void whenDone(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        CompletableFuture<T> unused = super.whenComplete(action);
    }

    /** The executor for a callback given without one; null to run it as CompletableFuture does. */
    private @Nullable Executor plain() {
        Executor plain = origin().plain();
        return plain == Trampoline.HERE && isDone() ? null : plain;
    }

    /** The same for a callback on two futures, which runs at once if both are complete. */
    private @Nullable Executor plainIfBoth(CompletionStage<?> other) {
        Executor plain = origin().plain();
        return plain == Trampoline.HERE && isDone() && isDone(other) ? null : plain;
    }

    /** The same for a callback on two futures, which runs at once if one is complete. */
    private @Nullable Executor plainIfEither(CompletionStage<?> other) {
        Executor plain = origin().plain();
        return plain == Trampoline.HERE && (isDone() || isDone(other)) ? null : plain;
    }

    private static boolean isDone(CompletionStage<?> other) {
        return other instanceof CompletableFuture<?> future && future.isDone();
    }

    private static <U extends @Nullable Object> AsyncFuture<U> ours(CompletableFuture<U> stage) {
        return (AsyncFuture<U>) stage;
    }

    @Override
    public <U> AsyncFuture<U> newIncompleteFuture() {
        return new AsyncFuture<>(origin());
    }

    @Override
    public Executor defaultExecutor() {
        return origin().async();
    }

    /**
     * {@inheritDoc}
     *
     * <p>An exception that the executor throws, and one of a listener that it runs at once, is logged and harms nothing
     * else.
     */
    @Override
    public void addListener(Runnable listener, Executor executor) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(executor, "executor");
        AsyncFuture<T> unused = whenComplete((value, failure) -> {
            try {
                executor.execute(listener);
            } catch (Throwable thrown) {
                LOG.error(
                        "A listener of an AsyncFuture, or its executor, threw and nobody else can be told; the other "
                                + "callbacks go on. Look at {} and {}.",
                        listener,
                        executor,
                        thrown);
            }
        });
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        Trampoline paused = isDone() ? null : Trampoline.pause();
        try {
            return super.get();
        } finally {
            if (paused != null) {
                paused.resume();
            }
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Trampoline paused = isDone() ? null : Trampoline.pause();
        try {
            return super.get(timeout, unit);
        } finally {
            if (paused != null) {
                paused.resume();
            }
        }
    }

    @Override
    public T join() {
        Trampoline paused = isDone() ? null : Trampoline.pause();
        try {
            return super.join();
        } finally {
            if (paused != null) {
                paused.resume();
            }
        }
    }

    @Override
    public AsyncFuture<T> completeAsync(Supplier<? extends T> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    @Override
    public AsyncFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        Objects.requireNonNull(supplier, "supplier");
        executor.execute(() -> {
            if (!isDone()) {
                try {
                    complete(supplier.get());
                } catch (Throwable thrown) {
                    completeExceptionally(thrown);
                }
            }
        });
        return this;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Counted on the timer of this library. The callbacks do not run on the timer's thread.
     */
    @Override
    public AsyncFuture<T> orTimeout(long timeout, TimeUnit unit) {
        return atDeadline(timeout, unit, () -> completeExceptionally(new TimeoutException()));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Counted on the timer of this library. The callbacks do not run on the timer's thread.
     */
    @Override
    public AsyncFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        return atDeadline(timeout, unit, () -> complete(value));
    }

    final AsyncFuture<T> atDeadline(long timeout, TimeUnit unit, Runnable action) {
        Objects.requireNonNull(unit, "unit");
        if (!isDone()) {
            ScheduledFuture<?> deadline =
                    House.later(() -> Trampoline.runAndHandTo(defaultExecutor(), action), unit.toNanos(timeout));
            whenDone((value, failure) -> deadline.cancel(false));
        }
        return this;
    }

    /**
     * Not supported: an outcome is final.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void obtrudeValue(T value) {
        throw new UnsupportedOperationException(
                "the outcome of an AsyncFuture is final, obtrudeValue cannot change it");
    }

    /**
     * Not supported: an outcome is final.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void obtrudeException(Throwable failure) {
        throw new UnsupportedOperationException(
                "the outcome of an AsyncFuture is final, obtrudeException cannot change it");
    }

    @Override
    public AsyncFuture<T> copy() {
        return ours(super.copy());
    }

    @Override
    public AsyncFuture<T> toCompletableFuture() {
        return this;
    }

    @Override
    public <U> AsyncFuture<U> thenApply(Function<? super T, ? extends U> fn) {
        Executor plain = plain();
        return ours(plain == null ? super.thenApply(fn) : super.thenApplyAsync(fn, plain));
    }

    @Override
    public <U> AsyncFuture<U> thenApplyAsync(Function<? super T, ? extends U> fn) {
        return ours(super.thenApplyAsync(fn));
    }

    @Override
    public <U> AsyncFuture<U> thenApplyAsync(Function<? super T, ? extends U> fn, Executor executor) {
        return ours(super.thenApplyAsync(fn, executor));
    }

    @Override
    public AsyncFuture<Void> thenAccept(Consumer<? super T> action) {
        Executor plain = plain();
        return ours(plain == null ? super.thenAccept(action) : super.thenAcceptAsync(action, plain));
    }

    @Override
    public AsyncFuture<Void> thenAcceptAsync(Consumer<? super T> action) {
        return ours(super.thenAcceptAsync(action));
    }

    @Override
    public AsyncFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        return ours(super.thenAcceptAsync(action, executor));
    }

    @Override
    public AsyncFuture<Void> thenRun(Runnable action) {
        Executor plain = plain();
        return ours(plain == null ? super.thenRun(action) : super.thenRunAsync(action, plain));
    }

    @Override
    public AsyncFuture<Void> thenRunAsync(Runnable action) {
        return ours(super.thenRunAsync(action));
    }

    @Override
    public AsyncFuture<Void> thenRunAsync(Runnable action, Executor executor) {
        return ours(super.thenRunAsync(action, executor));
    }

    @Override
    public <U, V> AsyncFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        Executor plain = plainIfBoth(other);
        return ours(plain == null ? super.thenCombine(other, fn) : super.thenCombineAsync(other, fn, plain));
    }

    @Override
    public <U, V> AsyncFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return ours(super.thenCombineAsync(other, fn));
    }

    @Override
    public <U, V> AsyncFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn, Executor executor) {
        return ours(super.thenCombineAsync(other, fn, executor));
    }

    @Override
    public <U> AsyncFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        Executor plain = plainIfBoth(other);
        return ours(
                plain == null ? super.thenAcceptBoth(other, action) : super.thenAcceptBothAsync(other, action, plain));
    }

    @Override
    public <U> AsyncFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return ours(super.thenAcceptBothAsync(other, action));
    }

    @Override
    public <U> AsyncFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        return ours(super.thenAcceptBothAsync(other, action, executor));
    }

    @Override
    public AsyncFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        Executor plain = plainIfBoth(other);
        return ours(plain == null ? super.runAfterBoth(other, action) : super.runAfterBothAsync(other, action, plain));
    }

    @Override
    public AsyncFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return ours(super.runAfterBothAsync(other, action));
    }

    @Override
    public AsyncFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return ours(super.runAfterBothAsync(other, action, executor));
    }

    @Override
    public <U> AsyncFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        Executor plain = plainIfEither(other);
        return ours(plain == null ? super.applyToEither(other, fn) : super.applyToEitherAsync(other, fn, plain));
    }

    @Override
    public <U> AsyncFuture<U> applyToEitherAsync(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return ours(super.applyToEitherAsync(other, fn));
    }

    @Override
    public <U> AsyncFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        return ours(super.applyToEitherAsync(other, fn, executor));
    }

    @Override
    public AsyncFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        Executor plain = plainIfEither(other);
        return ours(plain == null ? super.acceptEither(other, action) : super.acceptEitherAsync(other, action, plain));
    }

    @Override
    public AsyncFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return ours(super.acceptEitherAsync(other, action));
    }

    @Override
    public AsyncFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return ours(super.acceptEitherAsync(other, action, executor));
    }

    @Override
    public AsyncFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        Executor plain = plainIfEither(other);
        return ours(
                plain == null ? super.runAfterEither(other, action) : super.runAfterEitherAsync(other, action, plain));
    }

    @Override
    public AsyncFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return ours(super.runAfterEitherAsync(other, action));
    }

    @Override
    public AsyncFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return ours(super.runAfterEitherAsync(other, action, executor));
    }

    @Override
    public <U> AsyncFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> fn) {
        Executor plain = plain();
        return ours(plain == null ? super.thenCompose(fn) : super.thenComposeAsync(fn, plain));
    }

    @Override
    public <U> AsyncFuture<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> fn) {
        return ours(super.thenComposeAsync(fn));
    }

    @Override
    public <U> AsyncFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        return ours(super.thenComposeAsync(fn, executor));
    }

    @Override
    public AsyncFuture<T> whenComplete(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        Executor plain = plain();
        return ours(plain == null ? super.whenComplete(action) : super.whenCompleteAsync(action, plain));
    }

    @Override
    public AsyncFuture<T> whenCompleteAsync(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        return ours(super.whenCompleteAsync(action));
    }

    @Override
    public AsyncFuture<T> whenCompleteAsync(
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action, Executor executor) {
        return ours(super.whenCompleteAsync(action, executor));
    }

    @Override
    @SuppressWarnings("NullAway") // the JDK does not say that the failure may be null
    public <U> AsyncFuture<U> handle(BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> fn) {
        Executor plain = plain();
        return ours(plain == null ? super.handle(fn) : super.handleAsync(fn, plain));
    }

    @Override
    @SuppressWarnings("NullAway") // the JDK does not say that the failure may be null
    public <U> AsyncFuture<U> handleAsync(BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> fn) {
        return ours(super.handleAsync(fn));
    }

    @Override
    @SuppressWarnings("NullAway") // the JDK does not say that the failure may be null
    public <U> AsyncFuture<U> handleAsync(
            BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> fn, Executor executor) {
        return ours(super.handleAsync(fn, executor));
    }

    @Override
    public AsyncFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
        Executor plain = plain();
        return ours(plain == null ? super.exceptionally(fn) : super.exceptionallyAsync(fn, plain));
    }

    @Override
    public AsyncFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn) {
        return ours(super.exceptionallyAsync(fn));
    }

    @Override
    public AsyncFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn, Executor executor) {
        return ours(super.exceptionallyAsync(fn, executor));
    }

    @Override
    public AsyncFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> fn) {
        Executor plain = plain();
        return ours(plain == null ? super.exceptionallyCompose(fn) : super.exceptionallyComposeAsync(fn, plain));
    }

    @Override
    public AsyncFuture<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> fn) {
        return ours(super.exceptionallyComposeAsync(fn));
    }

    @Override
    public AsyncFuture<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        return ours(super.exceptionallyComposeAsync(fn, executor));
    }
}
