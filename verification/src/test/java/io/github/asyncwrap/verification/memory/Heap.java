package io.github.asyncwrap.verification.memory;

import java.util.ArrayList;
import java.util.List;

/** How much is in use after a collection, at several points of a run. */
final class Heap {
    private static final int POINTS = 8;
    private static final long MOST_GROWTH_KB = 1_000;

    private final long steps;
    private final List<Long> usedKb = new ArrayList<>();

    Heap(long steps) {
        this.steps = steps;
    }

    /** To be called after each step, counted from 1. The first eighth is for what is made once. */
    void look(long step) {
        if (step % Math.max(1, steps / POINTS) == 0) {
            usedKb.add(usedKb());
        }
    }

    private static long usedKb() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) { // references of the collector's own take more than one collection to go
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, (runtime.totalMemory() - runtime.freeMemory()) / 1024);
        }
        return least;
    }

    boolean isFlat() {
        return usedKb.size() >= POINTS && usedKb.get(usedKb.size() - 1) - usedKb.get(0) < MOST_GROWTH_KB;
    }

    @Override
    public String toString() {
        return steps + " steps, used after collections: " + usedKb + " KB";
    }
}
