package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The state of a call, and the interrupt that goes with it: the one word that the submitter, the body's thread and
 * whoever ends the call from outside write.
 *
 * <p><b>States.</b> {@code NEW} not admitted. {@code BLOCKED} waits for room, mostly with its submitter. {@code QUEUED}
 * pending. {@code TAKEN} has left the queue, its runner is about to begin it. {@code RUNNING} its body is on a thread.
 * {@code SUSPENDED} so, but the thread runs another body in place for it. {@code DONE} the body returned and gave the
 * outcome. {@code DROPPED} somebody else gave the outcome before the body began, it never will. {@code DETACHED}
 * somebody else gave the outcome while the body was on its thread.
 *
 * <p>Every transition is made under the door's lock, but for those of a call that nobody else can know of
 * ({@code NEW -> QUEUED}, see {@link Inbox}), and two that the runner makes: {@code TAKEN -> RUNNING}, a CAS against
 * {@code TAKEN -> DROPPED}, and for calls that {@linkplain Call#endsUnlocked end without the lock}
 * {@code RUNNING -> DONE}, a CAS against {@code RUNNING -> DETACHED}; the other side is a CAS under the lock. So exactly
 * one party decides the outcome, and that party alone publishes it, after it has let go of the lock.
 *
 * <p>{@code DETACHED} carries what is still to happen, in bits: {@code SIGNALLED} the body was told to stop;
 * {@code INTERRUPT_PENDING} until the interrupt has reached the thread (the runner does not leave the body's end before,
 * so that no interrupt ever hits what the thread does next); {@code HELD} while the thread runs another body in place,
 * which the interrupt must not hit; {@code UNPUBLISHED} until the outcome can be read; {@code RETURNED} once the body
 * is off. Whichever of the last two comes last says so to {@link #stopped()}: a body that has stopped always has an
 * outcome.
 */
abstract sealed class CallState<T extends @Nullable Object> extends AsyncFuture<T> permits Call {
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

    /** QUEUED, with a mark: see {@link Grants}. */
    private static final int GRANTED = 4096;

    private static final int MARK = 1 << 16;

    static final int SPINS = 200;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(CallState.class, "state", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    final long submittedNanos;

    /** When the body began; written by the runner before RUNNING. */
    long startedNanos;

    private volatile int state;

    /**
     * The body until it begins, then its thread: written by the submitter, then by the runner, before the state that needs
     * it. Null when it is over, or it is sure that it never begins.
     */
    @Nullable
    Object task;

    CallState(View view, Setting setting, Object task) {
        super(setting);
        this.task = task;
        this.submittedNanos = view.nanoTime();
    }

    /** The view that it came through. */
    final View view() {
        return ownSetting().view();
    }

    /** Whose thread it is on, or about to be; null for none. */
    final @Nullable Thread thread() {
        return task instanceof Thread thread ? thread : null;
    }

    int state() {
        return state;
    }

    /** Under the lock. */
    void state(int next) {
        state = next;
    }

    /** The same where what follows orders it: a CAS, or the end of the lock. */
    void stateRelease(int next) {
        STATE.setRelease(this, next);
    }

    /** The one after a mark of a grant. */
    static int nextMark(int mark) {
        return mark + MARK;
    }

    /** Under the lock, from QUEUED: its runner may take it without. */
    void grant(int mark) {
        STATE.setRelease(this, GRANTED | mark);
    }

    /** Under the lock, against the runner: it may no more; false if it has. */
    boolean takeBack(int mark) {
        return state == (GRANTED | mark) && STATE.compareAndSet(this, GRANTED | mark, QUEUED);
    }

    /** Without the lock, by the runner; false if it may no more. */
    boolean takeGranted(int mark) {
        return STATE.compareAndSet(this, GRANTED | mark, TAKEN);
    }

    /** Under the lock, against a runner that begins it; whether it never will. */
    boolean dropTaken() {
        return STATE.compareAndSet(this, TAKEN, DROPPED | UNPUBLISHED);
    }

    /** Under the lock, from a state before TAKEN. */
    void drop() {
        state = DROPPED | UNPUBLISHED | RETURNED;
    }

    boolean isDropped() {
        return (state & (DETACHED | DROPPED)) == DROPPED;
    }

    /** Under the lock, from RUNNING, against a body that ends, or from SUSPENDED; whether it is detached. */
    boolean tryDetach(boolean signal) {
        int seen = state;
        int held = seen == SUSPENDED ? HELD : 0;
        return seen != DONE
                && STATE.compareAndSet(this, seen, DETACHED | UNPUBLISHED | held | (signal ? signalBits() : 0));
    }

    private int signalBits() {
        return view().interruptible ? SIGNALLED | INTERRUPT_PENDING : SIGNALLED;
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

    /** Whether it waits for a slot, or for room without a submitter on whose thread that is. */
    boolean isPending() {
        int seen = state;
        return seen == QUEUED || (seen & GRANTED) != 0 || (seen == BLOCKED && !hasSubmitter());
    }

    /** While it is BLOCKED: whether there is a thread that waits for room for it. */
    abstract boolean hasSubmitter();

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

    /** Whether its thread, if it ever had one, has nothing to do with it any more. */
    boolean isOffThread() {
        int seen = state;
        return seen == DONE || (seen & RETURNED) != 0;
    }

    /** A body whose outcome somebody else decided is off its thread, or will never begin; whether that can be read. */
    boolean leaveThread() {
        int before = (int) STATE.getAndBitwiseOr(this, RETURNED);
        return (before & UNPUBLISHED) == 0;
    }

    /** What somebody else decided can be read; whether the body is off its thread. */
    boolean outcomeIsPublished() {
        int before = (int) STATE.getAndBitwiseAnd(this, ~UNPUBLISHED);
        return (before & RETURNED) != 0;
    }

    // What the thread of the body does.

    /** Without the lock, against whoever decides its outcome: the body gives it. */
    boolean finish() {
        return STATE.compareAndSet(this, RUNNING, DONE);
    }

    /** Gives the body; null if the call has been dropped. */
    @Nullable
    Object begin(Thread runner, long now) {
        Object body = task;
        task = runner;
        startedNanos = now;
        if (STATE.compareAndSet(this, TAKEN, RUNNING)) {
            return body;
        }
        task = null;
        return null;
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
            } else if (!view().door.carrier.proceed(Long.MAX_VALUE)) {
                int seen = state;
                if ((seen & bits) == bits && STATE.compareAndSet(this, seen, seen | AWAITED)) {
                    try {
                        LockSupport.park(this); // may return early, also because the interrupt has come: look again
                    } catch (StackOverflowError cannotPark) { // a virtual thread, see LeafLock
                        Thread.onSpinWait();
                    }
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
        Door door = view().door;
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
        Door door = view().door;
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

    // What somebody else does, who has decided the outcome under the lock.

    /** Interrupts the thread, once, and not while it runs another body in place. */
    void deliverInterrupt() {
        for (int seen = state; ; seen = state) {
            if ((seen & INTERRUPT_PENDING) == 0 || (seen & (INTERRUPT_CLAIMED | HELD)) != 0) {
                return;
            }
            if (STATE.compareAndSet(this, seen, seen | INTERRUPT_CLAIMED)) {
                break;
            }
        }
        Thread target = thread();
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
}
