package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.Outcome;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Gather}: many futures, one result. */
class GatherTest {
    private static final int MANY = 10_000;

    private static List<CompletableFuture<String>> plain(int count) {
        return Stream.generate(CompletableFuture<String>::new).limit(count).toList();
    }

    // all

    @OnEveryCarrier
    void all_theLastEndsFirst_keepsTheOrder(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(3);
                Gate slow = Gate.create();
                Gate slower = Gate.create()) {
            AsyncFuture<List<String>> all =
                    Gather.all(List.of(db.call(slower.callable("a")), db.call(slow.callable("b")), db.call(() -> "c")));
            slow.release();
            assertThat(all).isNotDone();
            slower.release();
            assertThat(all.join()).containsExactly("a", "b", "c");
        }
    }

    @Test
    void all_none_isEmpty() {
        assertThat(Gather.all(List.<CompletionStage<String>>of()).join()).isEmpty();
        assertThat(Gather.settle(List.<CompletionStage<String>>of()).join()).isEmpty();
        assertThat(Gather.asCompleted(List.<CompletionStage<String>>of())).isEmpty();
    }

    @Test
    void all_nullsAmongTheValues_areKept() {
        assertThat(Gather.all(List.of(AsyncFuture.completed(null), AsyncFuture.completed("b")))
                        .join())
                .containsExactly(null, "b");
    }

    @Test
    void all_aNullAmongTheFutures_isNamed() {
        assertThatThrownBy(() -> Gather.all(Arrays.asList(AsyncFuture.completed("a"), null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("futures[1]");
    }

    @Test
    void all_theListOfValues_isUnmodifiable() {
        List<String> values = Gather.all(List.of(AsyncFuture.completed("a"))).join();
        assertThatThrownBy(() -> values.add("b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @OnEveryCarrier
    void all_oneFails_failsWithThatAndCancelsTheRest(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("late"));
            gate.awaitEntered(1);
            AsyncFuture<String> failing = db.call(() -> {
                throw new IOException("broken");
            });
            AsyncFuture<String> pending = db.call(gate.callable("never"));
            AsyncFuture<List<String>> all = Gather.all(List.of(running, failing, pending));
            assertThatThrownBy(all::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("broken");
            all.stopped().join();
            assertThat(running).isCancelled();
            assertThat(pending).isCancelled();
            assertThat(db.stats().cancelled()).isEqualTo(2);
        }
    }

    @Test
    void all_aDerivedStageFails_failsWithTheExceptionItself() {
        AsyncFuture<String> failing = AsyncFuture.completed("row").thenApply(row -> {
            throw new IllegalStateException(row);
        });
        assertThatThrownBy(() -> Gather.all(List.of(failing)).get()).cause().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void all_oneIsCancelled_isCancelledAndCancelsTheRest() {
        List<CompletableFuture<String>> futures = plain(3);
        AsyncFuture<List<String>> all = Gather.all(futures);
        futures.get(1).cancel(true);
        assertThat(all).isCancelled();
        assertThat(futures.get(0)).isCancelled();
        assertThat(futures.get(2)).isCancelled();
    }

    @Test
    void all_waitedForInABodyOfTheSameDoor_runsThemInPlace() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<Integer> outer = db.call(() ->
                    Gather.all(IntStream.range(0, 100)
                                    .mapToObj(i -> db.call(() -> i))
                                    .toList())
                            .join()
                            .stream()
                            .mapToInt(Integer::intValue)
                            .sum());
            assertThat(outer.join()).isEqualTo(4950);
        }
    }

    @Test
    void all_ofAlls_aLongChain_needsNoStack() {
        CompletableFuture<String> first = new CompletableFuture<>();
        AsyncFuture<?> last = Gather.all(List.of(first));
        for (int i = 0; i < MANY; i++) {
            last = Gather.all(List.of(last));
        }
        first.complete("row");
        assertThat(last).isCompleted();
    }

    @Test
    void all_ofAlls_aLongChainIsCancelled_cancelsTheFirst() {
        CompletableFuture<String> first = new CompletableFuture<>();
        AsyncFuture<?> last = Gather.all(List.of(first));
        for (int i = 0; i < MANY; i++) {
            last = Gather.all(List.of(last));
        }
        last.cancel(true);
        assertThat(first).isCancelled();
    }

    // settle

    @Test
    void settle_allKindsOfEnds_tellsEachInTheOrderGiven() {
        IOException broken = new IOException("broken");
        List<Outcome<String>> outcomes = Gather.settle(List.of(
                        AsyncFuture.completed("a"),
                        AsyncFuture.<String>failed(broken),
                        AsyncFuture.<String>failed(broken).thenApply(row -> row)))
                .join();
        assertThat(outcomes)
                .containsExactly(
                        new Outcome.Success<>("a"), new Outcome.Failure<>(broken), new Outcome.Failure<>(broken));
        assertThat(outcomes.stream().map(Outcome::isSuccess)).containsExactly(true, false, false);
    }

    @Test
    void settle_oneIsCancelled_waitsForTheOthers() {
        List<CompletableFuture<String>> futures = plain(2);
        AsyncFuture<List<Outcome<String>>> settled = Gather.settle(futures);
        futures.get(0).cancel(true);
        assertThat(settled).isNotDone();
        futures.get(1).complete("b");
        assertThat(settled.join().get(0))
                .isInstanceOfSatisfying(
                        Outcome.Failure.class,
                        failure -> assertThat(failure.cause()).isInstanceOf(CancellationException.class));
        assertThat(settled.join().get(1)).isEqualTo(new Outcome.Success<>("b"));
    }

    @Test
    void settle_aTimeout_keepsTheExceptionWithWhatItMeasured() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            List<Outcome<String>> outcomes = Gather.settle(
                            List.of(db.within(Duration.ofMillis(1)).call(gate.callable("late"))))
                    .join();
            assertThat(outcomes.get(0))
                    .isInstanceOfSatisfying(
                            Outcome.Failure.class,
                            failure -> assertThat(failure.cause()).isInstanceOf(AsyncTimeoutException.class));
        }
    }

    // race, firstOf

    @OnEveryCarrier
    void race_oneSucceeds_winsPastFailuresAndTheRestIsCancelled(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(3);
                Gate gate = Gate.create();
                Gate winner = Gate.create()) {
            AsyncFuture<String> loser = db.call(gate.callable("late"));
            AsyncFuture<String> failing = db.call(() -> {
                throw new IOException("broken");
            });
            AsyncFuture<String> race = Gather.race(List.of(loser, failing, db.call(winner.callable("first"))));
            gate.awaitEntered(1);
            assertThatThrownBy(failing::join).isInstanceOf(CompletionException.class);
            assertThat(race).isNotDone();
            winner.release();
            assertThat(race.join()).isEqualTo("first");
            race.stopped().join();
            assertThat(loser).isCancelled();
            assertThat(gate.interruptions()).isEqualTo(1);
        }
    }

    @Test
    void race_allFail_failsWithTheLastFailure() {
        List<CompletableFuture<String>> futures = plain(2);
        AsyncFuture<String> race = Gather.race(futures);
        futures.get(1).completeExceptionally(new IOException("first"));
        assertThat(race).isNotDone();
        futures.get(0).completeExceptionally(new IOException("last"));
        assertThatThrownBy(race::get).cause().hasMessage("last");
    }

    @Test
    void race_none_isRefused() {
        assertThatThrownBy(() -> Gather.race(List.<CompletionStage<String>>of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give one or more");
    }

    @Test
    void firstOf_enoughSucceed_givesThemAsTheyCameAndCancelsTheRest() {
        List<CompletableFuture<String>> futures = plain(4);
        AsyncFuture<List<String>> two = Gather.firstOf(2, futures);
        futures.get(3).complete("d");
        futures.get(0).completeExceptionally(new IOException("broken"));
        assertThat(two).isNotDone();
        futures.get(1).complete("b");
        assertThat(two.join()).containsExactly("d", "b");
        assertThat(futures.get(2)).isCancelled();
    }

    @Test
    void firstOf_tooManyFail_failsAtOnceAndCancelsTheRest() {
        List<CompletableFuture<String>> futures = plain(3);
        AsyncFuture<List<String>> two = Gather.firstOf(2, futures);
        futures.get(0).completeExceptionally(new IOException("first"));
        assertThat(two).isNotDone();
        futures.get(1).completeExceptionally(new IOException("second"));
        assertThatThrownBy(two::get).cause().hasMessage("second");
        assertThat(futures.get(2)).isCancelled();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3})
    void firstOf_aCountThatCannotBe_isRefused(int count) {
        assertThatThrownBy(() -> Gather.firstOf(count, plain(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which is 2")
                .hasMessageContaining("but was " + count);
    }

    // asCompleted, shield

    @Test
    void asCompleted_anyOrder_givesTheQuickOnesFirst() {
        List<CompletableFuture<String>> futures = plain(3);
        List<AsyncFuture<String>> ordered = Gather.asCompleted(futures);
        futures.get(2).complete("c");
        assertThat(ordered.get(0).join()).isEqualTo("c");
        assertThat(ordered.get(1)).isNotDone();
        futures.get(0).completeExceptionally(new IOException("broken"));
        assertThatThrownBy(() -> ordered.get(1).get()).cause().hasMessage("broken");
        ordered.get(2).cancel(true);
        assertThat(futures.get(1)).isNotDone();
    }

    @Test
    void asCompleted_waitedForInABodyOfTheSameDoor_runsThemInPlace() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> outer = db.call(() -> {
                StringBuilder rows = new StringBuilder();
                for (AsyncFuture<String> each : Gather.asCompleted(List.of(db.call(() -> "a"), db.call(() -> "b")))) {
                    rows.append(each.join());
                }
                return rows.toString();
            });
            assertThat(outer.join()).isEqualTo("ab");
        }
    }

    @Test
    void shield_cancelledBelow_leavesTheCallAlone() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> shielded = Gather.shield(call.linked());
            shielded.linked().thenApply(String::length).cancel(true);
            Gather.all(List.of(Gather.shield(call.linked()))).cancel(true);
            assertThat(shielded).isCancelled();
            assertThat(shielded.stopped()).isNotDone();
            assertThat(call).isNotDone();
            gate.release();
            assertThat(call.join()).isEqualTo("row");
            shielded.stopped().join();
        }
    }

    @Test
    void shield_theFutureEnds_hasItsOutcome() {
        assertThat(Gather.shield(AsyncFuture.completed("row")).join()).isEqualTo("row");
        assertThatThrownBy(() -> Gather.shield(
                                AsyncFuture.failed(new IOException("broken")).thenRun(() -> {}))
                        .get())
                .cause()
                .hasMessage("broken");
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        AsyncFuture<String> shielded = Gather.shield(cancelled);
        cancelled.cancel(true);
        assertThat(shielded).isCancelled();
    }

    /** Several threads end the futures, in random order and each in a random way. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyResult_futuresEndAtOnce_isWhatTheyWere(long seed) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            int count = 1 + random.nextInt(20);
            int failuresIn = random.nextInt(4);
            List<CompletableFuture<Integer>> futures = Stream.generate(CompletableFuture<Integer>::new)
                    .limit(count)
                    .toList();
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, count).boxed().toList());
            Collections.shuffle(order, random);
            boolean[] fails = new boolean[count];
            int failures = 0;
            for (int i = 0; i < count; i++) {
                fails[i] = failuresIn > 0 && random.nextInt(4) < failuresIn;
                failures += fails[i] ? 1 : 0;
            }
            int wanted = 1 + random.nextInt(count);
            AsyncFuture<List<Outcome<Integer>>> settled = Gather.settle(futures);
            List<AsyncFuture<Integer>> shields =
                    futures.stream().map(Gather::shield).toList();
            AsyncFuture<List<Integer>> all = Gather.all(shields);
            AsyncFuture<List<Integer>> first =
                    Gather.firstOf(wanted, futures.stream().map(Gather::shield).toList());
            List<AsyncFuture<Integer>> ordered = Gather.asCompleted(futures);
            CountDownLatch ended = new CountDownLatch(2);
            for (int half = 0; half < 2; half++) {
                int from = half;
                new Thread(() -> {
                            for (int i = from; i < count; i += 2) {
                                int index = order.get(i);
                                if (fails[index]) {
                                    futures.get(index).completeExceptionally(new IOException("broken"));
                                } else {
                                    futures.get(index).complete(index);
                                }
                            }
                            ended.countDown();
                        })
                        .start();
            }
            ended.await();
            String of = "seed " + seed + ", round " + round;
            List<Outcome<Integer>> outcomes = settled.join();
            for (int i = 0; i < count; i++) {
                assertThat(outcomes.get(i).isSuccess()).as(of).isEqualTo(!fails[i]);
            }
            assertThat(all.isCompletedExceptionally()).as(of).isEqualTo(failures > 0);
            assertThat(first.isCompletedExceptionally()).as(of).isEqualTo(count - failures < wanted);
            if (!first.isCompletedExceptionally()) {
                assertThat(first.join()).as(of).hasSize(wanted).doesNotHaveDuplicates();
            }
            assertThat(ordered).as(of).allMatch(CompletableFuture::isDone);
            assertThat(ordered.stream().filter(CompletableFuture::isCompletedExceptionally))
                    .as(of)
                    .hasSize(failures);
        }
    }
}
