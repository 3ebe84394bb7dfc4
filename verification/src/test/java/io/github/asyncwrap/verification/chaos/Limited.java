package io.github.asyncwrap.verification.chaos;

import io.github.asyncwrap.AsyncWrapper;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A door or a view whose limit changes, and the bodies in its slots, counted by themselves.
 *
 * <p>The ceiling is never below what may be in the slots: it goes up before the limit does, and comes down when a smaller
 * limit is in force and no more than that are in the slots. A version is part of it, so that a body knows whether it
 * changed while the body counted itself.
 */
final class Limited {
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    final String name;
    final AsyncWrapper wrapper;
    private final Violations violations;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicLong ceiling = new AtomicLong();
    private final ReentrantLock changing = new ReentrantLock();

    Limited(String name, AsyncWrapper wrapper, int limit, Violations violations) {
        this.name = name;
        this.wrapper = wrapper;
        this.violations = violations;
        ceiling.set(limit);
    }

    void enter() {
        long before = ceiling.get();
        int bodies = inside.incrementAndGet();
        most.accumulateAndGet(bodies, Math::max);
        if (bodies > (int) before && ceiling.get() == before) {
            violations.add(bodies + " bodies in the slots of " + name + ", whose limit is " + (int) before);
        }
    }

    void leave() {
        inside.decrementAndGet();
    }

    int inside() {
        return inside.get();
    }

    int most() {
        return most.get();
    }

    /** Does nothing while somebody else changes it. */
    void change(int limit) {
        if (!changing.tryLock()) {
            return;
        }
        try {
            if (limit > (int) ceiling.get()) {
                ceiling(limit);
            }
            wrapper.maxConcurrency(limit);
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (limit < (int) ceiling.get() && System.nanoTime() < deadline) {
                if (wrapper.stats().running() <= limit) {
                    ceiling(limit);
                }
                Thread.onSpinWait();
            }
        } finally {
            changing.unlock();
        }
    }

    private void ceiling(int limit) {
        long version = (ceiling.get() >>> Integer.SIZE) + 1;
        ceiling.set(version << Integer.SIZE | limit);
    }
}
