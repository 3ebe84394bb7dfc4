package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.AbstractFuture;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** {@code AsyncFuture.from}: somebody else's ListenableFuture, with cancels going both ways. */
class FromTest {

    /** Notes how it was cancelled. */
    private static final class Source extends AbstractFuture<String> {
        private volatile String cancelled = "no";

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean first = super.cancel(mayInterruptIfRunning);
            cancelled = first ? "cancel(" + mayInterruptIfRunning + ")" : cancelled;
            return first;
        }
    }

    @Test
    void from_sourceSucceeds_givesItsValue() {
        SettableFuture<String> source = SettableFuture.create();
        AsyncFuture<String> future = AsyncFuture.from(source);
        assertThat(future).isNotDone();
        source.set("row");
        assertThat(future.join()).isEqualTo("row");
        assertThat(AsyncFuture.from(Futures.immediateFuture("row"))).isCompletedWithValue("row");
        assertThat(AsyncFuture.from(Futures.immediateVoidFuture())).isCompletedWithValue(null);
    }

    @Test
    void from_sourceFails_givesItsExceptionAsItIs() {
        IOException failure = new IOException("no row");
        SettableFuture<String> source = SettableFuture.create();
        AsyncFuture<String> future = AsyncFuture.from(source);
        source.setException(failure);
        assertThat(Failures.of(future)).isSameAs(failure);
        assertThat(future.handle((row, thrown) -> thrown).join()).isSameAs(failure);
        AssertionError error = new AssertionError("broken");
        assertThat(Failures.of(AsyncFuture.from(Futures.immediateFailedFuture(error))))
                .isSameAs(error);
    }

    @Test
    void from_sourceIsCancelled_isCancelled() {
        SettableFuture<String> source = SettableFuture.create();
        AsyncFuture<String> future = AsyncFuture.from(source);
        source.cancel(true);
        assertThat(future).isCancelled();
        assertThat(AsyncFuture.from(Futures.immediateCancelledFuture())).isCancelled();
    }

    @Test
    void cancel_ofTheResult_cancelsTheSourceInTheSameWay() {
        Source soft = new Source();
        assertThat(AsyncFuture.from(soft).cancel(false)).isTrue();
        assertThat(soft.cancelled).isEqualTo("cancel(false)");
        Source hard = new Source();
        assertThat(AsyncFuture.from(hard).cancel(true)).isTrue();
        assertThat(hard.cancelled).isEqualTo("cancel(true)");
    }

    @Test
    void completion_ofTheResultFromOutside_cancelsTheSource() {
        Source completed = new Source();
        assertThat(AsyncFuture.from(completed).complete("other")).isTrue();
        assertThat(completed.cancelled).isEqualTo("cancel(true)");
        Source failed = new Source();
        assertThat(AsyncFuture.from(failed).completeExceptionally(new IOException()))
                .isTrue();
        assertThat(failed.cancelled).isEqualTo("cancel(true)");
        Source late = new Source();
        AsyncFuture<String> future = AsyncFuture.from(late).orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(Failures.of(future)).isInstanceOf(TimeoutException.class);
        Spin.until(() -> !late.cancelled.equals("no")); // noted after it is done
        assertThat(late.cancelled).isEqualTo("cancel(true)");
    }

    @Test
    void cancel_ofADerivedStage_leavesTheSourceAloneUnlessLinked() {
        Source source = new Source();
        AsyncFuture<String> future = AsyncFuture.from(source);
        future.thenApply(String::length).cancel(true);
        assertThat(source.cancelled).isEqualTo("no");
        future.linked().thenApply(String::length).cancel(true);
        assertThat(source.cancelled).isEqualTo("cancel(true)");
    }

    @Test
    void from_taskOfAListeningExecutor_isInterruptedByCancel() throws Exception {
        ListeningExecutorService threads = MoreExecutors.listeningDecorator(Executors.newSingleThreadExecutor());
        try (Gate gate = Gate.create()) {
            AsyncFuture<String> future = AsyncFuture.from(threads.submit(gate.callable("row")));
            gate.awaitEntered(1);
            future.cancel(true);
            gate.awaitInterruptions(1);
            assertThat(AsyncFuture.from(threads.submit(() -> "next")).join()).isEqualTo("next");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void from_anAsyncFuture_isThatFuture() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.call(() -> "row");
            ListenableFuture<String> seen = call;
            assertThat(AsyncFuture.from(seen)).isSameAs(call);
        }
    }

    @Test
    void from_asyncCallbackWithoutAnExecutor_runsOnAThreadOfTheLibrary() {
        SettableFuture<String> source = SettableFuture.create();
        AsyncFuture<Thread> callback = AsyncFuture.from(source).thenApplyAsync(row -> Thread.currentThread());
        source.set("row");
        assertThat(callback.join().isDaemon()).isTrue();
        assertThat(callback.join()).isNotSameAs(Thread.currentThread());
        assertThat(callback.join().getName()).doesNotContain("commonPool");
    }

    @Test
    void stopped_ofFrom_isItsOutcome() {
        SettableFuture<String> source = SettableFuture.create();
        AsyncFuture<Void> stopped = AsyncFuture.from(source).stopped();
        assertThat(stopped).isNotDone();
        source.set("row");
        assertThat(stopped).isDone();
    }

    /** A source that gives a value although it was cancelled: nobody else would close it. */
    @Test
    void onDiscarded_valueOfTheSourceCameTooLate_isHandedOver() {
        class Stubborn extends AbstractFuture<String> {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return false;
            }

            void give(String value) {
                set(value);
            }
        }
        Stubborn source = new Stubborn();
        CompletableFuture<String> discarded = new CompletableFuture<>();
        AsyncFuture<String> future = AsyncFuture.from((ListenableFuture<String>) source);
        future.onDiscarded(discarded::complete);
        future.cancel(true);
        source.give("late");
        assertThat(discarded.join()).isEqualTo("late");
    }
}
