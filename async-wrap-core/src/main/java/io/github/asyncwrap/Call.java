package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One blocking body and its outcome: the future that the user holds, the place in the queue, and the task of the
 * runner, in one object.
 *
 * <p><b>States.</b> {@code NEW} not admitted. {@code BLOCKED} its submitter waits for room. {@code QUEUED} pending.
 * {@code TAKEN} has left the queue, its runner is about to begin it. {@code RUNNING} its body is on a thread.
 * {@code SUSPENDED} so, but the thread runs another body in place for it. {@code DONE} the body returned and gave the
 * outcome. {@code DROPPED} somebody else gave the outcome before the body began, it never will. {@code DETACHED}
 * somebody else gave the outcome while the body was on its thread.
 *
 * <p>Every transition is made under the door's lock, but {@code TAKEN -> RUNNING}, a CAS by the runner against
 * {@code TAKEN -> DROPPED}, a CAS under the lock. So exactly one party decides the outcome, and that party alone
 * publishes it, after it has let go of the lock.
 *
 * <p>{@code DETACHED} carries what is still to happen, in bits: {@code SIGNALLED} the body was told to stop;
 * {@code INTERRUPT_PENDING} until the interrupt has reached the thread (the runner does not leave the body's end before,
 * so that no interrupt ever hits what the thread does next); {@code HELD} while the thread runs another body in place,
 * which the interrupt must not hit; {@code UNPUBLISHED} until the outcome can be read; {@code RETURNED} once the body
 * is off. Whichever of the last two comes last says so to {@link #stopped()}: a body that has stopped always has an
 * outcome.
 */
final class Call<T extends @Nullable Object> extends AsyncFuture<T> {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    static final int NEW = 0;
    static final int BLOCKED = 1;
    static final int QUEUED = 2;
    static final int TAKEN = 3;
    static final int RUNNING = 4;
    static final int SUSPENDED = 5;
    static final int DONE = 6;
    static final int DROPPED = 7;
    static final int DETACHED = 8;
    private static final int INTERRUPT_PENDING = 16;
    private static final int INTERRUPTED = 32;
    private static final int UNPUBLISHED = 64;
    private static final int RETURNED = 128;
    /** Somebody is delivering the interrupt; nobody else does. */
    private static final int INTERRUPT_CLAIMED = 256;
    /** The runner parks until the interrupt has reached it. */
    private static final int AWAITED = 512;

    private static final int HELD = 1024;
    private static final int SIGNALLED = 2048;

    private static final int SPINS = 200;

    private static final VarHandle STATE;
    private static final VarHandle STOPPED;
    private static final VarHandle LATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Call.class, "state", int.class);
            STOPPED = lookup.findVarHandle(Call.class, "stopped", Stopped.class);
            LATE = lookup.findVarHandle(Call.class, "late", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final View view;
    final long submittedNanos;

    /** Until the body ends or it is sure that it never begins; written by the submitter, then by the runner. */
    private @Nullable Callable<? extends T> body;

    private volatile int state;
    private volatile @Nullable Stopped stopped;

    /** A consumer of a value that comes too late, or such a value; see {@link LateValue}. */
    @SuppressWarnings("UnusedVariable") // by the VarHandle
    private volatile @Nullable Object late;

    /** The submitter while BLOCKED, the runner's thread from TAKEN on; written before the state that needs it. */
    @Nullable
    Thread thread;

    /** When the body began; written by the runner before RUNNING. */
    long startedNanos;

    // Guarded by the door's lock.

    @Nullable
    Call<?> previous;

    @Nullable
    Call<?> next;

    /** In whose queue it waits, while it is QUEUED. */
    @Nullable
    Line waitsIn;

    /** For its outcome; once it is detached, for its body's return. */
    @Nullable
    Deadline deadline;

    @Nullable
    Deadline startDeadline;

    /** How the body is stopped, the innermost one first; read without the lock to see whether there is any. */
    volatile @Nullable Cancellation cancellation;

    /**
     * Creates a call that is not submitted.
     *
     * @param setting the view, or the view and a context
     */
    Call(View view, Setting setting, Callable<? extends T> body) {
        super(setting);
        this.view = view;
        this.body = body;
        this.submittedNanos = view.door.carrier.nanoTime();
    }

    // What the door does.

    Door door() {
        return view.door;
    }

    /** Whether publishing the outcome will run nothing, unless somebody registers a callback this very moment. */
    boolean hasNoCallbacks() {
        return getNumberOfDependents() == 0 && stopped == null;
    }

    int state() {
        return state;
    }

    /** Under the lock. */
    void state(int next) {
        state = next;
    }

    /** Under the lock, against a runner that begins it; whether it never will. */
    boolean dropTaken() {
        return STATE.compareAndSet(this, TAKEN, DROPPED | UNPUBLISHED);
    }

    /** Under the lock, from a state before TAKEN. */
    void drop() {
        state = DROPPED | UNPUBLISHED | RETURNED;
    }

    /** Somebody else has decided the outcome before the body began: what the user does not hold may go. */
    void forgetBody() {
        body = null;
        thread = null;
    }

    boolean isDropped() {
        return (state & (DETACHED | DROPPED)) == DROPPED;
    }

    /** Under the lock: from RUNNING or SUSPENDED. */
    void detach(boolean signal) {
        int held = state == SUSPENDED ? HELD : 0;
        state = DETACHED | UNPUBLISHED | held | (signal ? signalBits() : 0);
    }

    private int signalBits() {
        return view.interruptible ? SIGNALLED | INTERRUPT_PENDING : SIGNALLED;
    }

    /** Under the lock, of a detached call whose body is on its thread; false if it has been told to stop before. */
    boolean requestSignal() {
        int before = (int) STATE.getAndBitwiseOr(this, signalBitsOnce());
        return (before & SIGNALLED) == 0;
    }

    private int signalBitsOnce() {
        return (state & SIGNALLED) == 0 ? signalBits() : 0;
    }

    /** Under the lock: whether somebody may still decide its outcome. */
    boolean isUndecided() {
        return state <= SUSPENDED;
    }

    boolean isDetached() {
        return (state & DETACHED) != 0;
    }

    boolean isOnThread() {
        int seen = state;
        return seen == RUNNING || seen == SUSPENDED || (seen & (DETACHED | RETURNED)) == DETACHED;
    }

    /** Whether the body was, or is about to be, interrupted. */
    boolean isInterrupted() {
        return (state & (INTERRUPT_PENDING | INTERRUPTED)) != 0;
    }

    /** Whether the body was told to stop. */
    boolean isSignalled() {
        return (state & SIGNALLED) != 0;
    }

    /**
     * Under the lock, of a detached call: whether no interrupt of ours will come any more and none has left a flag.
     *
     * @param flagCleared whether its thread has seen that the interrupt was delivered, and then cleared the flag
     */
    boolean isQuiet(boolean flagCleared) {
        int seen = state;
        return (seen & INTERRUPT_PENDING) == 0 && ((seen & INTERRUPTED) == 0 || flagCleared);
    }

    // What the thread of the body does.

    /** False if the call has been dropped. */
    boolean begin(Thread runner) {
        thread = runner;
        startedNanos = view.door.carrier.nanoTime();
        return STATE.compareAndSet(this, TAKEN, RUNNING);
    }

    /** Runs the body. */
    T run() throws Throwable {
        Callable<? extends T> running = body;
        if (running == null) {
            throw new IllegalStateException("the body of " + this + " is run twice");
        }
        body = null; // what the user does not hold may go while the body runs
        ContextCapture.Snapshot context = ownSetting().context();
        return context == null ? running.call() : Contexts.call(context, running);
    }

    /** Waits until the interrupt on its way to this thread has come; after that none will. */
    void awaitInterrupt() {
        awaitInterrupt(INTERRUPT_PENDING);
    }

    /** Waits while all of these bits are set; whoever delivers the interrupt clears one of them. */
    private void awaitInterrupt(int bits) {
        for (int spins = SPINS; (state & bits) == bits; ) {
            if (spins > 0) {
                spins--;
                Thread.onSpinWait();
            } else if (!view.door.carrier.proceed(Long.MAX_VALUE)) {
                int seen = state;
                if ((seen & bits) == bits && STATE.compareAndSet(this, seen, seen | AWAITED)) {
                    LockSupport.park(this); // may return early, also because the interrupt has come: look again
                    Thread.interrupted();
                }
            }
        }
    }

    /** Whether our interrupt has reached the thread, so that the flag can be cleared for good. */
    boolean interruptDelivered() {
        return (state & INTERRUPTED) != 0;
    }

    /** What {@link #suspend} did. */
    enum Suspension {
        /** It is suspended already, further out on the stack. */
        NONE,
        SUSPENDED,
        /** The body had not seen its interrupt yet: the flag is taken away, and comes back. */
        INTERRUPTED
    }

    /**
     * The thread of the body is about to run another body in place: from here on, until {@link #resume}, no interrupt
     * for this one reaches the thread.
     */
    Suspension suspend() {
        Door door = view.door;
        int before;
        door.lock.lock();
        try {
            if (state == RUNNING) {
                state = SUSPENDED;
                return Suspension.SUSPENDED;
            }
            if (state == SUSPENDED) {
                return Suspension.NONE;
            }
            before = (int) STATE.getAndBitwiseOr(this, HELD);
        } finally {
            door.unlock();
        }
        int onItsWay = INTERRUPT_PENDING | INTERRUPT_CLAIMED;
        if ((before & HELD) != 0) {
            return Suspension.NONE;
        } else if ((before & onItsWay) == onItsWay) {
            awaitInterrupt(onItsWay);
            Thread.interrupted();
            return Suspension.INTERRUPTED;
        }
        return (before & INTERRUPTED) != 0 && Thread.interrupted() ? Suspension.INTERRUPTED : Suspension.SUSPENDED;
    }

    /** The other body has ended, with all that came of it. An interrupt that was held back comes now. */
    void resume(Suspension suspension) {
        if (suspension == Suspension.NONE) {
            return;
        }
        Door door = view.door;
        door.lock.lock();
        try {
            if (state == SUSPENDED) {
                state = RUNNING;
                return;
            }
            int unused = (int) STATE.getAndBitwiseAnd(this, ~HELD);
        } finally {
            door.unlock();
        }
        if (suspension == Suspension.INTERRUPTED) {
            Thread.currentThread().interrupt();
        }
        deliverInterrupt();
    }

    /** Publishes what the body gave, after the door has counted it. */
    void publishOwn(@Nullable T value, @Nullable Throwable failure, OutcomeKind kind) {
        view.door.events.finished(this, kind);
        publish(value, failure);
        view.door.publishedByBody(this);
        stopIsOver();
    }

    /** The body of a detached call is off its thread; what it gave comes too late. */
    void returned(@Nullable T value, @Nullable Throwable failure) {
        if (failure != null) {
            view.door.events.discarded(this, failure);
        } else if (value != null) {
            LateValue.came(this, LATE, value);
        }
        offThread();
    }

    /** The call was dropped after it had been taken, and its place is free now. */
    void skipped() {
        thread = null;
        offThread();
    }

    private void offThread() {
        int before = (int) STATE.getAndBitwiseOr(this, RETURNED);
        if ((before & UNPUBLISHED) == 0) {
            stopIsOver();
        }
    }

    // What somebody else does, who has decided the outcome under the lock.

    /** Tells the body to stop, if the decision said so: by what it said itself, and by an interrupt. */
    void deliverSignal() {
        if (isSignalled()) {
            if (cancellation != null) {
                Cancellation.runAll(this);
            }
            deliverInterrupt();
        }
    }

    private void deliverInterrupt() {
        for (int seen = state; ; seen = state) {
            if ((seen & INTERRUPT_PENDING) == 0 || (seen & (INTERRUPT_CLAIMED | HELD)) != 0) {
                return;
            }
            if (STATE.compareAndSet(this, seen, seen | INTERRUPT_CLAIMED)) {
                break;
            }
        }
        Thread target = thread;
        try {
            if (target != null) {
                target.interrupt();
            }
        } finally {
            for (int seen = state; ; seen = state) {
                if (STATE.compareAndSet(this, seen, (seen & ~(INTERRUPT_PENDING | AWAITED)) | INTERRUPTED)) {
                    if ((seen & AWAITED) != 0) {
                        LockSupport.unpark(target);
                    }
                    break;
                }
            }
        }
    }

    /** Publishes an outcome that is not the body's. */
    void publishForeign(@Nullable T value, @Nullable Throwable failure, Measured measured) {
        Door door = view.door;
        door.events.decided(this, measured);
        Trampoline here = getNumberOfDependents() == 0 ? null : Trampoline.current();
        Door former = here != null ? here.publishing : null;
        if (here != null) {
            here.publishing = door;
        }
        try {
            publish(value, failure);
        } finally {
            if (here != null) {
                here.publishing = former;
            }
            door.published(this);
        }
        int before = (int) STATE.getAndBitwiseAnd(this, ~UNPUBLISHED);
        if ((before & RETURNED) != 0) {
            stopIsOver();
        }
    }

    /**
     * Publishes a refusal of a call that may be somebody else's: its callbacks are not for this thread, also not those
     * on an aggregate of the JDK's, which run inside the publication.
     */
    void refuseElsewhere(Measured measured, @Nullable Throwable cause) {
        AsyncRejectedException refusal = new AsyncRejectedException(measured, cause);
        Door door = view.door;
        if (hasNoCallbacks()) {
            Trampoline.runAndHandTo(door.delivery, () -> publishForeign(null, refusal, measured));
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
        if (thread == Thread.currentThread() && isSignalled()) {
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
            if (cancellation != null) {
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
            view.door.carrier.hand(this::deliverSignal);
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
                    view.queue().name,
                    view.door.graceNanos,
                    body);
            view.door.events.stuck(body);
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
        while (!isDone()) {
            try {
                complete(value, failure);
            } catch (StackOverflowError tooDeep) {
                view.door.carrier.hand(() -> publish(value, failure)); // trying again here would not help
                return;
            } catch (Throwable broken) {
                if (isDone()) {
                    LOG.error("{} - the JVM failed while an outcome was published", view.door.name, broken);
                }
                Thread.onSpinWait();
            }
        }
    }

    @SuppressWarnings("NullAway") // null is a T where there is no failure
    private void complete(@Nullable T value, @Nullable Throwable failure) {
        if (failure != null) {
            super.completeExceptionally(failure);
        } else {
            super.complete(value);
        }
    }

    private void stopIsOver() {
        Stopped asked = stopped;
        if (asked != null) {
            asked.fire();
        }
    }

    private boolean isOver() {
        int seen = state;
        return isDone() && (seen == DONE || (seen & RETURNED) != 0);
    }

    // What the user does.

    @Override
    public boolean complete(T value) {
        Measured decided = view.door.decide(this, OutcomeKind.SUCCEEDED, true);
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
        Measured decided = view.door.decide(this, kind, true);
        if (decided != null) {
            settle(null, failure, decided);
        } else {
            awaitPublication();
        }
        return decided != null;
    }

    @Override
    boolean cancelThis(boolean mayInterruptIfRunning) {
        Measured decided = view.door.decide(this, OutcomeKind.CANCELLED, mayInterruptIfRunning);
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
        view.door.nearer(this, Math.min(Math.max(0, unit.toNanos(timeout)), Durations.LONGEST_NANOS));
        return this;
    }

    @Override
    public AsyncFuture<T> onDiscarded(ThrowingConsumer<? super T> consumer) {
        LateValue.wanted(this, LATE, Objects.requireNonNull(consumer, "consumer"));
        return this;
    }

    /** Made when somebody asks: {@link #isOver} is looked at after it can be seen, as the other side does in turn. */
    private Stopped stopSignal() {
        Stopped asked = stopped;
        if (asked == null) {
            Stopped made = new Stopped(ownSetting(), this);
            Stopped witness = (Stopped) STOPPED.compareAndExchange(this, null, made);
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
        return super.toString() + "[" + view.queue().name + (view.label == null ? "" : "/" + view.label) + "]";
    }
}
