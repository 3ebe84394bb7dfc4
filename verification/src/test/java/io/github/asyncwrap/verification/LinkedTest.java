package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code linked()}: cancelling a descendant cancels the call; without it a descendant is an observer. */
class LinkedTest {
    private static final int LONG_CHAIN = 100_000;

    @OnEveryCarrier
    void observer_cancelled_leavesTheCallAlone(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            call.thenApply(String::length).cancel(true);
            call.thenCompose(row -> db.call(() -> row)).cancel(true);
            call.thenCombine(call, String::concat).cancel(true);
            call.copy().cancel(true);
            assertThat(call).isNotDone();
            gate.release();
            assertThat(call.join()).isEqualTo("row");
            assertThat(gate.interruptions()).isZero();
        }
    }

    @OnEveryCarrier
    void linked_aDistantDescendantIsCancelled_cancelsAndInterruptsTheCall(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<Integer> name = call.linked()
                    .thenApply(String::length)
                    .thenApplyAsync(length -> length)
                    .handle((a, b) -> a);
            gate.awaitEntered(1);
            assertThat(name.cancel(true)).isTrue();
            assertThat(call).isCancelled();
            call.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(1);
            assertThat(db.stats().cancelled()).isEqualTo(1);
        }
    }

    @OnEveryCarrier
    void linked_cancelFalse_doesNotInterruptTheBody(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<Integer> name = call.linked().thenApply(String::length);
            gate.awaitEntered(1);
            name.cancel(false);
            assertThat(call).isCancelled();
            gate.release();
            call.stopped().join();
            assertThat(gate.interruptions()).isZero();
        }
    }

    @OnEveryCarrier
    void linked_pendingCall_leavesTheQueue(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<Void> name = db.call(() -> "pending").linked().thenRun(() -> {});
            assertThat(db.stats().pending()).isEqualTo(1);
            name.cancel(true);
            assertThat(db.stats().pending()).isZero();
        }
    }

    @Test
    void linked_theOutcomeOfTheCall_arrivesAsInAnyDerivedStage() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(db.call(() -> "row").linked().join()).isEqualTo("row");
            IllegalStateException failure = new IllegalStateException("no row");
            AsyncFuture<Object> failed = db.call(() -> {
                throw failure;
            });
            Throwable seen = failed.linked().handle((row, thrown) -> thrown).join();
            assertThat(seen).isInstanceOf(CompletionException.class).hasCause(failure);
        }
    }

    /** Only cancelling goes upwards. */
    @Test
    void linked_stageCompletedOrTimedOut_leavesTheCallAlone() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            call.linked().complete("other");
            call.linked().completeExceptionally(new IllegalStateException());
            AsyncFuture<String> late = call.linked().orTimeout(1, TimeUnit.MILLISECONDS);
            Failures.of(late);
            assertThat(call).isNotDone();
            gate.release();
            assertThat(call.join()).isEqualTo("row");
        }
    }

    @Test
    void linked_siblingObserverOfTheSameCall_doesNotCancel() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<Integer> linked = call.linked().thenApply(String::length);
            call.thenApply(String::length).cancel(true);
            assertThat(linked).isNotDone();
            gate.release();
            assertThat(linked.join()).isEqualTo(3);
        }
    }

    @OnEveryCarrier
    void linked_thenCompose_cancelsTheInnerCallAsWell(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            CompletableFuture<AsyncFuture<String>> inner = new CompletableFuture<>();
            AsyncFuture<Integer> stage = db.call(() -> "row")
                    .linked()
                    .thenCompose(row -> {
                        inner.complete(db.call(gate.callable(row)));
                        return inner.join();
                    })
                    .thenApply(String::length);
            gate.awaitEntered(1);
            stage.cancel(true);
            Spin.until(inner.join()::isDone); // the function may be about to give it
            assertThat(inner.join()).isCancelled();
            stage.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(1);
        }
    }

    @Test
    void linked_thenComposeToAPlainFuture_cancelsIt() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            CompletableFuture<String> inner = new CompletableFuture<>();
            CompletableFuture<Void> applied = new CompletableFuture<>();
            AsyncFuture<String> stage = db.call(() -> "row").linked().thenCompose(row -> {
                applied.complete(null);
                return inner;
            });
            applied.join();
            stage.cancel(true);
            Spin.until(inner::isDone); // the function may be about to give it
            assertThat(inner).isCancelled();
        }
    }

    @Test
    void observer_thenComposeCancelled_leavesTheInnerCallAlone() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            CompletableFuture<AsyncFuture<String>> inner = new CompletableFuture<>();
            AsyncFuture<String> stage = db.call(() -> "row").thenCompose(row -> {
                inner.complete(db.call(gate.callable(row)));
                return inner.join();
            });
            gate.awaitEntered(1);
            stage.cancel(true);
            assertThat(inner.join()).isNotDone();
            gate.release();
            assertThat(inner.join().join()).isEqualTo("row");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.asyncwrap.verification.StoppedTest#twoSources")
    void linked_stageOfTwo_cancelsBothIfBothAreLinked(
            String name, BiFunction<AsyncFuture<String>, AsyncFuture<String>, AsyncFuture<?>> derive) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<String> one = db.call(gate.callable("one"));
            AsyncFuture<String> other = db.call(gate.callable("other"));
            gate.awaitEntered(2);
            derive.apply(one.linked(), other.linked()).cancel(true);
            assertThat(one).as(name).isCancelled();
            assertThat(other).as(name).isCancelled();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.asyncwrap.verification.StoppedTest#twoSources")
    void linked_stageOfTwo_cancelsTheLinkedOneAlone(
            String name, BiFunction<AsyncFuture<String>, AsyncFuture<String>, AsyncFuture<?>> derive) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<String> one = db.call(gate.callable("one"));
            AsyncFuture<String> other = db.call(gate.callable("other"));
            gate.awaitEntered(2);
            derive.apply(one, other.linked()).cancel(true);
            assertThat(one).as(name).isNotDone();
            assertThat(other).as(name).isCancelled();
        }
    }

    /** Law 14. */
    @OnEveryCarrier
    void linked_longChainOfStages_isCancelledUpwardsOnASmallStack(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> last = chain(call.linked(), stage -> stage.thenApply(row -> row));
            last.cancel(true);
            assertThat(call).isCancelled();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linked", "thenCompose", "thenCombine"})
    void linked_longChainOfLineages_isCancelledUpwardsOnASmallStack(String kind) throws Exception {
        UnaryOperator<AsyncFuture<String>> longer = switch (kind) {
            case "linked" -> AsyncFuture::linked;
            case "thenCompose" -> stage -> stage.thenCompose(AsyncFuture::completed);
            default -> stage -> stage.thenCombine(new CompletableFuture<>(), (row, other) -> row);
        };
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> last = chain(call.linked(), longer);
            last.cancel(true);
            assertThat(call).isCancelled();
        }
    }

    private static AsyncFuture<String> chain(AsyncFuture<String> first, UnaryOperator<AsyncFuture<String>> longer) {
        AsyncFuture<String> last = first;
        for (int i = 0; i < LONG_CHAIN; i++) {
            last = longer.apply(last);
        }
        return last;
    }

    /** Race 26: the stage is cancelled while its function gives the inner call. */
    @OnEveryCarrier
    void linked_cancelledWhileTheFunctionGivesTheInnerCall_theInnerNeverRunsOn(Carried carried) throws Exception {
        int rounds = 5_000;
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            for (int i = 0; i < rounds; i++) {
                AsyncFuture<String> stage =
                        db.call(() -> "row").linked().thenCompose(row -> db.call(gate.callable(row)));
                for (int spin = 0; spin < i % 500; spin++) {
                    Thread.onSpinWait();
                }
                stage.cancel(true);
                stage.stopped().join(); // the gate is shut: an inner call that is not cancelled never stops
            }
            assertThat(gate.inside()).isZero();
            assertThat(db.stats().running()).isZero();
        }
    }

    /** What is linked can be cancelled as long as it is not complete, also when the calls behind it are over. */
    @Test
    void linked_toAStageWhoseCallHasStopped_cancelsTheStage() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.call(() -> "row");
            AsyncFuture<String> slow = call.thenCompose(row -> new CompletableFuture<String>());
            call.stopped().join();
            slow.linked().thenApply(String::length).cancel(true);
            assertThat(slow).isCancelled();
        }
    }

    @Test
    void linked_composedWithAStageWhoseCallHasStopped_cancelsThatStage() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> over = db.call(() -> "row");
            over.stopped().join();
            AsyncFuture<String> inner = over.thenCompose(row -> new CompletableFuture<String>());
            AsyncFuture<String> call = db.call(() -> "row");
            call.join();
            call.linked().thenCompose(row -> inner).cancel(true);
            assertThat(inner).isCancelled();
        }
    }

    /** Nobody can cancel a minimal stage, and the attempt harms nothing else. */
    @Test
    void linked_composedWithAMinimalStage_leavesThatAlone() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> inner = db.call(gate.callable("row"));
            CompletionStage<String> shared = inner.minimalCompletionStage();
            CompletableFuture<String> other = shared.toCompletableFuture();
            AsyncFuture<String> composed = AsyncFuture.completed("a").linked().thenCompose(row -> shared);
            assertThat(composed.thenApply(String::length).cancel(true)).isTrue();
            gate.release();
            assertThat(other.join()).isEqualTo("row");
            assertThat(composed.join()).isEqualTo("row");
        }
    }

    @Test
    void stopped_composedWithAStageThatHasNoFuture_completes() {
        CompletionStage<String> odd = new CompletableFuture<>() {
            @Override
            public CompletableFuture<String> toCompletableFuture() {
                throw new UnsupportedOperationException("odd");
            }
        };
        AsyncFuture<String> composed = AsyncFuture.completed("a").linked().thenCompose(row -> odd);
        assertThatThrownBy(composed::join).hasCauseInstanceOf(UnsupportedOperationException.class);
        assertThat(composed.stopped()).isCompleted();
    }
}
