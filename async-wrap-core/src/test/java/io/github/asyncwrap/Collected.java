package io.github.asyncwrap;

import java.lang.ref.WeakReference;

/** Tells whether something is still reachable. */
final class Collected {
    private static final int TRIES = 50;

    private Collected() {}

    /** Whether it has gone, at the latest after some collections, between which something is done. */
    static boolean soon(WeakReference<?> reference, Runnable between) {
        for (int i = 0; i < TRIES && !reference.refersTo(null); i++) {
            System.gc();
            between.run();
        }
        return reference.refersTo(null);
    }
}
