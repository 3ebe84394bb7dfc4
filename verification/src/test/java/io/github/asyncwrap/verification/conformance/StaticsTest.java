package io.github.asyncwrap.verification.conformance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The static methods, which are the JDK's, given futures of every kind or mixed with them. */
class StaticsTest {

    @ParameterizedTest
    @EnumSource
    @Covers("allOf(CompletableFuture[])")
    void allOf_onEveryEnding_endsWhenAllHaveEnded(Subject subject) throws Exception {
        for (Ending ending : Ending.values()) {
            try (Source<String> first = subject.open();
                    Source<String> second = subject.open()) {
                CompletableFuture<Void> all = CompletableFuture.allOf(first.future, second.future);
                first.endNow(Ending.VALUE);
                assertThat(all).isNotDone();
                second.end(ending);
                Outcome got = Outcome.of(all);
                Outcome last = Outcome.of(second.future);
                assertThat(got).isEqualTo(last.isValue() ? Outcome.value(null) : last.passedOn());
                assertThat(Outcome.of(CompletableFuture.allOf(first.future, second.future)))
                        .isEqualTo(got);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers("anyOf(CompletableFuture[])")
    void anyOf_onEveryEnding_endsAsTheFirst(Subject subject) throws Exception {
        for (Ending ending : Ending.values()) {
            try (Source<String> first = subject.open();
                    Source<String> second = subject.open()) {
                CompletableFuture<Object> any = CompletableFuture.anyOf(second.future, first.future);
                assertThat(any).isNotDone();
                first.end(ending);
                Outcome got = Outcome.of(any);
                assertThat(got).isEqualTo(Outcome.of(first.future).passedOn());
                assertThat(second.future).isNotDone();
                assertThat(Outcome.of(CompletableFuture.anyOf(second.future, first.future)))
                        .isEqualTo(got);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("NullAway") // what it is about
    void aggregate_withNull_isANullPointerException(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThatThrownBy(() -> CompletableFuture.allOf(source.future, null))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> CompletableFuture.anyOf(source.future, null))
                    .isInstanceOf(NullPointerException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers({
        "completedFuture(Object)",
        "completedStage(Object)",
        "failedFuture(Throwable)",
        "failedStage(Throwable)",
    })
    void composed_withAnEndedStage_endsAsThat(Subject subject) throws Exception {
        IOException failure = new IOException("disk");
        try (Source<String> source = subject.open()) {
            source.end(Ending.VALUE);
            assertThat(composed(source, CompletableFuture.completedFuture("other")))
                    .isEqualTo(Outcome.value("other"));
            assertThat(composed(source, CompletableFuture.completedStage("other")))
                    .isEqualTo(Outcome.value("other"));
            assertThat(composed(source, CompletableFuture.failedFuture(failure)))
                    .isEqualTo(Outcome.wrapped(failure));
            assertThat(composed(source, CompletableFuture.failedStage(failure))).isEqualTo(Outcome.wrapped(failure));
        }
    }

    private static Outcome composed(Source<String> source, CompletionStage<String> with) throws InterruptedException {
        return Outcome.of(source.future.thenCompose(row -> with));
    }

    @ParameterizedTest
    @EnumSource
    @Covers({
        "supplyAsync(Supplier)",
        "supplyAsync(Supplier, Executor)",
        "runAsync(Runnable)",
        "runAsync(Runnable, Executor)",
    })
    void task_onItsDefaultExecutor_runsThere(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            Executor executor = source.future.defaultExecutor();
            Probe function = new Probe(() -> null);
            CompletableFuture.runAsync((Runnable) function.as(Runnable.class), executor)
                    .get();
            NamedThread.check(function.thread(), StageMethod.Mode.ASYNC, subject.isOurs(), false);
            source.end(Ending.VALUE);
            assertThat(CompletableFuture.supplyAsync(() -> "other", executor)
                            .thenCombine(source.future, String::concat)
                            .get())
                    .isEqualTo("otherrow");
            assertThat(source.future
                            .thenCombine(CompletableFuture.supplyAsync(() -> "other"), String::concat)
                            .thenCombine(CompletableFuture.runAsync(() -> {}), (rows, none) -> rows)
                            .get())
                    .isEqualTo("rowother");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers({"delayedExecutor(long, TimeUnit)", "delayedExecutor(long, TimeUnit, Executor)"})
    void asynchronousMethod_onADelayedExecutor_runsLater(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            source.end(Ending.VALUE);
            Probe function = new Probe(() -> "made");
            StageMethod method = new StageMethod(Family.THEN_APPLY, StageMethod.Mode.ON_EXECUTOR);
            Executor later = CompletableFuture.delayedExecutor(1, MILLISECONDS, NamedThread.EXECUTOR);
            assertThat(Outcome.of(method.on(source.future, null, function, later)))
                    .isEqualTo(Outcome.value("made"));
            NamedThread.check(function.thread(), StageMethod.Mode.ON_EXECUTOR, subject.isOurs(), false);
            assertThat(source.future
                            .thenApplyAsync(String::length, CompletableFuture.delayedExecutor(1, MILLISECONDS))
                            .get())
                    .isEqualTo(3);
        }
    }
}
