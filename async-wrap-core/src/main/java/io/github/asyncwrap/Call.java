package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One blocking body and its outcome: the future that the user holds, the place in the queue, and the task of the
 * runner, in one object.
 *
 * <p><b>States.</b> {@code NEW} not admitted. {@code BLOCKED} its submitter waits for room. {@code QUEUED} pending.
 * {@code TAKEN} has left the queue, its runner is about to begin it. {@code RUNNING} its body is on a thread.
 * {@code DONE} the body returned and gave the outcome. {@code DROPPED} somebody else gave the outcome before the body
 * began, it never will. {@code DETACHED} somebody else gave the outcome while the body was on its thread.
 *
 * <p>Every transition is made under the door's lock, but {@code TAKEN -> RUNNING}, a CAS by the runner against
 * {@code TAKEN -> DROPPED}, a CAS under the lock. So exactly one party decides the outcome, and that party alone
 * publishes it, after it has let go of the lock.
 *
 * <p>{@code DETACHED} carries what is still to happen, in bits that are set under the lock and cleared by those who
 * have done it: {@code INTERRUPT_PENDING} until the interrupt has reached the thread (the runner does not leave the
 * body's end before, so that no interrupt ever hits what the thread does next), {@code UNPUBLISHED} until the outcome
 * can be read, {@code RETURNED} once the body is off. Whichever of the last two comes last says so to
 * {@link #stopped()}: a body that has stopped always has an outcome.
 */
final class Call<T extends @Nullable Object> extends AsyncFuture<T> {
    static final int NEW = 0;
    static final int BLOCKED = 1;
    static final int QUEUED = 2;
    static final int TAKEN = 3;
    static final int RUNNING = 4;
    static final int DONE = 5;
    static final int DROPPED = 6;
    static final int DETACHED = 8;
    static final int INTERRUPT_PENDING = 16;
    static final int INTERRUPTED = 32;
    static final int UNPUBLISHED = 64;
    static final int RETURNED = 128;
    /** Somebody is delivering the interrupt; nobody else does. */
    private static final int INTERRUPT_CLAIMED = 256;
    /** The runner parks until the interrupt has reached it. */
    private static final int AWAITED = 512;

    private static final int SPINS = 200;

    private static final VarHandle STATE;
    private static final VarHandle STOPPED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Call.class, "state", int.class);
            STOPPED = lookup.findVarHandle(Call.class, "stopped", Stopped.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Door door;
    final long submittedNanos;

    /** Until the body ends or it is sure that it never begins; written by the submitter, then by the runner. */
    private @Nullable Callable<? extends T> body;

    private volatile int state;
    private volatile @Nullable Stopped stopped;

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

    @Nullable
    Deadline deadline;

    @Nullable
    Deadline pendingDeadline;

    Call(Door door, Callable<? extends T> body) {
        super(door);
        this.door = door;
        this.body = body;
        this.submittedNanos = System.nanoTime();
    }

    // What the door does.

    boolean isOf(Door other) {
        return door == other;
    }

    /** Whether publishing the outcome will run nothing, unless somebody registers a callback this very moment. */
    boolean hasNoCallbacks() {
        return getNumberOfDependents() == 0 && stopped == null;
    }

    int state() {
        return state;
    }

    /** Under the door's lock, from a state that only the door leaves. */
    void state(int next) {
        state = next;
        if (next == DROPPED) {
            body = null;
        }
    }

    /** Under the door's lock; false if the runner has begun the body. */
    boolean dropTaken() {
        return STATE.compareAndSet(this, TAKEN, DROPPED);
    }

    // What the runner does.

    /** False if the call was dropped. */
    boolean begin(Thread runner) {
        thread = runner;
        startedNanos = System.nanoTime();
        return STATE.compareAndSet(this, TAKEN, RUNNING);
    }

    /** Runs the body. */
    T run() throws Exception {
        Callable<? extends T> running = body;
        if (running == null) {
            throw new IllegalStateException("the body of " + this + " is run twice");
        }
        body = null; // what the user does not hold may go while the body runs
        return running.call();
    }

    /** Waits until the interrupt on its way to this thread has come; after that none will. */
    void awaitInterrupt() {
        for (int spins = SPINS; (state & INTERRUPT_PENDING) != 0; ) {
            if (spins > 0) {
                spins--;
                Thread.onSpinWait();
            } else {
                int seen = state;
                if ((seen & INTERRUPT_PENDING) != 0 && STATE.compareAndSet(this, seen, seen | AWAITED)) {
                    LockSupport.park(this); // may return early, also because the interrupt has come: look again
                    Thread.interrupted();
                }
            }
        }
    }

    /** Publishes what the body gave, after the door has counted it. */
    void publishOwn(@Nullable T value, @Nullable Throwable failure) {
        publish(value, failure);
        stopIsOver();
    }

    /** The body of a detached call is off its thread. */
    void returned() {
        int before = (int) STATE.getAndBitwiseOr(this, RETURNED);
        if ((before & UNPUBLISHED) == 0) {
            stopIsOver();
        }
    }

    /** Whether our interrupt has reached the thread, so that the flag can be cleared for good. */
    boolean interruptDelivered() {
        return (state & INTERRUPTED) != 0;
    }

    /** Whether there is, or was, an interrupt for the body. */
    boolean wasInterrupted() {
        return (state & (INTERRUPT_PENDING | INTERRUPTED)) != 0;
    }

    /** Under the door's lock, of a detached call whose body is on its thread; false if it has had its interrupt. */
    boolean requestInterrupt() {
        for (int seen = state; (seen & (INTERRUPT_PENDING | INTERRUPTED)) == 0; seen = state) {
            if (STATE.compareAndSet(this, seen, seen | INTERRUPT_PENDING)) {
                return true;
            }
        }
        return false;
    }

    // What somebody else does, who has decided the outcome under the lock.

    /** Interrupts the body's thread, if the decision said so. */
    void deliverInterrupt() {
        for (int seen = state; ; seen = state) {
            if ((seen & INTERRUPT_PENDING) == 0 || (seen & INTERRUPT_CLAIMED) != 0) {
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
    void publishForeign(@Nullable T value, @Nullable Throwable failure) {
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
            door.published();
        }
        if (state == DROPPED) {
            stopIsOver();
        } else {
            int before = (int) STATE.getAndBitwiseAnd(this, ~UNPUBLISHED);
            if ((before & RETURNED) != 0) {
                stopIsOver();
            }
        }
    }

    /** Publishes a refusal. */
    void refuse(AsyncRejectedException.Reason reason, Measured measured, @Nullable Throwable cause) {
        settle(null, new AsyncRejectedException(reason, measured, cause));
    }

    /**
     * Publishes what was decided from outside, interrupts the body if the decision said so, and then runs the callbacks.
     * Neither an interrupt that takes long (it closes channels) nor a callback that runs inside the publication (one on
     * an aggregate of the JDK's) holds up the other.
     */
    void settle(@Nullable T value, @Nullable Throwable failure) {
        if (getNumberOfDependents() == 0) {
            publishForeign(value, failure);
            deliverInterrupt();
        } else {
            settleByHand(() -> publishForeign(value, failure));
        }
    }

    private void settleByHand(Runnable publication) {
        if ((state & INTERRUPT_PENDING) != 0) {
            House.hand(this::deliverInterrupt);
        }
        Trampoline.runDeferred(publication);
    }

    /** The same for threads that must not be kept by the interrupt. */
    void settleWithoutWaiting(@Nullable T value, @Nullable Throwable failure) {
        settleByHand(() -> publishForeign(value, failure));
    }

    /** Whoever did not decide sees the outcome a moment later: then it can be read when we say that there is one. */
    private void awaitPublication() {
        for (int spins = SPINS; !isDone() && spins > 0; spins--) {
            Thread.onSpinWait();
        }
    }

    @SuppressWarnings("NullAway") // null is a T where there is no failure
    private void publish(@Nullable T value, @Nullable Throwable failure) {
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
        return isDone()
                && (seen == DONE
                        || seen == DROPPED
                        || ((seen & DETACHED) != 0 && (seen & (RETURNED | UNPUBLISHED)) == RETURNED));
    }

    // What the user does.

    @Override
    public boolean complete(T value) {
        Measured decided = door.decide(this, Outcome.SUCCEEDED, true);
        if (decided != null) {
            settle(value, null);
        } else {
            awaitPublication();
        }
        return decided != null;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        Outcome outcome = failure instanceof CancellationException
                ? Outcome.CANCELLED
                : failure instanceof TimeoutException ? Outcome.TIMED_OUT : Outcome.FAILED;
        Measured decided = door.decide(this, outcome, true);
        if (decided != null) {
            settle(null, failure);
        } else {
            awaitPublication();
        }
        return decided != null;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Measured decided = door.decide(this, Outcome.CANCELLED, mayInterruptIfRunning);
        if (decided != null) {
            settle(null, new CallCancelledException(decided));
        } else {
            awaitPublication();
        }
        return decided != null || isCancelled();
    }

    @Override
    public AsyncFuture<T> orTimeout(long timeout, TimeUnit unit) {
        return atDeadline(timeout, unit, () -> {
            Measured decided = door.decide(this, Outcome.TIMED_OUT, true);
            if (decided != null) {
                settleWithoutWaiting(null, new AsyncTimeoutException(decided));
            }
        });
    }

    /** Made when somebody asks: {@link #isOver} is looked at after it can be seen, as the other side does in turn. */
    private Stopped stopSignal() {
        Stopped asked = stopped;
        if (asked == null) {
            Stopped made = new Stopped(door);
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
        return super.toString() + "[" + door.name + "]";
    }
}
