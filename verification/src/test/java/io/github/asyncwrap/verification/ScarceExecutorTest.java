package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Given executors with just the room that is asked of them. */
class ScarceExecutorTest {
    private final List<ThreadPoolExecutor> pools = new ArrayList<>();

    @AfterEach
    void shutDown() {
        pools.forEach(ThreadPoolExecutor::shutdownNow);
    }

    private ThreadPoolExecutor oneThread(BlockingQueue<Runnable> queue, RejectedExecutionHandler otherwise) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, SECONDS, queue, otherwise);
        pools.add(pool);
        return pool;
    }

    private ThreadPoolExecutor oneThread(BlockingQueue<Runnable> queue) {
        return oneThread(queue, new ThreadPoolExecutor.AbortPolicy());
    }

    /** Room for one body and one task of callbacks: as much as is asked for. */
    @Test
    void runnerThatMakesRoomForACallbackTask_onAFullPool_doesNotFailTheQueue() throws Exception {
        ThreadPoolExecutor one = oneThread(new ArrayBlockingQueue<>(1));
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(one).build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(gate.callable("first"));
            gate.awaitEntered(1);
            AsyncFuture<String> cancelled = db.call(() -> "cancelled");
            AsyncFuture<String> second = db.call(() -> "second");
            AsyncFuture<String> third = db.call(() -> "third");
            AsyncFuture<String> callback = cancelled.handleAsync((row, failure) -> "callback");
            cancelled.cancel(true);
            assertThat(one.getQueue()).hasSize(1); // the task for the callback
            gate.release();
            assertThat(first.get(10, SECONDS)).isEqualTo("first");
            assertThat(callback.get(10, SECONDS)).isEqualTo("callback");
            assertThat(second.get(10, SECONDS)).isEqualTo("second");
            assertThat(third.get(10, SECONDS)).isEqualTo("third");
        }
    }

    @Test
    void runnerThatGoesHomeWithAFlag_onAPoolWithoutAQueue_doesNotFailTheQueue() throws Exception {
        ThreadPoolExecutor one = oneThread(new SynchronousQueue<>());
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(one).build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(() -> {
                gate.pass();
                Thread.currentThread().interrupt();
                return "first";
            });
            gate.awaitEntered(1);
            List<AsyncFuture<String>> pending = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                pending.add(db.call(() -> "pending"));
            }
            gate.release();
            assertThat(first.get(10, SECONDS)).isEqualTo("first");
            for (AsyncFuture<String> each : pending) {
                assertThat(each.get(10, SECONDS)).isEqualTo("pending");
            }
        }
    }

    @Test
    void slowCallback_whereTheExecutorHasNoThreadForTheNextRunner_doesNotHoldTheSlot() throws Exception {
        ThreadPoolExecutor one = oneThread(new SynchronousQueue<>());
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(one).build();
                Gate gate = Gate.create();
                Gate slow = Gate.create()) {
            AsyncFuture<String> first = db.call(gate.callable("first"));
            gate.awaitEntered(1);
            AsyncFuture<Void> callback = first.thenRun(slow.runnable());
            AsyncFuture<String> next = db.call(() -> "next");
            gate.release();
            assertThat(next.get(10, SECONDS)).isEqualTo("next");
            slow.release();
            callback.join();
            assertThat(slow.interruptions()).isZero();
        }
    }

    @Test
    void submit_thatDropsAnothersCall_whereTheExecutorRunsTasksOnTheCaller_runsNoCallback() throws Exception {
        ThreadPoolExecutor one = oneThread(new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(1)
                        .overflow(Overflow.dropOldest())
                        .executor(one)
                        .build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(gate.callable("first"));
            gate.awaitEntered(1);
            AsyncFuture<Thread> victim = db.call(() -> "victim").handle((row, failure) -> Thread.currentThread());
            AsyncFuture<String> last = db.call(() -> "last");
            assertThat(victim.get(10, SECONDS)).isNotSameAs(Thread.currentThread());
            gate.release();
            first.join();
            assertThat(last.join()).isEqualTo("last");
        }
    }

    @Test
    void submit_thatDropsAnothersCall_runsNoCallbackOfAJdkAggregate() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(1)
                        .overflow(Overflow.dropOldest())
                        .build();
                Gate gate = Gate.create()) {
            db.call(gate.callable("first"));
            gate.awaitEntered(1);
            AsyncFuture<String> victim = db.call(() -> "victim");
            CompletableFuture<Thread> callback =
                    CompletableFuture.allOf(victim).handle((none, failure) -> Thread.currentThread());
            db.call(() -> "last");
            assertThat(callback.get(10, SECONDS)).isNotSameAs(Thread.currentThread());
        }
    }

    /** It refuses what it has run, as an executor that wraps another one and fails afterwards does. */
    @Test
    void executorThatRunsOnTheCallerAndThenThrows_failsTheCall() {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .executor(task -> {
                    task.run();
                    throw new RejectedExecutionException("no thread");
                })
                .build()) {
            AsyncFuture<String> call = db.call(() -> "row");
            assertThat(Failures.of(call)).isInstanceOf(AsyncRejectedException.class);
        }
    }
}
