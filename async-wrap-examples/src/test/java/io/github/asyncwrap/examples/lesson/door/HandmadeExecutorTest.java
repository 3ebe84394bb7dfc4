package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncWrapper;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandmadeExecutorTest {

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        LoopThreads.awaitEnd();
    }

    @Test
    void tasks_asManyAsThreads_runAtOnce() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4); // this thread is one of them
        try (HandmadeExecutor executor = new HandmadeExecutor("handmade", 3, 3)) {
            for (int i = 0; i < 3; i++) {
                executor.execute(() -> {
                    try {
                        together.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            together.await();
        }
    }

    @Test
    void tasks_ofOneThread_runInOrder_andCloseWaitsForThem() {
        List<Integer> ran = new CopyOnWriteArrayList<>();
        HandmadeExecutor executor = new HandmadeExecutor("handmade", 1, 10);
        for (int i = 0; i < 10; i++) {
            int number = i;
            executor.execute(() -> ran.add(number));
        }
        executor.close();
        assertThat(ran).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThatThrownBy(() -> executor.execute(() -> ran.add(10)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("handmade is closed");
        executor.close();
    }

    @Test
    void task_thereIsNoRoomFor_isRefusedAtOnce() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        try (HandmadeExecutor executor = new HandmadeExecutor("handmade", 1, 1)) {
            executor.execute(() -> {
                begun.countDown();
                await(goOn);
            });
            begun.await();
            executor.execute(ran::incrementAndGet);
            Throwable refusal = catchThrowable(() -> executor.execute(ran::incrementAndGet));
            goOn.countDown(); // whatever came of it, or close would wait for ever
            assertThat(refusal)
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage("handmade is full: 1 tasks wait");
        }
        assertThat(ran).hasValue(1);
    }

    @Test
    void taskThatThrows_orIsInterrupted_costsNoThread() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1);
        try (HandmadeExecutor executor = new HandmadeExecutor("handmade", 1, 10)) {
            executor.execute(() -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> told.countDown());
                Thread.currentThread().interrupt();
                throw new IllegalStateException("task on fire");
            });
            told.await();
            executor.execute(ran::countDown);
            ran.await();
        }
    }

    @Test
    void interruptOfATask_doesNotReachTheNextOne_thatWaitsAlready() throws Exception {
        CountDownLatch queued = new CountDownLatch(1);
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        try (HandmadeExecutor executor = new HandmadeExecutor("handmade", 1, 2)) {
            executor.execute(() -> {
                await(queued); // so the thread finds the next task there, and does not wait for it
                Thread.currentThread().interrupt();
            });
            executor.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
            queued.countDown();
        }
        assertThat(interrupted).containsExactly(false);
    }

    @Test
    void wrapper_onOneThatIsClosed_failsItsCalls() {
        HandmadeExecutor executor = new HandmadeExecutor("handmade", 1, 1);
        executor.close();
        try (AsyncWrapper door =
                AsyncWrapper.builder("door", 1).executor(executor).build()) {
            assertThatThrownBy(door.call(() -> 42)::join).hasCauseInstanceOf(AsyncRejectedException.class);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
