package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** {@code keyed}: one after another for each key, side by side otherwise. */
class KeyedTest {
    @OnEveryCarrier
    void calls_ofOneKey_runInTheOrderOfSubmission_neverTwoAtOnce(Carried carried) {
        int keys = 7;
        int calls = 7_000;
        List<List<Integer>> order = new ArrayList<>();
        AtomicInteger[] inside = new AtomicInteger[keys];
        AtomicBoolean tooMany = new AtomicBoolean();
        for (int key = 0; key < keys; key++) {
            order.add(Collections.synchronizedList(new ArrayList<>()));
            inside[key] = new AtomicInteger();
        }
        try (AsyncWrapper db = carried.wrapper(4, options -> options.maxPending(calls))) {
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                int number = i;
                int key = (i * 31) % keys;
                all.add(db.keyed("key " + key).run(() -> {
                    tooMany.compareAndSet(false, inside[key].incrementAndGet() > 1);
                    order.get(key).add(number);
                    Thread.yield();
                    inside[key].decrementAndGet();
                }));
            }
            all.forEach(AsyncFuture::join);
        }
        assertThat(tooMany).isFalse();
        assertThat(order).allSatisfy(each -> assertThat(each).isSorted().hasSize(calls / keys));
    }

    @OnEveryCarrier
    void differentKeys_runSideBySide(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(3);
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.keyed(1).call(gate.callable("1"));
            AsyncFuture<String> second = db.keyed(1).call(gate.callable("2"));
            AsyncFuture<String> other = db.keyed(2).call(gate.callable("other"));
            gate.awaitEntered(2);
            assertThat(db.stats().running()).isEqualTo(2);
            assertThat(db.stats().pending()).isEqualTo(1);
            assertThat(second).isNotDone();
            gate.releaseAll();
            assertThat(first.join() + second.join() + other.join()).isEqualTo("12other");
            assertThat(gate.maxConcurrent()).isEqualTo(2);
        }
    }

    /** A key with a long line gets one place at a time, and so does each other key, and each call without one. */
    @OnEveryCarrier
    void keys_withLongAndShortLines_takeTurns(Carried carried) throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            db.run(gate::pass);
            gate.awaitEntered(1);
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                all.add(db.keyed("long").run(() -> order.add("long " + number)));
            }
            all.add(db.keyed("short").run(() -> order.add("short")));
            all.add(db.run(() -> order.add("none")));
            gate.release();
            all.forEach(AsyncFuture::join);
        }
        assertThat(order).containsExactly("long 0", "short", "none", "long 1", "long 2", "long 3");
    }

    @OnEveryCarrier
    void cancel_inTheMiddleOfTheLine_leavesAtOnceAndTheOthersKeepTheirOrder(Carried carried) throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AsyncFuture<Void> running = db.keyed("a").run(gate::pass);
            gate.awaitEntered(1);
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                all.add(db.keyed("a").run(() -> order.add(number)));
            }
            for (int i : List.of(0, 1, 7, 8, 19)) {
                assertThat(all.get(i).cancel(true)).isTrue();
                assertThat(all.get(i).stopped()).isDone();
            }
            assertThat(db.stats().pending()).isEqualTo(15);
            gate.release();
            running.join();
            all.stream().filter(call -> !call.isCancelled()).forEach(AsyncFuture::join);
            assertThat(order).containsExactly(2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
        }
    }

    /** An outcome does not pass the turn on: the body does, by returning. */
    @OnEveryCarrier
    void timeout_bodyIgnoresItsInterrupt_theNextOneWaitsForItsReturn(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> late = db.keyed("a").call(gate.callable("late"));
            gate.awaitEntered(1);
            AsyncFuture<String> pending =
                    db.keyed("a").within(Duration.ofMillis(20)).call(() -> "never");
            AsyncFuture<String> next = db.keyed("a").call(() -> "next");
            late.cancel(true);
            assertThat(Failures.of(pending)).isInstanceOf(AsyncTimeoutException.class);
            gate.awaitInterruptions(1);
            assertThat(db.keyed("b").call(() -> "other").join()).isEqualTo("other");
            assertThat(next).isNotDone();
            gate.release();
            assertThat(next.join()).isEqualTo("next");
        }
    }

    @OnEveryCarrier
    void keyed_full_isRefusedAsAnyCall(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(2));
                Gate gate = Gate.create()) {
            db.keyed("a").run(gate::pass);
            gate.awaitEntered(1);
            db.keyed("a").run(() -> {});
            db.keyed("b").run(() -> {});
            AsyncFuture<Void> refused = db.keyed("a").run(() -> {});
            assertThat(Failures.of(refused))
                    .isInstanceOf(AsyncRejectedException.class)
                    .hasMessageEndingWith("ran=0 ms, running=1/1, pending=2/2)");
            assertThat(Failures.of(db.run(() -> {}))).isInstanceOf(AsyncRejectedException.class);
            gate.release();
        }
    }

    @OnEveryCarrier
    void dropOldest_full_dropsTheOldestThoughItWaitsForItsTurn(Carried carried) throws Exception {
        try (AsyncWrapper db =
                        carried.wrapper(1, options -> options.maxPending(3).overflow(Overflow.dropOldest()));
                Gate gate = Gate.create()) {
            db.keyed("a").run(gate::pass);
            gate.awaitEntered(1);
            AsyncFuture<String> oldest = db.keyed("a").call(() -> "1");
            AsyncFuture<String> second = db.call(() -> "2");
            AsyncFuture<String> third = db.keyed("a").call(() -> "3");
            AsyncFuture<String> fourth = db.keyed("b").call(() -> "4");
            assertThat(Failures.of(oldest)).isInstanceOf(AsyncRejectedException.class);
            gate.release();
            assertThat(second.join() + third.join() + fourth.join()).isEqualTo("234");
        }
    }

    @OnEveryCarrier
    void close_withLines_everyCallGetsItsOutcome(Carried carried) throws Exception {
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncWrapper db = carried.wrapper(2, options -> options.gracePeriod(Duration.ZERO));
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                all.add(db.keyed(i % 3).run(gate::pass));
            }
            gate.awaitEntered(2);
            CloseReport report = db.close(Duration.ZERO);
            assertThat(all).allSatisfy(call -> assertThat(Failures.of(call)).isInstanceOf(CancellationException.class));
            assertThat(report.cancelled()).isEqualTo(30);
            assertThat(report.stuck()).hasSize(2);
            gate.release();
        }
    }

    @Test
    void close_whileCallsDrain_allRun() {
        AtomicInteger ran = new AtomicInteger();
        AsyncWrapper db = AsyncWrapper.of("db", 2);
        for (int i = 0; i < 500; i++) {
            db.keyed(i % 3).run(ran::incrementAndGet);
        }
        assertThat(db.close(Duration.ofMinutes(1)).cancelled()).isZero();
        assertThat(ran).hasValue(500);
    }

    @OnEveryCarrier
    void executorServiceOfAKey_isASerialExecutor(Carried carried) throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(4)) {
            ListeningExecutorService serial = db.keyed("a").asExecutorService();
            for (int i = 0; i < 200; i++) {
                int number = i;
                serial.execute(() -> order.add(number));
            }
            serial.shutdown();
            assertThat(serial.awaitTermination(Duration.ofMinutes(1))).isTrue();
            assertThat(order).isSorted().hasSize(200);
            assertThat(serial.shutdownNow()).isEmpty();
        }
    }

    /** A view with a limit under a key and a key under such a view have the same order. */
    @OnEveryCarrier
    void key_throughDifferentViews_isOneKey(Carried carried) {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(4)) {
            AsyncWrapper[] views = {
                db.keyed("a"),
                db.labelled("find").keyed("a"),
                db.keyed("a").limitedTo("few", 2),
                db.limitedTo("few", 2).keyed("b").keyed("a"),
                db.keyed("a").within(Duration.ofHours(1)).uninterruptible()
            };
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int number = i;
                all.add(views[i % views.length].run(() -> order.add(number)));
            }
            all.forEach(AsyncFuture::join);
        }
        assertThat(order).isSorted().hasSize(500);
    }

    /** Pulls and elements are calls of the key, too. */
    @OnEveryCarrier
    void mapAll_ofAKey_isInItsOrder(Carried carried) {
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean tooMany = new AtomicBoolean();
        try (AsyncWrapper db = carried.wrapper(3, options -> options.maxPending(1))) {
            AsyncWrapper account = db.keyed("a");
            List<Integer> source =
                    java.util.stream.IntStream.range(0, 300).boxed().toList();
            AsyncFuture<List<Integer>> all = account.mapAll(source, i -> {
                tooMany.compareAndSet(false, inside.incrementAndGet() > 1);
                Thread.yield();
                inside.decrementAndGet();
                return i;
            });
            assertThat(db.call(() -> account.mapAll(source, i -> i).join()).join())
                    .isEqualTo(source);
            assertThat(all.join()).isEqualTo(source);
        }
        assertThat(tooMany).isFalse();
    }

    @Test
    void keyed_noKey_saysSo() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.keyed(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("key");
        }
    }

    @OnEveryCarrier
    void key_whoseEqualsThrows_concernsNobodyElse(Carried carried) throws Exception {
        AtomicReference<Runnable> whileCompared = new AtomicReference<>(() -> {});
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<Void> first = db.keyed(new Slippery(whileCompared)).run(gate::pass);
            whileCompared.set(() -> {
                throw new UnsupportedOperationException("equals");
            });
            AsyncWrapper view = db.keyed(new Slippery(whileCompared));
            assertThatThrownBy(() -> view.run(() -> {})).isInstanceOf(UnsupportedOperationException.class);
            assertThat(db.stats().submitted()).isEqualTo(1);
            gate.releaseAll();
            first.join();
            view.run(() -> {}).join();
        }
    }

    /** Equal to all of its kind; being compared takes as long as something else does. */
    private record Slippery(AtomicReference<Runnable> whileCompared) {
        @Override
        public boolean equals(Object other) {
            whileCompared.getAndSet(() -> {}).run();
            return other instanceof Slippery;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** Race 30: a line ends and is forgotten between its being found and its being joined. */
    @OnEveryCarrier
    void key_thatIsForgottenWhenItHasBeenFound_hasOneLine(Carried carried) throws Exception {
        AtomicReference<Runnable> whileCompared = new AtomicReference<>(() -> {});
        try (AsyncWrapper db = carried.wrapper(3);
                Gate first = Gate.create();
                Gate gate = Gate.create()) {
            AsyncFuture<Void> ends = db.keyed(new Slippery(whileCompared)).run(first::pass);
            whileCompared.set(() -> {
                first.release();
                ends.stopped().join();
            });
            AsyncFuture<Void> second = db.keyed(new Slippery(whileCompared)).run(gate::pass);
            gate.awaitEntered(1);
            assertThat(ends).isDone();
            AsyncFuture<Void> third = db.keyed(new Slippery(whileCompared)).run(gate::pass);
            db.run(() -> {}).stopped().join(); // the third would have a slot before this one
            assertThat(db.stats().running()).isEqualTo(1);
            gate.releaseAll();
            second.join();
            third.join();
            assertThat(gate.maxConcurrent()).isEqualTo(1);
        }
    }

    /** The same at random. */
    @OnEveryCarrier
    void key_thatBecomesIdleAsItIsFound_neverHasTwoLines(Carried carried) throws Exception {
        int threads = 3;
        int rounds = 4_000;
        Map<Integer, AtomicInteger> inside = new ConcurrentHashMap<>();
        AtomicBoolean tooMany = new AtomicBoolean();
        AtomicInteger ran = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(4, options -> options.maxPending(threads * rounds))) {
            List<Thread> submitters = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(t);
                submitters.add(GivenExecutorTest.start(() -> {
                    for (int i = 0; i < rounds; i++) {
                        int key = random.nextInt(2);
                        AsyncFuture<Void> call = db.keyed(key).run(() -> {
                            AtomicInteger count = inside.computeIfAbsent(key, absent -> new AtomicInteger());
                            if (count.incrementAndGet() > 1) {
                                tooMany.set(true);
                            }
                            ran.incrementAndGet();
                            count.decrementAndGet();
                        });
                        if (random.nextInt(3) > 0) {
                            call.join();
                        }
                    }
                }));
            }
            for (Thread submitter : submitters) {
                submitter.join();
            }
        }
        assertThat(tooMany).isFalse();
        assertThat(ran).hasValue(threads * rounds);
    }
}
