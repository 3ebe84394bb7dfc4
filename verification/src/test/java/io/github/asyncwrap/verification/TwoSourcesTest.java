package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stage derived from a future that is complete, and from one that is not, has the second one behind it, too. */
class TwoSourcesTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.asyncwrap.verification.StoppedTest#twoSources")
    void join_inABody_onAStageWhoseSecondSourceIsPending_runsThatInPlace(
            String name, BiFunction<AsyncFuture<String>, AsyncFuture<String>, AsyncFuture<?>> derive) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> complete = db.call(() -> "a");
            complete.join();
            AsyncFuture<Boolean> body = db.call(() -> {
                derive.apply(complete, db.call(() -> "b")).join();
                return true;
            });
            assertThat(body.get(10, SECONDS)).as(name).isTrue();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.asyncwrap.verification.StoppedTest#twoSources")
    void stopped_whileTheBodyOfTheSecondSourceRuns_isNotComplete(
            String name, BiFunction<AsyncFuture<String>, AsyncFuture<String>, AsyncFuture<?>> derive) {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(() -> "a");
            first.stopped().join();
            AsyncFuture<String> second = db.call(gate.callable("b"));
            AsyncFuture<Void> stopped = derive.apply(first, second).stopped();
            assertThat(stopped).as(name).isNotDone();
            gate.release();
            stopped.join();
        }
    }
}
