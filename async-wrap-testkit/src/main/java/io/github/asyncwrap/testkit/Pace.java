package io.github.asyncwrap.testkit;

/** The clock that a {@link Throttle} goes by. */
interface Pace {

    /** Nanoseconds, as {@link System#nanoTime()} counts them. */
    long nanoTime();

    /** Returns when the time has passed, perhaps a little later; at once if there is nothing left to wait for. */
    void sleep(long nanos);
}
