package io.github.asyncwrap.verification.chaos;

import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.OutcomeKind;

/** What must hold when the door is closed, whatever happened before. */
final class FinalChecks {
    private final Chaos chaos;
    private final Tally tally;
    private final Told told;

    FinalChecks(Chaos chaos, Told told) {
        this.chaos = chaos;
        this.tally = chaos.tally;
        this.told = told;
    }

    void run() throws InterruptedException {
        chaos.retireAll();
        chaos.awaitOpen();
        chaos.retireAll(); // callbacks may have submitted some more, which the closed door refused
        chaos.await("callbacks are missing", () -> tally.callbacks.sum() == tally.callbacksHung.sum());
        chaos.await("late values are not handed over", () -> tally.discards.sum() == tally.lateValues.sum());
        chaos.ways.end(chaos.violations);
        AsyncStats stats = chaos.door.stats();
        same("submitted", tally.attempts.get(), stats.submitted());
        same("submitted, as the listener has it", told.submitted.get(), stats.submitted());
        same("succeeded", told.finished(OutcomeKind.SUCCEEDED), stats.succeeded());
        same("failed", told.finished(OutcomeKind.FAILED), stats.failed());
        same("cancelled", told.finished(OutcomeKind.CANCELLED), stats.cancelled());
        same("timed out", told.finished(OutcomeKind.TIMED_OUT), stats.timedOut());
        same("rejected", told.rejected.get(), stats.rejected());
        same("started", told.started.get(), tally.bodies.sum());
        same("late failures", told.discarded.get(), tally.lateFailures.sum());
        same("detached", told.detached.get(), tally.bodies.sum() - tally.ownOutcomes.sum());
        same("stuck", told.stuck.get(), 0);
    }

    private void same(String what, long one, long other) {
        if (one != other) {
            chaos.violations.add(what + ": " + one + " is not " + other);
        }
    }
}
