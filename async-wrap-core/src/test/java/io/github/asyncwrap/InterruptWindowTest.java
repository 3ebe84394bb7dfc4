package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * White box: the runner has looked for its flag and comes to the lock; a cancel decides and delivers its interrupt
 * before the runner gets the lock. {@code bodyEnded} then sees INTERRUPTED without INTERRUPT_PENDING and lets it pass.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "NullAway"})
class InterruptWindowTest {

    @Test
    void f0_cancelBetweenTheLookAtTheFlagAndTheLock_doesNotHitTheNextBody() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch in = new CountDownLatch(1);
        Call<Integer> first = GiveBackTest.submit(door, () -> {
            in.countDown();
            go.await();
            return 1;
        });
        in.await();
        Call<Boolean> next = GiveBackTest.submit(door, () -> Thread.currentThread().isInterrupted());
        cancelInTheWindow(door, first, go);
        assertThat(next.get(5, SECONDS)).as("the next body starts with the interrupt of the former").isFalse();
    }

    @Test
    void f0_cancelBetweenTheLookAtTheFlagAndTheLock_doesNotHitACallback() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch in = new CountDownLatch(1);
        Call<Integer> first = GiveBackTest.submit(door, () -> {
            in.countDown();
            go.await();
            return 1;
        });
        in.await();
        AsyncFuture<Boolean> callback =
                first.stopped().thenApply(v -> Thread.currentThread().isInterrupted());
        cancelInTheWindow(door, first, go);
        assertThat(callback.get(5, SECONDS)).as("a callback with the interrupt of the body").isFalse();
    }

    @Test
    void f0_cancelBetweenTheLookAtTheFlagAndTheLock_doesNotStayOnAGivenThread() throws Exception {
        AtomicBoolean left = new AtomicBoolean();
        CountDownLatch home = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.given(task -> threads.execute(() -> {
            task.run();
            left.set(Thread.currentThread().isInterrupted());
            home.countDown();
        })));
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch in = new CountDownLatch(1);
        Call<Integer> first = GiveBackTest.submit(door, () -> {
            in.countDown();
            go.await();
            return 1;
        });
        in.await();
        cancelInTheWindow(door, first, go);
        home.await();
        threads.shutdown();
        assertThat(left.get()).as("our interrupt is left on the executor's thread").isFalse();
    }

    private static void cancelInTheWindow(Door door, Call<?> call, CountDownLatch go) {
        door.lock.lock();
        try {
            go.countDown();
            while (!door.lock.hasQueuedThreads()) {
                Thread.onSpinWait();
            }
            assertThat(call.cancel(true)).isTrue();
        } finally {
            door.lock.unlock();
        }
    }
}
