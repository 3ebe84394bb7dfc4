package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/**
 * The way in and the way out without the lock, for calls that only the door's own line has to know of (
 * {@link View#isPlain}).
 *
 * <p><b>In.</b> A submitter claims a place and pushes its call on a stack. Whoever takes the lock next {@linkplain #drain
 * moves} what is there to the line, the oldest first, so everything that is done under the lock sees a line that is
 * complete. A place is claimed by a CAS on what was {@link #admitted} ever, against what has {@link #left} ever: both
 * only grow, so one who knows an old figure of the latter can only think that there is less room than there is, and looks
 * again before he says that there is none. The bound is exact.
 *
 * <p>While somebody waits for room, or the door is closed, the stack is {@linkplain #seal sealed}: calls come in under the
 * lock then, where there is an order among those who want a place.
 *
 * <p><b>Out.</b> A body that gave its call's outcome is counted by one atomic addition. The line learns of it with
 * the next visit to the lock ({@link #settle}), before anything else is done there. Somebody who waits for such ends sets
 * {@link Door#attention} first, and then looks at what has been counted; a runner counts first, and then looks at that.
 */
final class Inbox {
    /** In place of the stack. */
    private static final Object SEALED = new Object();

    @SuppressWarnings("unused") // submitters read this object all the time, and runners write its neighbours
    private long before1, before2, before3, before4, before5, before6, before7, before8;

    private final Line line;

    /** All places ever claimed. */
    private final PaddedLong admitted = new PaddedLong();

    /** What {@link #left} was when somebody looked last. */
    private final PaddedLong leftBefore = new PaddedLong();

    /** The places given back ever, but those of the bodies that are counted by {@link #ended}. */
    private final PaddedLong released = new PaddedLong();

    /** The bodies ever that ended without the lock; all of them with a value. */
    private final PaddedLong ended = new PaddedLong();

    /** How many of those the line knows of; guarded by the door's lock. */
    private long settled;

    /** How many places there are; written under the door's lock. */
    private volatile long places;

    /** The newest call, which leads to the older ones by {@link Call#next}. */
    private final Padded<Object> stack = new Padded<>();

    /** Whether that is {@link #SEALED}; guarded by the door's lock. */
    private boolean sealed;

    /** Whether somebody will look for calls without being asked to. */
    enum Watch {
        /** Whoever comes in has to see to it. */
        NOBODY,
        /** Somebody will, be it when a body ends. */
        LATER,
        /** Somebody will in less than a tick of the deadlines. */
        CLOSELY
    }

    /** Written under the lock. */
    private final Padded<Watch> watch = new Padded<>();

    @SuppressWarnings("unused")
    private @Nullable Object a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16;

    Inbox(Line line) {
        this.line = line;
    }

    // Places.

    /** Under the lock: another limit. */
    void places(long number) {
        places = number;
    }

    boolean hasRoom() {
        return admitted.get() - left() < places;
    }

    /** Whether there is hardly more than one call. */
    boolean isAlone() {
        return admitted.get() - left() < 2;
    }

    private long left() {
        return released.get() + ended.get();
    }

    /** Takes a place; false if there is none. */
    boolean claim() {
        long most = places;
        while (true) {
            long before = admitted.get();
            if (before - leftBefore.getOpaque() >= most) {
                long left = left();
                leftBefore.setOpaque(left);
                if (before - left >= most) {
                    return false;
                }
            }
            if (admitted.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    /** Takes a place even if there is none: for one whose room was looked for elsewhere. */
    void claimAnyway() {
        admitted.increment();
    }

    void release() {
        released.increment();
    }

    // Calls.

    /** Takes in a new call; false, with nothing changed, if it has to come in under the lock, or there is no room. */
    boolean offer(Call<?> call) {
        Object top = stack.get();
        return top != SEALED && claim() && push(call, top);
    }

    /**
     * The second half of an offer, with a place that is taken already; it gives that back if the stack is sealed by now.
     *
     * @param before what has been on top
     */
    boolean push(Call<?> call, @Nullable Object before) {
        call.stateRelease(Call.QUEUED);
        for (Object top = before; top != SEALED; top = stack.get()) {
            call.next = (Call<?>) top;
            if (stack.compareAndSet(top, call)) {
                return true;
            }
        }
        call.next = null;
        call.state(Call.NEW);
        release(); // whoever waits for room may have found none because of this: the visit to the lock lets him in
        return false;
    }

    /** Whether there are calls that nobody has moved yet. */
    boolean hasCalls() {
        Object top = stack.get();
        return top != null && top != SEALED;
    }

    Watch watch() {
        Watch now = watch.get();
        return now == null ? Watch.NOBODY : now;
    }

    /** Under the lock. */
    void watch(Watch next) {
        if (watch() != next) {
            watch.set(next); // written no more often than it must: submitters read it
        }
    }

    /** Under the lock: the calls come into the line, in their order. */
    void drain() {
        if (hasCalls()) {
            moveToLine(stack.getAndSet(null));
        }
    }

    private void moveToLine(@Nullable Object newest) {
        Call<?> oldest = null;
        for (Call<?> call = (Call<?>) newest; call != null; ) {
            Call<?> older = call.next;
            call.next = oldest;
            oldest = call;
            call = older;
        }
        for (Call<?> call = oldest; call != null; ) {
            Call<?> younger = call.next;
            call.next = null;
            line.arrived(call);
            call = younger;
        }
    }

    /** Under the lock: from here on, or no more, everybody has to come in under it. */
    void seal(boolean seals) {
        if (seals == sealed) {
            return;
        }
        sealed = seals;
        if (seals) {
            moveToLine(stack.getAndSet(SEALED));
        } else {
            stack.set(null);
        }
    }

    // Ends.

    /** A body has given its call's outcome, and no visit to the lock will be made for that. */
    void bodyEnded() {
        ended.increment();
    }

    /** Under the lock: whether bodies have ended of which the line does not know. */
    boolean isSettled() {
        return ended.get() == settled;
    }

    /** Under the lock: the line learns which calls have been taken meanwhile. */
    void settleGrants() {
        line.door.grants.settle();
    }

    /** Under the lock: the line learns of what has come and gone meanwhile. */
    void settle() {
        settleGrants(); // what has been taken, before what has ended
        drain();
        long now = ended.get();
        if (now != settled) {
            long ends = now - settled;
            settled = now;
            line.bodiesEnded(ends);
        }
    }
}
