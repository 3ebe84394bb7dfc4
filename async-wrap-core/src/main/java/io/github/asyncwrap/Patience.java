package io.github.asyncwrap;

import java.util.function.BooleanSupplier;

/**
 * How long a thread looks again and again before it rests. To rest and to be woken costs some ten microseconds, most of
 * them on the way back; so it pays to look for about as long, but only if what is waited for comes within that time.
 * Each wait that was ended by looking doubles the patience, each that was not halves it, and soon there is none. From
 * time to time it is tried again.
 *
 * <p>Looking is of no use, and does harm, where the partner gets no processor because of it: then nothing comes, and
 * the patience is gone. Or the one who looks uses up its share of a processor that others want, and is then off it for
 * milliseconds: it notices that by the clock, and rests for a while.
 *
 * <p>It is of the one thread that waits; where several do, one after another, an old value does no harm.
 */
final class Patience {
    /**
     * In pauses of the processor, which take some ten nanoseconds, on some kinds forty. Where there is but one processor
     * nothing comes as long as the one who waits has it.
     */
    private static final int LEAST = Runtime.getRuntime().availableProcessors() > 1 ? 128 : 0;

    private static final int MOST = 1024;

    /** Each look takes the memory away from the partner, who is at work on it. */
    private static final int LONGEST_PAUSE = 64;

    private static final int WAITS_WITHOUT = 64;

    /** Nobody looks for so long, so it was off its processor. */
    private static final long DISPLACED_NANOS = 200_000;

    private static final int WAITS_AFTER_DISPLACEMENT = 4096;

    private int patience = LEAST;

    /** So many waits, and then it is tried again. */
    private int without = WAITS_WITHOUT;

    /** Whether something came; it is asked without a lock, so a read of a volatile field is what it is to be. */
    boolean isRewarded(BooleanSupplier came) {
        if (patience == 0 && !isTriedAgain()) {
            return false;
        }
        long start = System.nanoTime();
        boolean rewarded = looksUntil(came);
        if (System.nanoTime() - start > DISPLACED_NANOS) {
            patience = 0;
            without = WAITS_AFTER_DISPLACEMENT;
        } else if (rewarded) {
            patience = Math.min(2 * patience, MOST);
        } else if (patience > LEAST) {
            patience /= 2;
        } else {
            patience = 0;
            without = WAITS_WITHOUT;
        }
        return rewarded;
    }

    private boolean isTriedAgain() {
        if (--without > 0) {
            return false;
        }
        patience = LEAST;
        return true;
    }

    private boolean looksUntil(BooleanSupplier came) {
        int pause = 1;
        for (int left = patience; left > 0; left -= pause) {
            if (came.getAsBoolean()) {
                return true;
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            for (int i = pause; i > 0; i--) {
                Thread.onSpinWait();
            }
        }
        return false;
    }
}
