package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.LoopGuard;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the laws say of calls holds for {@code flatCall}, where that has more than a call. */
class FlatCallLawsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    /** On a stack of 256 KB: 26 bytes for each. */
    private static final int DEEP = 10_000;

    // Law 5.

    @OnEveryCarrier
    void cancel_byItsOwnBody_callbacksRunBeforeTheInterrupt(Carried carried) throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture<AsyncFuture<String>> self = new CompletableFuture<>();
        CompletableFuture<Boolean> inTheBody = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.flatCall(() -> {
                gate.pass();
                self.join().cancel(true);
                inTheBody.complete(Thread.interrupted());
                return inner;
            });
            self.complete(call);
            AsyncFuture<Boolean> inTheCallback =
                    call.handle((row, failure) -> Thread.currentThread().isInterrupted());
            gate.release();
            assertThat(inTheCallback.join()).isFalse();
            assertThat(inTheBody.join()).isTrue();
            call.stopped().join();
            assertThat(inner).isCancelled();
        }
    }

    // Law 6.

    /** All threads that deliver are in a callback until the gate opens. */
    static AsyncFuture<Void> takeDelivery(AsyncWrapper db, Gate slow) throws Exception {
        AsyncFuture<Void> callback;
        try (Gate gate = Gate.create()) {
            callback = db.call(gate.callable("row")).thenRun(slow.runnable());
            gate.release();
            slow.awaitEntered(1);
        }
        return callback;
    }

    @Test
    void timeout_afterTheBody_behindASlowCallback_comes_andCancelsTheStage() throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real(); // an hour passes when the test says so
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).carrier(time).build();
                Gate slow = Gate.create()) {
            AsyncFuture<Void> callback = takeDelivery(db, slow);
            AsyncFuture<String> call = db.within(HOUR).flatCall(() -> inner);
            Spin.until(() -> db.stats().succeeded() == 2);
            assertThat(call).isNotDone();
            time.advance(HOUR);
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            Spin.until(inner::isCancelled);
            assertThat(callback).isNotDone();
            slow.release();
            callback.join();
            call.stopped().join();
        }
    }

    @Test
    void timeout_whilePending_behindASlowCallback_comes() throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).carrier(time).build();
                Gate slow = Gate.create();
                Gate gate = Gate.create()) {
            AsyncFuture<Void> callback = takeDelivery(db, slow);
            AsyncFuture<String> running = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> call = db.within(HOUR).flatCall(CompletableFuture<String>::new);
            time.advance(HOUR.plusMillis(10));
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            assertThat(callback).isNotDone();
            slow.release();
            gate.release();
            running.join();
            callback.join();
        }
    }

    @Test
    void refusal_behindASlowCallback_comes() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate slow = Gate.create()) {
            AsyncFuture<Void> callback = takeDelivery(db, slow);
            AsyncWrapper view = db.limitedTo("view", 1);
            view.close();
            assertThat(view.flatCall(CompletableFuture<String>::new)).isCompletedExceptionally();
            slow.release();
            callback.join();
        }
    }

    // Law 1: those whose bodies are inside close are not waited for.

    @OnEveryCarrier
    void close_inTheBody_doesNotWaitForItsStage(Carried carried) {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture<CloseReport> report = new CompletableFuture<>();
        AsyncWrapper db = carried.wrapper(2);
        AsyncFuture<String> call = db.flatCall(() -> {
            report.complete(db.close(Duration.ofDays(1)));
            return inner;
        });
        assertThat(report.join().cancelled()).isZero();
        inner.complete("row");
        assertThat(call.join()).isEqualTo("row");
    }

    @Test
    void close_inABody_waitsForTheStagesOfOthers() throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture<CloseReport> report = new CompletableFuture<>();
        AsyncWrapper db = AsyncWrapper.of("db", 2);
        AsyncFuture<String> call = db.flatCall(() -> inner);
        CompletableFuture<Thread> closer = new CompletableFuture<>();
        AsyncFuture<Void> closing = db.run(() -> {
            closer.complete(Thread.currentThread());
            report.complete(db.close(Duration.ofDays(1)));
        });
        Spin.until(() -> db.toString().contains("closed"));
        Spin.untilParked(closer.join());
        assertThat(report).isNotDone();
        inner.complete("row");
        assertThat(report.join().cancelled()).isZero();
        assertThat(call).isCompletedWithValue("row");
        closing.join();
    }

    @Test
    void close_atItsLimit_behindASlowCallback_leavesNothingIncomplete() throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real(); // stands still: outcomes may take as long as they like
        CompletableFuture<String> inner = new CompletableFuture<>();
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .gracePeriod(Duration.ZERO)
                .carrier(time)
                .build();
        try (Gate slow = Gate.create()) {
            AsyncFuture<Void> callback = takeDelivery(db, slow);
            AsyncFuture<String> call = db.flatCall(() -> inner);
            Spin.until(() -> db.stats().succeeded() == 2);
            CloseReport report = db.close(Duration.ZERO);
            assertThat(call).isCancelled();
            assertThat(report.cancelled()).isEqualTo(1);
            Spin.until(inner::isCancelled);
            slow.release();
            callback.join();
        }
    }

    /** A stuck body is waited for as long as the grace is; what is cut, as long as it takes. */
    @Test
    void close_atItsLimit_aBodyIsStuck_leavesNothingIncomplete() {
        DeterministicCarrier time = DeterministicCarrier.step();
        AsyncWrapper db = AsyncWrapper.builder("db", 2)
                .gracePeriod(Duration.ZERO)
                .carrier(time)
                .build();
        AsyncFuture<Void> stuck = db.uninterruptible().run(() -> time.sleep(HOUR));
        AsyncFuture<String> call = db.flatCall(CompletableFuture<String>::new);
        time.runAll();
        stuck.cancel(true);
        time.runAll();
        CloseReport report = db.close(Duration.ZERO);
        assertThat(call).isCancelled();
        assertThat(report.cancelled()).isEqualTo(1);
        assertThat(report.stuck()).hasSize(1);
        time.advance(HOUR);
        assertThat(stuck.stopped()).isDone();
    }

    /** Overflow.block on an event loop is refused with an exception, and then there is no future to wait for. */
    @Test
    void close_afterASubmissionThatThrew_doesNotWait() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(0)
                .overflow(Overflow.block(Duration.ofDays(1)))
                .build();
        try (Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread loop = new Thread(
                    () -> thrown.set(catchThrowable(() -> db.flatCall(CompletableFuture<String>::new))), "loop");
            LoopGuard.mark(loop);
            loop.start();
            loop.join();
            LoopGuard.unmark(loop);
            assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
            gate.release();
            running.join();
            assertThat(db.close(Duration.ofDays(1)).cancelled()).isZero();
        }
    }

    // Law 9.

    /** The stage comes while somebody waits already, and the call behind it would never get a slot otherwise. */
    @OnEveryCarrier
    void waitInABody_theStageComesLater_itsCallRunsInPlace(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create();
                Gate ahead = Gate.create()) {
            AsyncFuture<String> call = db.flatCall(() -> {
                gate.pass();
                return db.call(() -> Thread.currentThread().getName());
            });
            gate.awaitEntered(1);
            CompletableFuture<Thread> waiter = new CompletableFuture<>();
            AsyncFuture<String> waiting = db.call(() -> {
                waiter.complete(Thread.currentThread());
                return call.join();
            });
            Spin.untilParked(waiter.join());
            AsyncFuture<String> first = db.call(ahead.callable("first"));
            gate.release();
            assertThat(waiting.join()).isEqualTo(waiter.join().getName());
            ahead.release();
            assertThat(first.join()).isEqualTo("first");
        }
    }

    // Law 14.

    private static List<AsyncFuture<String>> deep(AsyncWrapper db, CompletableFuture<String> inner) {
        List<AsyncFuture<String>> futures = new ArrayList<>();
        futures.add(db.flatCall(() -> inner));
        while (futures.size() < DEEP) {
            AsyncFuture<String> last = futures.get(futures.size() - 1);
            futures.add(db.flatCall(() -> last));
            if (futures.size() % 500 == 0) {
                db.call(() -> "all before it have begun").join();
            }
        }
        return futures;
    }

    @Test
    void chainOfThem_ends_withoutADeepStack() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            List<AsyncFuture<String>> futures = deep(db, inner);
            Thread onASmallStack = new Thread(null, () -> inner.complete("row"), "completer", 256 * 1024);
            onASmallStack.start();
            assertThat(futures.get(DEEP - 1).join()).isEqualTo("row");
            futures.get(DEEP - 1).stopped().join();
        }
    }

    @Test
    void chainOfThem_cancelled_withoutADeepStack() throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            List<AsyncFuture<String>> futures = deep(db, inner);
            Spin.until(() -> db.stats().running() == 0 && db.stats().pending() == 0);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread onASmallStack = new Thread(
                    null,
                    () -> {
                        try {
                            assertThat(futures.get(DEEP - 1).cancel(true)).isTrue();
                        } catch (Throwable broken) {
                            thrown.set(broken);
                        }
                    },
                    "canceller",
                    256 * 1024);
            onASmallStack.start();
            onASmallStack.join();
            assertThat(thrown.get()).isNull();
            futures.get(DEEP - 1).stopped().orTimeout(1, TimeUnit.MINUTES).join();
            assertThat(inner).isCancelled();
            assertThat(futures).allMatch(AsyncFuture::isCancelled);
        }
    }
}
