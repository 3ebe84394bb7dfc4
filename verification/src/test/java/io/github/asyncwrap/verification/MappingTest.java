package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Outcome;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

/** {@code mapAll}, {@code forEach} and the forms of {@code mapping} that give a future. */
@Timeout(20)
class MappingTest {

    static Iterable<Integer> upTo(int count) {
        return () -> IntStream.range(0, count).iterator();
    }

    static Iterable<Integer> endless() {
        return () -> IntStream.iterate(0, i -> i + 1).iterator();
    }

    @OnEveryCarrier
    void mapAll_manyElements_givesTheResultsInTheSourcesOrder(Carried carried) {
        for (int limit : List.of(1, 3)) {
            try (AsyncWrapper db = carried.wrapper(limit)) {
                AsyncFuture<List<Integer>> all = db.mapAll(upTo(5_000), i -> 2 * i);
                assertThat(all.join())
                        .isEqualTo(IntStream.range(0, 5_000)
                                .map(i -> 2 * i)
                                .boxed()
                                .toList());
                all.stopped().join();
                assertThat(db.stats().succeeded()).isEqualTo(10_001); // each element and each pull, and that of the end
            }
        }
    }

    @Test
    void mapAll_ofNothing_givesAnEmptyList() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            assertThat(db.mapAll(List.of(), i -> i).join()).isEmpty();
            assertThat(db.forEach(List.of(), i -> {}).join()).isZero();
            assertThat(db.mapping(i -> i).settle(List.of()).join()).isEmpty();
        }
    }

    @Test
    void mapAll_ofNulls_givesThem() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            List<String> source = Arrays.asList("one", null, "two", null);
            assertThat(db.mapAll(source, row -> row).join()).isEqualTo(source);
        }
    }

    @Test
    void list_givenToTheUser_cannotBeChanged() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            List<Integer> rows = db.mapAll(upTo(3), i -> i).join();
            assertThatThrownBy(() -> rows.set(0, 1)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> rows.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void source_isPulledLazily_oneAtATime_onTheWrapper() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 4)) {
            AtomicInteger inside = new AtomicInteger();
            List<Integer> most = new ArrayList<>(List.of(0));
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            Iterable<Integer> source = () -> new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    most.set(0, Math.max(most.get(0), inside.incrementAndGet()));
                    threads.add(Thread.currentThread());
                    Thread.yield();
                    inside.decrementAndGet();
                    return next < 2_000;
                }

                @Override
                public Integer next() {
                    return next++;
                }
            };
            assertThat(db.forEach(source, i -> {}).join()).isEqualTo(2_000);
            assertThat(most).containsExactly(1);
            assertThat(threads).doesNotContain(Thread.currentThread());
            assertThat(threads).allMatch(thread -> thread.getName().startsWith("db-"));
        }
    }

    @Test
    void source_thatBlocks_takesOneSlotAndNothingElse() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<List<String>> all = db.mapAll(
                    () -> Stream.generate(() -> gatePassed(gate)).limit(3).iterator(), row -> row);
            for (int i = 1; i <= 3; i++) {
                gate.awaitEntered(i);
                assertThat(db.call(() -> "other").join()).isEqualTo("other");
                gate.release();
            }
            assertThat(all.join()).containsExactly("row", "row", "row");
        }
    }

    static String gatePassed(Gate gate) {
        try {
            return gate.callable("row").call();
        } catch (Exception interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Pulled and not ended are never more than the window, and as many as that if the elements take long. */
    @Test
    void window_boundsWhatIsBetweenSourceAndResult() throws Exception {
        for (int window : List.of(1, 2, 5)) {
            try (AsyncWrapper db = AsyncWrapper.of("db", 8);
                    Gate gate = Gate.create()) {
                AtomicInteger pulled = new AtomicInteger();
                Iterable<Integer> source = () ->
                        IntStream.generate(pulled::incrementAndGet).limit(20).iterator();
                AsyncFuture<Long> count = db.mapping((Integer i) -> gatePassed(gate))
                        .window(window)
                        .forEach(source);
                for (int ended = 0; ended < 20; ended++) {
                    gate.awaitEntered(Math.min(20, ended + window));
                    // A stream's iterator is one ahead once it was asked whether there is a next.
                    assertThat(pulled.get()).isLessThanOrEqualTo(ended + window);
                    gate.release();
                }
                assertThat(count.join()).isEqualTo(20);
            }
        }
    }

    @Test
    void window_ifNothingIsSaid_isTwiceTheLimitInForce() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 8)) {
            db.maxConcurrency(3);
            assertThat(pulledFor(db, 10)).isEqualTo(16);
            assertThat(pulledFor(db.limitedTo("few", 2), 10)).isEqualTo(14);
            assertThat(pulledFor(db.limitedTo("many", 20), 10)).isEqualTo(16);
        }
    }

    /** How many elements are pulled for so many requested. */
    private static int pulledFor(AsyncWrapper view, int requested) {
        AtomicInteger pulled = new AtomicInteger();
        Received<Integer> received = Received.of(
                view.mapping((Integer i) -> i)
                        .publish(() ->
                                IntStream.generate(pulled::incrementAndGet).iterator()),
                requested);
        received.awaitCount(requested);
        awaitRest(view);
        received.awaitSubscription().cancel();
        return pulled.get();
    }

    /** Until a mapping that wants no more has nothing to do. */
    static void awaitRest(AsyncWrapper db) {
        for (long before = -1; before != db.stats().submitted(); ) {
            before = db.stats().submitted();
            Spin.until(() -> db.stats().running() + db.stats().pending() == 0);
            db.call(() -> "something").join();
            before++;
        }
    }

    @OnEveryCarrier
    void element_thatFails_failsTheResultWithItsOwnException_andEndsTheRest(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            IOException failure = new IOException("row 1");
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger pulled = new AtomicInteger();
            AsyncFuture<List<String>> all = db.mapping((Integer i) -> {
                        begun.incrementAndGet();
                        if (i == 1) {
                            gate.awaitEntered(1);
                            throw failure;
                        }
                        return gate.callable("row").call();
                    })
                    .window(8)
                    .all(() ->
                            IntStream.generate(() -> pulled.getAndIncrement()).iterator());
            assertThat(Failures.of(all)).isSameAs(failure);
            assertThatThrownBy(all::join).hasCause(failure);
            all.stopped().join(); // the one at the gate was interrupted
            assertThat(begun.get()).isEqualTo(2);
            assertThat(pulled.get()).isLessThanOrEqualTo(9);
            assertThat(db.stats().pending()).isZero();
        }
    }

    @Test
    void source_thatFails_failsTheResultAtOnce() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            IllegalStateException failure = new IllegalStateException("no rows");
            Iterable<Integer> source = () -> Stream.of(1, 2)
                    .map(i -> {
                        if (i == 2) {
                            Spin.until(() -> gate.entered() == 1);
                            throw failure;
                        }
                        return i;
                    })
                    .iterator();
            AsyncFuture<List<String>> all =
                    db.mapAll(source, i -> gate.callable("row").call());
            assertThat(Failures.of(all)).isSameAs(failure);
            all.stopped().join();
            assertThat(Failures.of(db.mapAll(
                            () -> {
                                throw failure;
                            },
                            i -> i)))
                    .isSameAs(failure);
            assertThat(Failures.of(db.mapAll(() -> null, i -> i))).hasMessageContaining("iterator()");
        }
    }

    @OnEveryCarrier
    void cancel_ofTheResult_interruptsWhatRunsAndNothingMoreBegins(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AtomicInteger begun = new AtomicInteger();
            AsyncFuture<Long> count = db.mapping((Integer i) -> {
                        begun.incrementAndGet();
                        return gate.callable("row").call();
                    })
                    .window(8)
                    .forEach(endless());
            gate.awaitEntered(2);
            assertThat(count.cancel(true)).isTrue();
            assertThat(count).isCancelled();
            count.stopped().join();
            assertThat(begun.get()).isEqualTo(2);
            assertThat(gate.interruptions()).isEqualTo(2);
            assertThat(db.stats().running() + db.stats().pending()).isZero();
        }
    }

    @Test
    void cancelFalse_ofTheResult_leavesRunningBodiesAlone() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<Long> count =
                    db.forEach(endless(), i -> gate.callable("row").call());
            gate.awaitEntered(2);
            assertThat(count.cancel(false)).isTrue();
            assertThat(count.stopped()).isNotDone();
            gate.releaseAll();
            count.stopped().join();
            assertThat(gate.interruptions()).isZero();
            assertThat(gate.entered()).isEqualTo(2);
        }
    }

    @Test
    void result_timedOutOrCompleted_endsTheMapping() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<Long> timed =
                    db.forEach(endless(), i -> gate.callable("row").call());
            assertThat(Failures.of(timed.orTimeout(20, TimeUnit.MILLISECONDS))).isInstanceOf(TimeoutException.class);
            timed.stopped().join();
            AsyncFuture<Long> completed =
                    db.forEach(endless(), i -> gate.callable("row").call());
            assertThat(completed.complete(7L)).isTrue();
            assertThat(completed.complete(8L)).isFalse();
            assertThat(completed.join()).isEqualTo(7);
            completed.stopped().join();
            AsyncFuture<Long> linked =
                    db.forEach(endless(), i -> gate.callable("row").call());
            assertThat(linked.linked().thenApply(count -> count).cancel(true)).isTrue();
            assertThat(linked).isCancelled();
            linked.stopped().join();
            assertThat(db.stats().running() + db.stats().pending()).isZero();
        }
    }

    @Test
    void stopped_isNotBeforeTheBodiesAreOffTheirThreads() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 3);
                Gate gate = Gate.create()) {
            AsyncFuture<List<String>> all = db.uninterruptible().mapAll(upTo(2), i -> gatePassed(gate));
            gate.awaitEntered(2);
            all.cancel(true);
            assertThat(all.stopped()).isNotDone();
            gate.release();
            Spin.until(() -> db.stats().running() == 1);
            assertThat(all.stopped()).isNotDone();
            gate.release();
            all.stopped().join();
            assertThat(db.stats().running()).isZero();
        }
    }

    @Test
    void element_thatTimesOut_failsTheResult_orIsAnOutcome() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncWrapper hurried = db.within(Duration.ofMillis(50));
            AsyncFuture<List<String>> all = hurried.mapAll(upTo(3), i -> i == 1 ? gatePassed(gate) : "row");
            assertThat(Failures.of(all)).isInstanceOf(AsyncTimeoutException.class);
            AsyncFuture<List<Outcome<String>>> each = hurried.mapping((Integer i) -> i == 1 ? gatePassed(gate) : "row")
                    .settle(upTo(4));
            assertThat(each.join().stream().map(Outcome::isSuccess)).containsExactly(true, false, true, true);
            assertThat(((Outcome.Failure<?>) each.join().get(1)).cause()).isInstanceOf(AsyncTimeoutException.class);
            each.stopped().join();
        }
    }

    @Test
    void settle_givesEachOutcome_andFailsWithTheSourceAlone() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 3)) {
            IOException odd = new IOException("odd");
            List<Outcome<Integer>> outcomes = db.mapping((Integer i) -> {
                        if (i % 2 == 1) {
                            throw odd;
                        }
                        return i;
                    })
                    .settle(upTo(2_000))
                    .join();
            assertThat(outcomes).hasSize(2_000);
            for (int i = 0; i < outcomes.size(); i++) {
                assertThat(outcomes.get(i))
                        .isEqualTo(i % 2 == 1 ? new Outcome.Failure<>(odd) : new Outcome.Success<>(i));
            }
            IllegalStateException broken = new IllegalStateException("no more rows");
            AsyncFuture<?> failed = db.mapping(i -> i).settle(() -> {
                throw broken;
            });
            assertThat(Failures.of(failed)).isSameAs(broken);
        }
    }

    @Test
    void unordered_givesResultsAsTheyCome() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<List<Integer>> all = db.mapping((Integer i) -> {
                        if (i == 0) {
                            gate.callable("row").call();
                        } else if (i == 4) {
                            gate.release();
                        }
                        return i;
                    })
                    .unordered()
                    .all(upTo(5));
            assertThat(all.join()).contains(0, 1, 2, 3, 4).hasSize(5).startsWith(1, 2, 3);
        }
    }

    static Stream<Overflow> overflows() {
        return Stream.of(
                Overflow.reject(),
                Overflow.block(Duration.ofSeconds(20)),
                Overflow.callerRuns(),
                Overflow.dropOldest());
    }

    @ParameterizedTest
    @MethodSource("overflows")
    void mapping_onAFullWrapper_waitsForRoom_withoutItsCaller(Overflow overflow) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(overflow)
                        .build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> other = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<List<Thread>> all = db.mapAll(upTo(100), i -> Thread.currentThread());
            assertThat(all).isNotDone();
            gate.release();
            assertThat(all.join()).hasSize(100).doesNotContain(Thread.currentThread());
            assertThat(other.join()).isEqualTo("row");
            assertThat(db.stats().rejected()).isZero();
        }
    }

    @Test
    void mapping_onAClosedWrapperOrView_failsWithClosed() {
        AsyncWrapper db = AsyncWrapper.of("db", 2);
        AsyncWrapper view = db.labelled("view");
        view.close();
        AsyncRejectedException refused = (AsyncRejectedException) Failures.of(view.mapAll(upTo(3), i -> i));
        assertThat(refused.reason()).isEqualTo(Reason.CLOSED);
        assertThat(db.mapAll(upTo(3), i -> i).join()).hasSize(3);
        db.close();
        AsyncFuture<Long> late = db.forEach(endless(), i -> {});
        assertThat(((AsyncRejectedException) Failures.of(late)).reason()).isEqualTo(Reason.CLOSED);
        late.stopped().join();
    }

    @OnEveryCarrier
    void close_inTheMiddle_endsTheMapping(Carried carried) {
        for (int round = 0; round < 20; round++) {
            AsyncWrapper db = carried.wrapper(2);
            AtomicInteger begun = new AtomicInteger();
            AsyncFuture<Long> count = db.forEach(endless(), i -> begun.incrementAndGet());
            Spin.until(() -> begun.get() > 100);
            db.close();
            assertThat(count).isDone();
            assertThat(((AsyncRejectedException) Failures.of(count)).reason()).isEqualTo(Reason.CLOSED);
            count.stopped().join();
        }
    }

    @Test
    void callbacks_ofTheResult_runOutsideTheSlots() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            CountDownLatch registered = new CountDownLatch(1);
            AsyncFuture<String> slow = db.mapAll(upTo(10), i -> {
                        registered.await();
                        return i;
                    })
                    .thenApply(all -> gatePassed(gate));
            registered.countDown();
            gate.awaitEntered(1);
            assertThat(db.call(() -> "other").join()).isEqualTo("other");
            gate.release();
            assertThat(slow.join()).isEqualTo("row");
        }
    }

    @Test
    void context_ofTheCaller_isThatOfPullsBodiesAndCallbacks() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            MDC.put("user", "me");
            Set<String> seen = ConcurrentHashMap.newKeySet();
            AsyncFuture<Long> count = db.forEach(
                    () -> IntStream.range(0, 50)
                            .peek(i -> seen.add("pull " + MDC.get("user")))
                            .iterator(),
                    i -> seen.add("body " + MDC.get("user")));
            AsyncFuture<Boolean> told = count.thenApplyAsync(all -> seen.add("callback " + MDC.get("user")));
            MDC.put("user", "somebody else");
            told.join();
            assertThat(seen).containsExactlyInAnyOrder("pull me", "body me", "callback me");
        } finally {
            MDC.clear();
        }
    }

    @Test
    void arguments_thatAreBad_areRefusedAtOnce() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            assertThatNullPointerException()
                    .isThrownBy(() -> db.mapAll(null, i -> i))
                    .withMessage("source");
            assertThatNullPointerException()
                    .isThrownBy(() -> db.mapAll(List.of(), null))
                    .withMessage("function");
            assertThatNullPointerException()
                    .isThrownBy(() -> db.forEach(null, i -> {}))
                    .withMessage("source");
            assertThatNullPointerException()
                    .isThrownBy(() -> db.forEach(List.of(), null))
                    .withMessage("consumer");
            assertThatNullPointerException()
                    .isThrownBy(() -> db.map(null, i -> i))
                    .withMessage("source");
            assertThatNullPointerException().isThrownBy(() -> db.mapping(null)).withMessage("function");
            assertThatThrownBy(() -> db.mapping(i -> i).window(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("window must be at least 1, was 0");
        }
    }

    @Test
    void element_thatCancelsItsOwnResult_endsTheMapping() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            List<AsyncFuture<Long>> self = new ArrayList<>();
            try (Gate gate = Gate.create()) {
                self.add(db.forEach(endless(), i -> {
                    gatePassed(gate);
                    self.get(0).cancel(true);
                }));
                gate.release();
                assertThat(Failures.of(self.get(0))).isInstanceOf(CancellationException.class);
                self.get(0).stopped().join();
                assertThat(db.call(() -> Thread.currentThread().isInterrupted()).join())
                        .isFalse();
            }
        }
    }

    /** Its own thread is not there to run them, so all pulls and elements of them are refused where they are submitted. */
    @Test
    void elements_thatAreRefusedAtOnce_doNotNest() {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        db.close();
        Received<Outcome<Integer>> received =
                Received.of(db.mapping((Integer i) -> i).settled(MappingPublisherTest.synchronous(50_000)), 50_000);
        assertThat(received.awaitEnd()).isNull();
        assertThat(received.items).hasSize(50_000).noneMatch(Outcome::isSuccess);
        assertThat(received.violation).isNull();
    }
}
