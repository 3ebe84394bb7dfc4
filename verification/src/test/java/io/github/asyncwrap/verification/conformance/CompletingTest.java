package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Ending a CompletableFuture from outside: the first one does it, all others are told that they did not. */
class CompletingTest {

    @ParameterizedTest
    @EnumSource
    @Covers("complete(Object)")
    void complete_theFirst_givesTheValue(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletableFuture<String> future = source.future;
            assertThat(future.complete("mine")).isTrue();
            assertThat(future.complete("late")).isFalse();
            assertThat(future.completeExceptionally(new IOException("late"))).isFalse();
            assertThat(future.cancel(true)).isFalse();
            source.end(Ending.FAILURE);
            assertThat(future.join()).isEqualTo("mine");
            assertThat(future.isCompletedExceptionally()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void complete_withNull_givesNull(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThat(source.future.complete(null)).isTrue();
            assertThat(source.future.get()).isNull();
            assertThat(source.future.getNow("absent")).isNull();
            assertThat(source.future.complete("late")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers("completeExceptionally(Throwable)")
    void completeExceptionally_theFirst_givesTheFailure(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            CompletableFuture<String> future = source.future;
            IOException mine = new IOException("mine");
            assertThat(future.completeExceptionally(mine)).isTrue();
            assertThat(future.complete("late")).isFalse();
            assertThat(future.completeExceptionally(new IOException("late"))).isFalse();
            assertThat(future.cancel(true)).isFalse();
            source.end(Ending.VALUE);
            assertThatThrownBy(future::get).cause().isSameAs(mine);
            assertThat(future.isCancelled()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("NullAway") // what it is about
    void completeExceptionally_withNull_throwsAndChangesNothing(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThatThrownBy(() -> source.future.completeExceptionally(null))
                    .isInstanceOf(NullPointerException.class);
            assertThat(source.future).isNotDone();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers("cancel(boolean)")
    void cancel_theFirst_cancelsAndSaysSoEachTime(Subject subject) throws Exception {
        for (boolean mayInterrupt : new boolean[] {true, false}) {
            try (Source<String> source = subject.open()) {
                CompletableFuture<String> future = source.future;
                assertThat(future.cancel(mayInterrupt)).isTrue();
                assertThat(future.cancel(mayInterrupt)).isTrue();
                assertThat(future.complete("late")).isFalse();
                assertThat(future.completeExceptionally(new IOException("late")))
                        .isFalse();
                source.end(Ending.VALUE);
                assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
                assertThat(future.isCancelled()).isTrue();
            }
        }
    }

    /** "Method cancel has the same effect as completeExceptionally(new CancellationException())." */
    @ParameterizedTest
    @EnumSource
    void completeExceptionally_withACancellation_cancels(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            assertThat(source.future.completeExceptionally(new CancellationException("mine")))
                    .isTrue();
            assertThat(source.future.isCancelled()).isTrue();
            assertThat(source.future.cancel(true)).isTrue();
            assertThatThrownBy(source.future::get).isInstanceOf(CancellationException.class);
            assertThatThrownBy(source.future::join).isInstanceOf(CancellationException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ended_byItself_isNotEndedAgain(Subject subject) throws Exception {
        for (Ending ending : Ending.values()) {
            try (Source<String> source = subject.open()) {
                source.endNow(ending);
                assertThat(source.future.complete("late")).isFalse();
                assertThat(source.future.completeExceptionally(new IOException("late")))
                        .isFalse();
                assertThat(source.future.cancel(true)).isEqualTo(ending == Ending.CANCELLATION);
            }
        }
    }

    /** "When two or more threads attempt to complete, … only one of them succeeds." */
    @ParameterizedTest
    @EnumSource
    void complete_byManyThreads_succeedsForOne(Subject subject) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (int round = 0; round < 200; round++) {
                CyclicBarrier start = new CyclicBarrier(2);
                try (Source<String> source = subject.open()) {
                    Future<Boolean> completed = threads.submit(() -> {
                        start.await();
                        return source.future.complete("mine");
                    });
                    Future<Boolean> failed = threads.submit(() -> {
                        start.await();
                        return source.future.completeExceptionally(new IOException("mine"));
                    });
                    assertThat(completed.get()).isNotEqualTo(failed.get());
                    assertThat(source.future.isCompletedExceptionally()).isEqualTo(failed.get());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A deviation that the class documents: an outcome is final. */
    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.verification.conformance.Subject#ours")
    @Covers({"obtrudeValue(Object)", "obtrudeException(Throwable)"})
    void obtrude_always_isUnsupported(Subject subject) throws Exception {
        try (Source<String> source = subject.open()) {
            checkObtrude(source);
            assertThat(source.future).isNotDone();
            source.endNow(Ending.VALUE);
            checkObtrude(source);
            assertThat(source.future.join()).isEqualTo("row");
        }
    }

    private static void checkObtrude(Source<String> source) {
        assertThatThrownBy(() -> source.future.obtrudeValue("mine")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> source.future.obtrudeException(new IOException()))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
