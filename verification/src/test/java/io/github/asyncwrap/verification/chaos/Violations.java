package io.github.asyncwrap.verification.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What went wrong, on whatever thread it was seen; the first ones are enough. */
final class Violations {
    private static final int ENOUGH = 30;

    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    void add(String what) {
        if (count.incrementAndGet() <= ENOUGH) {
            found.add(what + " [on " + Thread.currentThread() + "]");
        }
    }

    List<String> found() {
        return new ArrayList<>(found);
    }
}
