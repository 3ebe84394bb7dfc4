package io.github.asyncwrap.verification;

import java.lang.ref.WeakReference;
import java.util.function.BooleanSupplier;

/** Waits for what can only be looked at. A test that waits in vain fails by its time limit, with a thread dump. */
public final class Spin {
    private Spin() {}

    public static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield();
        }
    }

    /** Until nothing holds it any more. */
    static void untilCollected(WeakReference<?> reference) {
        until(() -> {
            System.gc();
            return reference.refersTo(null);
        });
    }

    /** Until a thread waits for something, with a time limit or without. */
    static void untilParked(Thread thread) {
        until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
    }
}
