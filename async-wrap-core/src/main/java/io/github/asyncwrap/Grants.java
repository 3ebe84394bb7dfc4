package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/**
 * The first calls of the door's own line that its one runner may take without the lock. Guarded by that lock, but for what
 * the runner does with them.
 *
 * <p>A granted call is in the line like any other and has a mark in its state. The runner takes it by changing that
 * ({@link Call#takeGranted}); the line learns of it later. Whoever comes under the lock first {@linkplain #settle takes
 * back} what is left of the grant, by changing the same word: so there is none while anything else is done under the lock,
 * and each of the calls has either been taken, and then the line is told so, or waits like any other again.
 *
 * <p>The runner finds the next call by {@link Call#next} of the one before, which it reads without the lock. If that has
 * left the line meanwhile, it reads null, or a call that is marked no more, or, after another grant, one with
 * another mark: then it takes the lock.
 */
final class Grants {
    /** For how many calls the runner needs the lock once: twice as many cost a few percent less. */
    static final int MOST = 16;

    private final Line line;

    /** Whose they are. */
    private @Nullable Runner runner;

    /** How many of the first calls have been granted. */
    private int granted;

    /** How many will be: where the lock is taken often, by others, a grant is soon taken back, and is not worth much. */
    private int most = MOST;

    /** Changes with every grant. */
    private int mark;

    Grants(Line line) {
        this.line = line;
    }

    /** Under the lock: this runner may take the next calls by itself, up to the first one of which others want to know more. */
    void grant(Runner to) {
        Call<?> first = line.first();
        if (first == null || !isGrantable(first)) {
            return;
        }
        mark = Call.nextMark(mark);
        for (Call<?> call = first; granted < most && call != null && isGrantable(call); call = call.next) {
            call.grant(mark);
            granted++;
        }
        runner = to;
        to.granted(first, mark, line.door.carrier.nanoTime());
    }

    private static boolean isGrantable(Call<?> call) {
        return call.endsUnlocked() && call.startDeadline() == null;
    }

    /** Under the lock: none is granted any more, and the line knows which have been taken. */
    void settle() {
        if (runner == null) {
            return;
        }
        int taken = 0;
        boolean isUsedUp = true;
        Call<?> call = line.first();
        for (; granted > 0 && call != null; granted--) {
            Call<?> next = call.next;
            if (call.takeBack(mark) || call.isPending()) {
                isUsedUp = false;
            } else {
                line.taken(call);
                taken++;
            }
            call = next;
        }
        most = isUsedUp ? Math.min(MOST, 2 * most) : Math.max(1, taken);
        line.door.slots.hasTaken(runner, taken);
        runner = null;
    }
}
