package io.github.asyncwrap;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * A body that a test holds until it lets it go. For tests that see the core's inside: all others have the testkit's
 * {@code Gate}, which needs the core and so cannot be had here.
 */
final class HeldBody implements Callable<String> {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    /** Is the body; an interrupt ends it. */
    @Override
    public String call() throws InterruptedException {
        entered.countDown();
        go.await();
        return "held";
    }

    /** Is a body that heeds no interrupt; returns whether none came. */
    boolean callStubbornly() {
        for (boolean undisturbed = true; ; undisturbed = false) {
            try {
                call();
                return undisturbed;
            } catch (InterruptedException ignored) {
                // that is what makes it a body that is stuck
            }
        }
    }

    void awaitEntered() throws InterruptedException {
        entered.await();
    }

    /** Returns its call when it is on its thread. */
    Call<String> begin(View view) throws InterruptedException {
        Call<String> call = view.submit(this);
        awaitEntered();
        return call;
    }

    void letGo() {
        go.countDown();
    }

    /** Lets it go, and acts when its runner waits for the door's lock: whatever that has seen before is old then. */
    void letGoBefore(Door door, Runnable action) {
        door.lock.lock();
        try {
            letGo();
            while (!door.lock.hasQueuedThreads()) {
                Thread.onSpinWait();
            }
            action.run();
        } finally {
            door.lock.unlock();
        }
    }
}
