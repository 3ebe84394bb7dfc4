package io.github.asyncwrap.testkit;

import java.util.SplittableRandom;

/**
 * Chance that can be repeated: the outcome for a number depends on nothing but the seed and that number, so that it does
 * not matter which thread asks first, nor what else is asked.
 *
 * @param probability of a hit, from 0 to 1
 * @param seed chooses the outcomes
 */
record FaultDice(double probability, long seed) {

    /** The step of SplittableRandom: a number's outcome is that number's draw in the sequence of the seed. */
    private static final long STEP = 0x9e3779b97f4a7c15L;

    FaultDice {
        if (!(probability >= 0 && probability <= 1)) { // also not a number
            throw new IllegalArgumentException("probability must be from 0 to 1: " + probability);
        }
    }

    boolean hits(long number) {
        return new SplittableRandom(seed + STEP * number).nextDouble() < probability;
    }
}
