package io.github.asyncwrap.verification;

import io.github.asyncwrap.Carrier;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Real threads, and a clock that stands still until the test lets it come to the next task of the timer. */
final class VirtualTime implements Carrier {
    private record Task(long at, Runnable action) {}

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // the clock of a JVM may overflow, too
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(task -> task.at - now.get()));

    @Override
    public void execute(Runnable task) {
        GivenExecutorTest.start(task);
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public synchronized Runnable schedule(Runnable task, long delayNanos) {
        Task scheduled = new Task(now.get() + Math.max(0, delayNanos), task);
        tasks.add(scheduled);
        return () -> forget(scheduled);
    }

    private synchronized void forget(Task task) {
        tasks.remove(task);
    }

    private synchronized Runnable next() {
        Task next = tasks.poll();
        if (next == null) {
            return Thread::yield;
        }
        now.accumulateAndGet(next.at, (here, there) -> there - here > 0 ? there : here);
        return next.action;
    }

    void runUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            next().run();
        }
    }
}
