package io.github.asyncwrap.testkit;

import java.util.concurrent.atomic.AtomicLong;

/** How the uploads of one server ended. Safe for any thread. */
final class UploadCounters {

    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();

    /** Counts an upload whose body arrived whole; returns how many there are now, this one included. */
    long countCompleted() {
        return completed.incrementAndGet();
    }

    void countBroken() {
        broken.incrementAndGet();
    }

    long completed() {
        return completed.get();
    }

    long broken() {
        return broken.get();
    }
}
