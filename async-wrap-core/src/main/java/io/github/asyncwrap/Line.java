package io.github.asyncwrap;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A queue with a limit: the door's own, and one for each view with a limit of its own. Guarded by the door's lock.
 *
 * <p><b>Lines below another.</b> The first calls of such a line, as many as it has free slots, stand in the queue of the
 * line above ({@link #promoted}), so that each line costs its parent at most as many places as it may have bodies, and
 * everybody's turn comes in the order of asking. When a promoted call leaves (cancelled, timed out), the next one of its
 * line is promoted, to the end of the queue above: in the place of the one that left it would overtake those of its own
 * line that stand behind. Runners only look at the door's own line.
 *
 * <p>Admission to a line depends on that line alone: {@code running + pending < limit + maxPending}, where those
 * count as pending that wait here, that are promoted, and that wait for their {@linkplain Turns turn}. A place
 * above is given whenever there is a free slot for it, even if the parent takes no calls of its own then; so nothing has
 * to be asked again later, and a view cannot be broken by its parent's being full.
 *
 * <p>A line may also have no queue and only count what goes through, for executor views, which have to know when their
 * own calls are over, as serial consumers do. Calls of such a line queue in the next line above that has a queue.
 */
final class Line {
    final Door door;
    final String name;
    final @Nullable Line parent;

    /** Null for one that only counts. */
    private final @Nullable CallQueue waiting;

    final CallQueue blocked = new CallQueue();
    final Counts counts = new Counts();
    volatile int limit; // read without the lock by those to whom an old value does no harm
    int maxPending;

    /** The calls of this line and those below that have a slot. */
    int running;

    /** Those of them, and of the ones in place, whose futures have an outcome. */
    int detached;

    /** The bodies of this line and those below that run on the threads of their callers. */
    int inPlace;

    /** The calls of this line and those below that wait for a slot. */
    int pending;

    /** The calls that wait in a queue above. */
    private int promoted;

    /** The calls of this line itself that wait for their {@linkplain Turns turn}. */
    int deferred;

    /** The places that are free for a moment and given away already. */
    int reserved;

    final ReadyLine ready;

    /** Whether it knows when its own calls, not those of lines below, are over. */
    private final boolean tracks;

    /** Counted by a line that tracks: up under the lock, down without. */
    private final AtomicInteger unpublished = new AtomicInteger();

    /** What is to be done once it is quiet; set and taken under the lock, looked at without. */
    private volatile @Nullable Runnable whenQuiet;

    Line(Door door, String name, @Nullable Line parent, int limit, int maxPending) {
        this(door, name, parent, new CallQueue(), limit, maxPending, false);
    }

    private Line(
            Door door,
            String name,
            @Nullable Line parent,
            @Nullable CallQueue waiting,
            int limit,
            int maxPending,
            boolean tracks) {
        this.door = door;
        this.name = name;
        this.parent = parent;
        this.waiting = waiting;
        this.limit = limit;
        this.maxPending = maxPending;
        this.tracks = tracks;
        this.ready = new ReadyLine(this);
    }

    /** One that only counts, in front of another. */
    static Line counting(Line parent) {
        return new Line(parent.door, parent.name, parent, null, Integer.MAX_VALUE, Integer.MAX_VALUE, true);
    }

    /** One with a queue, for one call at a time, of which somebody waits for the end. */
    static Line serial(Line parent, int maxPending) {
        return new Line(parent.door, parent.name, parent, new CallQueue(), 1, maxPending, true);
    }

    /** The line in whose queue calls of this one wait. */
    Line queue() {
        Line line = this;
        while (line.waiting == null) {
            line = Objects.requireNonNull(line.parent);
        }
        return line;
    }

    /** The line to which a queue gives its calls; null for the door's own. */
    private @Nullable Line above() {
        return parent == null ? null : parent.queue();
    }

    private CallQueue waiting() {
        return Objects.requireNonNull(waiting);
    }

    // What a line that tracks knows of its calls.

    /** Under the lock: an outcome is decided, and will be published. */
    void deciding() {
        if (tracks) {
            unpublished.incrementAndGet();
        }
    }

    /** The outcome can be read; whether somebody may wait for that. */
    boolean published() {
        if (tracks) {
            unpublished.decrementAndGet();
            if (whenQuiet != null) {
                door.lock.lock();
                try {
                    lookIfQuiet();
                } finally {
                    door.unlock();
                }
            }
        }
        return tracks;
    }

    /** Under the lock: no call is open, on a thread, or still to be published. */
    boolean isQuiet() {
        return pending + running + inPlace + unpublished.get() == 0;
    }

    /** Has an action of ours run by a hand as soon as this is quiet, in place of the one that waits for that already. */
    void whenQuiet(Runnable action) {
        door.lock.lock();
        try {
            whenQuiet = action;
            lookIfQuiet();
        } finally {
            door.unlock();
        }
    }

    /** Under the lock. */
    void lookIfQuiet() {
        Runnable action = whenQuiet;
        if (action != null && isQuiet()) {
            whenQuiet = null;
            door.afterUnlockBeforeClosed(action);
        }
    }

    boolean isUnder(Line other) {
        for (Line line = this; line != null; line = line.parent) {
            if (line == other) {
                return true;
            }
        }
        return false;
    }

    // The rest is about lines with a queue.

    boolean hasRoom() {
        return parent == null ? door.inbox.hasRoom() : roomLeft() > 0;
    }

    private long roomLeft() {
        return (long) limit + maxPending - running - pendingHere() - reserved;
    }

    /**
     * Takes a place for a call that is then {@linkplain #enqueue enqueued}; false if there is none. On the door's own line
     * others may be about to take one without the lock.
     */
    boolean claim() {
        return parent == null ? door.inbox.claim() : hasRoom();
    }

    /** Takes a place whether there is one or not. */
    void claimAnyway() {
        if (parent == null) {
            door.inbox.claimAnyway();
        }
    }

    private void release() {
        if (parent == null) {
            door.inbox.release();
        }
    }

    /** Sets the limits; what follows of that is {@link Door#limits}'s. */
    void limits(int newLimit, int newMaxPending) {
        limit = newLimit;
        maxPending = newMaxPending;
        if (parent == null) {
            door.inbox.places((long) newLimit + newMaxPending);
        }
    }

    /** How many calls of this line itself wait, as admission counts them. */
    int pendingHere() {
        return waiting().size() + promoted + deferred;
    }

    boolean isEmpty() {
        return waiting().isEmpty();
    }

    CallQueue pending() {
        return waiting();
    }

    @Nullable
    Call<?> first() {
        return waiting().peekFirst();
    }

    /** Nothing of this line waits for anything, but what is promoted. */
    private boolean isIdle() {
        return waiting().isEmpty() && blocked.isEmpty() && ready.isEmpty();
    }

    /** A call that has a place. */
    void enqueue(Call<?> call) {
        call.state(Call.QUEUED);
        for (Line line = call.view().line; line != null; line = line.parent) {
            line.pending++;
        }
        Turns turns = call.turns();
        if (turns == null) {
            stand(call);
        } else {
            turns.join(call);
        }
    }

    /** On the door's own line: a call has come in without the lock, with its place. */
    void arrived(Call<?> call) {
        counts.submitted();
        pending++;
        put(call);
        Deadline deadline = call.deadline();
        if (deadline != null) {
            door.deadlines.add(deadline, call.submittedNanos);
        }
    }

    /** On the door's own line: so many bodies have ended without the lock. */
    void bodiesEnded(long ends) {
        running -= (int) ends;
        counts.succeeded(ends);
        letIn();
        door.changed();
    }

    /** A call that need not wait for a turn gets in the queue. */
    void stand(Call<?> call) {
        put(call);
        promote();
    }

    private void put(Call<?> call) {
        waiting().addLast(call);
        call.waitsIn = this;
        if (parent == null) {
            door.slots.resting.tell();
        }
    }

    /** Gives the line above what there are free slots for, and so on upwards. */
    void promote() {
        Line above = above();
        if (above == null) {
            return;
        }
        while (running + promoted < limit && !isEmpty()) {
            Call<?> call = waiting().pollFirst();
            if (call != null) {
                above.claimAnyway();
                above.put(call);
                promoted++;
            }
        }
        note();
        above.promote();
    }

    /** After a smaller limit: takes back what was promoted and has no slot to hope for, the youngest first. */
    void demote() {
        for (Line line = above(); line != null && running + promoted > limit && promoted > 0; line = line.above()) {
            Call<?> call = line.waiting().peekLast();
            while (call != null && running + promoted > limit) {
                Call<?> before = call.previous;
                if (call.view().line.isUnder(this)) {
                    line.waiting().remove(call);
                    line.release();
                    waiting().addFirst(call);
                    call.waitsIn = this;
                    promoted--;
                    for (Line between = above(); between != null && between != line; between = between.above()) {
                        between.promoted--;
                    }
                }
                call = before;
            }
        }
        promote();
    }

    /** On the door's own line: the first call gets a slot. */
    @Nullable
    Call<?> take() {
        Call<?> call = waiting().peekFirst();
        if (call != null) {
            taken(call);
        }
        return call;
    }

    /** On the door's own line: this call has a slot. */
    void taken(Call<?> call) {
        waiting().remove(call);
        call.waitsIn = null;
        for (Line line = call.view().line; line != null; line = line.parent) {
            line.running++;
            line.pending--;
            if (line.waiting != null && line.parent != null) {
                line.promoted--;
            }
        }
    }

    /** A call that waits, for room or for a slot, leaves, wherever it stands; its lines may promote others then. */
    static void withdraw(Call<?> call) {
        if (call.state() == Call.BLOCKED) {
            Line queue = call.view().queue();
            queue.blocked.remove(call);
            queue.note();
            unexpect(call);
            return;
        }
        for (Line line = call.view().line; line != null; line = line.parent) {
            line.pending--;
        }
        Line at = call.waitsIn;
        Line home = call.view().queue();
        (at == null ? home : at).release();
        if (at == null) {
            Objects.requireNonNull(call.turns()).leave(call);
            return;
        }
        at.waiting().remove(call);
        call.waitsIn = null;
        for (Line line = home; line != null && line != at; line = line.above()) {
            line.promoted--;
        }
        home.promote();
        at.note();
    }

    /** A call that had a slot has it no more. */
    static void ended(Call<?> call) {
        for (Line line = call.view().line; line != null; line = line.parent) {
            line.running--;
            line.release();
        }
        call.view().queue().promote();
        Turns.ended(call);
        call.view().line.lookIfQuiet();
    }

    /** A call does not wait for room any more. */
    private static void unexpect(Call<?> call) {
        Turns turns = call.turns();
        if (turns != null) {
            turns.expectNot();
        }
    }

    /**
     * The oldest call of this line that waits. A promoted one stands in a queue above among others, so this walks that
     * queue, and one may wait for its turn: it is for an overflow that is about to drop it.
     */
    @Nullable
    Call<?> oldest() {
        Call<?> oldest = oldestInQueues();
        if (deferred > 0) {
            for (Turns turns : door.orders) {
                for (Call<?> call = turns.waiting().peekFirst(); call != null; call = call.next) {
                    if (call.view().queue() == this) {
                        oldest = oldest == null || call.submittedNanos - oldest.submittedNanos < 0 ? call : oldest;
                        break;
                    }
                }
            }
        }
        return oldest;
    }

    private @Nullable Call<?> oldestInQueues() {
        for (Line line = promoted == 0 ? this : door.line; ; line = Objects.requireNonNull(below(line))) {
            for (Call<?> call = line.waiting().peekFirst(); call != null; call = call.next) {
                if (call.view().queue() == this) {
                    return call;
                }
            }
            if (line == this) {
                return null;
            }
        }
    }

    /** The line with a queue that is next to the given one on the way down to this. */
    private @Nullable Line below(Line ancestor) {
        Line line = this;
        for (Line above = line.above(); above != null && above != ancestor; above = line.above()) {
            line = above;
        }
        return line;
    }

    /** Whoever waits for room is let in as long as there is some, in the order of arrival. */
    void letIn() {
        if (door.refusing) {
            return;
        }
        while (!blocked.isEmpty() && claim()) {
            Call<?> call = blocked.pollFirst();
            if (call != null) {
                Thread submitter = call.submitter();
                call.submitter(null);
                enqueue(call);
                unexpect(call);
                LockSupport.unpark(submitter);
                door.wantRunner();
            }
        }
        ready.look();
        note();
    }

    /** Something left this line: the lines above have room, too. */
    void gained() {
        for (Line line = queue(); line != null; line = line.above()) {
            line.letIn();
        }
    }

    /** Keeps the door's list of lines, other than its own, in which somebody waits. */
    void note() {
        if (parent != null) {
            if (isIdle()) {
                door.lines.remove(this);
            } else {
                door.lines.add(this);
            }
        }
    }
}
