package io.github.asyncwrap.verification.conformance;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.verification.conformance.StageMethod.Mode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The methods that arrange for a CompletableFuture to be completed: by a task, or at a deadline. */
class CompletingLaterTest {

    @ParameterizedTest
    @EnumSource
    @Covers({"completeAsync(Supplier)", "completeAsync(Supplier, Executor)"})
    void completeAsync_withASupplier_givesItsValue(Subject subject) throws Exception {
        for (Mode mode : List.of(Mode.ASYNC, Mode.ON_EXECUTOR)) {
            try (Source<String> source = subject.open()) {
                CompletableFuture<Thread> thread = new CompletableFuture<>();
                assertThat(completeAsync(source, mode, () -> {
                            thread.complete(Thread.currentThread());
                            return "mine";
                        }))
                        .isSameAs(source.future);
                assertThat(source.future.get()).isEqualTo("mine");
                NamedThread.check(thread.get(), mode, subject.isOurs(), false);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void completeAsync_withASupplierThatThrows_fails(Subject subject) throws Exception {
        for (Mode mode : List.of(Mode.ASYNC, Mode.ON_EXECUTOR)) {
            try (Source<String> source = subject.open()) {
                IllegalStateException thrown = new IllegalStateException("expected");
                completeAsync(source, mode, () -> {
                    throw thrown;
                });
                assertThatThrownBy(source.future::get)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isSameAs(thrown);
                assertThatThrownBy(source.future::join)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isSameAs(thrown);
                assertThat(Outcome.of(source.future)).isEqualTo(Outcome.wrapped(thrown));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void completeAsync_afterTheEnd_changesNothing(Subject subject) throws Exception {
        try (Source<String> source = subject.open();
                Gate gate = Gate.create()) {
            source.future.completeAsync(
                    () -> {
                        gate.runnable().run();
                        return "late";
                    },
                    NamedThread.EXECUTOR);
            gate.awaitEntered(1);
            source.endNow(Ending.VALUE);
            gate.release();
            CompletableFuture.runAsync(() -> {}, NamedThread.EXECUTOR).join(); // the supplier's task is through
            assertThat(source.future.join()).isEqualTo("row");
        }
    }

    @ParameterizedTest
    @EnumSource
    void completeAsync_withAnExecutorThatRefuses_throwsTheRefusal(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThatThrownBy(() -> source.future.completeAsync(() -> "mine", task -> {
                        throw new RejectedExecutionException("expected");
                    }))
                    .isInstanceOf(RejectedExecutionException.class);
        }
    }

    /** "All generated asynchronous tasks are instances of the marker interface AsynchronousCompletionTask." */
    @ParameterizedTest
    @EnumSource
    void completeAsync_itsTask_isMarkedAsOne(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
            source.future.completeAsync(() -> "mine", tasks::add);
            assertThat(tasks.take()).isInstanceOf(AsynchronousCompletionTask.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers("orTimeout(long, TimeUnit)")
    void orTimeout_atItsDeadline_failsWithATimeoutException(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThat(source.future.orTimeout(1, MILLISECONDS)).isSameAs(source.future);
            assertThatThrownBy(source.future::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers("completeOnTimeout(Object, long, TimeUnit)")
    void completeOnTimeout_atItsDeadline_givesTheValue(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThat(source.future.completeOnTimeout("mine", 1, MILLISECONDS)).isSameAs(source.future);
            assertThat(source.future.get()).isEqualTo("mine");
        }
        try (Source<String> source = subject.open()) {
            assertThat(source.future.completeOnTimeout(null, 1, MILLISECONDS).get())
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void deadline_ofAFutureThatEndsBefore_changesNothing(Subject subject) throws Exception {
        for (Ending ending : Ending.values()) {
            try (Source<String> source = subject.open()) {
                source.future.orTimeout(1, DAYS).completeOnTimeout("late", 1, DAYS);
                source.endNow(ending);
                assertThat(source.future.orTimeout(0, MILLISECONDS)).isSameAs(source.future);
                assertThat(source.future.completeOnTimeout("late", 0, MILLISECONDS))
                        .isSameAs(source.future);
                assertThat(Outcome.of(source.future).isValue()).isEqualTo(ending == Ending.VALUE);
                assertThat(source.future.isCancelled()).isEqualTo(ending == Ending.CANCELLATION);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("NullAway") // what it is about
    void completingLater_givenNull_throwsAtOnce(Subject subject) throws Exception {
        for (boolean ended : new boolean[] {false, true}) {
            try (Source<String> source = subject.open()) {
                CompletableFuture<String> future = source.future;
                if (ended) {
                    source.endNow(Ending.VALUE);
                }
                List<ThrowingCallable> calls = List.of(
                        () -> future.completeAsync(null),
                        () -> future.completeAsync(null, NamedThread.EXECUTOR),
                        () -> future.completeAsync(() -> "mine", null),
                        () -> future.orTimeout(1, null),
                        () -> future.completeOnTimeout("mine", 1, null));
                for (ThrowingCallable call : calls) {
                    assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
                }
                assertThat(future.isDone()).isEqualTo(ended);
            }
        }
    }

    private static CompletableFuture<String> completeAsync(
            Source<String> source, Mode mode, Supplier<String> supplier) {
        return mode == Mode.ASYNC
                ? source.future.completeAsync(supplier)
                : source.future.completeAsync(supplier, NamedThread.EXECUTOR);
    }
}
