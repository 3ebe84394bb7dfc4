package io.github.asyncwrap.verification.memory;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.verification.ChildJvm;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a child with a small heap, which a body leaves full. Its call has ended then, and must get its
 * outcome, and the next one, which makes room again, must be begun.
 */
public final class FullHeap {
    /** A chain of arrays. */
    private static volatile @Nullable Object @Nullable [] hog;

    private FullHeap() {}

    public static void main(String[] none) throws Exception {
        warmUp();
        AsyncWrapper db = AsyncWrapper.builder("db", 1).build(); // nothing of it has been used before
        AsyncWrapper hurried = db.within(Duration.ofHours(1));
        CountDownLatch opened = new CountDownLatch(1); // a gate would need memory
        AsyncFuture<Void> first = db.run(opened::await);
        AsyncFuture<Void> fills = hurried.run(FullHeap::fill);
        AsyncFuture<Void> empties = db.run(() -> hog = null);
        Thread waits = new Thread(empties::join, "waits"); // this one has no memory to wait with, later
        waits.start();
        while (waits.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        opened.countDown();
        waits.join();
        first.join();
        fills.join();
        db.run(() -> {}).join();
        ChildJvm.passed();
    }

    /** What is made once in a JVM is made before. */
    private static void warmUp() {
        AsyncWrapper other = AsyncWrapper.builder("other", 1).build();
        AsyncWrapper hurried = other.within(Duration.ofHours(1));
        for (int i = 0; i < 2_000; i++) {
            AsyncFuture<Void> one = i % 2 == 0 ? other.run(() -> {}) : hurried.run(() -> {});
            one.join();
        }
        other.close();
    }

    /** Takes all that there is, down to the last few bytes. */
    private static void fill() {
        for (int size = 1 << 20; size > 0; size = size > 16 ? size / 2 : size - 1) {
            try {
                while (true) {
                    @Nullable Object[] more = new @Nullable Object[size];
                    more[0] = hog;
                    hog = more;
                }
            } catch (OutOfMemoryError full) {
                // Then something smaller.
            }
        }
    }
}
