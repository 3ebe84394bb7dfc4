package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncConsumer;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code batchConsumer}: several items at a time, each with its own future. */
class BatchConsumerTest {
    private static final Duration FOREVER = Duration.ofHours(1);

    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());

    @OnEveryCarrier
    void items_asManyAsMakeUpABatch_areConsumedTogether(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(2)) {
            AsyncConsumer<Integer> rows = db.batchConsumer(batches::add, 3, FOREVER);
            List<AsyncFuture<Void>> all = accept(rows, 0, 6);
            all.forEach(AsyncFuture::join);
            assertThat(batches).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5));
            AsyncFuture<Void> lingers = rows.accept(6);
            assertThat(db.stats().pending()).isEqualTo(1);
            assertThat(db.stats().running()).isZero();
            assertThat(lingers).isNotDone();
            rows.finish().join();
            lingers.join();
            assertThat(batches).last().isEqualTo(List.of(6));
        }
    }

    private static List<AsyncFuture<Void>> accept(AsyncConsumer<Integer> rows, int from, int to) {
        List<AsyncFuture<Void>> futures = new ArrayList<>();
        for (int i = from; i < to; i++) {
            futures.add(rows.accept(i));
        }
        return futures;
    }

    @OnEveryCarrier
    void item_thatHasLingered_isConsumedThoughTheBatchIsNotFull(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncConsumer<Integer> rows = db.batchConsumer(batches::add, 100, Duration.ofMillis(20));
            long before = System.nanoTime();
            AsyncFuture<Void> first = rows.accept(1);
            rows.accept(2).join();
            first.join();
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
            rows.accept(3).join(); // and again
            rows.finish().join();
            assertThat(batches.stream().flatMap(List::stream)).containsExactly(1, 2, 3);
        }
    }

    /** The one that the time runs for is cancelled: it runs for the next one. */
    @OnEveryCarrier
    void lingeringItem_isCancelled_theNextOneHasItsOwnTime(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncConsumer<Integer> rows = db.batchConsumer(batches::add, 100, Duration.ofMillis(20));
            for (int i = 0; i < 5; i++) {
                AsyncFuture<Void> first = rows.accept(0);
                AsyncFuture<Void> second = rows.accept(i + 1);
                first.cancel(true);
                second.join();
            }
            assertThat(batches.stream().flatMap(List::stream).filter(item -> item > 0))
                    .containsExactly(1, 2, 3, 4, 5);
        }
    }

    @OnEveryCarrier
    void noLinger_batchesAreWhatCameWhileTheConsumerWasBusy(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AsyncConsumer<Integer> rows = db.batchConsumer(
                    items -> {
                        batches.add(items);
                        gate.pass();
                    },
                    4,
                    Duration.ZERO);
            List<AsyncFuture<Void>> all = accept(rows, 0, 1);
            gate.awaitEntered(1);
            all.addAll(accept(rows, 1, 8));
            gate.releaseAll();
            all.forEach(AsyncFuture::join);
            assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6, 7));
        }
    }

    @OnEveryCarrier
    void batchThatFails_failsEachOfItsItemsAndNoOther(Carried carried) {
        IOException broken = new IOException("duplicate key");
        try (AsyncWrapper db = carried.wrapper(2)) {
            AsyncConsumer<Integer> rows = db.batchConsumer(
                    items -> {
                        if (items.contains(1)) {
                            throw broken;
                        }
                    },
                    2,
                    FOREVER);
            List<AsyncFuture<Void>> all = accept(rows, 0, 4);
            assertThat(Failures.of(all.get(0))).isSameAs(broken);
            assertThat(Failures.of(all.get(1))).isSameAs(broken);
            all.get(2).join();
            all.get(3).join();
            AsyncStats stats = db.stats();
            assertThat(stats.failed()).isEqualTo(2);
            assertThat(stats.succeeded()).isEqualTo(2);
        }
    }

    @OnEveryCarrier
    void stopOnError_failsTheLaterBatches(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncConsumer<Integer> rows = db.<Integer>batchConsumer(
                            items -> {
                                throw new IOException("disk full");
                            },
                            2,
                            FOREVER)
                    .stopOnError();
            List<AsyncFuture<Void>> all = accept(rows, 0, 5);
            AsyncFuture<Void> finished = rows.finish();
            assertThat(Failures.of(all.get(0))).isInstanceOf(IOException.class);
            assertThat(Failures.of(all.get(4))).isInstanceOf(IllegalStateException.class);
            assertThat(Failures.of(finished)).isInstanceOf(IOException.class);
        }
    }

    /** Its outcome comes, the batch goes on, and nobody is interrupted. */
    @OnEveryCarrier
    void cancel_ofAnItemInTheBatch_leavesTheOthersAlone(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AsyncConsumer<Integer> rows = db.batchConsumer(items -> gate.pass(), 3, FOREVER);
            List<AsyncFuture<Void>> all = accept(rows, 0, 3);
            gate.awaitEntered(1);
            for (int cancelled : List.of(0, 2)) { // the one whose turn it is, and one that it took along
                assertThat(all.get(cancelled).cancel(true)).isTrue();
                assertThat(all.get(cancelled).stopped()).isNotDone();
            }
            assertThat(db.stats().detached()).isEqualTo(2);
            gate.release();
            all.get(1).join();
            all.get(0).stopped().join();
            all.get(2).stopped().join();
            assertThat(gate.interruptions()).isZero();
            assertThat(db.stats().detached()).isZero();
        }
    }

    @OnEveryCarrier
    void cancel_ofWaitingItems_leaveTheBatch(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncConsumer<Integer> rows = db.batchConsumer(batches::add, 10, FOREVER);
            List<AsyncFuture<Void>> all = accept(rows, 0, 6);
            all.get(0).cancel(true);
            all.get(3).cancel(true);
            rows.finish().join();
            assertThat(batches).containsExactly(List.of(1, 2, 4, 5));
        }
    }

    @OnEveryCarrier
    void slowCallbackOfAnItem_doesNotHoldUpTheBatch(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate callback = Gate.create();
                Gate gate = Gate.create()) {
            AsyncConsumer<Integer> rows = db.batchConsumer(items -> gate.pass(), 3, FOREVER);
            List<AsyncFuture<Void>> all = accept(rows, 0, 3);
            gate.awaitEntered(1);
            all.get(1).thenRun(() -> callback.runnable().run());
            gate.release();
            all.get(2).join();
            all.get(0).join();
            callback.release();
        }
    }

    /** What hangs on an aggregate of the JDK's runs inside the publication: not in the batch, nor in its slot. */
    @OnEveryCarrier
    void callbackOnAnAggregateOfAnItem_mayWaitForTheBatch(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncConsumer<Integer> rows = db.batchConsumer(items -> gate.pass(), 3, FOREVER);
            List<AsyncFuture<Void>> all = accept(rows, 0, 3);
            gate.awaitEntered(1);
            CompletableFuture<String> end = CompletableFuture.allOf(all.get(1)).thenApply(nothing -> {
                all.get(0).join();
                return db.call(() -> "row").join();
            });
            gate.releaseAll();
            assertThat(end.get()).isEqualTo("row");
            rows.finish().join();
        }
    }

    @OnEveryCarrier
    void join_ofAnItemOfItsOwnBatch_failsAtOnce(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(2)) {
            CompletableFuture<List<AsyncFuture<Void>>> own = new CompletableFuture<>();
            AsyncConsumer<Integer> rows =
                    db.batchConsumer(items -> own.join().get(1).join(), 3, FOREVER);
            own.complete(accept(rows, 0, 3));
            assertThat(Failures.of(own.join().get(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a consumer waits for an item of its own");
        }
    }

    /** A given executor has to be asked for a thread for each of them. */
    @OnEveryCarrier
    void batchesThatAreDueTogether_runSideBySide(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(4);
                Gate gate = Gate.create()) {
            AsyncWrapper view = db.labelled("closes");
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(view.<Integer>batchConsumer(items -> gate.pass(), 10, FOREVER)
                        .accept(i));
            }
            view.close();
            gate.awaitEntered(3);
            gate.releaseAll();
            all.forEach(AsyncFuture::join);
        }
    }

    /** However few may wait at the wrapper's own door. */
    @OnEveryCarrier
    void aBatch_alwaysHasRoom(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(0))) {
            AsyncConsumer<Integer> rows = db.batchConsumer(batches::add, 3, FOREVER);
            accept(rows, 0, 3).forEach(AsyncFuture::join);
            assertThat(batches).containsExactly(List.of(0, 1, 2));
        }
    }

    @OnEveryCarrier
    void join_inABodyOfTheSameWrapper_doesNotWaitForOthers(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncConsumer<Integer> rows = db.batchConsumer(batches::add, 100, FOREVER);
            db.run(() -> {
                        rows.accept(1);
                        rows.accept(2).join();
                    })
                    .join();
            assertThat(batches).containsExactly(List.of(1, 2));
        }
    }

    @OnEveryCarrier
    void close_withLingeringItems_consumesThemAtOnce(Carried carried) {
        AsyncWrapper db = carried.wrapper(1);
        AsyncConsumer<Integer> rows = db.batchConsumer(batches::add, 100, FOREVER);
        List<AsyncFuture<Void>> all = accept(rows, 0, 3);
        assertThat(db.close(FOREVER).drained()).isEqualTo(3);
        all.forEach(AsyncFuture::join);
        assertThat(batches).containsExactly(List.of(0, 1, 2));
    }

    /** The items of the batch are inside close, too. */
    @OnEveryCarrier
    void close_insideTheConsumer_doesNotWaitForItself(Carried carried) {
        AsyncWrapper db = carried.wrapper(1);
        CompletableFuture<CloseReport> report = new CompletableFuture<>();
        AsyncConsumer<Integer> rows = db.batchConsumer(items -> report.complete(db.close(FOREVER)), 3, FOREVER);
        List<AsyncFuture<Void>> all = accept(rows, 0, 3);
        all.forEach(AsyncFuture::join);
        assertThat(report.join().stuck()).isEmpty();
        assertThat(report.join().cancelled()).isZero();
    }

    @OnEveryCarrier
    void manyProducers_everyItemOnceAndInOrder_neverTwoBatchesAtOnce(Carried carried) throws Exception {
        int threads = 3;
        int items = 4_000;
        int[] last = new int[threads];
        AtomicBoolean disorder = new AtomicBoolean();
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean tooMany = new AtomicBoolean();
        try (AsyncWrapper db = carried.wrapper(3, options -> options.maxPending(threads * items))) {
            AsyncConsumer<int[]> rows = db.batchConsumer(
                    batch -> {
                        tooMany.compareAndSet(false, inside.incrementAndGet() > 1 || batch.size() > 50);
                        for (int[] item : batch) {
                            disorder.compareAndSet(false, ++last[item[0]] != item[1]);
                        }
                        inside.decrementAndGet();
                    },
                    50,
                    Duration.ofMillis(1));
            List<Thread> producers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int number = t;
                producers.add(GivenExecutorTest.start(() -> {
                    for (int i = 1; i <= items; i++) {
                        AsyncFuture<Void> written = rows.accept(new int[] {number, i});
                        if (i % 777 == 0) {
                            written.join();
                        }
                    }
                }));
            }
            for (Thread producer : producers) {
                producer.join();
            }
            rows.finish().join();
            AsyncStats stats = db.stats();
            assertThat(stats.succeeded()).isEqualTo((long) threads * items);
            assertThat(stats.inPlace() + stats.running() + stats.pending()).isZero();
        }
        assertThat(last).containsOnly(items);
        assertThat(disorder).isFalse();
        assertThat(tooMany).isFalse();
    }

    @Test
    void arguments_thatAreWrong_saySoAtOnce() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.batchConsumer(items -> {}, 0, Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxBatch must be at least 1, was 0");
            assertThatThrownBy(() -> db.batchConsumer(items -> {}, 1, Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxLinger must not be negative, was PT-0.001S");
        }
    }
}
