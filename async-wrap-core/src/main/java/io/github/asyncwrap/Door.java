package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The engine behind a wrapper: admission, the queue, the slots.
 *
 * <p><b>A call's life.</b> {@link #submit} admits it, under the lock, while {@code running + pending < limit +
 * maxPending}: it joins the queue, and if fewer runners are counted than there are slots, one more is counted and asked
 * of the carrier. A {@link Runner} takes calls from the head of the queue one after another. When a body ends, one
 * visit to the lock counts its outcome, gives its slot on (the runner takes the next call itself, or is counted out, or
 * another runner takes its place) and lets in who waits for room; only then is the outcome published. Thus whoever
 * reads an outcome finds it counted and the slot given on.
 *
 * <p><b>Slots.</b> {@link #runners} counts the runners that are asked of the carrier or on a thread and may take calls;
 * it never exceeds the limit, and a runner has one body at a time. A runner is counted out only under the lock and only
 * when it sees the queue empty or another runner counted in its place, so a call in the queue always has a runner
 * coming, unless the carrier refuses; what happens then is {@link #dispatch}'s.
 *
 * <p><b>The lock</b> is a leaf: nothing of the user's, the carrier's or a future's is called under it, and all that is
 * done under it is O(1), but for {@link Closing} and a batch of deadlines. The states of a call and who decides its
 * outcome: {@link Call}.
 */
final class Door implements Origin {
    final String name;
    final Carrier carrier;
    final long graceNanos;
    private final int limit;
    private final int maxPending;
    private final Overflow overflow;
    private final Delivery delivery = new Delivery(this);
    private final @Nullable DeadlineLane timeouts;
    private final @Nullable DeadlineLane pendingTimeouts;

    /** Outcomes decided from outside and not yet to be read; counted up under the lock, down without. */
    private final AtomicInteger unpublished = new AtomicInteger();

    /** Set once, under the lock, together with {@link #closing}. */
    private volatile boolean closed;

    final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    final CallQueue pending = new CallQueue();
    private final CallQueue blocked = new CallQueue();
    /** The calls that are TAKEN, RUNNING or DETACHED. */
    final CallQueue running = new CallQueue();

    private final Counts counts = new Counts();
    private int runners;
    /** Those of the runners that are asked of the carrier and not on their thread yet. */
    private int starting;
    /** The runners on a thread that take calls, or have yet to publish what they did. */
    private int awake;

    int detached;
    private @Nullable Closing closing;

    Door(AsyncWrapperBuilder settings, Carrier carrier) {
        this.name = settings.name;
        this.carrier = carrier;
        this.limit = settings.limit;
        this.maxPending = settings.maxPending();
        this.overflow = settings.overflow();
        this.graceNanos = settings.graceNanos();
        this.timeouts = settings.timeoutNanos() == 0 ? null : new DeadlineLane(this, settings.timeoutNanos(), false);
        this.pendingTimeouts = settings.pendingTimeoutNanos() == 0
                ? null
                : new DeadlineLane(this, settings.pendingTimeoutNanos(), true);
    }

    int limit() {
        return limit;
    }

    @Override
    public Executor plain() {
        return Trampoline.HERE;
    }

    @Override
    public Executor async() {
        return delivery;
    }

    @Override
    public @Nullable AsyncFuture<Void> stopSignal() {
        return null;
    }

    Delivery delivery() {
        return delivery;
    }

    // Submitting.

    void submit(Call<?> call) {
        AsyncRejectedException.Reason refusal = null;
        Measured measured = null;
        boolean start = false;
        boolean armTimeouts = false;
        boolean armPendingTimeouts = false;
        lock.lock();
        try {
            counts.submitted();
            if (closed) {
                refusal = AsyncRejectedException.Reason.CLOSED;
            } else if (hasRoom()) {
                enqueue(call);
                start = claimRunner();
            } else if (overflow.blockNanos > 0 && !isInOwnBody()) {
                call.thread = Thread.currentThread();
                call.state(Call.BLOCKED);
                blocked.addLast(call);
            } else {
                refusal = AsyncRejectedException.Reason.FULL;
            }
            if (refusal != null) {
                measured = drop(call, Outcome.REJECTED, refusal.text);
            } else {
                armTimeouts = timeouts != null && timeouts.add(call);
                armPendingTimeouts = pendingTimeouts != null && pendingTimeouts.add(call);
            }
        } finally {
            lock.unlock();
        }
        if (armTimeouts && timeouts != null) {
            timeouts.arm();
        }
        if (armPendingTimeouts && pendingTimeouts != null) {
            pendingTimeouts.arm();
        }
        if (start) {
            dispatch();
        } else if (refusal != null && measured != null) {
            call.refuse(refusal, measured, null);
        } else if (call.state() == Call.BLOCKED) {
            awaitRoom(call);
        }
    }

    /** The submitter waits until its call is let in, dropped by a deadline or by close, or until it gives up. */
    private void awaitRoom(Call<?> call) {
        long giveUp = System.nanoTime() + overflow.blockNanos;
        boolean interrupted = false;
        while (call.state() == Call.BLOCKED) {
            long left = giveUp - System.nanoTime();
            interrupted = Thread.currentThread().isInterrupted(); // stays set for the caller
            if (left > 0 && !interrupted) {
                LockSupport.parkNanos(this, left);
                continue;
            }
            Measured refused = null;
            lock.lock();
            try {
                // Under the lock it is either still ours to withdraw, or it has been let in: never half of each.
                if (call.state() == Call.BLOCKED) {
                    blocked.remove(call);
                    refused = drop(call, Outcome.REJECTED, AsyncRejectedException.Reason.FULL.text);
                }
            } finally {
                lock.unlock();
            }
            if (refused != null) {
                call.refuse(AsyncRejectedException.Reason.FULL, refused, null);
            }
        }
    }

    private boolean isInOwnBody() {
        Trampoline here = Trampoline.current();
        return here != null && here.isInBodyOf(this);
    }

    // Under the lock.

    private boolean hasRoom() {
        return (long) running.size() + pending.size() < (long) limit + maxPending;
    }

    private void enqueue(Call<?> call) {
        call.state(Call.QUEUED);
        pending.addLast(call);
    }

    /**
     * Counts one more runner if one is wanted; the caller then gets it a thread, after letting go of the lock.
     *
     * <p>On our own threads one runner starts at a time, and asks for the next one when it is there and calls are left:
     * short bodies are often done before a second thread could be. A given executor may leave a task waiting behind
     * others for long, so there every slot asks for itself.
     */
    private boolean claimRunner() {
        if (runners < limit && !pending.isEmpty() && (starting == 0 || !carrier.ownsThreads())) {
            runners++;
            starting++;
            return true;
        }
        return false;
    }

    /** Lets in the submitters for whom there is room now, in the order of their arrival. */
    private void letIn() {
        while (!blocked.isEmpty() && hasRoom()) {
            Call<?> call = blocked.pollFirst();
            if (call != null) {
                Thread submitter = call.thread;
                enqueue(call);
                LockSupport.unpark(submitter);
            }
        }
    }

    /** The head of the queue leaves it. */
    private @Nullable Call<?> take() {
        Call<?> call = pending.pollFirst();
        if (call != null) {
            if (call.pendingDeadline != null) {
                call.pendingDeadline.lane.remove(call.pendingDeadline);
                call.pendingDeadline = null;
            }
            running.addLast(call);
            call.state(Call.TAKEN);
        }
        return call;
    }

    private @Nullable Call<?> takeOrCountOut() {
        Call<?> call = take();
        if (call == null) {
            runners--;
            awake--;
            changed();
        }
        return call;
    }

    private void changed() {
        letIn();
        if (closing != null) {
            closing.changed();
        }
    }

    private void forgetDeadlines(Call<?> call) {
        if (call.deadline != null) {
            call.deadline.lane.remove(call.deadline);
            call.deadline = null;
        }
        if (call.pendingDeadline != null) {
            call.pendingDeadline.lane.remove(call.pendingDeadline);
            call.pendingDeadline = null;
        }
    }

    /** A call that is in no list will never run. */
    private Measured drop(Call<?> call, Outcome outcome, String reason) {
        unpublished.incrementAndGet();
        call.state(Call.DROPPED);
        counts.ended(outcome);
        forgetDeadlines(call);
        return measure(call, reason, false);
    }

    private Measured measure(Call<?> call, String reason, boolean began) {
        long now = System.nanoTime();
        long left = began ? call.startedNanos : now;
        return new Measured(
                name,
                reason,
                left - call.submittedNanos,
                began ? now - call.startedNanos : 0,
                running.size(),
                limit,
                pending.size(),
                maxPending);
    }

    // Deciding an outcome that is not the body's.

    /**
     * Decides a call's outcome from outside.
     *
     * @return what was measured, for the error; null if the outcome was decided before. Whoever gets a value must
     *     {@linkplain Call#settle settle} the call, or do the parts of that
     */
    @Nullable
    Measured decide(Call<?> call, Outcome outcome, boolean interrupt) {
        lock.lock();
        try {
            return decideLocked(call, outcome, interrupt);
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Measured decideLocked(Call<?> call, Outcome outcome, boolean interrupt) {
        String reason = outcome == Outcome.TIMED_OUT ? "timed out" : "cancelled";
        Measured measured;
        switch (call.state()) {
            case Call.BLOCKED -> {
                blocked.remove(call);
                measured = drop(call, outcome, reason);
                LockSupport.unpark(call.thread);
            }
            case Call.QUEUED -> {
                pending.remove(call);
                measured = drop(call, outcome, reason);
            }
            case Call.TAKEN -> {
                if (call.dropTaken()) {
                    measured = drop(call, outcome, reason); // its runner takes it off the list
                } else {
                    measured = detach(call, outcome, interrupt, reason);
                }
            }
            case Call.RUNNING -> measured = detach(call, outcome, interrupt, reason);
            default -> {
                return null;
            }
        }
        changed();
        return measured;
    }

    private Measured detach(Call<?> call, Outcome outcome, boolean interrupt, String reason) {
        unpublished.incrementAndGet();
        call.state(Call.DETACHED | Call.UNPUBLISHED | (interrupt ? Call.INTERRUPT_PENDING : 0));
        detached++;
        counts.ended(outcome);
        forgetDeadlines(call);
        return measure(call, reason, true);
    }

    // What runners do.

    /** Gets a thread for a runner that is counted. */
    void dispatch() {
        for (boolean again = true; again; ) {
            Throwable refusal = start();
            if (refusal == null) {
                return;
            }
            // While another runner is counted, the call waits for it. While none is, nobody would ever come: the call
            // at the head fails, and the next one, which may have joined counting on this runner, gets its own try.
            Call<?> victim = null;
            Measured measured = null;
            lock.lock();
            try {
                runners--;
                starting--;
                if (runners == 0) {
                    victim = pending.pollFirst();
                    if (victim != null) {
                        measured = drop(victim, Outcome.REJECTED, AsyncRejectedException.Reason.CARRIER.text);
                        changed();
                    }
                }
                again = runners == 0 && claimRunner();
            } finally {
                lock.unlock();
            }
            if (victim != null && measured != null) {
                // It may be somebody else's, whose callbacks are not for this thread.
                AsyncRejectedException refused =
                        new AsyncRejectedException(AsyncRejectedException.Reason.CARRIER, measured, refusal);
                Call<?> failing = victim;
                Trampoline.runAndHandTo(delivery, () -> failing.publishForeign(null, refused));
            }
        }
    }

    /** Asks the carrier for a thread for a runner that is counted; null, or why there is none. */
    @Nullable
    Throwable start() {
        try {
            return new Runner(this).start();
        } catch (Throwable noMemory) {
            return noMemory;
        }
    }

    /** A runner that is counted is on its thread; it takes a call, or is counted out. */
    @Nullable
    Call<?> begin() {
        Call<?> call;
        boolean more;
        lock.lock();
        try {
            starting--;
            awake++;
            call = takeOrCountOut();
            more = call != null && carrier.ownsThreads() && claimRunner(); // elsewhere each call has asked for itself
        } finally {
            lock.unlock();
        }
        if (more) {
            dispatch();
        }
        return call;
    }

    /** The carrier refused the runner that was to take another one's slot: that one keeps it. */
    void keptSlot() {
        lock.lock();
        try {
            starting--;
        } finally {
            lock.unlock();
        }
    }

    /** A runner that is counted takes a call, or is counted out. */
    @Nullable
    Call<?> next() {
        lock.lock();
        try {
            return takeOrCountOut();
        } finally {
            lock.unlock();
        }
    }

    /** A runner that is not counted takes a call if there is a slot for it, and is then counted. */
    @Nullable
    Call<?> comeBack() {
        lock.lock();
        try {
            if (runners == limit || pending.isEmpty()) {
                return null;
            }
            runners++;
            awake++;
            return take();
        } finally {
            lock.unlock();
        }
    }

    /** The runner found that its call was dropped before it began. */
    @Nullable
    Call<?> skip(Call<?> call) {
        lock.lock();
        try {
            running.remove(call);
            changed();
            return takeOrCountOut();
        } finally {
            lock.unlock();
        }
    }

    /** A runner that is not counted has published what it did. */
    void retired() {
        lock.lock();
        try {
            awake--;
            changed();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A body has ended: counts its outcome, unless somebody else has decided it, and gives its slot on.
     *
     * @param flagCleared whether the runner has found the call interrupted, and then cleared its thread's flag
     * @return false, with nothing done, if the runner has still to do so: an interrupt is on its way, or has come since
     */
    boolean bodyEnded(Runner runner, Call<?> call, Outcome outcome, boolean flagCleared) {
        lock.lock();
        try {
            int state = call.state();
            runner.decided = state == Call.RUNNING;
            if (runner.decided) {
                call.state(Call.DONE);
                counts.ended(outcome);
                forgetDeadlines(call);
            } else if ((state & Call.INTERRUPT_PENDING) != 0 || (call.interruptDelivered() && !flagCleared)) {
                return false;
            } else {
                detached--;
            }
            running.remove(call);
            changed();
            runner.counted = true;
            runner.next = runner.stays ? take() : null;
            if (!runner.stays) {
                runner.counted = !pending.isEmpty();
                if (runner.counted) {
                    starting++; // the slot is for the runner that this one now asks for
                } else {
                    runners--;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** An outcome decided from outside can be read. */
    void published() {
        unpublished.decrementAndGet();
        progressed();
    }

    /** Something that {@link Closing} may wait for has happened outside the lock; whoever closes later looks then. */
    void progressed() {
        if (closed) {
            lock.lock();
            try {
                changed();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Under the lock: how many threads have a body, or an outcome to publish. */
    int busy() {
        return awake + unpublished.get();
    }

    // Looking, and closing.

    AsyncStats stats() {
        lock.lock();
        try {
            return counts.stats(running.size(), pending.size(), detached);
        } finally {
            lock.unlock();
        }
    }

    CloseReport close(long nanos) {
        List<Call<?>> refused = new ArrayList<>();
        List<Measured> measured = new ArrayList<>();
        Closing shared;
        lock.lock();
        try {
            if (closing == null) {
                closing = new Closing(this);
                closed = true;
                for (Call<?> call; (call = blocked.pollFirst()) != null; ) {
                    refused.add(call);
                    measured.add(drop(call, Outcome.REJECTED, AsyncRejectedException.Reason.CLOSED.text));
                    LockSupport.unpark(call.thread);
                }
            }
            shared = closing;
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < refused.size(); i++) {
            refused.get(i).refuse(AsyncRejectedException.Reason.CLOSED, measured.get(i), null);
        }
        return shared.await(nanos);
    }

    @Override
    public String toString() {
        AsyncStats now = stats();
        return name + " (running=" + now.running() + "/" + limit + ", pending=" + now.pending() + "/" + maxPending
                + ", " + (closed ? "closed" : "open") + ")";
    }
}
