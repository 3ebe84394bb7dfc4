package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code stopped()}: the body behind a future has really returned, or will never run. */
class StoppedTest {

    @OnEveryCarrier
    void stopped_ofACall_completesWhenTheBodyReturnsAndItsSlotIsFree(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(0));
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("late"));
            gate.awaitEntered(1);
            call.cancel(true);
            AsyncFuture<Void> stopped = call.stopped();
            assertThat(call).isDone();
            assertThat(stopped).isNotDone();
            gate.release();
            stopped.join();
            assertThat(db.stats().running()).isZero();
            assertThat(db.call(() -> "next").join()).isEqualTo("next");
        }
    }

    @OnEveryCarrier
    void stopped_ofACallThatNeverRuns_isCompleteAtOnce(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> pending = db.call(() -> "never");
            AsyncFuture<Void> asked = pending.stopped();
            assertThat(asked).isNotDone();
            pending.cancel(true);
            assertThat(asked).isDone();
            assertThat(pending.stopped()).isDone();
        }
    }

    @OnEveryCarrier
    void stopped_ofACallThatFailed_completesNormally(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncFuture<String> call = db.call(() -> {
                throw new IllegalStateException("no row");
            });
            assertThat(call.stopped().join()).isNull();
            assertThat(call).isCompletedExceptionally();
        }
    }

    @Test
    void stopped_itsUsers_canNeitherCancelNorCompleteIt() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<Void> stopped = call.stopped();
            assertThat(stopped.cancel(true)).isFalse();
            assertThat(stopped.complete(null)).isFalse();
            assertThat(stopped.completeExceptionally(new IllegalStateException()))
                    .isFalse();
            assertThat(stopped).isNotDone();
            assertThat(call).isNotDone();
            gate.release();
            stopped.join();
        }
    }

    @OnEveryCarrier
    void stopped_ofADerivedStage_isThatOfItsSource(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("late"));
            AsyncFuture<Integer> derived = call.thenApply(String::length).thenApply(length -> length + 1);
            gate.awaitEntered(1);
            derived.cancel(true);
            assertThat(derived.stopped()).isNotDone();
            call.cancel(true);
            assertThat(derived.stopped()).isNotDone();
            gate.release();
            derived.stopped().join();
            assertThat(db.stats().detached()).isZero();
        }
    }

    private static Arguments both(
            String name, BiFunction<AsyncFuture<String>, AsyncFuture<String>, AsyncFuture<?>> derive) {
        return Arguments.of(name, derive);
    }

    static Stream<Arguments> twoSources() {
        return Stream.of(
                both("thenCombine", (a, b) -> a.thenCombine(b, String::concat)),
                both("thenCombineAsync", (a, b) -> a.thenCombineAsync(b, String::concat)),
                both("thenAcceptBoth", (a, b) -> a.thenAcceptBoth(b, (x, y) -> {})),
                both("thenAcceptBothAsync", (a, b) -> a.thenAcceptBothAsync(b, (x, y) -> {})),
                both("runAfterBoth", (a, b) -> a.runAfterBoth(b, () -> {})),
                both("runAfterBothAsync", (a, b) -> a.runAfterBothAsync(b, () -> {})),
                both("applyToEither", (a, b) -> a.applyToEither(b, x -> x)),
                both("applyToEitherAsync", (a, b) -> a.applyToEitherAsync(b, x -> x)),
                both("acceptEither", (a, b) -> a.acceptEither(b, x -> {})),
                both("acceptEitherAsync", (a, b) -> a.acceptEitherAsync(b, x -> {})),
                both("runAfterEither", (a, b) -> a.runAfterEither(b, () -> {})),
                both("runAfterEitherAsync", (a, b) -> a.runAfterEitherAsync(b, () -> {})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twoSources")
    void stopped_ofAStageOfTwo_completesWithTheLaterOfTheTwo(
            String name, BiFunction<AsyncFuture<String>, AsyncFuture<String>, AsyncFuture<?>> derive) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate first = Gate.create().ignoreInterrupts();
                Gate second = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> one = db.call(first.callable("one"));
            AsyncFuture<String> other = db.call(second.callable("other"));
            first.awaitEntered(1);
            second.awaitEntered(1);
            AsyncFuture<?> derived = derive.apply(one, other);
            AsyncFuture<?> further = derived.thenRun(() -> {});
            one.cancel(true);
            other.cancel(true);
            first.release();
            one.stopped().join();
            assertThat(derived.stopped()).as(name).isNotDone();
            assertThat(further.stopped()).as(name).isNotDone();
            second.release();
            derived.stopped().join();
            further.stopped().join();
        }
    }

    @Test
    void stopped_ofAStageOfACallAndAPlainFuture_isThatOfTheCall() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            CompletableFuture<String> plain = new CompletableFuture<>();
            AsyncFuture<String> call = db.call(() -> "row");
            AsyncFuture<String> derived = call.thenCombine(plain, String::concat);
            call.stopped().join();
            derived.stopped().join(); // there is nothing to stop behind the other one
            assertThat(derived).isNotDone();
            plain.complete("s");
            assertThat(derived.join()).isEqualTo("rows");
        }
    }

    @Test
    void stopped_ofAStageOfACallThatHasStoppedAndAPlainFuture_isComplete() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            CompletableFuture<String> plain = new CompletableFuture<>();
            AsyncFuture<String> call = db.call(() -> "row");
            call.stopped().join();
            assertThat(call.thenCombine(plain, String::concat).stopped()).isCompleted();
        }
    }

    @OnEveryCarrier
    void stopped_ofAComposedStage_includesTheFutureThatTheFunctionGave(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(() -> "row");
            AsyncFuture<String> composed = call.thenCompose(row -> db.call(gate.callable(row + "s")));
            AsyncFuture<Integer> further = composed.thenApply(String::length);
            gate.awaitEntered(1);
            composed.cancel(true);
            assertThat(composed.stopped()).isNotDone();
            assertThat(further.stopped()).isNotDone();
            gate.release();
            composed.stopped().join();
            further.stopped().join();
        }
    }

    @Test
    void stopped_ofAComposedStageWhoseFunctionNeverRuns_isThatOfItsSource() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<String> composed = call.thenCompose(row -> {
                ran.set(true);
                return db.call(() -> row);
            });
            gate.awaitEntered(1);
            composed.cancel(true);
            assertThat(composed.stopped()).isNotDone();
            gate.release();
            composed.stopped().join();
            call.stopped().join();
        }
        assertThat(ran).isFalse();
    }

    @Test
    void stopped_ofAComposedStageOfAFailure_completes() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> failed = db.call(() -> {
                throw new IllegalStateException("no row");
            });
            failed.thenCompose(row -> db.call(() -> row)).stopped().join();
            failed.exceptionallyCompose(failure -> db.call(() -> "default"))
                    .stopped()
                    .join();
            db.call(() -> "row").thenCompose(row -> null).stopped().join();
        }
    }

    @Test
    void stopped_ofAPlainPromise_isItsOwnOutcome() {
        AsyncFuture<String> promise = AsyncFuture.completed("row").newIncompleteFuture();
        AsyncFuture<Void> stopped = promise.stopped();
        assertThat(stopped).isNotDone();
        promise.completeExceptionally(new IllegalStateException("no row"));
        assertThat(stopped).isCompletedWithValue(null);
        assertThat(AsyncFuture.failed(new IllegalStateException()).stopped()).isCompletedWithValue(null);
    }

    @Test
    void stopped_ofLinked_isThatOfTheCall() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> linked = db.call(gate.callable("row")).linked();
            gate.awaitEntered(1);
            linked.cancel(true);
            assertThat(linked.stopped()).isNotDone();
            gate.release();
            linked.stopped().join();
        }
    }

    /** Race 24: it is first asked for as the body returns, or as somebody decides. */
    @OnEveryCarrier
    void stopped_askedForAsTheBodyReturns_completesAndOnlyAfterTheOutcome(Carried carried) {
        int rounds = 20_000;
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(rounds))) {
            List<AsyncFuture<Boolean>> seen = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                AsyncFuture<String> call = db.call(() -> "row");
                for (int spin = 0; spin < i % 400; spin++) {
                    Thread.onSpinWait();
                }
                if (i % 3 == 0) {
                    call.cancel(true);
                }
                seen.add(call.stopped().thenApply(stopped -> call.isDone()));
            }
            assertThat(seen).allMatch(AsyncFuture::join);
        }
    }
}
