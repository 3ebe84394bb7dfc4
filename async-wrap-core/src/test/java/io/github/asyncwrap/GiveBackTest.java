package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** White box: a runner that has taken a call and gives it back. */
@SuppressWarnings({"FutureReturnValueIgnored", "NullAway"})
class GiveBackTest {

    static <T> Call<T> submit(Door door, Callable<T> body) {
        Call<T> call = new Call<>(door, body);
        door.submit(call);
        return call;
    }

    @Test
    void f7_giveBack_theCallKeepsItsPendingTimeout() throws Exception {
        ExecutorService one = Executors.newFixedThreadPool(1);
        Door door = new Door(
                AsyncWrapper.builder("db", 1).pendingTimeout(Duration.ofMillis(300)), Carriers.given(one));
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch in = new CountDownLatch(1);
        try {
            Call<Integer> first = submit(door, () -> {
                in.countDown();
                go.await();
                return 1;
            });
            in.await();
            Call<Integer> second = submit(door, () -> 2);
            door.lock.lock();
            try {
                go.countDown();
                while (!door.lock.hasQueuedThreads()) {
                    Thread.onSpinWait(); // the runner has found no callbacks and comes to the lock
                }
                first.thenRun(() -> {
                    try {
                        slow.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
            } finally {
                door.lock.unlock();
            }
            Thread.sleep(1_000);
            assertThat(door.stats().pending() == 0 || second.isDone())
                    .as("a call pending for 1 s with a pendingTimeout of 300 ms: " + door)
                    .isTrue();
        } finally {
            slow.countDown();
            one.shutdown();
        }
    }

    @Test
    void f7_giveBack_ofTwoRunners_keepsTheOrder() throws Exception {
        int inverted = 0;
        int both = 0;
        for (int round = 0; round < 300; round++) {
            ExecutorService threads = Executors.newCachedThreadPool();
            AtomicInteger asked = new AtomicInteger();
            List<Runnable> later = new ArrayList<>();
            Door door = new Door(AsyncWrapper.builder("db", 2), Carriers.given(task -> {
                if (asked.getAndIncrement() < 2) {
                    threads.execute(task);
                } else {
                    synchronized (later) {
                        later.add(task);
                    }
                }
            }));
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch in = new CountDownLatch(2);
            Callable<Integer> body = () -> {
                in.countDown();
                go.await();
                return 1;
            };
            Call<Integer> first = submit(door, body);
            Call<Integer> second = submit(door, body);
            in.await();
            Call<Integer> x = submit(door, () -> 3);
            Call<Integer> y = submit(door, () -> 4);
            door.lock.lock();
            try {
                go.countDown();
                while (door.lock.getQueueLength() < 2) {
                    Thread.onSpinWait();
                }
                first.thenRun(() -> {});
                second.thenRun(() -> {});
            } finally {
                door.lock.unlock();
            }
            for (int i = 0; i < 1_000 && asked.get() < 4; i++) {
                Thread.sleep(1);
            }
            Thread.sleep(2);
            door.lock.lock();
            try {
                if (door.pending.size() == 2) {
                    both++;
                    inverted += door.pending.peekFirst() == y ? 1 : 0;
                }
            } finally {
                door.lock.unlock();
            }
            synchronized (later) {
                later.forEach(threads::execute);
            }
            x.join();
            y.join();
            threads.shutdown();
        }
        assertThat(inverted).as("rounds in which the younger call is first, of " + both).isZero();
    }

    @Test
    void f19_closeReport_doesNotCallACallStuckThatNeverBegan() throws Exception {
        Door door = new Door(
                AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.block(Duration.ofSeconds(10)))
                        .gracePeriod(Duration.ZERO),
                Carriers.given(task -> {}));
        Call<Integer> first = submit(door, () -> 1);
        Call<Integer> second = new Call<>(door, () -> 2);
        Thread submitter = new Thread(() -> door.submit(second), "the submitter");
        submitter.start();
        while (second.state() != Call.BLOCKED) {
            Thread.onSpinWait();
        }
        first.cancel(true);
        submitter.join();
        assertThat(door.next()).isSameAs(second); // this thread is the runner now, between take and begin
        CloseReport report = door.close(0);
        assertThat(second.isDone()).isTrue();
        assertThat(report.stuck()).isEmpty();
    }
}
