package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncConsumer;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code consumer}: one item after another. */
class ConsumerTest {
    @OnEveryCarrier
    void accept_fromManyThreads_neverTwoInTheConsumerAndEachThreadsItemsInOrder(Carried carried) throws Exception {
        int threads = 3;
        int items = 3_000;
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean tooMany = new AtomicBoolean();
        int[] last = new int[threads]; // written by one thread at a time, each of which sees what the former wrote
        AtomicBoolean disorder = new AtomicBoolean();
        try (AsyncWrapper db = carried.wrapper(4)) {
            AsyncConsumer<int[]> audit = db.consumer(
                    item -> {
                        tooMany.compareAndSet(false, inside.incrementAndGet() > 1);
                        disorder.compareAndSet(false, ++last[item[0]] != item[1]);
                        inside.decrementAndGet();
                    },
                    threads * items);
            List<Thread> producers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int number = t;
                producers.add(GivenExecutorTest.start(() -> {
                    for (int i = 1; i <= items; i++) {
                        AsyncFuture<Void> written = audit.accept(new int[] {number, i});
                        if (i % 100 == 0) {
                            written.join();
                        }
                    }
                }));
            }
            for (Thread producer : producers) {
                producer.join();
            }
            audit.finish().join();
            assertThat(last).containsOnly(items);
        }
        assertThat(tooMany).isFalse();
        assertThat(disorder).isFalse();
    }

    @OnEveryCarrier
    void accept_full_isRefusedWithItsOwnNumbersAndTheWrapperIsNot(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AsyncConsumer<String> audit = db.labelled("audit").consumer(item -> gate.pass(), 2);
            AsyncFuture<Void> first = audit.accept("1");
            gate.awaitEntered(1);
            AsyncFuture<Void> second = audit.accept("2");
            AsyncFuture<Void> third = audit.accept("3");
            AsyncFuture<Void> fourth = audit.accept("4");
            assertThat(Failures.of(fourth))
                    .isInstanceOf(AsyncRejectedException.class)
                    .hasMessageMatching("db/audit - refused, full after .*, ran=0 ms, running=1/1, pending=2/2\\)");
            assertThat(audit).asString().contains("db (running=1/1, pending=2/2, open)", "audit");
            assertThat(db.call(() -> "row").join()).isEqualTo("row");
            AsyncFuture<Void> ready = audit.ready();
            assertThat(ready).isNotDone();
            gate.releaseAll();
            ready.join();
            first.join();
            second.join();
            third.join();
        }
    }

    @OnEveryCarrier
    void accept_fullUnderBlock_waitsForRoom(Carried carried) throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(1, options -> options.overflow(Overflow.block(Duration.ofHours(1))))) {
            AsyncConsumer<Integer> audit = db.consumer(order::add, 1);
            for (int i = 0; i < 1_000; i++) {
                audit.accept(i);
            }
            audit.finish().join();
        }
        assertThat(order).isSorted().hasSize(1_000);
    }

    @OnEveryCarrier
    void accept_fullUnderCallerRuns_theCallerConsumesInOrder(Carried carried) throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(1, options -> options.overflow(Overflow.callerRuns()));
                Gate gate = Gate.create()) {
            db.run(gate::pass); // the only slot
            gate.awaitEntered(1);
            AsyncConsumer<Integer> audit = db.consumer(order::add, 3);
            for (int i = 0; i < 5; i++) { // one more than the capacity waits, since none is being consumed
                audit.accept(i);
            }
            assertThat(order).containsExactly(0, 1, 2, 3, 4);
            gate.release();
        }
    }

    @OnEveryCarrier
    void failingItem_failsItsOwnFuture_andTheOthersGoOn(Carried carried) throws Exception {
        IOException broken = new IOException("disk full");
        List<Integer> consumed = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(2)) {
            AsyncConsumer<Integer> audit = db.consumer(
                    item -> {
                        if (item == 2) {
                            throw broken;
                        }
                        consumed.add(item);
                    },
                    10);
            List<AsyncFuture<Void>> futures = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                futures.add(audit.accept(i));
            }
            audit.finish().join();
            assertThat(Failures.of(futures.get(2))).isSameAs(broken);
            assertThat(consumed).containsExactly(0, 1, 3, 4);
        }
    }

    @OnEveryCarrier
    void stopOnError_failsAllLaterOnesWithTheReason(Carried carried) throws Exception {
        IOException broken = new IOException("disk full");
        List<Integer> consumed = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AsyncConsumer<Integer> audit = db.<Integer>consumer(
                            item -> {
                                gate.pass();
                                if (item == 1) {
                                    throw broken;
                                }
                                consumed.add(item);
                            },
                            10)
                    .stopOnError();
            List<AsyncFuture<Void>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                futures.add(audit.accept(i));
            }
            gate.releaseAll();
            assertThat(Failures.of(futures.get(1))).isSameAs(broken);
            for (AsyncFuture<Void> later : List.of(futures.get(2), futures.get(3), audit.accept(4))) {
                assertThat(Failures.of(later))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("db - the consumer was stopped by an earlier item: java.io.IOException: disk full")
                        .hasCause(broken);
            }
            assertThat(Failures.of(audit.finish())).isSameAs(broken);
            assertThat(consumed).containsExactly(0);
        }
    }

    @OnEveryCarrier
    void stopOnError_anItemThatIsCancelled_stopsNothing(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AsyncConsumer<String> audit =
                    db.<String>consumer(item -> gate.pass(), 10).stopOnError();
            AsyncFuture<Void> cancelled = audit.accept("1");
            gate.awaitEntered(1);
            AsyncFuture<Void> next = audit.accept("2");
            cancelled.cancel(true); // the consumer throws because of the interrupt
            gate.awaitEntered(2);
            gate.release();
            next.join();
            audit.finish().join();
        }
    }

    /** Cancelling does not let the next one in while the consumer is still at the former. */
    @OnEveryCarrier
    void timeout_consumerIgnoresItsInterrupt_theNextItemWaits(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncConsumer<String> audit = db.consumer(item -> gate.pass(), 10);
            AsyncFuture<Void> first = audit.accept("1");
            gate.awaitEntered(1);
            first.orTimeout(1, java.util.concurrent.TimeUnit.MILLISECONDS);
            assertThat(Failures.of(first)).isInstanceOf(AsyncTimeoutException.class);
            AsyncFuture<Void> second = audit.accept("2");
            AsyncFuture<Void> finished = audit.finish();
            gate.awaitInterruptions(1);
            assertThat(gate.entered()).isEqualTo(1);
            assertThat(finished).isNotDone();
            gate.releaseAll();
            second.join();
            finished.join();
            assertThat(gate.maxConcurrent()).isEqualTo(1);
        }
    }

    @OnEveryCarrier
    void accept_andWaitInsideTheConsumer_failsAtOnce(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(2)) {
            CompletableFuture<AsyncConsumer<Integer>> self = new CompletableFuture<>();
            AsyncConsumer<Integer> audit = db.consumer(
                    item -> {
                        AsyncFuture<Void> own = self.join().accept(item + 1);
                        if (item == 0) {
                            own.join();
                        }
                    },
                    10);
            self.complete(audit);
            assertThat(Failures.of(audit.accept(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("db - a consumer waits for an item of its own")
                    .hasMessageContaining("hang a callback");
        }
    }

    @OnEveryCarrier
    void join_inABodyOfTheSameWrapper_consumesInPlaceInOrder(Carried carried) {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncConsumer<Integer> audit = db.consumer(order::add, 100);
            db.run(() -> {
                        for (int i = 0; i < 10; i++) {
                            audit.accept(i);
                        }
                        audit.accept(10).join();
                        assertThat(order).isSorted().hasSize(11);
                        audit.accept(11);
                        audit.accept(12);
                        audit.finish().thenApply(nothing -> "end").join();
                        assertThat(order).isSorted().hasSize(13);
                    })
                    .join();
        }
    }

    /** A body is in the consumer's place while a runner is about to give it the next item. */
    @OnEveryCarrier
    void bodiesThatWait_andRunners_neverTwoInTheConsumer(Carried carried) {
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean tooMany = new AtomicBoolean();
        try (AsyncWrapper db = carried.wrapper(3, options -> options.maxPending(100_000))) {
            AsyncConsumer<Integer> audit = db.consumer(
                    item -> {
                        tooMany.compareAndSet(false, inside.incrementAndGet() > 1);
                        Thread.yield();
                        inside.decrementAndGet();
                    },
                    100_000);
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                int item = i;
                all.add(db.run(() -> audit.accept(item).join()));
                all.add(audit.accept(item));
            }
            all.forEach(AsyncFuture::join);
        }
        assertThat(tooMany).isFalse();
    }

    /** Race 31: an item comes as the consumer ends the last one. */
    @OnEveryCarrier
    void accept_asTheLastOneEnds_isNotStranded(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(2)) {
            AsyncConsumer<Integer> audit = db.consumer(item -> {}, 10);
            for (int i = 0; i < 5_000; i++) {
                AsyncFuture<Void> first = audit.accept(i);
                if (i % 2 == 0) {
                    Thread.onSpinWait();
                }
                AsyncFuture<Void> second = audit.accept(i);
                first.join();
                second.join();
            }
        }
    }

    @OnEveryCarrier
    void accept_fullUnderCallerRunsAndInterrupted_isRefused(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.overflow(Overflow.callerRuns()));
                Gate gate = Gate.create()) {
            AsyncConsumer<String> audit = db.consumer(item -> gate.pass(), 2);
            audit.accept("1");
            gate.awaitEntered(1);
            audit.accept("2");
            audit.accept("3");
            Thread.currentThread().interrupt();
            AsyncFuture<Void> refused = audit.accept("4");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Failures.of(refused)).isInstanceOf(AsyncRejectedException.class);
            assertThat(db.stats().pending()).isEqualTo(2);
            gate.releaseAll();
            audit.finish().join();
        }
    }

    @Test
    void manyIdleConsumers_holdNoThreadAndNoSlot() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("idle", 2)) {
            List<AsyncConsumer<Integer>> consumers = new ArrayList<>();
            AtomicInteger consumed = new AtomicInteger();
            for (int i = 0; i < 10_000; i++) {
                AsyncConsumer<Integer> audit = db.consumer(consumed::addAndGet, 4);
                audit.accept(1);
                consumers.add(audit);
                if (i % 500 == 0) {
                    audit.accept(0).join();
                }
            }
            consumers.get(9_999).finish().join();
            Spin.until(() -> db.stats().running() == 0 && db.stats().pending() == 0);
            assertThat(consumed).hasValue(10_000);
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("idle-"))
                    .count();
            assertThat(threads).isLessThanOrEqualTo(20); // a few for two slots, some of them still kept alive
        }
    }

    @Test
    void arguments_thatAreWrong_saySoAtOnce() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.consumer(item -> {}, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("capacity must be at least 1, was 0");
            assertThatThrownBy(() -> db.consumer(null, 1))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("consumer");
            AsyncConsumer<String> audit = db.consumer(item -> {}, 1);
            assertThatThrownBy(() -> audit.accept(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("item");
        }
    }
}
