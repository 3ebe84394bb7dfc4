package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
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
import java.util.concurrent.ConcurrentHashMap;
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
            assertThat(pulledFor(db, 10, 16)).isEqualTo(16);
            assertThat(pulledFor(db.limitedTo("few", 2), 10, 14)).isEqualTo(14);
            assertThat(pulledFor(db.limitedTo("many", 20), 10, 16)).isEqualTo(16);
        }
    }

    /** How many elements are pulled for so many requested: some, and then none too many. */
    private static int pulledFor(AsyncWrapper view, int requested, int expected) {
        AtomicInteger pulled = new AtomicInteger();
        Received<Integer> received = Received.of(
                view.mapping((Integer i) -> i)
                        .publish(() ->
                                IntStream.generate(pulled::incrementAndGet).iterator()),
                requested);
        received.awaitCount(requested);
        Spin.until(() -> pulled.get() >= expected); // between two calls a mapping looks as if it were at rest
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
    void callbacks_ofTheResult_runOutsideTheSlots() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate bodies = Gate.create();
                Gate gate = Gate.create()) {
            AsyncFuture<String> slow = db.mapAll(upTo(10), i -> {
                        bodies.pass();
                        return i;
                    })
                    .thenApply(all -> gatePassed(gate));
            bodies.releaseAll();
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
