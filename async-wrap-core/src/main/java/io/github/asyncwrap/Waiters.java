package io.github.asyncwrap;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for the outcome of a call, in front of those that came before it. They do not stand among the
 * dependents of the future: what stands there may be a callback, for which a runner gives its slot away before it
 * publishes.
 *
 * <p>Whoever comes stands in front, in {@link Extras#waiters}, and then looks whether there is an outcome; whoever
 * publishes one takes all out afterwards and wakes them.
 */
final class Waiters {
    private final @Nullable Waiters others;

    /** Null if it has given up. Such a one stays until nobody stands in front of it. */
    private volatile @Nullable Thread thread = Thread.currentThread();

    private Waiters(@Nullable Waiters others) {
        this.others = others;
    }

    /** The current thread comes to stand in front. */
    static Waiters join(Extras at) {
        while (true) {
            Waiters before = at.waiters;
            Waiters itself = new Waiters(before);
            if (Extras.WAITERS.compareAndSet(at, before, itself)) {
                return itself;
            }
        }
    }

    /** This one does not wait any more. */
    void leave(Extras at) {
        thread = null;
        for (Waiters first = at.waiters; first != null && first.thread == null; first = at.waiters) {
            Extras.WAITERS.compareAndSet(at, first, first.others);
        }
    }

    /** The outcome can be read. */
    static void wakeAll(Extras at) {
        if (at.waiters == null) {
            return;
        }
        for (Waiters each = (Waiters) Extras.WAITERS.getAndSet(at, null); each != null; each = each.others) {
            LockSupport.unpark(each.thread);
        }
    }
}
