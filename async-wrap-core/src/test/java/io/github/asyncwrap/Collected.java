package io.github.asyncwrap;

import java.lang.ref.WeakReference;

/** Waits for what nobody holds any more. */
final class Collected {
    private Collected() {}

    /**
     * Returns when it has gone, after collections between which something is done. One that is held for ever ends in the
     * test's time limit: how many collections it takes, nobody knows.
     */
    static void await(WeakReference<?> reference, Runnable between) throws InterruptedException {
        while (!reference.refersTo(null)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            System.gc();
            between.run();
        }
    }
}
