package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Given executors with just the room that is asked of them. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScarceExecutorTest {
    private final List<ThreadPoolExecutor> pools = new ArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void shutDown() {
        pools.forEach(ThreadPoolExecutor::shutdownNow);
    }

    private ThreadPoolExecutor pool(ThreadPoolExecutor pool) {
        pools.add(pool);
        return pool;
    }

    /** Room for one body and one task of callbacks: as much as is asked for. */
    @Test
    void runnerThatMakesRoomForACallbackTask_onAFullPool_doesNotFailTheQueue() throws Exception {
        ThreadPoolExecutor one = pool(new ThreadPoolExecutor(1, 1, 0, SECONDS, new ArrayBlockingQueue<>(1)));
        AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(one).build();
        AsyncFuture<String> first = db.call(() -> {
            entered.countDown();
            go.await();
            return "first";
        });
        entered.await();
        AsyncFuture<String> cancelled = db.call(() -> "cancelled");
        AsyncFuture<String> second = db.call(() -> "second");
        AsyncFuture<String> third = db.call(() -> "third");
        AsyncFuture<String> callback = cancelled.handleAsync((row, failure) -> "callback");
        cancelled.cancel(true);
        assertThat(one.getQueue()).hasSize(1); // the task for the callback
        go.countDown();
        assertThat(first.get(10, SECONDS)).isEqualTo("first");
        assertThat(callback.get(10, SECONDS)).isEqualTo("callback");
        assertThat(second.get(10, SECONDS)).isEqualTo("second");
        assertThat(third.get(10, SECONDS)).isEqualTo("third");
    }

    @Test
    void runnerThatGoesHomeWithAFlag_onAPoolWithoutAQueue_doesNotFailTheQueue() throws Exception {
        ThreadPoolExecutor one = pool(new ThreadPoolExecutor(1, 1, 0, SECONDS, new SynchronousQueue<>()));
        AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(one).build();
        AsyncFuture<String> first = db.call(() -> {
            entered.countDown();
            go.await();
            Thread.currentThread().interrupt();
            return "first";
        });
        entered.await();
        List<AsyncFuture<String>> pending = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            pending.add(db.call(() -> "pending"));
        }
        go.countDown();
        assertThat(first.get(10, SECONDS)).isEqualTo("first");
        for (AsyncFuture<String> each : pending) {
            assertThat(each.get(10, SECONDS)).isEqualTo("pending");
        }
    }

    @Test
    void slowCallback_whereTheExecutorHasNoThreadForTheNextRunner_doesNotHoldTheSlot() throws Exception {
        ThreadPoolExecutor one = pool(new ThreadPoolExecutor(1, 1, 0, SECONDS, new SynchronousQueue<>()));
        AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(one).build();
        CountDownLatch slow = new CountDownLatch(1);
        AsyncFuture<String> first = db.call(() -> {
            entered.countDown();
            go.await();
            return "first";
        });
        entered.await();
        AsyncFuture<Boolean> callback = first.thenApply(row -> await(slow));
        AsyncFuture<String> next = db.call(() -> "next");
        go.countDown();
        try {
            assertThat(next.get(10, SECONDS)).isEqualTo("next");
        } finally {
            slow.countDown();
        }
        assertThat(callback.join()).isTrue();
    }

    @Test
    void submit_thatDropsAnothersCall_whereTheExecutorRunsTasksOnTheCaller_runsNoCallback() throws Exception {
        ThreadPoolExecutor one = pool(new ThreadPoolExecutor(
                1, 1, 0, SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy()));
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(1)
                .overflow(Overflow.dropOldest())
                .executor(one)
                .build();
        AsyncFuture<String> first = db.call(() -> {
            entered.countDown();
            go.await();
            return "first";
        });
        entered.await();
        AsyncFuture<Thread> victim = db.call(() -> "victim").handle((row, failure) -> Thread.currentThread());
        AsyncFuture<String> last = db.call(() -> "last");
        assertThat(victim.get(10, SECONDS)).isNotSameAs(Thread.currentThread());
        go.countDown();
        first.join();
        assertThat(last.join()).isEqualTo("last");
    }

    @Test
    void submit_thatDropsAnothersCall_runsNoCallbackOfAJdkAggregate() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(1)
                .overflow(Overflow.dropOldest())
                .build();
        db.call(() -> {
            entered.countDown();
            go.await();
            return "first";
        });
        entered.await();
        AsyncFuture<String> victim = db.call(() -> "victim");
        CompletableFuture<Thread> callback =
                CompletableFuture.allOf(victim).handle((none, failure) -> Thread.currentThread());
        db.call(() -> "last");
        assertThat(callback.get(10, SECONDS)).isNotSameAs(Thread.currentThread());
        go.countDown();
    }

    /** It refuses what it has run, as an executor that wraps another one and fails afterwards does. */
    @Test
    void executorThatRunsOnTheCallerAndThenThrows_failsTheCall() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .executor(task -> {
                    task.run();
                    throw new RejectedExecutionException("no thread");
                })
                .build();
        AsyncFuture<String> call = db.call(() -> "row");
        assertThat(call.handle((row, failure) -> failure).get(10, SECONDS)).isInstanceOf(AsyncRejectedException.class);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException interrupt) {
            return false;
        }
    }
}
