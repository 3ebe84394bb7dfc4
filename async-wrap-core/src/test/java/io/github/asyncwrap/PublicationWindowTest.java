package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * White box: a callback is hung on an aggregate of the JDK's while the runner, which has seen that nothing hangs on the
 * outcome, waits for the lock. It runs inside the publication.
 */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublicationWindowTest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch slow = new CountDownLatch(1);

    @AfterEach
    void release() {
        slow.countDown();
    }

    @Test
    void close_inACallbackOfAnAggregate_registeredInTheWindow_leavesNoCallIncomplete() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        Call<String> first = submitBody(door);
        Call<String> next = door.root.newCall(() -> "next");
        door.admission.submit(next);
        CompletableFuture<Boolean> complete = new CompletableFuture<>();
        inTheWindow(
                door,
                () -> CompletableFuture.allOf(first).thenRun(() -> {
                    door.close(Duration.ofSeconds(1).toNanos());
                    complete.complete(next.isDone());
                }));
        assertThat(complete.get(30, SECONDS)).isTrue();
    }

    @Test
    void flagLeftByACallbackOfAnAggregate_registeredInTheWindow_missesTheNextBody() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        Call<String> first = submitBody(door);
        Call<Boolean> next = door.root.newCall(() -> Thread.currentThread().isInterrupted());
        door.admission.submit(next);
        inTheWindow(
                door,
                () -> CompletableFuture.allOf(first)
                        .thenRun(() -> Thread.currentThread().interrupt()));
        assertThat(next.get(10, SECONDS)).isFalse();
    }

    /** Without a window: the factory makes one thread only, so the runner keeps it. */
    @Test
    void flagLeftByACallbackOfAnAggregate_onTheOnlyThread_missesTheNextBody() throws Exception {
        AtomicBoolean made = new AtomicBoolean();
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .threadFactory(task -> made.getAndSet(true) ? null : daemon(task))
                .build();
        AsyncFuture<String> first = db.call(() -> {
            entered.countDown();
            go.await();
            return "first";
        });
        CompletableFuture.allOf(first).thenRun(() -> Thread.currentThread().interrupt());
        AsyncFuture<Boolean> next = db.call(() -> Thread.currentThread().isInterrupted());
        go.countDown();
        assertThat(next.get(10, SECONDS)).isFalse();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    private Call<String> submitBody(Door door) throws InterruptedException {
        // Of a view with a limit: the body of another one ends without the lock, and there is no such window.
        Call<String> call = door.root.limitedTo("view", 1).newCall(() -> {
            entered.countDown();
            go.await();
            return "row";
        });
        door.admission.submit(call);
        entered.await();
        return call;
    }

    private void inTheWindow(Door door, Runnable action) {
        door.lock.lock();
        try {
            go.countDown();
            while (!door.lock.hasQueuedThreads()) {
                Thread.onSpinWait();
            }
            action.run();
        } finally {
            door.lock.unlock();
        }
    }
}
