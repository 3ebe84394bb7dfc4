package io.github.asyncwrap;

import com.google.common.util.concurrent.ListenableFuture;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
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
        permits CallState, Stopped, ReadyLine.Waiter, FromListenable, MinimalStage, Gathered, MappedFuture, FlatFuture {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    /** Written by whoever makes the future, before anybody else has it. */
    private Origin origin;

    AsyncFuture(Origin origin) {
        this.origin = origin;
        VarHandle.storeStoreFence(); // as if it were final, for those who get the future by a race
    }

    /**
     * Returns a future that is complete, for tests and defaults.
     *
     * @param value its value
     * @param <T> the value's type
     * @return a new future
     */
    public static <T extends @Nullable Object> AsyncFuture<T> completed(T value) {
        return completed(House.SETTING, value);
    }

    private static <T extends @Nullable Object> AsyncFuture<T> completed(Setting setting, T value) {
        AsyncFuture<T> future = new AsyncFuture<>(setting);
        future.complete(value);
        return future;
    }

    @SuppressWarnings("NullAway") // a Void has no other value
    static AsyncFuture<Void> completedVoid(Setting setting) {
        return completed(setting, null);
    }

    /**
     * Returns a future that has failed, for tests and defaults.
     *
     * @param failure why
     * @param <T> the type of the value that there is not
     * @return a new future
     */
    public static <T extends @Nullable Object> AsyncFuture<T> failed(Throwable failure) {
        return failed(House.SETTING, Objects.requireNonNull(failure, "failure"));
    }

    static <T extends @Nullable Object> AsyncFuture<T> failed(Setting setting, Throwable failure) {
        AsyncFuture<T> future = new AsyncFuture<>(setting);
        future.completeExceptionally(failure);
        return future;
    }

    /**
     * Gives a {@code ListenableFuture} the methods of this class. Cancelling the result cancels the given future, with
     * the same {@code mayInterruptIfRunning}; completing it from outside cancels the given future with {@code true}.
     * There is no wrapper behind it: its {@code *Async} methods without an executor run on threads of the library.
     *
     * @param future any future; an AsyncFuture is returned as it is
     * @param <T> the result
     * @return a future with the outcome of the given one
     */
    public static <T extends @Nullable Object> AsyncFuture<T> from(ListenableFuture<? extends T> future) {
        return FromListenable.of(Objects.requireNonNull(future, "future"));
    }

    /**
     * Completes when the body behind this future has really returned, or will never run. The outcome may come long
     * before that: a cancelled or timed-out body goes on until it reacts to its interrupt. When the one of a call has
     * completed, the call itself is complete, and the body's slot is free again.
     *
     * <p>For a stage derived from others it completes when all calls behind it have stopped, those included that are
     * behind what the function of {@code thenCompose} gave; futures that have no call behind them have nothing to stop.
     * That of a stage of {@code …Either} is not before the stage is decided; the loser counts for that stage and those
     * derived from it alone, not where it is combined again. That of a {@linkplain #linked() linked} stage also waits for
     * the futures that cancelling it cancels. For a future with nothing behind it, it completes when the future does. It
     * cannot be cancelled or completed by its users; its {@code orTimeout} and {@code completeOnTimeout} give a stage of
     * their own.
     *
     * @return a future that completes normally, whatever the outcome
     */
    public AsyncFuture<Void> stopped() {
        AsyncFuture<Void> signal = origin().stopSignal();
        if (signal != null) {
            return signal;
        }
        Stopped end = Stopped.ofNone(ownSetting());
        CompletableFuture<T> unused = whenSettled(this, end::fire);
        return end;
    }

    /**
     * Returns a stage with the outcome of this future that owns it: cancelling the stage, or any stage derived from it
     * however far, cancels this future, with the same {@code mayInterruptIfRunning}. Without it a derived stage is an
     * observer. A composed stage also cancels the future that its function has given (not if that is a
     * {@code minimalCompletionStage()}, which nobody can cancel); one derived from two cancels those of the two that are
     * linked, but for the loser of an {@code …Either} that is decided and combined again. Only cancelling goes upwards:
     * completing or timing out a stage does not.
     *
     * @return a new stage
     */
    public AsyncFuture<T> linked() {
        AsyncFuture<T> stage = new AsyncFuture<>(Lineage.linkedTo(this));
        relayTo(stage);
        return stage;
    }

    /** Gives the outcome of this to a stage, as CompletableFuture gives one to a dependent stage. */
    final void relayTo(AsyncFuture<T> stage) {
        CompletableFuture<T> unused = rawWhenCompleteHere((value, failure) -> stage.settle(
                value,
                failure == null || failure instanceof CompletionException
                        ? failure
                        : new CompletionException(failure)));
    }

    /** Completes this, also where that is not for users. */
    @SuppressWarnings("NullAway") // null is a T where there is no failure
    final void settle(@Nullable T value, @Nullable Throwable failure) {
        if (failure != null) {
            super.completeExceptionally(failure);
        } else {
            super.complete(value);
        }
    }

    /**
     * Takes care of a value that comes too late: the body gave one after its call had been cancelled, had timed out, or
     * had been completed by somebody else, so that nobody would ever close it. The consumer gets it on a delivery thread
     * of the wrapper, also if it came before this was called. What the consumer throws is logged. A late {@code null} is
     * not handed over; a late exception goes to {@link AsyncListener#discarded}.
     *
     * <p>To be used on the future that a call gave, or that {@link #from} gave. On one that is complete from the start
     * it does nothing.
     *
     * @param consumer takes care of the value
     * @return this
     * @throws UnsupportedOperationException on a derived stage, which cannot know of such a value
     * @throws IllegalStateException if it was set before
     */
    public AsyncFuture<T> onDiscarded(ThrowingConsumer<? super T> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        if (origin instanceof Setting && isSettled()) {
            return this;
        }
        throw new UnsupportedOperationException("a derived stage knows of no value that came too late: use onDiscarded "
                + "on the future of the call itself");
    }

    /** What derived stages inherit. */
    Origin origin() {
        return origin;
    }

    final Setting ownSetting() {
        return origin.setting();
    }

    /** {@code join()} of what is about to be complete, and therefore on any thread. */
    final T outcome() {
        return super.join();
    }

    /** {@code isDone()}, also where that is not for users. */
    final boolean isSettled() {
        return super.isDone();
    }

    /** Completes when this does, and never fails. */
    @SuppressWarnings("NullAway") // a Void has no other value
    final AsyncFuture<Void> signal() {
        return ours(super.handle((value, failure) -> null));
    }

    /** Runs an action of ours, which neither blocks nor runs anything of a user's, on whoever completes this. */
    final void whenDone(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        CompletableFuture<T> unused = super.whenComplete(action);
    }

    /** The same for any future, with an action that may complete others: a chain of such does not deepen the stack. */
    static <U extends @Nullable Object> CompletableFuture<U> whenSettled(CompletableFuture<U> future, Runnable action) {
        return whenSettled(future, (value, failure) -> action.run());
    }

    static <U extends @Nullable Object> CompletableFuture<U> whenSettled(
            CompletableFuture<U> future, BiConsumer<? super @Nullable U, ? super @Nullable Throwable> observer) {
        return future instanceof AsyncFuture<U> ours
                ? ours.rawWhenCompleteHere(observer)
                : future.whenCompleteAsync(observer, Trampoline.HERE);
    }

    /** The same for any stage; how the action is run where the end comes is the executor's. */
    static <U extends @Nullable Object> CompletionStage<U> whenSettled(
            CompletionStage<U> stage,
            BiConsumer<? super @Nullable U, ? super @Nullable Throwable> observer,
            Executor executor) {
        return stage instanceof AsyncFuture<U> ours
                ? ours.rawWhenComplete(observer, executor)
                : stage.whenCompleteAsync(observer, executor);
    }

    private CompletableFuture<T> rawWhenCompleteHere(
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        return rawWhenComplete(action, Trampoline.HERE);
    }

    private CompletableFuture<T> rawWhenComplete(
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action, Executor executor) {
        return super.whenCompleteAsync(action, executor);
    }

    /** The executor for a callback given without one; null to run it as CompletableFuture does. */
    private @Nullable Executor plain() {
        return ownSetting().forPlain(isSettled());
    }

    /** The same for a callback on two futures, which runs at once if both are complete. */
    private @Nullable Executor plainIfBoth(CompletionStage<?> other) {
        return ownSetting().forPlain(isSettled() && isSettled(other));
    }

    /** The same for a callback on two futures, which runs at once if one is complete. */
    private @Nullable Executor plainIfEither(CompletionStage<?> other) {
        return ownSetting().forPlain(isSettled() || isSettled(other));
    }

    private static boolean isSettled(CompletionStage<?> other) {
        return other instanceof AsyncFuture<?> ours
                ? ours.isSettled()
                : Objects.requireNonNull(other, "other").toCompletableFuture().isDone();
    }

    private Executor async() {
        return ownSetting().forAsync();
    }

    private Executor on(Executor executor) {
        return ownSetting().forGiven(executor);
    }

    private static <U extends @Nullable Object> AsyncFuture<U> ours(CompletableFuture<U> stage) {
        return (AsyncFuture<U>) stage;
    }

    /** A stage that has two futures behind it. */
    private <U extends @Nullable Object> AsyncFuture<U> both(CompletableFuture<U> stage, CompletionStage<?> other) {
        AsyncFuture<U> derived = ours(stage);
        derived.origin = Lineage.of(ownSetting(), List.of(this, other));
        VarHandle.storeStoreFence();
        return derived;
    }

    /** A stage that has one of two futures behind it. */
    private <U extends @Nullable Object> AsyncFuture<U> either(CompletableFuture<U> stage, CompletionStage<?> other) {
        AsyncFuture<U> derived = ours(stage);
        derived.origin = Lineage.either(this, other, derived);
        VarHandle.storeStoreFence();
        return derived;
    }

    private static <U extends @Nullable Object> AsyncFuture<U> composed(
            CompletableFuture<U> stage, Composition origin) {
        AsyncFuture<U> derived = ours(stage);
        derived.origin = origin;
        VarHandle.storeStoreFence();
        derived.whenDone((value, failure) -> origin.stageEnded());
        return derived;
    }

    @Override
    public <U> AsyncFuture<U> newIncompleteFuture() {
        return new AsyncFuture<>(origin());
    }

    @Override
    public Executor defaultExecutor() {
        return ownSetting().async();
    }

    /** Cancels this future, and what it is linked to. */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = cancelThis(mayInterruptIfRunning);
        if (cancelled && origin.isLinked()) {
            Trampoline.runDeferred(() -> Lineage.cancelBehind(origin, mayInterruptIfRunning));
        }
        return cancelled;
    }

    boolean cancelThis(boolean mayInterruptIfRunning) {
        return super.cancel(mayInterruptIfRunning);
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
        Executor given = on(executor);
        CompletableFuture<T> unused = super.whenCompleteAsync(
                (value, failure) -> {
                    try {
                        given.execute(listener);
                    } catch (Throwable thrown) {
                        LOG.error(
                                "A listener of an AsyncFuture, or its executor, threw and nobody else can be told; the "
                                        + "other callbacks go on. Look at {} and {}.",
                                listener,
                                executor,
                                thrown);
                    }
                },
                ownSetting().plain());
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        try (Waiting waiting = Waiting.of(this, "get()")) {
            waiting.helpInterruptibly();
            awaitOutcome(Long.MAX_VALUE, true);
            return super.get();
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (timeout <= 0) {
            return super.get(timeout, unit);
        }
        try (Waiting waiting = Waiting.of(this, "a timed get")) {
            long left = awaitOutcome(waiting.proceed(unit.toNanos(timeout)), true);
            return super.get(left, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public T join() {
        try (Waiting waiting = Waiting.of(this, "join()")) {
            waiting.help();
            awaitOutcome(Long.MAX_VALUE, false);
            return super.join();
        }
    }

    /**
     * Waits in a way of our own, if there is one, for what CompletableFuture would wait for otherwise.
     *
     * @param nanos how long at most
     * @param interruptibly whether it ends with an interrupt, which is then left for CompletableFuture to notice
     * @return what is left of the time
     */
    long awaitOutcome(long nanos, boolean interruptibly) {
        return nanos;
    }

    @Override
    public AsyncFuture<T> completeAsync(Supplier<? extends T> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    @Override
    public AsyncFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        Objects.requireNonNull(supplier, "supplier");
        executor.execute(new CompletionTask<>(this, supplier));
        return this;
    }

    /** Is marked as CompletableFuture's own tasks are. */
    private record CompletionTask<T extends @Nullable Object>(AsyncFuture<T> future, Supplier<? extends T> supplier)
            implements Runnable, CompletableFuture.AsynchronousCompletionTask {
        @Override
        public void run() {
            if (!future.isDone()) {
                try {
                    future.complete(supplier.get());
                } catch (Throwable thrown) {
                    future.completeExceptionally(
                            thrown instanceof CompletionException ? thrown : new CompletionException(thrown));
                }
            }
        }
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
            Carrier carrier = ownSetting().carrier();
            Runnable forget = carrier.schedule(() -> carrier.hand(() -> reachDeadline(action)), unit.toNanos(timeout));
            whenDone((value, failure) -> forget.run());
        }
        return this;
    }

    /** On a hand: runs what completes this, and sees to it that the callbacks run elsewhere. */
    void reachDeadline(Runnable action) {
        Trampoline.runAndHandTo(defaultExecutor(), action);
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
    public CompletionStage<T> minimalCompletionStage() {
        return MinimalStage.of(this);
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
        return ours(super.thenApplyAsync(fn, async()));
    }

    @Override
    public <U> AsyncFuture<U> thenApplyAsync(Function<? super T, ? extends U> fn, Executor executor) {
        return ours(super.thenApplyAsync(fn, on(executor)));
    }

    @Override
    public AsyncFuture<Void> thenAccept(Consumer<? super T> action) {
        Executor plain = plain();
        return ours(plain == null ? super.thenAccept(action) : super.thenAcceptAsync(action, plain));
    }

    @Override
    public AsyncFuture<Void> thenAcceptAsync(Consumer<? super T> action) {
        return ours(super.thenAcceptAsync(action, async()));
    }

    @Override
    public AsyncFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        return ours(super.thenAcceptAsync(action, on(executor)));
    }

    @Override
    public AsyncFuture<Void> thenRun(Runnable action) {
        Executor plain = plain();
        return ours(plain == null ? super.thenRun(action) : super.thenRunAsync(action, plain));
    }

    @Override
    public AsyncFuture<Void> thenRunAsync(Runnable action) {
        return ours(super.thenRunAsync(action, async()));
    }

    @Override
    public AsyncFuture<Void> thenRunAsync(Runnable action, Executor executor) {
        return ours(super.thenRunAsync(action, on(executor)));
    }

    @Override
    public <U, V> AsyncFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        Executor plain = plainIfBoth(other);
        return both(plain == null ? super.thenCombine(other, fn) : super.thenCombineAsync(other, fn, plain), other);
    }

    @Override
    public <U, V> AsyncFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn) {
        return both(super.thenCombineAsync(other, fn, async()), other);
    }

    @Override
    public <U, V> AsyncFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> fn, Executor executor) {
        return both(super.thenCombineAsync(other, fn, on(executor)), other);
    }

    @Override
    public <U> AsyncFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        Executor plain = plainIfBoth(other);
        return both(
                plain == null ? super.thenAcceptBoth(other, action) : super.thenAcceptBothAsync(other, action, plain),
                other);
    }

    @Override
    public <U> AsyncFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return both(super.thenAcceptBothAsync(other, action, async()), other);
    }

    @Override
    public <U> AsyncFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        return both(super.thenAcceptBothAsync(other, action, on(executor)), other);
    }

    @Override
    public AsyncFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        Executor plain = plainIfBoth(other);
        return both(
                plain == null ? super.runAfterBoth(other, action) : super.runAfterBothAsync(other, action, plain),
                other);
    }

    @Override
    public AsyncFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return both(super.runAfterBothAsync(other, action, async()), other);
    }

    @Override
    public AsyncFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return both(super.runAfterBothAsync(other, action, on(executor)), other);
    }

    @Override
    public <U> AsyncFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        Executor plain = plainIfEither(other);
        return either(
                plain == null ? super.applyToEither(other, fn) : super.applyToEitherAsync(other, fn, plain), other);
    }

    @Override
    public <U> AsyncFuture<U> applyToEitherAsync(CompletionStage<? extends T> other, Function<? super T, U> fn) {
        return either(super.applyToEitherAsync(other, fn, async()), other);
    }

    @Override
    public <U> AsyncFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> fn, Executor executor) {
        return either(super.applyToEitherAsync(other, fn, on(executor)), other);
    }

    @Override
    public AsyncFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        Executor plain = plainIfEither(other);
        return either(
                plain == null ? super.acceptEither(other, action) : super.acceptEitherAsync(other, action, plain),
                other);
    }

    @Override
    public AsyncFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return either(super.acceptEitherAsync(other, action, async()), other);
    }

    @Override
    public AsyncFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return either(super.acceptEitherAsync(other, action, on(executor)), other);
    }

    @Override
    public AsyncFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        Executor plain = plainIfEither(other);
        return either(
                plain == null ? super.runAfterEither(other, action) : super.runAfterEitherAsync(other, action, plain),
                other);
    }

    @Override
    public AsyncFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return either(super.runAfterEitherAsync(other, action, async()), other);
    }

    @Override
    public AsyncFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return either(super.runAfterEitherAsync(other, action, on(executor)), other);
    }

    @Override
    public <U> AsyncFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> fn) {
        Executor plain = plain();
        Composition origin = new Composition(this);
        Function<T, CompletionStage<U>> seen = origin.around(Objects.requireNonNull(fn, "fn"));
        return composed(plain == null ? super.thenCompose(seen) : super.thenComposeAsync(seen, plain), origin);
    }

    @Override
    public <U> AsyncFuture<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> fn) {
        return composeAsync(fn, async());
    }

    @Override
    public <U> AsyncFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        return composeAsync(fn, on(executor));
    }

    private <U> AsyncFuture<U> composeAsync(Function<? super T, ? extends CompletionStage<U>> fn, Executor executor) {
        Composition origin = new Composition(this);
        Function<T, CompletionStage<U>> seen = origin.around(Objects.requireNonNull(fn, "fn"));
        return composed(super.thenComposeAsync(seen, executor), origin);
    }

    @Override
    public AsyncFuture<T> whenComplete(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        Executor plain = plain();
        return ours(plain == null ? super.whenComplete(action) : super.whenCompleteAsync(action, plain));
    }

    @Override
    public AsyncFuture<T> whenCompleteAsync(BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action) {
        return ours(super.whenCompleteAsync(action, async()));
    }

    @Override
    public AsyncFuture<T> whenCompleteAsync(
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> action, Executor executor) {
        return ours(super.whenCompleteAsync(action, on(executor)));
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
        return ours(super.handleAsync(fn, async()));
    }

    @Override
    @SuppressWarnings("NullAway") // the JDK does not say that the failure may be null
    public <U> AsyncFuture<U> handleAsync(
            BiFunction<? super @Nullable T, @Nullable Throwable, ? extends U> fn, Executor executor) {
        return ours(super.handleAsync(fn, on(executor)));
    }

    @Override
    public AsyncFuture<T> exceptionally(Function<Throwable, ? extends T> fn) {
        Executor plain = plain();
        return ours(plain == null ? super.exceptionally(fn) : super.exceptionallyAsync(fn, plain));
    }

    @Override
    public AsyncFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn) {
        return ours(super.exceptionallyAsync(fn, async()));
    }

    @Override
    public AsyncFuture<T> exceptionallyAsync(Function<Throwable, ? extends T> fn, Executor executor) {
        return ours(super.exceptionallyAsync(fn, on(executor)));
    }

    @Override
    public AsyncFuture<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> fn) {
        Executor plain = plain();
        Composition origin = new Composition(this);
        Function<Throwable, CompletionStage<T>> seen = origin.around(Objects.requireNonNull(fn, "fn"));
        return composed(
                plain == null ? super.exceptionallyCompose(seen) : super.exceptionallyComposeAsync(seen, plain),
                origin);
    }

    @Override
    public AsyncFuture<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> fn) {
        return exceptionallyComposed(fn, async());
    }

    @Override
    public AsyncFuture<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        return exceptionallyComposed(fn, on(executor));
    }

    private AsyncFuture<T> exceptionallyComposed(
            Function<Throwable, ? extends CompletionStage<T>> fn, Executor executor) {
        Composition origin = new Composition(this);
        Function<Throwable, CompletionStage<T>> seen = origin.around(Objects.requireNonNull(fn, "fn"));
        return composed(super.exceptionallyComposeAsync(seen, executor), origin);
    }
}
