package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Laws 1 and 12: every call completes, once, and a refusal is a value. */
class OutcomeTest {

    @OnEveryCarrier
    void call_bodyReturns_givesItsValue(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2)) {
            assertThat(db.call(() -> "row").get()).isEqualTo("row");
            assertThat(db.call(() -> null).join()).isNull();
            assertThat(db.stats()).isEqualTo(new AsyncStats(0, 0, 0, 2, 2, 0, 0, 0, 0, 0));
        }
    }

    @OnEveryCarrier
    void entryPoints_eachOfThem_runsItsBody(Carried carried) throws Exception {
        List<String> seen = new ArrayList<>();
        try (AsyncWrapper db = carried.wrapper(1)) {
            Supplier<AsyncFuture<Integer>> size = db.wrapCallable(seen::size);
            Function<Integer, AsyncFuture<String>> find = db.wrapFunction(seen::get);
            Function<String, AsyncFuture<Void>> send = db.wrapConsumer(seen::add);
            AsyncFuture<Void> run = db.run(() -> seen.add("run"));
            AsyncFuture<Void> accept = db.accept(seen::add, "accept");
            assertThat(run.get()).isNull();
            assertThat(accept.get()).isNull();
            send.apply("send").join();
            assertThat(find.apply(2).join()).isEqualTo("send");
            assertThat(size.get().join()).isEqualTo(3);
            assertThat(size.get().join()).isEqualTo(3);
            assertThat(seen).containsExactly("run", "accept", "send");
        }
    }

    @OnEveryCarrier
    void call_bodyThrows_theSameExceptionArrives(Carried carried) {
        for (Throwable thrown : List.of(
                new IOException("disk"),
                new IllegalStateException("state"),
                new StackOverflowError(),
                new Error("x"))) {
            try (AsyncWrapper db = carried.wrapper(1)) {
                AsyncFuture<Object> call = db.call(() -> {
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) thrown;
                });
                assertThatThrownBy(call::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCause(thrown);
                assertThatThrownBy(call::join)
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isSameAs(thrown);
                assertThat(db.stats().failed()).isEqualTo(1);
                assertThat(db.call(() -> "the slot is free").join()).isEqualTo("the slot is free");
            }
        }
    }

    @OnEveryCarrier
    void call_bodyThrowsCancellation_countsAsCancelled(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncFuture<Object> call = db.call(() -> {
                throw new CancellationException("by the body");
            });
            assertThatThrownBy(call::join).isInstanceOf(CancellationException.class);
            assertThat(call.isCancelled()).isTrue();
            assertThat(db.stats().cancelled()).isEqualTo(1);
        }
    }

    @OnEveryCarrier
    void complete_fromOutside_winsOverTheBodyAndIsCountedOnce(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("late"));
            AsyncFuture<String> pending = db.call(() -> "never");
            gate.awaitEntered(1);
            assertThat(pending.complete("outside")).isTrue();
            assertThat(running.completeExceptionally(new IOException("outside")))
                    .isTrue();
            assertThat(running.complete("again")).isFalse();
            running.stopped().join();
            assertThat(pending.join()).isEqualTo("outside");
            assertThatThrownBy(running::get).hasCauseInstanceOf(IOException.class);
            assertThat(gate.interruptions()).isEqualTo(1);
            assertThat(db.stats()).isEqualTo(new AsyncStats(0, 0, 0, 2, 1, 1, 0, 0, 0, 0));
        }
    }

    @OnEveryCarrier
    void call_whenFullOrClosed_failsAsAValue(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(0));
        try (Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(reason(db.call(() -> "full"))).isEqualTo(AsyncRejectedException.Reason.FULL);
            gate.release();
            assertThat(running.join()).isEqualTo("row");
        }
        db.close();
        assertThat(reason(db.call(() -> "closed"))).isEqualTo(AsyncRejectedException.Reason.CLOSED);
        assertThat(reason(db.run(() -> {}))).isEqualTo(AsyncRejectedException.Reason.CLOSED);
        assertThat(reason(db.wrapFunction(x -> x).apply(1))).isEqualTo(AsyncRejectedException.Reason.CLOSED);
        assertThat(db.stats().rejected()).isEqualTo(4);
    }

    @Test
    void call_executorRefuses_failsExactlyThatCallAndRecovers() {
        AtomicInteger refusals = new AtomicInteger(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 2)
                .executor(task -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("saturated");
                    }
                    threads.execute(task);
                })
                .build()) {
            AsyncFuture<String> refused = db.call(() -> "no thread");
            assertThat(reason(refused)).isEqualTo(AsyncRejectedException.Reason.CARRIER);
            assertThat(Failures.of(refused))
                    .hasRootCauseInstanceOf(RejectedExecutionException.class)
                    .hasRootCauseMessage("saturated");
            assertThat(db.call(() -> "recovered").join()).isEqualTo("recovered");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void call_executorThrowsAnError_failsThatCall() {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 2)
                .executor(task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                })
                .build()) {
            assertThat(reason(db.call(() -> 1))).isEqualTo(AsyncRejectedException.Reason.CARRIER);
            assertThat(reason(db.call(() -> 2))).isEqualTo(AsyncRejectedException.Reason.CARRIER);
            assertThat(db.stats()).isEqualTo(new AsyncStats(0, 0, 0, 2, 0, 0, 0, 0, 2, 0));
        }
    }

    @Test
    void call_executorRefusesWhileARunnerLives_staysPendingAndRuns() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        AtomicInteger taken = new AtomicInteger();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 2)
                        .executor(task -> {
                            if (taken.getAndIncrement() > 0) {
                                throw new RejectedExecutionException("one at most");
                            }
                            one.execute(task);
                        })
                        .build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(gate.callable("first"));
            gate.awaitEntered(1);
            AsyncFuture<String> second = db.call(() -> "second");
            assertThat(second).isNotDone();
            gate.release();
            assertThat(first.join()).isEqualTo("first");
            assertThat(second.join()).isEqualTo("second");
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void call_executorRunsOnTheSubmitter_isNoticedAndNothingRunsThere() {
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        try (AsyncWrapper db =
                AsyncWrapper.builder("db", 2).executor(Runnable::run).build()) {
            AsyncFuture<Void> call = db.run(() -> ranOn.set(Thread.currentThread()));
            assertThat(reason(call)).isEqualTo(AsyncRejectedException.Reason.CARRIER);
            assertThat(ranOn.get()).isNull();
        }
    }

    @OnEveryCarrier
    void future_isBothAtOnce_cancellingThroughGuavaReachesTheBody(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            ListenableFuture<String> listenable = call;
            CompletableFuture<String> completable = call;
            gate.awaitEntered(1);
            ListenableFuture<Integer> length =
                    Futures.transform(listenable, String::length, MoreExecutors.directExecutor());
            assertThat(length.cancel(true)).isTrue();
            call.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(1);
            assertThat(completable.isCancelled()).isTrue();
        }
    }

    @Test
    void addListener_listenerThrows_theOthersRun() throws Exception {
        CountDownLatch ran = new CountDownLatch(2);
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            call.addListener(ran::countDown, MoreExecutors.directExecutor());
            call.addListener(
                    () -> {
                        throw new IllegalStateException("a listener that throws");
                    },
                    MoreExecutors.directExecutor());
            call.addListener(ran::countDown, MoreExecutors.directExecutor());
            gate.release();
            ran.await();
            assertThat(call.join()).isEqualTo("row");
        }
    }

    @Test
    void obtrude_isRefused() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.call(() -> "row");
            assertThatThrownBy(() -> call.obtrudeValue("x")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> call.obtrudeException(new IOException()))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(call.join()).isEqualTo("row");
        }
    }

    static AsyncRejectedException.Reason reason(CompletableFuture<?> refused) {
        assertThat(refused).isCompletedExceptionally();
        return ((AsyncRejectedException) Failures.of(refused)).reason();
    }

    static boolean isRefused(CompletableFuture<?> call) {
        return call.isCompletedExceptionally() && Failures.of(call) instanceof AsyncRejectedException;
    }

    static boolean isClosed(CompletableFuture<?> call) {
        return isRefused(call) && reason(call) == AsyncRejectedException.Reason.CLOSED;
    }
}
