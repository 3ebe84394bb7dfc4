package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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
 * <p><b>Who decides.</b> Until the body has given its stage and returned, the outcome is the call's: an end from outside
 * is one of the call, and whatever that comes to, other than by a stage, is passed on inside its publication. From then on
 * it is {@link #decided}: the stage's end, an end from outside, the deadline or a closer, whichever sets it first. So a
 * call that is counted as cancelled has a future that is.
 *
 * <p><b>The stage</b> is followed in any case, exactly once, also if it comes when there is an outcome already: the thread
 * of the body leaves the stage and then looks whether there is an outcome, whoever sets one looks for the stage
 * afterwards, and one of them cancels it. A chain of such futures is cancelled one after the other, not one inside
 * another: what looks for the stage waits its turn among the callbacks of its thread.
 *
 * <p><b>The deadline</b> of the call is taken back with the body's return, so the thread of the body sets this one before.
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

    private final Call<@Nullable Object> call;
    private final FlatLineage lineage;

    /** In the place of a stage that is over: one that follows others must not keep them all. */
    private static final CompletionStage<?> OVER = CompletableFuture.completedFuture(null);

    /** What the body gave; written by its thread, and forgotten by whoever tells of its end. */
    private volatile @Nullable CompletionStage<?> stage;

    /** Whoever sets it alone gives the outcome. */
    private final AtomicBoolean decided = new AtomicBoolean();

    /** Whether the cancel of the stage interrupts; written before the outcome that it belongs to. */
    private volatile boolean interrupts = true;

    private final AtomicBoolean followed = new AtomicBoolean();
    private final AtomicBoolean stageIsOver = new AtomicBoolean();
    private final AtomicBoolean cancelling = new AtomicBoolean();

    /** Who subscribes to the stage at this moment; any other thread may read an old value, but never itself. */
    private @Nullable Thread subscriber;

    /** A consumer of a value that comes too late, or such a value; see {@link LateValue}. */
    @SuppressWarnings("UnusedVariable") // by the VarHandle
    private volatile @Nullable Object late;

    private FlatFuture(Call<@Nullable Object> call, FlatLineage lineage) {
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
        call.whenDone(future::callEnded);
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
            followByHand(); // what that calls is not for the slot's time
        } else {
            expireInTime();
        }
    }

    private void expireInTime() {
        long timeout = call.view().timeoutNanos;
        if (timeout != 0) {
            long left = call.submittedNanos + timeout - call.door().carrier.nanoTime();
            AsyncFuture<T> unused = atDeadline(Math.max(0, left), TimeUnit.NANOSECONDS, this::expire);
        }
    }

    /**
     * Inside the publication of the call's outcome, so that a future ends when its call does, however long callbacks take.
     * A stage of the user's own is for later, and not behind those callbacks either: they may be waiting for this.
     */
    @SuppressWarnings("unchecked") // a value that is not the body's was given to this future
    private void callEnded(@Nullable Object value, @Nullable Throwable failure) {
        CompletionStage<?> its = stage;
        if (failure != null || call.state() != Call.DONE || its == null) {
            try {
                boolean unused = settleOnce((T) value, failure);
            } finally {
                Trampoline.HERE.execute(this::follow);
            }
        } else if (its instanceof AsyncFuture<?> || its.getClass() == CompletableFuture.class) {
            subscribe(its);
        } else {
            followByHand();
        }
    }

    /** Sees to it that the stage is followed, if there is one; cancels it if its outcome is of no use. */
    private void follow() {
        CompletionStage<?> its = stage;
        if (its == null) {
            return;
        }
        subscribe(its);
        if (isSettled() && !stageIsOver.get()) {
            cancel(its);
        }
    }

    /** Once. What is over by then ends this at once; the end of any other one is told where it comes. */
    @SuppressWarnings("unchecked") // nobody but the body gives one
    private void subscribe(CompletionStage<?> its) {
        if (followed.compareAndSet(false, true)) {
            subscriber = Thread.currentThread();
            try {
                var unused = whenSettled((CompletionStage<? extends T>) its, this::stageEnded, this::runEnd);
            } catch (Throwable broken) {
                stageEnded(null, broken);
            } finally {
                subscriber = null;
            }
        }
    }

    private void runEnd(Runnable end) {
        if (subscriber == Thread.currentThread()) {
            end.run();
        } else {
            Trampoline.HERE.execute(end);
        }
    }

    private void followByHand() {
        Door door = call.door();
        door.carrier.hand(() -> door.delivery.publish(this::follow));
    }

    private void stageEnded(@Nullable T value, @Nullable Throwable failure) {
        if (!stageIsOver.compareAndSet(false, true)) {
            return;
        }
        Throwable own =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        stage = OVER;
        if (!settleOnce(value, own)) {
            late(value, own);
        }
        lineage.stageEnded();
    }

    /** As with a call; but a stage that was cancelled says so, which is no news. */
    private void late(@Nullable T value, @Nullable Throwable failure) {
        if (value != null) {
            LateValue.came(this, this, LATE, value);
        } else if (failure != null && !(failure instanceof CancellationException)) {
            call.door().events.discarded(call, failure);
        }
    }

    /** A stage that cannot be cancelled goes on, and its value comes too late. */
    private void cancel(CompletionStage<?> its) {
        if (!cancelling.compareAndSet(false, true)) {
            return;
        }
        try {
            Future<?> future = its instanceof Future<?> one ? one : its.toCompletableFuture();
            future.cancel(interrupts);
        } catch (Throwable cannot) {
            // nobody can do anything about that
        }
    }

    /** Whether this thread is to give the outcome. */
    private boolean decide() {
        return decided.compareAndSet(false, true);
    }

    /**
     * By whoever has decided it; null for both is a value. It must become readable, whatever happens, as the outcome of a
     * call must: a thread without stack leaves it to a hand, and a JVM without memory is given time to find some.
     */
    private void settleDecided(@Nullable T value, @Nullable Throwable failure) {
        while (!isSettled()) {
            try {
                settle(value, failure);
            } catch (StackOverflowError tooDeep) {
                if (!isSettled()) {
                    Door door = call.door();
                    door.carrier.hand(() -> door.delivery.publish(() -> {
                        settleDecided(value, failure);
                        follow();
                    }));
                    return;
                }
            } catch (Throwable broken) {
                Thread.onSpinWait();
            }
        }
        try {
            call.door().followed.remove(this);
        } finally {
            lineage.settled();
        }
    }

    private boolean settleOnce(@Nullable T value, @Nullable Throwable failure) {
        boolean first = decide();
        if (first) {
            settleDecided(value, failure);
        }
        return first;
    }

    /**
     * An end from outside: of the call, or, if that gave a stage, of this. First there is an outcome, then what goes on is
     * stopped, then callbacks run.
     *
     * @param byHand whether the stage is no business of this thread
     */
    private boolean end(
            OutcomeKind kind,
            boolean mayInterrupt,
            @Nullable T value,
            @Nullable Function<Measured, Throwable> failure,
            boolean byHand) {
        if (isSettled()) {
            return false;
        }
        Measured measured = call.door().decide(call, kind, mayInterrupt);
        if (measured != null) {
            interrupts = mayInterrupt;
            call.settle(value, failure == null ? null : failure.apply(measured), measured); // and with it this
            return true;
        }
        if (hasNoBody()) {
            Throwable thrown = failure == null ? null : failure.apply(measure(kind));
            if (decide()) {
                interrupts = mayInterrupt;
                settleAndStop(value, thrown, byHand);
                return true;
            }
        }
        awaitPublication();
        return false;
    }

    private void settleAndStop(@Nullable T value, @Nullable Throwable failure, boolean byHand) {
        Trampoline.runDeferred(() -> {
            if (!byHand) {
                Trampoline.HERE.execute(this::follow); // when this has ended
            }
            settleDecided(value, failure);
        });
        if (byHand) {
            followByHand();
        }
    }

    /** Of whoever did not decide: what has an outcome says so a moment later, as a call does. */
    private void awaitPublication() {
        for (int spins = Call.SPINS; !isSettled() && spins > 0; spins--) {
            Thread.onSpinWait();
        }
    }

    private Measured measure(OutcomeKind kind) {
        Door door = call.door();
        door.lock.lock();
        try {
            return Measured.of(call, kind, null, true);
        } finally {
            door.unlock();
        }
    }

    /** Whether its body gave a stage and is off, so that the outcome is not the call's. */
    private boolean hasNoBody() {
        return stage != null && call.state() == Call.DONE;
    }

    private void expire() {
        boolean unused = end(OutcomeKind.TIMED_OUT, true, null, AsyncTimeoutException::new, true);
    }

    // What a closer does. Under the door's lock, but for the last.

    /** Whether its body is one of these. */
    boolean isOf(List<Call<?>> calls) {
        return calls.contains(call);
    }

    /** The door is being closed and waits no longer: what was measured, if this is to be {@link #cut}; null if not. */
    @Nullable
    Measured decideCut() {
        if (decided.get() || !hasNoBody()) {
            return null;
        }
        Measured measured = Measured.of(call, OutcomeKind.CANCELLED, null, true);
        return decide() ? measured : null;
    }

    void cut(Measured measured) {
        settleDecided(null, new CallCancelledException(measured));
        follow();
    }

    // What the user does.

    @Override
    public boolean complete(T value) {
        return end(OutcomeKind.SUCCEEDED, true, value, null, false);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        OutcomeKind kind = failure instanceof CancellationException
                ? OutcomeKind.CANCELLED
                : failure instanceof TimeoutException ? OutcomeKind.TIMED_OUT : OutcomeKind.FAILED;
        return end(kind, true, null, measured -> failure, false);
    }

    @Override
    boolean cancelThis(boolean mayInterruptIfRunning) {
        return end(OutcomeKind.CANCELLED, mayInterruptIfRunning, null, CallCancelledException::new, false)
                || isCancelled();
    }

    @Override
    public AsyncFuture<T> orTimeout(long timeout, TimeUnit unit) {
        return atDeadline(timeout, unit, this::expire);
    }

    @Override
    public AsyncFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        return atDeadline(timeout, unit, () -> {
            boolean unused = end(OutcomeKind.SUCCEEDED, true, value, null, true);
        });
    }

    /** A closer waits for the callbacks. */
    @Override
    void reachDeadline(Runnable action) {
        call.door().delivery.publish(action);
    }

    @Override
    public AsyncFuture<T> onDiscarded(ThrowingConsumer<? super T> consumer) {
        LateValue.wanted(this, this, LATE, Objects.requireNonNull(consumer, "consumer"));
        return this;
    }
}
