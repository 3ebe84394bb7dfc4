package io.github.asyncwrap.verification.chaos;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the test itself has counted. */
final class Tally {
    final AtomicLong attempts = new AtomicLong();
    final LongAdder bodies = new LongAdder();
    final LongAdder inPlace = new LongAdder();
    final LongAdder refusedByException = new LongAdder();
    final LongAdder callbacksHung = new LongAdder();
    final LongAdder callbacks = new LongAdder();
    final LongAdder ownOutcomes = new LongAdder();
    final LongAdder lateValues = new LongAdder();
    final LongAdder lateFailures = new LongAdder();
    final LongAdder discards = new LongAdder();

    @Override
    public String toString() {
        return attempts + " calls (" + refusedByException + " refused by an exception), " + bodies + " bodies ("
                + inPlace
                + " in place, " + ownOutcomes + " with their own outcomes, " + lateValues + " values and "
                + lateFailures + " failures too late), " + callbacks + " of " + callbacksHung + " callbacks, "
                + discards
                + " discarded";
    }
}
