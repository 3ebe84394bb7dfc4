package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timing wheel of deadlines: adding and removing are O(1) whatever the durations are, and a deadline is
 * moved at most once for each level. Guarded by the door's lock; it knows no clock, only ticks.
 *
 * <p>Eight levels of 64 slots. A slot of level 0 is one tick, one of level n is 64 to the n ticks. A deadline is on the
 * level of the highest group of six bits in which its tick differs from {@link #elapsed}, so all that is on a level is
 * in the part of the level that is still to come, or in the slot that time has just come to. A bit map for each level
 * finds the first slot in use at once. When the time of a higher slot comes, its deadlines go to lower levels, one at a
 * time, all of them before anything else is looked at.
 *
 * <p>The scheme is Varghese and Lauck's ("Hashed and Hierarchical Timing Wheels", SOSP 1987).
 */
final class Wheel {
    static final long NEVER = Long.MAX_VALUE;

    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;
    private static final int LEVELS = 8;

    /** All ticks up to this one are done. */
    private long elapsed;

    private final @Nullable Deadline[] slots = new @Nullable Deadline[LEVELS * SLOTS];
    private final long[] used = new long[LEVELS];

    /** Adds one. A tick that has passed becomes the next one. */
    void add(Deadline deadline) {
        if (deadline.tick() <= elapsed) {
            deadline.tick(elapsed + 1);
        }
        long tick = deadline.tick();
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(elapsed ^ tick)) / BITS;
        int slot = slot(level, tick);
        Deadline first = slots[slot];
        deadline.previous = deadline;
        deadline.next = first;
        if (first != null) {
            first.previous = deadline;
        }
        slots[slot] = deadline;
        used[level] |= 1L << slot;
    }

    private static int slot(int level, long tick) {
        return level * SLOTS + ((int) (tick >>> (level * BITS)) & (SLOTS - 1));
    }

    /** Takes one out; does nothing if it is not in. */
    void remove(Deadline deadline) {
        Deadline before = deadline.previous;
        Deadline after = deadline.next;
        if (before == null) {
            return;
        } else if (before == deadline) {
            int slot = slotOf(deadline);
            slots[slot] = after;
            if (after == null) {
                used[slot / SLOTS] &= ~(1L << slot);
            }
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before == deadline ? after : before;
        }
        deadline.previous = null;
        deadline.next = null;
    }

    /** Of the first one of a slot: which that is, on whatever level. */
    private int slotOf(Deadline first) {
        for (int level = 0; level < LEVELS; level++) {
            int slot = slot(level, first.tick());
            if (slots[slot] == first) {
                return slot;
            }
        }
        throw new IllegalStateException("the first deadline of a slot is in none: " + first.tick());
    }

    /** The tick at which {@link #poll} has something to do; {@link #NEVER} if nothing is in. */
    long next() {
        int slot = nextSlot();
        return slot < 0 ? NEVER : start(slot);
    }

    /** Takes out one whose tick is not after the given one; null if there is none, and time has then come to that tick. */
    @Nullable
    Deadline poll(long now) {
        for (int slot = nextSlot(); slot >= 0; slot = nextSlot()) {
            long start = start(slot);
            if (start > now) {
                break;
            }
            elapsed = Math.max(elapsed, start);
            Deadline deadline = slots[slot];
            if (deadline == null) {
                throw new IllegalStateException("slot " + slot + " is marked as used and is empty");
            }
            remove(deadline);
            if (deadline.tick() <= elapsed) {
                return deadline;
            }
            add(deadline);
        }
        elapsed = Math.max(elapsed, now);
        return null;
    }

    /** Lets time come to a tick if there is nothing to do until then: what is added next is placed the nearer for it. */
    void skipTo(long now) {
        if (now > elapsed && next() > now) {
            elapsed = now;
        }
    }

    /** The slot in use that begins first; -1 if none is in use. A higher one whose time has come is emptied first. */
    private int nextSlot() {
        int first = -1;
        for (int level = 0; level < LEVELS; level++) {
            if (used[level] != 0) {
                int slot = level * SLOTS + Long.numberOfTrailingZeros(used[level]);
                if (first < 0 || start(slot) < start(first)) {
                    first = slot;
                }
            }
        }
        return first;
    }

    /** The first tick of a slot in use. */
    private long start(int slot) {
        int level = slot / SLOTS;
        int shift = level * BITS;
        long above = shift + BITS >= Long.SIZE ? 0 : elapsed >>> (shift + BITS) << (shift + BITS);
        return above | (long) (slot % SLOTS) << shift;
    }
}
