package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One blocking body and its outcome: the future that the user holds, the place in the queue, and the task of the
 * runner, in one object. Its states are those of {@link CallState}; here is what is done in them.
 */
sealed class Call<T extends @Nullable Object> extends CallState<T> permits OrderedCall {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    private static final VarHandle EXTRAS;

    static {
        try {
            EXTRAS = MethodHandles.lookup().findVarHandle(Call.class, "extras", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Null, a deadline for the outcome, or {@link Extras} with more than that: a word for three, of which most have none. */
    private volatile @Nullable Object extras;

    // Guarded by the door's lock.

    @Nullable
    Call<?> previous;

    @Nullable
    Call<?> next;

    /** In whose queue it waits, while it is QUEUED. */
    @Nullable
    Line waitsIn;

    /**
     * Creates a call that is not submitted.
     *
     * @param setting the view, or the view and a context
     */
    Call(View view, Setting setting, Callable<? extends T> body) {
        super(view, setting, body);
    }

    // What only some have.

    private @Nullable Extras extrasIfAny() {
        return extras instanceof Extras some ? some : null;
    }

    final Extras extras() {
        while (true) {
            Object before = extras;
            if (before instanceof Extras some) {
                return some;
            }
            Extras made = new Extras((Deadline) before);
            if (EXTRAS.compareAndSet(this, before, made)) {
                return made;
            }
        }
    }

    /** For its outcome; once it is detached, for its body's return. Without the lock only to see whether there is one. */
    final @Nullable Deadline deadline() {
        Object seen = extras;
        return seen instanceof Extras some ? some.deadline : (Deadline) seen;
    }

    /** Under the lock. */
    final void deadline(@Nullable Deadline next) {
        while (true) {
            Object before = extras;
            if (before instanceof Extras some) {
                some.deadline = next;
                return;
            } else if (before == next || EXTRAS.compareAndSet(this, before, next)) {
                return;
            }
        }
    }

    /** Under the lock. */
    final @Nullable Deadline startDeadline() {
        Extras some = extrasIfAny();
        return some == null ? null : some.startDeadline;
    }

    /** Under the lock. */
    final void startDeadline(@Nullable Deadline next) {
        if (next != null || startDeadline() != null) {
            extras().startDeadline = next;
        }
    }

    /** Of those that are BLOCKED: whose thread waits for room for it. */
    final @Nullable Thread submitter() {
        Extras some = extrasIfAny();
        return some == null ? null : some.submitter;
    }

    /** Under the lock. */
    final void submitter(@Nullable Thread waiting) {
        if (waiting != null || submitter() != null) {
            extras().submitter = waiting;
        }
    }

    @Override
    final boolean hasSubmitter() {
        return submitter() != null;
    }

    final @Nullable Cancellation cancellation() {
        Extras some = extrasIfAny();
        return some == null ? null : some.cancellation;
    }

    private @Nullable Stopped askedStop() {
        Extras some = extrasIfAny();
        return some == null ? null : some.stopped;
    }

    // What the door does.

    Door door() {
        return view().door;
    }

    /** Whether publishing the outcome will run nothing, unless somebody registers a callback this very moment. */
    boolean hasNoCallbacks() {
        return getNumberOfDependents() == 0 && askedStop() == null;
    }

    /** Somebody else has decided the outcome before the body began: what the user does not hold may go. */
    void forgetBody() {
        task = null;
    }

    /** In whose turns it runs; null if it waits for nobody, or is not submitted. */
    @Nullable
    Turns turns() {
        return null;
    }

    /** Under the lock, when it is submitted through a view with an order. */
    void turns(Turns its) {
        throw new IllegalStateException("this call has no order: " + this);
    }

    /** Whether its body is an end of a bridge, and waits for the other end; only of those with an order. */
    boolean isBridge() {
        return false;
    }

    /** Its body is such an end. */
    void markBridge() {}

    /** The calls that its body runs for besides it, see {@link Batch}. */
    List<Call<?>> along() {
        return List.of();
    }

    /** Whether the end of its body, if that gives a value, need not be told to anybody under the lock. */
    boolean endsUnlocked() {
        return view().endsUnlocked;
    }

    // What the thread of the body does.

    /** As {@link #begin}, on this thread. */
    @SuppressWarnings("unchecked") // it came with the call
    final @Nullable Callable<? extends T> beginBody(long now) {
        return (Callable<? extends T>) begin(Thread.currentThread(), now);
    }

    /** Runs the body. */
    T run(Callable<? extends T> body) throws Throwable {
        ContextCapture.Snapshot context = ownSetting().context();
        return context == null ? body.call() : Contexts.call(context, body);
    }

    /** Publishes what the body gave, after the door has counted it. */
    void publishOwn(@Nullable T value, @Nullable Throwable failure, OutcomeKind kind) {
        view().door.events.finished(this, kind);
        publish(value, failure);
        view().door.publishedByBody(this);
        stopIsOver();
    }

    /** The same for a value that was {@linkplain View#endsUnlocked counted without the lock}: no line wants to know of it. */
    void publishUnwatched(@Nullable T value) {
        publish(value, null);
        stopIsOver();
    }

    /** The body of a detached call is off its thread; what it gave comes too late. */
    void returned(@Nullable T value, @Nullable Throwable failure) {
        if (failure != null) {
            view().door.events.discarded(this, failure);
        } else if (value != null) {
            LateValue.came(this, extras(), Extras.LATE, value);
        }
        offThread();
    }

    /** The call was dropped after it had been taken, and its place is free now. */
    void skipped() {
        task = null;
        offThread();
    }

    private void offThread() {
        if (leaveThread()) {
            stopIsOver();
        }
    }

    // What somebody else does, who has decided the outcome under the lock.

    /** Tells the body to stop, if the decision said so: by what it said itself, and by an interrupt. */
    void deliverSignal() {
        if (isSignalled()) {
            if (cancellation() != null) {
                Cancellation.runAll(this);
            }
            deliverInterrupt();
        }
    }

    /** Publishes an outcome that is not the body's. */
    void publishForeign(@Nullable T value, @Nullable Throwable failure, Measured measured) {
        Door door = view().door;
        door.events.decided(this, measured);
        Trampoline here = getNumberOfDependents() == 0 ? null : Trampoline.current();
        Door former = here != null ? here.publishing(door) : null;
        try {
            publish(value, failure);
        } finally {
            if (here != null) {
                here.publishing(former);
            }
            door.published(this);
        }
        if (outcomeIsPublished()) {
            stopIsOver();
        }
    }

    /**
     * Publishes a refusal of a call that may be somebody else's: its callbacks are not for this thread, also not those
     * on an aggregate of the JDK's, which run inside the publication.
     */
    void refuseElsewhere(Measured measured, @Nullable Throwable cause) {
        AsyncRejectedException refusal = new AsyncRejectedException(measured, cause);
        Door door = view().door;
        if (hasNoCallbacks()) {
            door.delivery.publish(() -> publishForeign(null, refusal, measured));
        } else {
            Publications.start(door, List.of(() -> publishForeign(null, refusal, measured)));
        }
    }

    /** Publishes a refusal. */
    void refuse(Measured measured, @Nullable Throwable cause) {
        settle(null, new AsyncRejectedException(measured, cause), measured);
    }

    /**
     * Publishes what was decided from outside, stops the body if the decision said so, and then runs the callbacks.
     * Neither an interrupt that takes long (it closes channels) nor a callback that runs inside the publication (one on
     * an aggregate of the JDK's) holds up the other.
     */
    void settle(@Nullable T value, @Nullable Throwable failure, Measured measured) {
        if (task == Thread.currentThread() && isSignalled()) {
            settleInBody(value, failure, measured);
        } else if (getNumberOfDependents() == 0) {
            publishForeign(value, failure, measured);
            deliverSignal();
        } else {
            settleWithoutWaiting(value, failure, measured);
        }
    }

    /** The body itself has decided: its interrupt comes when the callbacks have run on this thread, which is its own. */
    private void settleInBody(@Nullable T value, @Nullable Throwable failure, Measured measured) {
        Suspension suspension = suspend();
        try {
            if (cancellation() != null) {
                Cancellation.runAll(this);
            }
            Trampoline.runDeferred(() -> publishForeign(value, failure, measured));
        } finally {
            resume(suspension);
        }
    }

    /** The same for threads that must not be kept by the interrupt. */
    void settleWithoutWaiting(@Nullable T value, @Nullable Throwable failure, Measured measured) {
        if (isSignalled()) {
            view().door.carrier.hand(this::deliverSignal);
        }
        Trampoline.runDeferred(() -> publishForeign(value, failure, measured));
    }

    /** On a hand: the body has not returned in time. */
    void reportStuck() {
        RunningCall body = RunningCall.withStack(this);
        if (isOnThread()) { // else the stack may be of what came after it
            LOG.warn(
                    "{} - a body has not returned {} ns after it was told to stop, and keeps its slot until it does. "
                            + "Say how it is stopped (Cancellation.onCancel), or give what it calls a timeout of its "
                            + "own. {}",
                    view().queue().name,
                    view().door.graceNanos,
                    body);
            view().door.events.stuck(body);
        }
    }

    /** Whoever did not decide sees the outcome a moment later: then it can be read when we say that there is one. */
    private void awaitPublication() {
        for (int spins = SPINS; !isDone() && spins > 0; spins--) {
            Thread.onSpinWait();
        }
    }

    /**
     * The outcome is decided and counted, so it must become readable, whatever happens: a JVM without memory is given
     * time to find some. What throws otherwise is no callback of a stage (a stage takes that), but an executor's doing.
     */
    private void publish(@Nullable T value, @Nullable Throwable failure) {
        wakeBeforeCallbacks();
        while (!isDone()) {
            try {
                complete(value, failure);
            } catch (StackOverflowError tooDeep) {
                view().door.carrier.hand(() -> publish(value, failure)); // trying again here would not help
                return;
            } catch (Throwable broken) {
                if (isDone()) {
                    LOG.error("{} - the JVM failed while an outcome was published", view().door.name, broken);
                }
                Thread.onSpinWait();
            }
        }
        wakeWaiters();
        ended(value, failure);
    }

    /**
     * The newest dependent of a future runs first, and some of the others may take long (those on an aggregate of the
     * JDK's, which are not for an executor).
     */
    private void wakeBeforeCallbacks() {
        Extras some = extrasIfAny();
        if (some != null && some.waiters != null && getNumberOfDependents() > 0) {
            try {
                whenDone((value, failure) -> wakeWaiters());
            } catch (OutOfMemoryError late) {
                LOG.warn("{} - no memory to wake those who wait for a call before its callbacks", view().door.name);
            }
        }
    }

    private void wakeWaiters() {
        Extras some = extrasIfAny();
        if (some != null) {
            Waiters.wakeAll(some);
        }
    }

    /** Sees the outcome at once if it comes at once; else parks, among the {@link Waiters}. */
    @Override
    long awaitOutcome(long nanos, boolean interruptibly) {
        if (isDone() || Thread.currentThread() instanceof ForkJoinWorkerThread) {
            return nanos; // a pool of such threads wants to be told of a wait, as CompletableFuture does
        }
        long start = System.nanoTime();
        view().door.slots.resting.spinUntil(this, nanos);
        Thread self = Thread.currentThread();
        Extras at = extras();
        Waiters itself = Waiters.join(at);
        boolean interrupted = false;
        long left = nanos;
        while (!isDone() && left > 0 && !(interruptibly && self.isInterrupted())) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, left);
            }
            interrupted |= !interruptibly && Thread.interrupted();
            left = nanos - (System.nanoTime() - start);
        }
        itself.leave(at);
        if (interrupted) {
            self.interrupt();
        }
        return Math.max(0, left);
    }

    /**
     * The outcome can be read: called once, however it came, by whoever published it, a runner with its slot or the timer
     * among others. So it never waits, never throws, and calls nothing of the user's.
     */
    void ended(@Nullable T value, @Nullable Throwable failure) {}

    @SuppressWarnings("NullAway") // null is a T where there is no failure
    private void complete(@Nullable T value, @Nullable Throwable failure) {
        if (failure != null) {
            super.completeExceptionally(failure);
        } else {
            super.complete(value);
        }
    }

    private void stopIsOver() {
        Stopped asked = askedStop();
        if (asked != null) {
            asked.fire();
        }
    }

    private boolean isOver() {
        return isDone() && isOffThread();
    }

    // What the user does.

    @Override
    public boolean complete(T value) {
        Measured decided = view().door.decide(this, OutcomeKind.SUCCEEDED, true);
        if (decided != null) {
            settle(value, null, decided);
        } else {
            awaitPublication();
        }
        return decided != null;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        OutcomeKind kind = failure instanceof CancellationException
                ? OutcomeKind.CANCELLED
                : failure instanceof TimeoutException ? OutcomeKind.TIMED_OUT : OutcomeKind.FAILED;
        Measured decided = view().door.decide(this, kind, true);
        if (decided != null) {
            settle(null, failure, decided);
        } else {
            awaitPublication();
        }
        return decided != null;
    }

    @Override
    boolean cancelThis(boolean mayInterruptIfRunning) {
        Measured decided = view().door.decide(this, OutcomeKind.CANCELLED, mayInterruptIfRunning);
        if (decided != null) {
            settle(null, new CallCancelledException(decided), decided);
        } else {
            awaitPublication();
        }
        return decided != null || isCancelled();
    }

    /** One more deadline for the outcome: the nearer one holds. */
    @Override
    public AsyncFuture<T> orTimeout(long timeout, TimeUnit unit) {
        view().door.nearer(this, Math.min(Math.max(0, unit.toNanos(timeout)), Durations.LONGEST_NANOS));
        return this;
    }

    @Override
    public AsyncFuture<T> onDiscarded(ThrowingConsumer<? super T> consumer) {
        LateValue.wanted(this, extras(), Extras.LATE, Objects.requireNonNull(consumer, "consumer"));
        return this;
    }

    /** Made when somebody asks: {@link #isOver} is looked at after it can be seen, as the other side does in turn. */
    private Stopped stopSignal() {
        Stopped asked = askedStop();
        if (asked == null) {
            Stopped made = Stopped.ofCall(ownSetting(), this);
            Stopped witness = (Stopped) Extras.STOPPED.compareAndExchange(extras(), null, made);
            asked = witness == null ? made : witness;
            if (isOver()) {
                asked.fire();
            }
        }
        return asked;
    }

    @Override
    Origin origin() {
        return stopSignal();
    }

    @Override
    public String toString() {
        return super.toString() + "[" + view().queue().name + (view().label == null ? "" : "/" + view().label) + "]";
    }
}
