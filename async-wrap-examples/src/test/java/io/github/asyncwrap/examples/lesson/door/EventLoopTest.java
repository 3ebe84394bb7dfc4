package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.observe.LoopListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {
    private static final Duration PERIOD = EventLoop.SHORTEST_PERIOD;
    private static final LoopListener NOBODY = new LoopListener() {};

    private record Tick(int number, long due, long now, String thread) {}

    private final LinkedBlockingQueue<Tick> ticks = new LinkedBlockingQueue<>();

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        LoopThreads.awaitEnd();
    }

    @Test
    void ticks_areDueAtFixedTimes_andNeverEarly() throws Exception {
        try (EventLoop loop = new EventLoop(PERIOD, this::note, NOBODY)) {
            Tick first = ticks.take();
            Tick second = ticks.take();
            assertThat(first.number).isEqualTo(1);
            assertThat(second.number).isEqualTo(2);
            assertThat(second.due - first.due).isEqualTo(PERIOD.toNanos());
            assertThat(first.now).isGreaterThanOrEqualTo(first.due);
            assertThat(first.thread).isEqualTo(EventLoop.THREAD);
            assertThat(loop.figures()).startsWith("monitor: of ");
        }
    }

    @Test
    void task_thatBlocks_holdsUpEveryTick() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (EventLoop loop = new EventLoop(PERIOD, this::note, NOBODY)) {
            loop.execute(() -> {
                blocked.countDown();
                HandmadeExecutorTest.await(goOn);
            });
            blocked.await();
            ticks.clear();
            assertThat(ticks.poll(3 * PERIOD.toMillis(), TimeUnit.MILLISECONDS)).isNull();
            goOn.countDown();
            assertThat(ticks.take().now).isPositive();
        }
    }

    @Test
    void closed_ticksNoMore_andRefusesTasks() {
        EventLoop loop = new EventLoop(PERIOD, this::note, NOBODY);
        loop.close();
        loop.close();
        assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    private void note(int number, long due, long now) {
        ticks.add(new Tick(number, due, now, Thread.currentThread().getName()));
    }
}
