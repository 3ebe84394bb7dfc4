package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Law 14: a long chain needs no deep stack, whichever methods it is made of. */
@Timeout(120)
class DeepChainTest {
    private static final int LENGTH = 100_000;

    @SuppressWarnings("ImmutableEnumChecker")
    enum Link {
        APPLY(stage -> stage.thenApply(row -> row)),
        COMPOSE(stage -> stage.thenCompose(AsyncFuture::completed)),
        COMBINE(stage -> stage.thenCombine(CompletableFuture.completedFuture(1), (row, one) -> row)),
        EITHER(stage -> stage.applyToEither(new CompletableFuture<>(), row -> row)),
        HANDLE(stage -> stage.handle((row, failure) -> row)),
        EXCEPTIONALLY(stage -> stage.exceptionally(failure -> 1)),
        EXCEPTIONALLY_COMPOSE(stage -> stage.exceptionallyCompose(failure -> AsyncFuture.completed(1))),
        WHEN_COMPLETE(stage -> stage.whenComplete((row, failure) -> {})),
        COPY(AsyncFuture::copy),
        LINKED(AsyncFuture::linked),
        DIRECT(stage -> stage.thenApplyAsync(row -> row, Runnable::run)),
        LINKED_COMPOSE(stage -> stage.linked().thenCompose(AsyncFuture::completed)),
        MINIMAL(stage -> (AsyncFuture<Integer>)
                stage.minimalCompletionStage().thenApply(row -> row).toCompletableFuture());

        final UnaryOperator<AsyncFuture<Integer>> method;

        Link(UnaryOperator<AsyncFuture<Integer>> method) {
            this.method = method;
        }
    }

    @ParameterizedTest
    @EnumSource
    void outcome_throughALongChain_arrives(Link link) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(outcome(link, db)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void outcome_throughALongChain_deliveredOnADirectExecutor_arrives(Link link) throws Exception {
        Executor direct = Runnable::run;
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(outcome(link, db.deliverOn(direct))).isEqualTo(1);
        }
    }

    private static int outcome(Link link, AsyncWrapper db) throws Exception {
        try (Gate gate = Gate.create()) {
            AsyncFuture<Integer> last = lengthened(db.call(gate.callable(1)), link);
            AsyncFuture<Void> stopped = last.stopped();
            gate.release();
            last.get(60, SECONDS);
            stopped.get(60, SECONDS);
            return last.get();
        }
    }

    private static AsyncFuture<Integer> lengthened(AsyncFuture<Integer> first, Link link) {
        AsyncFuture<Integer> last = first;
        for (int i = 0; i < LENGTH; i++) {
            last = link.method.apply(last);
        }
        return last;
    }

    @Test
    void loopByThenCompose_ends() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(loop(db, LENGTH).toCompletableFuture().get(60, SECONDS)).isZero();
        }
    }

    private static CompletionStage<Integer> loop(AsyncWrapper db, int left) {
        return db.call(() -> left).thenCompose(n -> n == 0 ? AsyncFuture.completed(0) : loop(db, n - 1));
    }

    @ParameterizedTest
    @EnumSource
    void cancel_upwardsThroughALongChain_cancelsTheCall(Link link) {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Integer> call = db.call(gate.callable(1));
            lengthened(call.linked(), link).cancel(true);
            assertThat(call).isCancelled();
        }
    }

    @Test
    void cancel_ofALinkedStageThatIsComplete_cancelsNothing() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Integer> call = db.call(gate.callable(1));
            AsyncFuture<Integer> stage = call.linked().thenApply(row -> row);
            stage.complete(2);
            assertThat(stage.cancel(true)).isFalse();
            assertThat(call).isNotCancelled();
        }
    }
}
