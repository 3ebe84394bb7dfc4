package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletableFuture.AsynchronousCompletionTask;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be made of a CompletableFuture, and what it is made with. */
class ConversionTest {

    @ParameterizedTest
    @EnumSource
    @Covers("copy()")
    void copy_onEveryEnding_endsAsItsSource(Subject subject) {
        checkEndsAsItsSource(subject, CompletableFuture::copy);
    }

    @ParameterizedTest
    @EnumSource
    void copy_ended_leavesItsSourceAlone(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThat(source.future.copy().complete("mine")).isTrue();
            assertThat(source.future.copy().cancel(true)).isTrue();
            assertThat(source.future).isNotDone();
            assertThat(source.future.copy()).isNotSameAs(source.future);
            assertThat(source.future.copy() instanceof AsyncFuture).isEqualTo(subject.isOurs());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers("minimalCompletionStage()")
    void minimalCompletionStage_onEveryEnding_endsAsItsSource(Subject subject) {
        checkEndsAsItsSource(subject, CompletableFuture::minimalCompletionStage);
        checkEndsAsItsSource(subject, future -> future.minimalCompletionStage().toCompletableFuture());
        checkEndsAsItsSource(subject, future -> future.minimalCompletionStage().thenApplyAsync(row -> row));
    }

    @ParameterizedTest
    @EnumSource
    void minimalCompletionStage_whateverIsTried_leavesItsSourceAlone(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletionStage<String> stage = source.future.minimalCompletionStage();
            if (stage instanceof CompletableFuture<String> future) {
                try {
                    future.cancel(true);
                } catch (UnsupportedOperationException asTheJdkDoes) {
                    // a method that the interface does not define
                }
            }
            assertThat(stage.toCompletableFuture().complete("mine")).isTrue();
            assertThat(source.future).isNotDone();
            source.end(Ending.VALUE);
            assertThat(stage.thenApply(row -> row).toCompletableFuture().get()).isEqualTo("row");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers("toCompletableFuture()")
    void toCompletableFuture_always_isItself(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThat(source.future.toCompletableFuture()).isSameAs(source.future);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers("newIncompleteFuture()")
    void newIncompleteFuture_always_isNewAndOfTheSameKind(Subject subject) throws Exception {
        for (Ending ending : Ending.values()) {
            try (Source<String> source = subject.open()) {
                source.endNow(ending);
                CompletableFuture<String> made = source.future.newIncompleteFuture();
                assertThat(made).isNotDone();
                assertThat(made.complete("mine")).isTrue();
                assertThat(made instanceof AsyncFuture).isEqualTo(subject.isOurs());
                assertThat(source.future.newIncompleteFuture()).isNotSameAs(made);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers("defaultExecutor()")
    void defaultExecutor_always_hasAThreadOfItsOwn(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CountDownLatch ran = new CountDownLatch(1);
            Probe task = new Probe(() -> {
                ran.countDown();
                return null;
            });
            source.future.defaultExecutor().execute((Runnable) task.as(Runnable.class));
            ran.await();
            NamedThread.check(task.thread(), StageMethod.Mode.ASYNC, subject.isOurs(), false);
        }
    }

    /** "All generated asynchronous tasks are instances of the marker interface AsynchronousCompletionTask." */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource
    void task_ofAnAsynchronousMethod_isMarkedAsOne(StageMethod method, Subject subject) throws Exception {
        for (Ending ending : Ending.values()) {
            try (Source<String> source = subject.open()) {
                source.endNow(ending);
                LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
                CompletionStage<?> stage =
                        method.on(source.future, source.future, new Probe(() -> source.future), tasks::add);
                for (Runnable task; (task = tasks.poll()) != null; ) {
                    assertThat(task).isInstanceOf(AsynchronousCompletionTask.class);
                    task.run();
                }
                assertThat(stage.toCompletableFuture()).isDone();
            }
        }
    }

    static Stream<Arguments> task_ofAnAsynchronousMethod_isMarkedAsOne() {
        return StageMethod.all()
                .filter(method -> method.mode() == StageMethod.Mode.ON_EXECUTOR)
                .flatMap(method -> Stream.of(Subject.values()).map(subject -> Arguments.of(method, subject)));
    }

    /** A deviation that the design decides: nothing runs on the common pool. */
    @Test
    void minimalCompletionStage_itsAsynchronousMethods_keepTheExecutor() throws Exception {
        try (Source<String> source = Subject.PROMISE.open()) {
            Probe function = new Probe(() -> "made");
            StageMethod method = new StageMethod(Family.THEN_APPLY, StageMethod.Mode.ASYNC);
            CompletionStage<?> stage =
                    method.on(source.future.minimalCompletionStage(), null, function, NamedThread.EXECUTOR);
            source.end(Ending.VALUE);
            assertThat(Outcome.of(stage).value()).isEqualTo("made");
            NamedThread.check(function.thread(), StageMethod.Mode.ASYNC, true, false);
        }
    }

    private interface Conversion {
        CompletionStage<String> of(CompletableFuture<String> future);
    }

    private static void checkEndsAsItsSource(Subject subject, Conversion conversion) {
        Cases cases = new Cases(subject);
        for (Ending ending : Ending.values()) {
            for (boolean endsFirst : new boolean[] {true, false}) {
                cases.add(ending + (endsFirst ? " before" : " after"), () -> {
                    try (Source<String> source = subject.open()) {
                        if (endsFirst) {
                            source.endNow(ending);
                        }
                        CompletionStage<String> made = conversion.of(source.future);
                        source.end(ending);
                        assertThat(Outcome.of(made))
                                .isEqualTo(Outcome.of(source.future).passedOn());
                    }
                });
            }
        }
        cases.check();
    }
}
