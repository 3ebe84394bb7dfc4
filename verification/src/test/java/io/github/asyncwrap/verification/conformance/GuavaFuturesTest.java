package io.github.asyncwrap.verification.conformance;

import static com.google.common.util.concurrent.MoreExecutors.directExecutor;
import static com.google.common.util.concurrent.MoreExecutors.listeningDecorator;
import static com.google.common.util.concurrent.MoreExecutors.newDirectExecutorService;
import static com.google.common.util.concurrent.testing.TestingExecutors.noOpScheduledExecutor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ExecutionSequencer;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.JdkFutureAdapters;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import com.google.common.util.concurrent.SettableFuture;
import com.google.common.util.concurrent.UncheckedExecutionException;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guava's entry points, given an AsyncFuture of any kind. */
class GuavaFuturesTest {

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.verification.conformance.Subject#ours")
    void entryPoints_givenAValue_passItOn(Subject subject) throws Exception {
        for (boolean registeredBefore : new boolean[] {true, false}) {
            try (Source<String> source = subject.open()) {
                AsyncFuture<String> future = (AsyncFuture<String>) source.future;
                if (!registeredBefore) {
                    source.endNow(Ending.VALUE);
                }
                List<ListenableFuture<?>> derived = List.of(
                        Futures.transform(future, String::length, directExecutor()),
                        Futures.transformAsync(
                                future, row -> Futures.submit(() -> 3, directExecutor()), directExecutor()),
                        Futures.transform(
                                Futures.catching(future, Exception.class, e -> "none", directExecutor()),
                                String::length,
                                directExecutor()),
                        Futures.transform(Futures.allAsList(future, future), rows -> rows.size() + 1, directExecutor()),
                        Futures.transform(
                                Futures.successfulAsList(future),
                                rows -> rows.get(0).length(),
                                directExecutor()),
                        Futures.whenAllSucceed(future).call(() -> 3, newDirectExecutorService()),
                        Futures.transform(Futures.nonCancellationPropagating(future), String::length, directExecutor()),
                        Futures.transform(
                                Futures.withTimeout(future, Duration.ofDays(1), noOpScheduledExecutor()),
                                String::length,
                                directExecutor()));
                source.end(Ending.VALUE);
                for (ListenableFuture<?> each : derived) {
                    assertThat(each.get()).isEqualTo(3);
                }
                assertThat(Futures.getDone(future)).isEqualTo("row");
                assertThat(Futures.getUnchecked(future)).isEqualTo("row");
                assertThat(Futures.getChecked(future, IOException.class)).isEqualTo("row");
                assertThat(Uninterruptibles.getUninterruptibly(future)).isEqualTo("row");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.verification.conformance.Subject#ours")
    void entryPoints_givenAFailure_passItOnAsItIs(Subject subject) throws Exception {
        for (boolean registeredBefore : new boolean[] {true, false}) {
            try (Source<String> source = subject.open()) {
                AsyncFuture<String> future = (AsyncFuture<String>) source.future;
                if (!registeredBefore) {
                    source.endNow(Ending.FAILURE);
                }
                List<ListenableFuture<?>> derived = List.of(
                        Futures.transform(future, String::length, directExecutor()),
                        Futures.transformAsync(
                                future, row -> Futures.submit(() -> 3, directExecutor()), directExecutor()),
                        Futures.catching(future, ArithmeticException.class, e -> "none", directExecutor()),
                        Futures.allAsList(future, future),
                        Futures.whenAllSucceed(future).call(() -> 3, newDirectExecutorService()),
                        Futures.nonCancellationPropagating(future),
                        Futures.withTimeout(future, Duration.ofDays(1), noOpScheduledExecutor()));
                ListenableFuture<String> caught =
                        Futures.catching(future, IOException.class, e -> "none", directExecutor());
                ListenableFuture<List<@Nullable String>> successes =
                        Futures.successfulAsList(List.of(Futures.immediateFuture("row"), future));
                source.end(Ending.FAILURE);
                for (ListenableFuture<?> each : derived) {
                    assertThatThrownBy(each::get)
                            .isInstanceOf(ExecutionException.class)
                            .cause()
                            .isSameAs(source.failure);
                }
                assertThat(caught.get()).isEqualTo("none");
                assertThat(successes.get()).isEqualTo(Arrays.asList("row", null));
                assertThatThrownBy(() -> Futures.getDone(future)).cause().isSameAs(source.failure);
                assertThatThrownBy(() -> Futures.getUnchecked(future))
                        .isInstanceOf(UncheckedExecutionException.class)
                        .cause()
                        .isSameAs(source.failure);
                assertThatThrownBy(() -> Futures.getChecked(future, IOException.class))
                        .isInstanceOf(IOException.class)
                        .cause()
                        .isSameAs(source.failure);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.verification.conformance.Subject#ours")
    void addCallback_onEveryEnding_isToldOfIt(Subject subject) throws Exception {
        for (Ending ending : Ending.values()) {
            try (Source<String> source = subject.open()) {
                AsyncFuture<String> future = (AsyncFuture<String>) source.future;
                SettableFuture<Object> before = callback(future);
                source.endNow(ending);
                SettableFuture<Object> after = callback(future);
                for (SettableFuture<Object> told : List.of(before, after)) {
                    switch (ending) {
                        case VALUE -> assertThat(told.get()).isEqualTo("row");
                        case FAILURE -> assertThat(told.get()).isSameAs(source.failure);
                        case CANCELLATION -> assertThat(told.get()).isInstanceOf(CancellationException.class);
                    }
                }
            }
        }
    }

    private static SettableFuture<Object> callback(AsyncFuture<String> future) {
        SettableFuture<Object> told = SettableFuture.create();
        Futures.addCallback(
                future,
                new FutureCallback<String>() {
                    @Override
                    public void onSuccess(@Nullable String row) {
                        told.set(Objects.requireNonNull(row));
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        told.set(failure);
                    }
                },
                directExecutor());
        return told;
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.verification.conformance.Subject#ours")
    void getDone_ofAFutureThatIsNot_isAnIllegalState(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThatThrownBy(() -> Futures.getDone(source.future)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.verification.conformance.Subject#ours")
    void listener_thatThrows_harmsNobody(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            AsyncFuture<String> future = (AsyncFuture<String>) source.future;
            CountDownLatch others = new CountDownLatch(3);
            future.addListener(others::countDown, directExecutor());
            future.addListener(
                    () -> {
                        throw new IllegalStateException("expected: a listener that throws");
                    },
                    directExecutor());
            future.addListener(others::countDown, directExecutor());
            source.endNow(Ending.VALUE);
            future.addListener(
                    () -> {
                        throw new IllegalStateException("expected: a late listener that throws");
                    },
                    directExecutor());
            future.addListener(others::countDown, directExecutor());
            others.await();
            assertThat(future.get()).isEqualTo("row");
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.verification.conformance.Subject#ours")
    @SuppressWarnings("NullAway") // what it is about
    void addListener_givenNull_throwsAtOnce(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            AsyncFuture<String> future = (AsyncFuture<String>) source.future;
            assertThatThrownBy(() -> future.addListener(null, directExecutor()))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> future.addListener(() -> {}, null)).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void listenInPoolThread_givenAnAsyncFuture_returnsIt() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.call(() -> "row");
            assertThat(JdkFutureAdapters.listenInPoolThread(call)).isSameAs(call);
        }
    }

    @Test
    void executionSequencer_givenCalls_startsEachAfterTheOneBefore() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            ExecutionSequencer sequence = ExecutionSequencer.create();
            ListenableFuture<String> first =
                    sequence.submitAsync(() -> db.call(gate.callable("first")), directExecutor());
            gate.awaitEntered(1);
            ListenableFuture<String> second = sequence.submitAsync(() -> db.call(() -> "second"), directExecutor());
            assertThat(db.stats().submitted()).isEqualTo(1);
            gate.release();
            assertThat(first.get()).isEqualTo("first");
            assertThat(second.get()).isEqualTo("second");
        }
    }

    @Test
    void listeningDecorator_asCarrierAndForCallbacks_worksAsAnyExecutor() throws Exception {
        ListeningExecutorService threads = listeningDecorator(Executors.newCachedThreadPool());
        try (AsyncWrapper db = AsyncWrapper.builder("db", 2).executor(threads).build()) {
            ListenableFuture<String> call = Futures.submitAsync(() -> db.call(() -> "row"), threads);
            ListenableFuture<Integer> length = Futures.transform(call, String::length, threads);
            assertThat(length.get()).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
    }
}
