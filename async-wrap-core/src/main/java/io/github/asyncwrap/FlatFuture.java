package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@link AsyncWrapper#flatCall} gives: a future that follows a stage which a body gives. The call that has the body
 * ends as any call does, with its body's return, and gives its slot on; this future has its failure, or else the
 * outcome of the stage.
 *
 * <p><b>Who decides.</b> An end from outside first decides the call's outcome, if that is open still, and then this one;
 * so the call, the future and the stage are stopped together. The stage is followed in any case, exactly once, also if
 * it comes when there is an outcome already: the thread of the body leaves the stage and then looks whether there is an
 * outcome, whoever sets one looks for the stage afterwards, and one of them cancels it.
 *
 * <p><b>Closing.</b> From before its call is submitted until it has an outcome it is among {@link Followed}.
 */
final class FlatFuture<T extends @Nullable Object> extends AsyncFuture<T> {
    private static final VarHandle LATE;

    static {
        try {
            LATE = MethodHandles.lookup().findVarHandle(FlatFuture.class, "late", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Call<?> call;
    private final FlatLineage lineage;

    /** What the body gave; written by its thread. */
    private volatile @Nullable CompletionStage<? extends T> stage;

    /** Whether the cancel of the stage interrupts; written before the outcome that it belongs to. */
    private volatile boolean interrupts = true;

    private final AtomicBoolean followed = new AtomicBoolean();
    private final AtomicBoolean stageIsOver = new AtomicBoolean();

    /** A consumer of a value that comes too late, or such a value; see {@link LateValue}. */
    @SuppressWarnings("UnusedVariable") // by the VarHandle
    private volatile @Nullable Object late;

    private FlatFuture(Call<?> call, FlatLineage lineage) {
        super(lineage);
        this.call = call;
        this.lineage = lineage;
    }

    static <T extends @Nullable Object> AsyncFuture<T> of(
            View view, Callable<? extends CompletionStage<? extends T>> body) {
        Body<T> giving = new Body<>(body);
        Call<@Nullable Object> call = view.newCall(giving);
        FlatFuture<T> future = new FlatFuture<>(call, new FlatLineage(call));
        giving.future = future;
        view.door.followed.add(future);
        var unused = whenSettled(call, (nothing, failure) -> future.callEnded(failure));
        try {
            view.submit(call);
        } catch (Throwable notSubmitted) {
            view.door.followed.remove(future); // nobody has it, so nobody would ever end it
            throw notSubmitted;
        }
        return future;
    }

    private static final class Body<T extends @Nullable Object> implements Callable<@Nullable Object> {
        private final Callable<? extends CompletionStage<? extends T>> body;

        /** Written before it is submitted. */
        @Nullable
        FlatFuture<T> future;

        Body(Callable<? extends CompletionStage<? extends T>> body) {
            this.body = body;
        }

        @Override
        public @Nullable Object call() throws Exception {
            CompletionStage<? extends T> stage = body.call();
            Objects.requireNonNull(future)
                    .given(Objects.requireNonNull(
                            stage, "the body given to flatCall gave null where a CompletionStage should be"));
            return null;
        }
    }

    /** On the thread of the body. */
    private void given(CompletionStage<? extends T> its) {
        lineage.given(its);
        stage = its;
        if (isSettled()) {
            call.door().carrier.hand(this::follow); // what that calls is not for the slot's time
        }
    }

    private void callEnded(@Nullable Throwable failure) {
        if (failure != null) {
            settleOnce(null, failure);
        }
        follow();
    }

    /** Sees to it that the stage is followed, if there is one; cancels it if its outcome is of no use. */
    private void follow() {
        CompletionStage<? extends T> its = stage;
        if (its == null) {
            return;
        }
        if (followed.compareAndSet(false, true)) {
            try {
                if (its instanceof AsyncFuture<? extends T> ours) {
                    var unused = whenSettled(ours, this::stageEnded);
                } else {
                    var unused = its.whenCompleteAsync(this::stageEnded, Trampoline.HERE);
                }
            } catch (Throwable broken) {
                stageEnded(null, broken);
            }
            expireInTime();
        }
        if (isSettled() && !stageIsOver.get()) {
            cancel(its);
        }
    }

    private void stageEnded(@Nullable T value, @Nullable Throwable failure) {
        if (!stageIsOver.compareAndSet(false, true)) {
            return;
        }
        Throwable own =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!settleOnce(value, own) && value != null) {
            LateValue.came(this, this, LATE, value);
        }
        lineage.stageEnded();
    }

    /** A stage that cannot be cancelled goes on, and its value comes too late. */
    private void cancel(CompletionStage<?> its) {
        try {
            Future<?> future = its instanceof Future<?> one ? one : its.toCompletableFuture();
            future.cancel(interrupts);
        } catch (RuntimeException cannot) {
            // nobody can do anything about that
        }
    }

    /** The deadline of a call is for its outcome; the call itself has taken care of it until its body returned. */
    private void expireInTime() {
        long timeout = call.view().timeoutNanos;
        if (timeout != 0 && !isSettled()) {
            long left = call.submittedNanos + timeout - call.door().carrier.nanoTime();
            AsyncFuture<T> unused = atDeadline(Math.max(0, left), TimeUnit.NANOSECONDS, this::expire);
        }
    }

    private void expire() {
        boolean unused = end(OutcomeKind.TIMED_OUT, null, AsyncTimeoutException::new);
    }

    /** One outcome; null for both is a value. */
    @SuppressWarnings("NullAway") // null is a T where there is no failure
    private boolean settleOnce(@Nullable T value, @Nullable Throwable failure) {
        boolean first = failure != null ? super.completeExceptionally(failure) : super.complete(value);
        if (first) {
            call.door().followed.remove(this);
            lineage.settled();
        }
        return first;
    }

    /** An end from outside. First there is an outcome, then what goes on is stopped, then callbacks run. */
    private boolean end(OutcomeKind kind, @Nullable T value, @Nullable Function<Measured, Throwable> failure) {
        if (isSettled()) {
            return false;
        }
        boolean mayInterrupt = interrupts;
        Measured decided = call.door().decide(call, kind, mayInterrupt);
        Measured measured = decided != null ? decided : measure(kind);
        Throwable thrown = failure == null ? null : failure.apply(measured);
        boolean[] first = new boolean[1];
        Trampoline.runDeferred(() -> {
            first[0] = settleOnce(value, thrown);
            if (decided != null) {
                call.settle(null, thrown, decided);
            }
            follow();
        });
        return first[0];
    }

    private Measured measure(OutcomeKind kind) {
        Door door = call.door();
        door.lock.lock();
        try {
            return measureLocked(kind);
        } finally {
            door.unlock();
        }
    }

    private Measured measureLocked(OutcomeKind kind) {
        return Measured.of(call, kind, null, stage != null);
    }

    /** Under the door's lock: whether its body gave the stage, and is not what keeps this from an outcome. */
    boolean hasNoBody() {
        return stage != null && call.state() == Call.DONE;
    }

    /** Under the door's lock, for {@link #cut}. */
    Measured measuredNow() {
        return measureLocked(OutcomeKind.CANCELLED);
    }

    /** The door is being closed and waits no longer. */
    void cut(Measured measured) {
        settleOnce(null, new CallCancelledException(measured));
        follow();
    }

    @Override
    public boolean complete(T value) {
        return end(OutcomeKind.SUCCEEDED, value, null);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        OutcomeKind kind = failure instanceof CancellationException
                ? OutcomeKind.CANCELLED
                : failure instanceof TimeoutException ? OutcomeKind.TIMED_OUT : OutcomeKind.FAILED;
        return end(kind, null, measured -> failure);
    }

    @Override
    boolean cancelThis(boolean mayInterruptIfRunning) {
        if (!isSettled()) {
            interrupts = mayInterruptIfRunning;
        }
        return end(OutcomeKind.CANCELLED, null, CallCancelledException::new) || isCancelled();
    }

    @Override
    public AsyncFuture<T> orTimeout(long timeout, TimeUnit unit) {
        return atDeadline(timeout, unit, this::expire);
    }

    @Override
    public AsyncFuture<T> onDiscarded(ThrowingConsumer<? super T> consumer) {
        LateValue.wanted(this, this, LATE, Objects.requireNonNull(consumer, "consumer"));
        return this;
    }
}
