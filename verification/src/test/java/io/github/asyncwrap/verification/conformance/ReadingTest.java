package io.github.asyncwrap.verification.conformance;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be read of a CompletableFuture. */
class ReadingTest {

    @ParameterizedTest
    @EnumSource
    @Covers({
        "isDone()",
        "isCancelled()",
        "isCompletedExceptionally()",
        "getNow(Object)",
        "get(long, TimeUnit)",
        "getNumberOfDependents()",
        "toString()"
    })
    void future_beforeItsEnd_hasNothingToRead(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletableFuture<String> future = source.future;
            assertThat(future.isDone()).isFalse();
            assertThat(future.isCancelled()).isFalse();
            assertThat(future.isCompletedExceptionally()).isFalse();
            assertThat(future.getNow("absent")).isEqualTo("absent");
            assertThatThrownBy(() -> future.get(1, MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> future.get(0, MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> future.get(-1, MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(future.getNumberOfDependents()).isZero();
            assertThat(future.toString()).contains("[Not completed");

            future.thenApply(String::length);
            future.thenRun(() -> {});
            assertThat(future.getNumberOfDependents()).isEqualTo(2);
            assertThat(future.toString()).contains("[Not completed, 2 dependents]");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers({"get()", "join()"})
    void future_withAValue_givesItToEveryReader(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletableFuture<String> future = source.future;
            source.end(Ending.VALUE);
            assertThat(future.get()).isEqualTo("row");
            assertThat(future.get(0, MILLISECONDS)).isEqualTo("row");
            assertThat(future.join()).isEqualTo("row");
            assertThat(future.getNow("absent")).isEqualTo("row");
            assertThat(future.isDone()).isTrue();
            assertThat(future.isCancelled()).isFalse();
            assertThat(future.isCompletedExceptionally()).isFalse();
            assertThat(future.getNumberOfDependents()).isZero();
            assertThat(future.toString()).containsIgnoringCase("[Completed normally]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void future_withAFailure_givesItAsTheCause(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletableFuture<String> future = source.future;
            source.endNow(Ending.FAILURE);
            checkFailed(future, source.failure);
            assertThat(future.isCancelled()).isFalse();
            assertThat(future.toString()).contains("[Completed exceptionally");
        }
    }

    @ParameterizedTest
    @EnumSource
    void future_cancelled_throwsCancellationToEveryReader(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletableFuture<String> future = source.future;
            source.end(Ending.CANCELLATION);
            List<ThrowingCallable> readers =
                    List.of(future::get, () -> future.get(1, SECONDS), future::join, () -> future.getNow("absent"));
            for (ThrowingCallable reader : readers) {
                assertThatThrownBy(reader).isInstanceOf(CancellationException.class);
            }
            assertThat(future.isDone()).isTrue();
            assertThat(future.isCancelled()).isTrue();
            assertThat(future.isCompletedExceptionally()).isTrue();
            assertThat(future.toString()).contains("[Completed exceptionally");
        }
    }

    /** "With the same cause as held in the corresponding CompletionException." */
    @ParameterizedTest
    @EnumSource
    void future_failedWithACompletionException_isUnwrappedByGetOnly(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletionException wrapper = new CompletionException(source.failure);
            source.future.completeExceptionally(wrapper);
            checkFailed(source.future, source.failure);
            assertThatThrownBy(source.future::join).isSameAs(wrapper);
            assertThatThrownBy(() -> source.future.getNow("absent")).isSameAs(wrapper);
        }
    }

    @ParameterizedTest
    @EnumSource
    void dependent_ofACancelledFuture_hasFailedAndIsNotCancelled(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletableFuture<Integer> before = source.future.thenApply(String::length);
            source.end(Ending.CANCELLATION);
            for (CompletableFuture<Integer> dependent : List.of(before, source.future.thenApply(String::length))) {
                assertThatThrownBy(dependent::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(CancellationException.class);
                assertThatThrownBy(dependent::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(CancellationException.class);
                assertThat(dependent.isCancelled()).isFalse();
                assertThat(dependent.isCompletedExceptionally()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void get_interrupted_saysSo(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(source.future::get).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> source.future.get(1, SECONDS)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(source.future).isNotDone();
        }
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("NullAway") // what it is about
    void get_withoutAUnit_isANullPointerException(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThatThrownBy(() -> source.future.get(1, null)).isInstanceOf(NullPointerException.class);
            source.end(Ending.CANCELLATION);
            assertThatThrownBy(() -> source.future.get(1, null)).isInstanceOf(NullPointerException.class);
        }
    }

    private static void checkFailed(CompletableFuture<?> future, Throwable failure) {
        for (ThrowingCallable reader : List.<ThrowingCallable>of(future::get, () -> future.get(1, SECONDS))) {
            assertThatThrownBy(reader)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(failure);
        }
        for (ThrowingCallable reader : List.<ThrowingCallable>of(future::join, () -> future.getNow(null))) {
            assertThatThrownBy(reader)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(failure);
        }
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCompletedExceptionally()).isTrue();
    }
}
