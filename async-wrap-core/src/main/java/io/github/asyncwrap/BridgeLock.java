package io.github.asyncwrap;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * The lock of one bridge, and the wait of its blocking end. It is a leaf: nothing of the user's, the carrier's or a
 * future's is called under it, and no other lock is taken.
 */
final class BridgeLock extends LeafLock {
    private static final long serialVersionUID = 1;

    private final String name;
    private final transient Carrier carrier;
    private final transient Condition changed = newCondition();
    private final transient Patience patience = new Patience();

    /** Counts what the blocking end is told; written under the lock, read without by the end that has patience. */
    private final AtomicInteger changes = new AtomicInteger();

    /**
     * Creates one.
     *
     * @param name the bridge's, for errors
     */
    BridgeLock(String name, Carrier carrier) {
        this.name = name;
        this.carrier = carrier;
    }

    /** Under the lock: what the blocking end may be waiting for has changed. */
    void changed() {
        changes.lazySet(changes.getPlain() + 1);
        changed.signalAll();
    }

    /**
     * Takes the lock when a condition holds; it is asked under the lock.
     *
     * @param what what would block, for a guarded thread
     * @param instead what a guarded thread should do instead
     * @throws InterruptedException if the thread is interrupted while it waits; the lock is not taken
     * @throws IllegalStateException on a guarded thread that would have to wait
     */
    void lockWhen(BooleanSupplier holds, String what, String instead) throws InterruptedException {
        lock();
        while (!holds.getAsBoolean()) {
            int seen = changes.getPlain();
            unlock();
            if (LoopGuard.isGuarded()) {
                throw LoopGuard.blocked(name + " - " + what, instead);
            }
            // What this thread has collected may be just what it is about to wait for.
            Trampoline paused = Trampoline.pause();
            try {
                await(holds, seen);
            } finally {
                if (paused != null) {
                    paused.resume();
                }
            }
            lock();
        }
    }

    private void await(BooleanSupplier holds, int seen) throws InterruptedException {
        // A carrier without threads goes on here; we look again each time that it did.
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (changes.get() != seen && holdsNow(holds)) {
                return;
            }
        } while (carrier.proceed(Long.MAX_VALUE));
        if (patience.isRewarded(() -> changes.get() != seen)) {
            return; // what has changed may not be what is waited for: then we come here again
        }
        lock();
        try {
            while (!holds.getAsBoolean()) {
                changed.await();
            }
        } finally {
            if (isHeldByCurrentThread()) { // a virtual thread that could not park, see LeafLock, may have lost it
                unlock();
            }
        }
    }

    private boolean holdsNow(BooleanSupplier holds) {
        lock();
        try {
            return holds.getAsBoolean();
        } finally {
            unlock();
        }
    }
}
