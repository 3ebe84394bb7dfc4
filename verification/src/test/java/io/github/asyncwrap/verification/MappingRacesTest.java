package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two things that happen to a mapping at the same moment, over and over. What is lost hangs. */
class MappingRacesTest {
    private static final int ROUNDS = 2_000;
    private static final int NEAR = 5_000;

    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final CyclicBarrier start = new CyclicBarrier(2);

    @AfterEach
    void stop() {
        other.shutdownNow();
    }

    private void meet() {
        try {
            start.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    @Test
    void elementsEnd_againstCancelOfTheResult_stoppedComesLast() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 3)) {
            for (int round = 0; round < ROUNDS; round++) {
                int turns = round % 200;
                AtomicInteger inside = new AtomicInteger();
                AtomicInteger begun = new AtomicInteger();
                AsyncFuture<Long> count = db.forEach(MappingTest.upTo(3), i -> {
                    begun.incrementAndGet();
                    inside.incrementAndGet();
                    spin(2_000);
                    inside.decrementAndGet();
                });
                AtomicInteger insideAtTheStop = new AtomicInteger(-1);
                Future<Boolean> cancelled = other.submit(() -> {
                    spin(10 * turns);
                    return count.cancel(true);
                });
                AsyncFuture<Void> stopped = count.stopped();
                AtomicInteger begunAtTheStop = new AtomicInteger();
                stopped.thenRun(() -> {
                    begunAtTheStop.set(begun.get());
                    insideAtTheStop.set(count.isDone() ? inside.get() : 100);
                });
                boolean first = cancelled.get();
                Spin.until(() -> insideAtTheStop.get() >= 0);
                assertThat(insideAtTheStop.get()).as("bodies on threads").isZero();
                MappingTest.awaitRest(db);
                assertThat(begun.get()).as("begun").isEqualTo(begunAtTheStop.get());
                assertThat(count.isCancelled()).isEqualTo(first);
                if (!first) {
                    assertThat(count.join()).isEqualTo(3);
                }
            }
            assertThat(db.stats().running() + db.stats().pending()).isZero();
        }
    }

    /** The pull that finds the end and the last element end together: one of them must complete the result. */
    @Test
    void sourcesEnd_againstTheLastElementsEnd_completesTheResult() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            for (int round = 0; round < 3 * ROUNDS; round++) {
                int turns = round % 100;
                assertThat(db.forEach(MappingTest.upTo(2), i -> spin(i * turns)).join())
                        .isEqualTo(2);
            }
        }
    }

    /** A request comes as the signals come to rest, when all results are there and nothing else will wake them. */
    @Test
    void request_againstTheRestOfTheSignals_isNotLost() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            int elements = 5 * ROUNDS;
            Received<Integer> received =
                    Received.of(db.mapping((Integer i) -> i).window(elements).publish(MappingTest.upTo(elements)), 1);
            received.awaitCount(1);
            MappingTest.awaitRest(db);
            Flow.Subscription subscription = received.awaitSubscription();
            for (int wanted = 2; wanted <= elements; wanted++) {
                subscription.request(1);
                for (int turns = 0; received.count < wanted; turns++) {
                    if (turns < NEAR) {
                        Thread.onSpinWait(); // without giving the thread away, to be near
                    } else {
                        Thread.yield(); // the other one may have no core of its own
                    }
                }
                spin(wanted % 32);
            }
            assertThat(received.awaitEnd()).isNull();
            assertThat(received.violation).isNull();
        }
    }

    @Test
    void request_againstTheEnd_endsOnce() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            for (int round = 0; round < ROUNDS; round++) {
                int turns = round % 100;
                Received<Integer> received =
                        Received.of(db.mapping((Integer i) -> i).publish(MappingTest.upTo(2)), 1);
                Future<?> requests = other.submit(() -> {
                    meet();
                    spin(turns);
                    received.awaitSubscription().request(1);
                    received.awaitSubscription().request(1);
                });
                meet();
                received.awaitSubscription().request(1);
                assertThat(received.awaitEnd()).isNull();
                requests.get();
                assertThat(received.items).containsExactly(0, 1);
                assertThat(received.violation).isNull();
            }
        }
    }

    /** The only other slot goes to somebody who waits, as one more call comes to stand behind the result. */
    @Test
    void waitInABody_asTheLastFreeSlotGoes_isToldOfWhatComes() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            for (int round = 0; round < ROUNDS; round++) {
                int turns = round % 300;
                CountDownLatch waited = new CountDownLatch(1); // a gate's lock would slow the two down
                AsyncFuture<Long> outer = db.call(() -> {
                    AsyncFuture<Long> count = db.forEach(MappingTest.upTo(2), i -> {});
                    db.run(waited::await);
                    spin(turns);
                    Long all = count.join();
                    waited.countDown();
                    return all;
                });
                assertThat(outer.get(20, TimeUnit.SECONDS)).isEqualTo(2);
            }
        }
    }
}
