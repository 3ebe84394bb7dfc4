package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A stage of {@code …Either} whose first side has no body behind it any more, and is not complete: the call on the other
 * side may still win, and stands behind whatever is derived from the stage.
 */
class UndecidedEitherTest {

    /** What is derived from the stage. */
    private interface Next extends UnaryOperator<AsyncFuture<Integer>> {}

    static Stream<Named<Next>> nexts() {
        return Stream.of(
                Named.of("thenApply", either -> either.thenApply(row -> row)),
                Named.of("thenCombine", either -> either.thenCombine(AsyncFuture.completed(0), Integer::sum)),
                Named.of("thenCompose", either -> either.thenCompose(AsyncFuture::completed)),
                Named.of("linked", AsyncFuture::linked),
                Named.of("applyToEither", either -> either.applyToEither(new CompletableFuture<>(), row -> row)));
    }

    /** Its call has stopped, and it will never complete. */
    private static AsyncFuture<Integer> incomplete(AsyncWrapper other) {
        AsyncFuture<Integer> done = other.call(() -> 1);
        done.stopped().join();
        return done.thenCompose(row -> new CompletableFuture<Integer>());
    }

    @ParameterizedTest
    @MethodSource("nexts")
    void join_inABody_runsTheCallOnTheOtherSideInPlace(Next next) {
        try (AsyncWrapper other = AsyncWrapper.of("other", 1);
                AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<Integer> outer = db.call(() -> {
                AsyncFuture<Integer> pending = db.call(() -> 2);
                return next.apply(incomplete(other).applyToEither(pending, row -> row))
                        .join();
            });
            assertThat(outer.join()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("nexts")
    void stopped_whileTheCallOnTheOtherSideRuns_waits(Next next) throws Exception {
        try (AsyncWrapper other = AsyncWrapper.of("other", 1);
                AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Integer> running = db.call(gate.callable(2));
            AsyncFuture<Integer> stage = next.apply(incomplete(other).applyToEither(running, row -> row));
            gate.awaitEntered(1);
            assertThat(stage.stopped()).isNotDone();
            gate.release();
            stage.stopped().join();
        }
    }

    @ParameterizedTest
    @MethodSource("nexts")
    void linked_aDescendantIsCancelled_cancelsTheCallOnTheOtherSide(Next next) throws Exception {
        try (AsyncWrapper other = AsyncWrapper.of("other", 1);
                AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Integer> running = db.call(gate.callable(2));
            AsyncFuture<Integer> stage =
                    next.apply(incomplete(other).linked().applyToEither(running.linked(), row -> row));
            gate.awaitEntered(1);
            stage.cancel(true);
            assertThat(running).isCancelled();
        }
    }
}
