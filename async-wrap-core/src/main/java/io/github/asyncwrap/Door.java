package io.github.asyncwrap;

import io.github.asyncwrap.AsyncRejectedException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The engine behind a wrapper: the slots, and who decides what becomes of a call.
 *
 * <p><b>A call's life.</b> {@link Admission} lets it in, under the lock, while its {@link Line} has room: it joins the
 * queue, and if fewer runners are counted than there are slots, one more is counted and asked of the carrier. A
 * {@link Runner} takes calls from the head of the door's queue one after another. When a body ends, one visit to the
 * lock counts its outcome, gives its slot on (the runner takes the next call itself, or is counted out, or another runner
 * takes its place) and lets in who waits for room; only then is the outcome published. Thus whoever reads an outcome
 * finds it counted and the slot given on.
 *
 * <p><b>The lock</b> is a leaf: nothing of the user's, the carrier's or a future's is called under it. What a change
 * under it entails outside is noted ({@link #afterUnlock}) and done by {@link #unlock}. The states of a call and who
 * decides its outcome: {@link Call}.
 */
final class Door {
    final String name;
    final Carrier carrier;
    final long graceNanos;
    final long pendingTimeoutNanos;
    final Overflow overflow;
    final Contexts contexts;
    final Events events;
    final Delivery delivery = new Delivery(this);
    final Admission admission = new Admission(this);
    final Deadlines deadlines;
    final View root;

    /** The door's own line, whose first call is the next to get a slot. */
    final Line line;

    /** What of that line goes on without the lock. */
    final Inbox inbox;

    /** What runners may take of that line without the lock. */
    final Grants grants;

    final Slots slots;
    final Roster roster = new Roster(this);
    final Keys keys = new Keys(this);
    final Followed followed = new Followed(this);
    final FutureResults futureResults = new FutureResults(this);

    /** Threads of the carrier may wait a moment on their core, and there is more than one. */
    final boolean ownsCores;

    /** Nobody asks for the exact time of what depends on no deadline. */
    final boolean isCoarse;

    final DoorLock lock;

    /** Something ended; signalled while somebody closes or waits for the end of an executor view. */
    final Condition progress;

    /** Somebody waits for ends, or for room: written under the lock, read by runners after what they counted without. */
    private volatile boolean attention;

    /** Outcomes decided from outside and not yet to be read; counted up under the lock, down without. */
    private final AtomicInteger unpublished = new AtomicInteger();

    /** Set once, under the lock, together with {@link #closing}. */
    private volatile boolean closed;

    /** How many wait for {@link #progress}; written under the lock. */
    private final AtomicInteger watchers = new AtomicInteger();

    // Guarded by the lock.

    /** The lines below the door's own in which somebody waits. */
    final Set<Line> lines = new LinkedHashSet<>();

    /** The turns for which somebody waits. */
    final Set<Turns> orders = new LinkedHashSet<>();

    /** Those who wait to come in are being refused: nobody is let in until that is done. */
    boolean refusing;

    private @Nullable Closing closing;

    // What is to be done when the lock has been let go.
    private int runnersWanted;
    private boolean startHere;
    private @Nullable List<Runnable> laterHere;
    private @Nullable List<Runnable> laterByHand;

    Door(AsyncWrapperBuilder settings, Carrier carrier) {
        this.name = settings.name;
        this.carrier = carrier;
        this.overflow = settings.overflow();
        this.graceNanos = settings.graceNanos();
        this.pendingTimeoutNanos = settings.pendingTimeoutNanos();
        this.contexts = settings.contexts();
        this.events = settings.events();
        this.ownsCores = carrier instanceof OwnThreads && Runtime.getRuntime().availableProcessors() > 1;
        this.isCoarse = carrier instanceof OwnThreads && !events.isHeard();
        this.deadlines = new Deadlines(this);
        this.line = new Line(this, name, null, settings.limit, settings.maxPending());
        this.inbox = new Inbox(line);
        this.inbox.places((long) line.limit + line.maxPending);
        this.lock = new DoorLock(inbox);
        this.progress = lock.newCondition();
        this.grants = new Grants(line);
        this.slots = new Slots(this, line);
        this.root = new View(this, line, settings.timeoutNanos());
    }

    /** The time for figures of which nothing depends. */
    long coarseNanoTime() {
        return isCoarse ? CoarseClock.nanoTime() : carrier.nanoTime();
    }

    // The lock.

    /** Lets go of the lock and does what came up under it. */
    void unlock() {
        if (lock.getHoldCount() > 1) {
            lock.unlock(); // what came up is for the outermost one to do
            return;
        }
        sayWhatIsLookedFor();
        boolean start = startHere;
        int wanted = 0;
        for (int left = runnersWanted - (start ? 1 : 0); left > 0 && slots.countRunner(); left--) {
            wanted++;
        }
        // They came in while somebody was still to look.
        if (slots.watch() != Inbox.Watch.CLOSELY && inbox.hasCalls()) {
            inbox.drain();
            wanted += slots.countRunner() ? 1 : 0;
            Inbox.Watch unused = slots.watch();
        }
        List<Runnable> here = laterHere;
        List<Runnable> byHand = laterByHand;
        if (start || wanted > 0 || here != null || byHand != null || runnersWanted > 0) {
            startHere = false;
            runnersWanted = 0;
            laterHere = null;
            laterByHand = null;
        }
        lock.unlock();
        if (here != null) {
            here.forEach(Runnable::run);
        }
        for (; wanted > 0; wanted--) {
            carrier.hand(slots::dispatch);
        }
        if (byHand != null) {
            byHand.forEach(carrier::hand);
        }
        if (start) {
            slots.dispatch();
        }
    }

    /** Whoever comes in or goes out without the lock learns whether somebody waits for that; what went before, counts now. */
    private void sayWhatIsLookedFor() {
        boolean waited = !line.blocked.isEmpty();
        boolean looks = waited || watchers.get() > 0 || !line.ready.isEmpty();
        inbox.seal(waited || closed);
        if (looks != attention) {
            attention = looks;
        }
        if (looks && !inbox.isSettled()) {
            inbox.settle();
        }
    }

    /** Whether somebody has to learn of an end that was counted without the lock; to be asked after it was. */
    boolean isAwaited() {
        return attention;
    }

    /** Under the lock: a hand will do this, which may call anything but must not wait. */
    void afterUnlock(Runnable action) {
        if (laterByHand == null) {
            laterByHand = new ArrayList<>(1);
        }
        laterByHand.add(action);
    }

    /** Under the lock: a hand will do this, which completes futures, and whoever closes the door waits for that. */
    void afterUnlockBeforeClosed(Runnable action) {
        unpublished.incrementAndGet();
        afterUnlock(() -> {
            try {
                delivery.publish(action);
            } finally {
                unpublished.decrementAndGet();
                progressed();
            }
        });
    }

    /** Under the lock: this thread will do this, which calls nothing of the user's. */
    void afterUnlockHere(Runnable action) {
        if (laterHere == null) {
            laterHere = new ArrayList<>(1);
        }
        laterHere.add(action);
    }

    /** Under the lock: a call has joined the queue, and the thread is not the one that should ask the carrier. */
    void wantRunner() {
        runnersWanted++;
    }

    /** Under the lock: a call has joined the queue, and this thread asks the carrier. */
    void startRunner() {
        if (slots.countRunner()) {
            startHere = true; // written no more often than it must: submitters read what is beside it
        }
    }

    boolean isClosed() {
        return closed;
    }

    // Counting. Under the lock.

    void submitted(Call<?> call) {
        for (Line counting = call.view().line; counting != null; counting = counting.parent) {
            counting.counts.submitted();
        }
    }

    private void ended(Call<?> call, OutcomeKind kind) {
        for (Line counting = call.view().line; counting != null; counting = counting.parent) {
            counting.counts.ended(kind);
        }
        call.view().line.deciding();
    }

    private void detached(Call<?> call, int change) {
        for (Line counting = call.view().line; counting != null; counting = counting.parent) {
            counting.detached += change;
        }
    }

    void inPlace(Call<?> call, int change) {
        for (Line counting = call.view().line; counting != null; counting = counting.parent) {
            counting.inPlace += change;
        }
        call.view().line.lookIfQuiet();
    }

    /** A call has left its line: there may be room, and somebody may wait for the end. */
    void left(Call<?> call) {
        call.view().line.gained();
        changed();
    }

    void changed() {
        if (watchers.get() > 0) {
            progress.signalAll();
        }
    }

    void forgetDeadlines(Call<?> call) {
        deadlines.remove(call.deadline());
        deadlines.remove(call.startDeadline());
        call.deadline(null);
        call.startDeadline(null);
    }

    // Deciding an outcome that is not the body's.

    /**
     * Decides a call's outcome from outside.
     *
     * @param signal whether the body, if it is on a thread, is to be stopped
     * @return what was measured, for the error; null if the outcome was decided before. Whoever gets a value must
     *     {@linkplain Call#settle settle} the call, or do the parts of that
     */
    @Nullable
    Measured decide(Call<?> call, OutcomeKind kind, boolean signal) {
        lock.lock();
        try {
            return decideLocked(call, kind, signal);
        } finally {
            unlock();
        }
    }

    @Nullable
    Measured decideLocked(Call<?> call, OutcomeKind kind, boolean signal) {
        @Nullable Measured measured; // null if its body ends at this very moment
        switch (call.state()) {
            case Call.NEW -> { // one of several that are to be submitted, see ExecutorView
                submitted(call);
                measured = drop(call, kind, null);
            }
            case Call.BLOCKED, Call.QUEUED -> {
                return dropPending(call, kind, null);
            }
            case Call.TAKEN -> {
                measured = Measured.of(call, kind, null, false);
                if (call.dropTaken()) {
                    dropped(call, kind); // its runner sees that it is not to begin it
                } else {
                    measured = detach(call, kind, signal);
                }
            }
            case Call.RUNNING, Call.SUSPENDED -> measured = detach(call, kind, signal);
            default -> {
                return null;
            }
        }
        if (measured != null) {
            changed();
        }
        return measured;
    }

    /** A call that waits, for room or for a slot, will never run. */
    Measured dropPending(Call<?> call, Reason refusal) {
        return dropPending(call, OutcomeKind.REJECTED, refusal);
    }

    private Measured dropPending(Call<?> call, OutcomeKind kind, @Nullable Reason refusal) {
        Measured measured = Measured.of(call, kind, refusal, false);
        Thread submitter = call.state() == Call.BLOCKED ? call.submitter() : null;
        Line.withdraw(call);
        Turns.ended(call);
        dropped(call, kind);
        LockSupport.unpark(submitter); // it looks at the state
        left(call);
        return measured;
    }

    /** A call that is in no list will never run. */
    Measured drop(Call<?> call, OutcomeKind kind, @Nullable Reason refusal) {
        Measured measured = Measured.of(call, kind, refusal, false);
        dropped(call, kind);
        return measured;
    }

    private void dropped(Call<?> call, OutcomeKind kind) {
        unpublished.incrementAndGet();
        if (!call.isDropped()) {
            call.drop();
        }
        call.forgetBody();
        ended(call, kind);
        forgetDeadlines(call);
    }

    /** Null, with nothing changed, if the body has ended meanwhile. */
    private @Nullable Measured detach(Call<?> call, OutcomeKind kind, boolean signal) {
        Measured measured = Measured.of(call, kind, null, true);
        long now = carrier.nanoTime();
        Deadline stop = signal ? deadlines.of(Deadline.Kind.RETURN, call, now + graceNanos) : null;
        unpublished.incrementAndGet();
        if (!call.tryDetach(signal)) {
            unpublished.decrementAndGet();
            return null;
        }
        detached(call, 1);
        ended(call, kind);
        forgetDeadlines(call);
        awaitReturn(call, stop, now);
        return measured;
    }

    /** A deadline for a call that may have one: the nearer one holds. Does nothing for a call with an outcome. */
    void nearer(Call<?> call, long nanos) {
        long now = carrier.nanoTime();
        Deadline added = deadlines.of(Deadline.Kind.OUTCOME, call, now + nanos);
        lock.lock();
        try {
            Deadline former = call.deadline();
            if (call.isUndecided() && (former == null || added.tick() < former.tick())) {
                deadlines.remove(former);
                call.deadline(added);
                deadlines.add(added, now);
                if (!call.isUndecided()) {
                    forgetDeadlines(call); // it has just ended without the lock, see Slots.next
                }
            }
        } finally {
            unlock();
        }
    }

    private void awaitReturn(Call<?> call, @Nullable Deadline stop, long now) {
        if (stop != null) {
            call.deadline(stop);
            deadlines.add(stop, now);
        }
    }

    /** Of a detached call: its body is to be stopped, unless it has been told so before. */
    boolean signal(Call<?> call) {
        boolean first = call.requestSignal();
        if (first) {
            long now = carrier.nanoTime();
            awaitReturn(call, deadlines.of(Deadline.Kind.RETURN, call, now + graceNanos), now);
        }
        return first;
    }

    enum Ended {
        /** Nothing is decided: an interrupt is on its way, or has come since the flag was cleared. */
        AGAIN,
        BY_BODY,
        BY_ANOTHER
    }

    Ended end(Call<?> call, OutcomeKind kind, boolean flagCleared) {
        if (call.state() == Call.RUNNING) {
            call.state(Call.DONE);
            ended(call, kind);
            forgetDeadlines(call);
            return Ended.BY_BODY;
        } else if (!call.isQuiet(flagCleared)) {
            return Ended.AGAIN;
        }
        detached(call, -1);
        forgetDeadlines(call);
        return Ended.BY_ANOTHER;
    }

    // What many do.

    /** An outcome decided from outside can be read. */
    void published(Call<?> call) {
        call.view().line.published(); // may count up what is to be done before a close returns
        unpublished.decrementAndGet();
        progressed();
    }

    /** An outcome that the body gave can be read; the thread of the body says by itself when it is off. */
    void publishedByBody(Call<?> call) {
        if (call.view().line.published()) {
            progressed();
        }
    }

    /** Lets a carrier without threads go on, before a wait; entered and left with the lock held. */
    boolean proceed(long waitNanos) {
        unlock();
        boolean did = false;
        try {
            did = carrier.proceed(waitNanos);
        } finally {
            lock.lock();
        }
        // What came up as the lock was taken is done when it is let go, which a wait for a condition does not do.
        return did || laterHere != null || laterByHand != null || runnersWanted > 0;
    }

    /** Something that {@link Closing} may wait for has happened outside the lock; whoever waits later looks then. */
    void progressed() {
        if (watchers.get() > 0) {
            lock.lock();
            try {
                changed();
            } finally {
                unlock();
            }
        }
    }

    /** Under the lock: from here on, until the change is taken back, ends are signalled. */
    void watch(int change) {
        watchers.addAndGet(change);
    }

    /** Under the lock: how many threads have a body, or an outcome to publish. */
    int busy() {
        return slots.awake() + unpublished.get();
    }

    // Limits.

    int limit() {
        return line.limit;
    }

    int maxPending(Line of) {
        lock.lock();
        try {
            return of.maxPending;
        } finally {
            unlock();
        }
    }

    void limits(Line of, int limit, int maxPending) {
        lock.lock();
        try {
            of.limits(limit < 0 ? of.limit : limit, maxPending < 0 ? of.maxPending : maxPending);
            of.demote();
            of.gained();
            // Where each slot asks for itself there may be several to ask for, and this is the caller's thread.
            for (boolean more = slots.countRunner(); more; more = !carrier.ownsThreads() && slots.countRunner()) {
                afterUnlockHere(slots::dispatch);
            }
        } finally {
            unlock();
        }
    }

    // Looking, and closing.

    void closeView(View view) {
        Entrance entrance;
        lock.lock();
        try {
            entrance = Entrance.close(view);
        } finally {
            unlock();
        }
        entrance.publish();
    }

    CloseReport close(long nanos) {
        Entrance entrance = null;
        Closing shared;
        lock.lock();
        try {
            if (closing == null) {
                closed = true;
                closing = new Closing(this);
                entrance = Entrance.close(root);
            }
            shared = closing;
        } finally {
            unlock();
        }
        if (entrance != null) {
            entrance.publish();
        }
        return shared.await(nanos);
    }
}
