package io.github.asyncwrap.verification.chaos;

import io.github.asyncwrap.AsyncStats;

/** Figures when nothing is going on. */
final class AsyncStatsAtRest {
    private AsyncStatsAtRest() {}

    static void check(String name, AsyncStats stats, Violations violations) {
        if (stats.running() != 0 || stats.pending() != 0 || stats.detached() != 0 || stats.inPlace() != 0) {
            violations.add(name + " is not empty: " + stats);
        }
        long ended = stats.succeeded() + stats.failed() + stats.cancelled() + stats.timedOut() + stats.rejected();
        if (ended != stats.submitted()) {
            violations.add(name + " counted " + ended + " outcomes: " + stats);
        }
    }
}
