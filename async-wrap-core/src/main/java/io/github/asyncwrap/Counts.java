package io.github.asyncwrap;

/** How many calls came, and how they ended. Guarded by the door's lock. */
final class Counts {
    private long submitted;
    private long succeeded;
    private long failed;
    private long cancelled;
    private long timedOut;
    private long rejected;

    void submitted() {
        submitted++;
    }

    void ended(OutcomeKind kind) {
        switch (kind) {
            case SUCCEEDED -> succeeded++;
            case FAILED -> failed++;
            case CANCELLED -> cancelled++;
            case TIMED_OUT -> timedOut++;
            case REJECTED -> rejected++;
        }
    }

    void succeeded(long more) {
        succeeded += more;
    }

    /** How many ended by a value or an exception. */
    long completed() {
        return succeeded + failed;
    }

    AsyncStats stats(int running, int inPlace, int pending, int detached) {
        return new AsyncStats(
                running, pending, detached, submitted, succeeded, failed, cancelled, timedOut, rejected, inPlace);
    }
}
