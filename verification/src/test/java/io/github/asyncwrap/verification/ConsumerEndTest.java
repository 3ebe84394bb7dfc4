package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncConsumer;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** {@code finish}: the end of a consumer, and those who wait for it. */
class ConsumerEndTest {
    @OnEveryCarrier
    void finish_refusesLaterItemsAndCompletesAfterTheFuturesOfAll(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2)) {
            for (int round = 0; round < 300; round++) {
                AsyncConsumer<Integer> audit = db.consumer(item -> {}, 100);
                List<AsyncFuture<Void>> futures = new ArrayList<>();
                for (int i = 0; i < round % 20; i++) {
                    futures.add(audit.accept(i));
                }
                AsyncFuture<Void> finished = audit.finish();
                finished.join();
                assertThat(futures).allSatisfy(future -> assertThat(future).isDone());
                assertThat(Failures.of(audit.accept(1)))
                        .isInstanceOfSatisfying(
                                AsyncRejectedException.class,
                                refused -> assertThat(refused.reason()).isEqualTo(Reason.CLOSED));
                assertThat(audit.finish().get()).isNull();
                finished.stopped().join();
            }
            assertThat(db.call(() -> "open").join()).isEqualTo("open");
        }
    }

    @OnEveryCarrier
    void close_ofTheWrapper_finishesTheConsumer(Carried carried) throws Exception {
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncWrapper db = carried.wrapper(1, options -> options.gracePeriod(Duration.ZERO));
            AsyncConsumer<String> audit = db.consumer(item -> gate.pass(), 10);
            AsyncFuture<Void> first = audit.accept("1");
            AsyncFuture<Void> second = audit.accept("2");
            gate.awaitEntered(1);
            AsyncFuture<Void> finished = audit.finish();
            db.close(Duration.ZERO);
            assertThat(Failures.of(first)).isInstanceOf(CancellationException.class);
            assertThat(Failures.of(second)).isInstanceOf(CancellationException.class);
            assertThat(finished).isNotDone(); // the consumer has not returned
            gate.release();
            finished.join();
        }
    }

    @Test
    void close_afterFinish_theEndIsThereWhenItReturns() {
        for (int i = 0; i < 200; i++) {
            AsyncWrapper db = AsyncWrapper.of("db", 2);
            AsyncConsumer<String> audit = db.consumer(item -> {}, 10);
            audit.accept("1");
            AsyncFuture<Void> finished = audit.finish();
            db.close();
            assertThat(finished).isDone();
        }
    }

    /** The turn passes on just as the body looks: it must not take that for the end. */
    @Test
    void join_ofTheEndInABody_whileARunnerGoesOn_neverStopsHelping() throws Exception {
        int items = 400;
        for (int round = 0; round < 60; round++) {
            int spins = round % 5 * 40;
            try (AsyncWrapper db =
                    AsyncWrapper.builder("db", 2).maxPending(1_000).build()) {
                CountDownLatch go = new CountDownLatch(1); // a gate would take longer to let the body go
                CountDownLatch half = new CountDownLatch(items / 2);
                AsyncConsumer<Integer> audit = db.consumer(
                        item -> {
                            for (int i = 0; i < spins; i++) {
                                Thread.onSpinWait();
                            }
                            half.countDown();
                        },
                        items);
                AsyncFuture<Void> waits = db.run(() -> {
                    go.await();
                    audit.finish().join();
                });
                for (int i = 0; i < items; i++) {
                    audit.accept(i);
                }
                go.countDown();
                half.await();
                db.run(waits::join).join(); // takes the other slot, so that nobody else is left to go on
            }
        }
    }

    @OnEveryCarrier
    void join_ofTheEndInsideTheConsumer_failsAtOnceThoughNothingWaits(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(2)) {
            CompletableFuture<AsyncConsumer<String>> self = new CompletableFuture<>();
            AsyncConsumer<String> audit =
                    db.consumer(item -> self.join().finish().join(), 10);
            self.complete(audit);
            assertThat(Failures.of(audit.accept("1"))).isInstanceOf(IllegalStateException.class);
            audit.finish().join();
        }
    }

    @OnEveryCarrier
    void join_ofTheEndsStopInABodyOfTheOnlySlot_ends(Carried carried) {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncConsumer<Integer> audit = db.consumer(order::add, 10);
            db.run(() -> {
                        audit.accept(1);
                        audit.accept(2);
                        audit.finish().stopped().join();
                    })
                    .join();
        }
        assertThat(order).containsExactly(1, 2);
    }

    @Test
    void stopOfTheEnd_neverComesBeforeTheEnd() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            for (int i = 0; i < 1_000; i++) {
                AsyncConsumer<Integer> audit = db.consumer(item -> {}, 4);
                audit.accept(i);
                AsyncFuture<Void> end = audit.finish();
                AsyncFuture<Void> stopped = end.stopped();
                while (!stopped.isDone()) {
                    Thread.onSpinWait();
                }
                assertThat(audit.finish()).isDone();
            }
        }
    }

    /** Somebody else cancels the last item, and is about to say that the consumer has come to its end. */
    @Test
    void close_asTheLastItemIsCancelled_theEndIsThereWhenItReturns() throws Exception {
        for (int round = 0; round < 300; round++) {
            int spins = round % 400;
            AsyncWrapper db = AsyncWrapper.of("db", 1);
            CountDownLatch began = new CountDownLatch(1);
            AtomicBoolean go = new AtomicBoolean();
            db.run(() -> {
                began.countDown();
                while (!go.get()) {
                    Thread.onSpinWait();
                }
            });
            began.await();
            AsyncConsumer<String> audit = db.consumer(item -> {}, 3);
            AsyncFuture<Void> last = audit.accept("1");
            AsyncFuture<Void> end = audit.finish();
            Thread canceller = GivenExecutorTest.start(() -> {
                go.set(true);
                for (int i = 0; i < spins; i++) {
                    Thread.onSpinWait();
                }
                last.cancel(true);
            });
            db.close(Duration.ofMinutes(1));
            assertThat(end).as("round %s", round).isDone();
            canceller.join();
        }
    }

    /** Nobody waits for a latch that is not counted down. */
    @Test
    void cancelOfTheEnd_changesNothing() throws Exception {
        CountDownLatch consumed = new CountDownLatch(1);
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncConsumer<String> audit = db.consumer(
                    item -> {
                        gate.pass();
                        consumed.countDown();
                    },
                    1);
            audit.accept("1");
            AsyncFuture<Void> finished = audit.finish();
            finished.cancel(true);
            gate.release();
            consumed.await();
            audit.finish().join();
            assertThat(finished).isCancelled();
        }
    }
}
