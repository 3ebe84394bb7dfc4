package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Law 9 for the results of mappings: a body waits for one that needs its slot. */
@Timeout(20) // what fails here hangs
class MappingSelfWaitTest {
    private static final int MANY = 10_000;
    private static final List<Integer> DOUBLED =
            IntStream.range(0, MANY).map(i -> 2 * i).boxed().toList();

    @OnEveryCarrier
    void join_inABodyOfTheOnlySlot_runsAllInPlace(Carried carried) {
        for (int limit : List.of(1, 2)) {
            try (AsyncWrapper db = carried.wrapper(limit)) {
                AsyncFuture<List<Integer>> outer = db.call(
                        () -> db.mapAll(MappingTest.upTo(MANY), i -> 2 * i).join());
                assertThat(outer.join()).isEqualTo(DOUBLED);
            }
        }
    }

    /** As many bodies as there are slots, each of which waits for a mapping. */
    @OnEveryCarrier
    void join_inTheBodiesOfAllSlots_ends(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(3)) {
            AsyncFuture<List<Long>> all = db.mapAll(
                    MappingTest.upTo(100),
                    i -> db.forEach(MappingTest.upTo(50), j -> {}).get());
            assertThat(all.join()).hasSize(100).containsOnly(50L);
        }
    }

    /** Each time that it finds nothing to run it waits for news, and for the end: for that only once. */
    @OnEveryCarrier
    void join_thatWaitsForNewsManyTimes_leavesNothingWithTheResult(Carried carried) {
        AtomicReference<AsyncFuture<Long>> result = new AtomicReference<>();
        AtomicInteger most = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(2)) {
            db.run(() -> {
                        AsyncFuture<Long> all = db.forEach(MappingTest.upTo(MANY), i -> {
                            AsyncFuture<Long> waitedFor = result.get();
                            if (waitedFor != null) {
                                most.accumulateAndGet(waitedFor.getNumberOfDependents(), Math::max);
                            }
                        });
                        result.set(all);
                        all.join();
                    })
                    .join();
        }
        assertThat(most).hasValueLessThan(10);
    }

    @OnEveryCarrier
    void join_onAStageOfTheResult_ends(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncFuture<Integer> outer = db.call(() -> db.mapAll(MappingTest.upTo(100), i -> i)
                    .thenApply(List::size)
                    .thenCompose(size -> db.mapAll(MappingTest.upTo(size), i -> i)
                            .linked()
                            .thenCombine(db.call(() -> 1), (all, one) -> all.size() + one))
                    .join());
            assertThat(outer.join()).isEqualTo(101);
        }
    }

    @OnEveryCarrier
    void join_onAFullWrapper_runsThoseThatWaitForRoom(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(0))) {
            assertThat(db.call(() -> db.mapAll(MappingTest.upTo(100), i -> 2 * i)
                                    .join()
                                    .size())
                            .join())
                    .isEqualTo(100);
        }
    }

    /** The one that waits is in no body of the wrapper of the mapping, and can do nothing for it but wait. */
    @Test
    void join_inABodyOfAnotherWrapper_justWaits() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                AsyncWrapper other = AsyncWrapper.of("other", 1)) {
            assertThat(other.call(() -> db.mapAll(MappingTest.upTo(MANY), i -> 2 * i)
                                    .join())
                            .join())
                    .isEqualTo(DOUBLED);
        }
    }

    @OnEveryCarrier
    void elementThatFails_inPlace_failsTheWait(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncFuture<Boolean> outer = db.call(() -> {
                AsyncFuture<List<Integer>> all = db.mapAll(MappingTest.endless(), i -> {
                    if (i == 1_000) {
                        throw new CancellationException("enough");
                    }
                    return i;
                });
                assertThat(Failures.of(all)).hasMessage("enough");
                all.stopped().join();
                return true;
            });
            assertThat(outer.join()).isTrue();
        }
    }

    /** The one that waits is woken by each call that is submitted while it does. */
    @Test
    void join_besideOthersThatDrive_missesNothing() {
        for (int round = 0; round < 100; round++) {
            try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
                AsyncFuture<Long> outer = db.call(() ->
                        db.forEach(MappingTest.upTo(20), i -> Thread.yield()).join());
                AsyncFuture<Long> second = db.call(() ->
                        db.forEach(MappingTest.upTo(20), i -> Thread.yield()).join());
                assertThat(outer.join() + second.join()).isEqualTo(40);
            }
        }
    }

    @Test
    void join_inSteps_endsInAnyOrder() {
        for (long seed = 0; seed < 60; seed++) {
            DeterministicCarrier carrier = DeterministicCarrier.step(seed);
            try (AsyncWrapper db = AsyncWrapper.builder("db", 1 + (int) seed % 3)
                    .maxPending((int) seed % 5)
                    .carrier(carrier)
                    .build()) {
                AsyncFuture<List<Integer>> plain = db.mapAll(MappingTest.upTo(30), i -> 2 * i);
                assertThat(db.mapAll(
                                        MappingTest.upTo(10),
                                        i -> db.mapAll(MappingTest.upTo(i), j -> j)
                                                .join()
                                                .size())
                                .join())
                        .isEqualTo(IntStream.range(0, 10).boxed().toList());
                assertThat(plain.join()).isEqualTo(DOUBLED.subList(0, 30));
                Received<Integer> received =
                        Received.of(db.mapping((Integer i) -> 2 * i).publish(MappingTest.upTo(30)), 30);
                while (!received.end.isDone()) {
                    assertThat(carrier.proceed(Long.MAX_VALUE)).isTrue();
                }
                assertThat(received.items).isEqualTo(DOUBLED.subList(0, 30));
                plain.stopped().join();
                AtomicReference<AsyncFuture<Long>> self = new AtomicReference<>();
                long last = seed;
                AsyncFuture<Long> cancelled = db.forEach(MappingTest.endless(), i -> {
                    if (i == last) {
                        Objects.requireNonNull(self.get()).cancel(true);
                    }
                });
                self.set(cancelled);
                assertThat(Failures.of(cancelled)).isInstanceOf(CancellationException.class);
                cancelled.stopped().join();
            }
        }
    }
}
