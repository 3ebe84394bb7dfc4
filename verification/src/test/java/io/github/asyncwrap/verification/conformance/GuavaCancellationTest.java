package io.github.asyncwrap.verification.conformance;

import static com.google.common.util.concurrent.MoreExecutors.directExecutor;
import static com.google.common.util.concurrent.MoreExecutors.newDirectExecutorService;
import static com.google.common.util.concurrent.testing.TestingExecutors.noOpScheduledExecutor;
import static com.google.common.util.concurrent.testing.TestingExecutors.sameThreadScheduledExecutor;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ClosingFuture;
import com.google.common.util.concurrent.FluentFuture;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cancelling what Guava derives from a call reaches the body. */
class GuavaCancellationTest {
    private static final Duration LONG = Duration.ofDays(1);

    /** What Guava documents to cancel its input. */
    static Stream<Named<Function<ListenableFuture<String>, Future<?>>>> derivations() {
        return Stream.of(
                Named.of("transform", in -> Futures.transform(in, String::length, directExecutor())),
                Named.of("transformAsync", in -> Futures.transformAsync(in, row -> in, directExecutor())),
                Named.of("catching", in -> Futures.catching(in, Exception.class, e -> "none", directExecutor())),
                Named.of("catchingAsync", in -> Futures.catchingAsync(in, Exception.class, e -> in, directExecutor())),
                Named.of("withTimeout", in -> Futures.withTimeout(in, LONG, noOpScheduledExecutor())),
                Named.of("lazyTransform", in -> Futures.lazyTransform(in, String::length)),
                Named.of("allAsList", in -> Futures.allAsList(in)),
                Named.of("successfulAsList", in -> Futures.successfulAsList(in)),
                Named.of(
                        "whenAllSucceed",
                        in -> Futures.whenAllSucceed(in).call(() -> "all", newDirectExecutorService())),
                Named.of("whenAllComplete", in -> Futures.whenAllComplete(in).run(() -> {}, directExecutor())),
                Named.of(
                        "inCompletionOrder",
                        in -> Futures.inCompletionOrder(List.of(in)).get(0)),
                Named.of("submitAsync", in -> Futures.submitAsync(() -> in, directExecutor())),
                Named.of("scheduleAsync", in -> Futures.scheduleAsync(() -> in, LONG, sameThreadScheduledExecutor())),
                Named.of("setFuture", GuavaCancellationTest::set),
                Named.of("FluentFuture", in -> FluentFuture.from(in).transform(String::length, directExecutor())),
                Named.of("ClosingFuture", in -> ClosingFuture.from(in).finishToFuture()));
    }

    private static Future<?> set(ListenableFuture<String> in) {
        SettableFuture<String> future = SettableFuture.create();
        future.setFuture(in);
        return future;
    }

    @ParameterizedTest
    @MethodSource("derivations")
    void cancelTrue_ofWhatIsDerived_interruptsTheBody(Function<ListenableFuture<String>, Future<?>> derivation)
            throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(derivation.apply(call).cancel(true)).isTrue();
            assertThat(call).isCancelled();
            gate.awaitInterruptions(1);
        }
    }

    @ParameterizedTest
    @MethodSource("derivations")
    void cancelFalse_ofWhatIsDerived_cancelsTheCallAndLeavesTheBodyAlone(
            Function<ListenableFuture<String>, Future<?>> derivation) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(derivation.apply(call).cancel(false)).isTrue();
            assertThat(call).isCancelled();
            gate.release();
            call.stopped().join();
            assertThat(gate.interruptions()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("derivations")
    void cancel_ofWhatIsDerivedFromAPendingCall_takesItOutOfTheQueue(
            Function<ListenableFuture<String>, Future<?>> derivation) throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Void> before = db.run(gate::pass);
            gate.awaitEntered(1);
            AsyncFuture<String> call = db.call(gate.callable("row"));
            assertThat(derivation.apply(call).cancel(true)).isTrue();
            assertThat(db.stats().pending()).isZero();
            gate.releaseAll();
            before.join();
            assertThat(gate.entered()).isEqualTo(1);
        }
    }

    @Test
    void transformAsync_cancelledDuringTheSecondCall_interruptsItsBody() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(() -> "row");
            ListenableFuture<String> both =
                    Futures.transformAsync(first, row -> db.call(gate.callable(row)), directExecutor());
            gate.awaitEntered(1);
            assertThat(both.cancel(true)).isTrue();
            gate.awaitInterruptions(1);
        }
    }

    @Test
    void allAsList_cancelled_interruptsEveryBody() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            ListenableFuture<List<String>> rows =
                    Futures.allAsList(db.call(gate.callable("a")), db.call(gate.callable("b")));
            gate.awaitEntered(2);
            assertThat(rows.cancel(true)).isTrue();
            gate.awaitInterruptions(2);
        }
    }

    @Test
    void withTimeout_atItsDeadline_interruptsTheBody() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            ListenableFuture<String> timed = Futures.withTimeout(call, LONG, sameThreadScheduledExecutor());
            assertThat(timed)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(TimeoutException.class);
            gate.awaitInterruptions(1);
            assertThat(call).isCancelled();
        }
    }

    @Test
    void nonCancellationPropagating_cancelled_leavesTheCallAlone() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(Futures.nonCancellationPropagating(call).cancel(true)).isTrue();
            assertThat(call).isNotDone();
            gate.release();
            assertThat(call.join()).isEqualTo("row");
            assertThat(gate.interruptions()).isZero();
        }
    }

    @Test
    void call_cancelled_cancelsWhatIsDerived() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            ListenableFuture<Integer> length = Futures.transform(call, String::length, directExecutor());
            ListenableFuture<List<String>> list = Futures.allAsList(List.of(call));
            call.cancel(true);
            assertThat(length).isCancelled();
            assertThat(list).isCancelled();
        }
    }
}
