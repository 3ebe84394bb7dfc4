package io.github.asyncwrap.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** How much of the heap is used. */
final class Heap {
    private Heap() {}

    /** After collections that find no more to collect. */
    static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            least = Math.min(least, usage.getUsed());
        }
        return least;
    }
}
