package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stage derived from two futures has both behind it, by whichever method it was derived. */
class TwoSourcesTest {

    @SuppressWarnings("ImmutableEnumChecker")
    enum Derivation {
        THEN_COMBINE((a, b) -> a.thenCombine(b, (x, y) -> x)),
        THEN_ACCEPT_BOTH((a, b) -> a.thenAcceptBoth(b, (x, y) -> {})),
        THEN_ACCEPT_BOTH_ASYNC((a, b) -> a.thenAcceptBothAsync(b, (x, y) -> {})),
        RUN_AFTER_BOTH((a, b) -> a.runAfterBoth(b, () -> {})),
        ACCEPT_EITHER((a, b) -> a.acceptEither(b, x -> {})),
        APPLY_TO_EITHER((a, b) -> a.applyToEither(b, x -> x)),
        RUN_AFTER_EITHER((a, b) -> a.runAfterEither(b, () -> {})),
        RUN_AFTER_EITHER_ASYNC((a, b) -> a.runAfterEitherAsync(b, () -> {}));

        final BiFunction<AsyncFuture<String>, AsyncFuture<String>, AsyncFuture<?>> method;

        Derivation(BiFunction<AsyncFuture<String>, AsyncFuture<String>, AsyncFuture<?>> method) {
            this.method = method;
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ACCEPT_EITHER", "APPLY_TO_EITHER", "RUN_AFTER_EITHER", "RUN_AFTER_EITHER_ASYNC"})
    void join_inABody_onAStageWhoseSecondSourceIsPending_runsThatInPlace(Derivation derivation) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> complete = db.call(() -> "a");
            complete.join();
            AsyncFuture<Boolean> body = db.call(() -> {
                derivation.method.apply(complete, db.call(() -> "b")).join();
                return true;
            });
            assertThat(body.get(10, SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cancel_ofAStageWhoseSecondSourceIsLinked_cancelsThat(Derivation derivation) {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(gate.callable("a"));
            AsyncFuture<String> second = db.call(gate.callable("b"));
            derivation.method.apply(first.linked(), second.linked()).cancel(true);
            assertThat(first).isCancelled();
            assertThat(second).isCancelled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopped_whileTheBodyOfTheSecondSourceRuns_isNotComplete(Derivation derivation) {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(() -> "a");
            first.stopped().join();
            AsyncFuture<String> second = db.call(gate.callable("b"));
            AsyncFuture<Void> stopped = derivation.method.apply(first, second).stopped();
            assertThat(stopped).isNotDone();
            gate.release();
            stopped.join();
        }
    }
}
