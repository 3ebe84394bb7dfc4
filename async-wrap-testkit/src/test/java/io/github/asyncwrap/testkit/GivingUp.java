package io.github.asyncwrap.testkit;

import org.jspecify.annotations.Nullable;

/** How a test lets a client give up: not after a time, which on a busy machine may be over before it has connected. */
final class GivingUp {
    private @Nullable Runnable way;
    private boolean told;

    /** By the client, before it begins. */
    synchronized void by(Runnable way) {
        this.way = way;
    }

    /** By the test. */
    synchronized void now() {
        told = true;
        if (way != null) {
            way.run();
        }
    }

    synchronized boolean isTold() {
        return told;
    }
}
