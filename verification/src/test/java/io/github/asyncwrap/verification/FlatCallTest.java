package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code flatCall}: a body that gives a stage, and a future that follows it. */
class FlatCallTest {

    @OnEveryCarrier
    void stage_thatCompletesLater_isFollowed_andHoldsNoSlot(Carried carried) throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncFuture<String> call = db.flatCall(() -> inner);
            assertThat(db.call(() -> "the slot is free").get()).isEqualTo("the slot is free");
            assertThat(call).isNotDone();
            assertThat(db.stats().running()).isZero();
            assertThat(call.stopped()).isNotDone();
            inner.complete("row");
            assertThat(call.get()).isEqualTo("row");
            call.stopped().join();
            assertThat(db.stats().succeeded()).isEqualTo(2);
        }
    }

    @Test
    void stage_completeAlready_orFailed_isFollowed_withItsOwnException() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(db.flatCall(() -> CompletableFuture.completedStage("row"))
                            .join())
                    .isEqualTo("row");
            assertThat(db.<String>flatCall(() -> AsyncFuture.completed("ours")).join())
                    .isEqualTo("ours");
            IOException failure = new IOException("no row");
            AsyncFuture<String> failed = db.flatCall(() -> CompletableFuture.<String>failedFuture(failure)
                    .thenApply(row -> row)
                    .minimalCompletionStage());
            assertThat(failed.handle((row, thrown) -> thrown).join()).isSameAs(failure);
            AsyncFuture<String> cancelled = db.flatCall(() -> {
                CompletableFuture<String> inner = new CompletableFuture<>();
                inner.cancel(true);
                return inner;
            });
            assertThat(Failures.of(cancelled)).isInstanceOf(CancellationException.class);
            assertThat(cancelled.isCancelled()).isTrue();
        }
    }

    @Test
    void body_thatThrowsOrGivesNull_failsTheFuture() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            IOException failure = new IOException("no row");
            AsyncFuture<String> thrown = db.flatCall(() -> {
                throw failure;
            });
            assertThat(Failures.of(thrown)).isSameAs(failure);
            assertThat(thrown.handle((row, why) -> why).join()).isSameAs(failure);
            AsyncFuture<String> none = db.flatCall(FlatCallTest::nothing);
            assertThat(Failures.of(none))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("gave null where a CompletionStage should be");
            thrown.stopped().join();
            none.stopped().join();
            assertThat(db.stats().failed()).isEqualTo(2);
            assertThatThrownBy(() -> db.flatCall(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("body");
        }
    }

    @SuppressWarnings("NullAway") // that is the point
    private static CompletionStage<String> nothing() {
        return null;
    }

    @OnEveryCarrier
    void cancel_whilePending_theBodyNeverRuns(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> call = db.flatCall(() -> {
                throw new AssertionError("ran");
            });
            assertThat(call.cancel(true)).isTrue();
            assertThat(call.isCancelled()).isTrue();
            assertThat(Failures.of(call).getMessage()).startsWith("db - cancelled after ");
            assertThat(db.stats().pending()).isZero();
            call.stopped().join();
            gate.release();
            assertThat(running.join()).isEqualTo("row");
            assertThat(db.stats().cancelled()).isEqualTo(1);
        }
    }

    @OnEveryCarrier
    void cancel_whileTheBodyRuns_interruptsIt_andCancelsTheStageThatItGivesAllTheSame(Carried carried)
            throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.flatCall(gate.callable(inner));
            gate.awaitEntered(1);
            assertThat(call.cancel(true)).isTrue();
            gate.awaitInterruptions(1);
            assertThat(call.stopped()).isNotDone();
            assertThat(inner).isNotDone();
            gate.release();
            call.stopped().join();
            assertThat(inner).isCancelled();
        }
    }

    @OnEveryCarrier
    void cancel_afterTheBody_cancelsTheStage_withWhatWasMeasured(Carried carried) throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncFuture<String> call = db.labelled("find").flatCall(() -> inner);
            db.call(() -> "after it").join();
            assertThat(call.cancel(true)).isTrue();
            assertThat(inner).isCancelled();
            assertThat(Failures.of(call).getMessage())
                    .matches("db/find - cancelled after \\d+ ms \\(queued=\\d+ ms, ran=\\d+ ms, running=./1, "
                            + "pending=0/1000\\)");
            assertThat(call.cancel(true)).as("again").isTrue();
            call.stopped().join();
        }
    }

    @Test
    void cancel_goesToACallThatIsBehindTheStage_andSoDoesMayInterrupt() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                AsyncWrapper other = AsyncWrapper.of("other", 1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.flatCall(() -> other.call(gate.callable("row")));
            gate.awaitEntered(1);
            db.call(() -> "after it").join(); // else a hand cancels the stage, if it is not over by then
            assertThat(call.cancel(false)).isTrue();
            assertThat(gate.interruptions()).isZero();
            assertThat(call.stopped()).isNotDone(); // the other body is on its thread
            gate.release();
            call.stopped().join();
            assertThat(other.stats().cancelled()).isEqualTo(1);

            AsyncFuture<String> second = db.flatCall(() -> other.call(gate.callable("row")));
            gate.awaitEntered(2);
            assertThat(second.cancel(true)).isTrue();
            gate.awaitInterruptions(1);
            gate.release();
        }
    }

    @Test
    void derivedStage_isAnObserver_linkedOwns() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.flatCall(() -> inner);
            db.call(() -> "after it").join();
            assertThat(call.thenApply(row -> row).cancel(true)).isTrue();
            assertThat(call).isNotDone();
            assertThat(call.linked().thenApply(row -> row).cancel(true)).isTrue();
            assertThat(call).isCancelled();
            call.stopped().join();
            assertThat(inner).isCancelled();
        }
    }

    @Test
    void completedFromOutside_itsOutcome_andTheStageIsCancelled() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.flatCall(() -> inner);
            AsyncFuture<String> failed = db.flatCall(() -> second);
            db.call(() -> "after them").join();
            assertThat(call.complete("mine")).isTrue();
            assertThat(call.complete("again")).isFalse();
            assertThat(call.join()).isEqualTo("mine");
            assertThat(inner).isCancelled();
            assertThat(failed.completeExceptionally(new IOException("mine"))).isTrue();
            assertThat(failed.cancel(true)).isFalse();
            assertThat(Failures.of(failed)).hasMessage("mine");
            assertThat(second).isCancelled();
            AsyncFuture.allOf(call.stopped(), failed.stopped()).join();
        }
    }

    @OnEveryCarrier
    void completedFromOutside_whileTheBodyRuns_itsOutcome_andFigures(Carried carried) throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.flatCall(gate.callable(inner));
            gate.awaitEntered(1);
            assertThat(call.complete("mine")).isTrue();
            assertThat(call.join()).isEqualTo("mine");
            gate.awaitInterruptions(1);
            call.stopped().join();
            AsyncFuture<String> second = db.flatCall(gate.callable(inner));
            gate.awaitEntered(2);
            assertThat(second.complete(null)).isTrue();
            assertThat(second.join()).isNull();
            second.stopped().join();
            AsyncFuture<String> third = db.flatCall(gate.callable(inner));
            gate.awaitEntered(3);
            assertThat(third.completeExceptionally(new IOException("mine"))).isTrue();
            assertThat(Failures.of(third)).hasMessage("mine");
            third.stopped().join();
            assertThat(db.stats().succeeded()).isEqualTo(2);
            assertThat(db.stats().failed()).isEqualTo(1);
        }
    }

    @Test
    void timeout_isForTheWhole() {
        DeterministicCarrier time = DeterministicCarrier.step();
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .timeout(Duration.ofSeconds(10))
                .carrier(time)
                .build()) {
            AsyncFuture<String> call = db.flatCall(() -> {
                time.sleep(Duration.ofSeconds(4));
                return inner;
            });
            time.advance(Duration.ofSeconds(5));
            assertThat(db.stats().succeeded()).as("the body").isEqualTo(1);
            time.advance(Duration.ofMillis(4_990));
            assertThat(call).isNotDone();
            time.advance(Duration.ofMillis(20));
            assertThat(Failures.of(call))
                    .isInstanceOf(AsyncTimeoutException.class)
                    .hasMessageStartingWith("db - timed out after 10000 ms (queued=0 ms, ran=10000 ms, running=0/1, ");
            assertThat(inner).isCancelled();
            time.runAll();
            assertThat(call.stopped()).isDone();
            assertThat(db.stats().timedOut()).isZero();
        }
    }

    @Test
    void timeout_whileTheBodyRuns_isTheCalls() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call =
                    db.within(Duration.ofMillis(20)).flatCall(gate.callable(new CompletableFuture<String>()));
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            call.stopped().join();
            assertThat(db.stats().timedOut()).isEqualTo(1);
        }
    }

    @Test
    void orTimeout_tellsWhatWasMeasured_andCancelsTheStage() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.flatCall(() -> inner);
            db.call(() -> "after it").join(); // a call that has not begun in time never gives its stage
            assertThat(Failures.of(call.orTimeout(20, TimeUnit.MILLISECONDS)))
                    .isInstanceOf(AsyncTimeoutException.class)
                    .hasMessageStartingWith("db - timed out after ");
            call.stopped().join();
            assertThat(inner).isCancelled();
        }
    }

    @Test
    void stageThatCannotBeCancelled_goesOn_andItsValueIsNotLeaked() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture<String> discarded = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call =
                    db.flatCall(inner::minimalCompletionStage).onDiscarded(discarded::complete);
            db.call(() -> "after it").join();
            call.cancel(true);
            assertThat(inner).isNotDone();
            assertThat(call.stopped()).isNotDone();
            inner.complete("late");
            assertThat(discarded.join()).isEqualTo("late");
            call.stopped().join();
        }
    }

    /** Of somebody who implements the interface himself, and only half of it. */
    @SuppressWarnings("unchecked") // it has no methods that would give anything else
    private static CompletionStage<String> halfAStage(String... has) {
        CompletableFuture<String> behind = new CompletableFuture<>();
        return (CompletionStage<String>) Proxy.newProxyInstance(
                FlatCallTest.class.getClassLoader(), new Class<?>[] {CompletionStage.class}, (self, method, given) -> {
                    if (List.of(has).contains(method.getName())) {
                        return method.invoke(behind, given);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void stage_thatThrowsWhenItIsFollowed_failsTheFuture() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.flatCall(FlatCallTest::halfAStage);
            assertThat(Failures.of(call))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("whenCompleteAsync");
            call.stopped().join();
        }
    }

    @Test
    void stage_thatThrowsWhenItIsCancelled_harmsNothing() {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<String> call = db.flatCall(() -> halfAStage("whenCompleteAsync"));
        db.call(() -> "after it").join();
        assertThat(call.cancel(true)).isTrue();
        assertThat(call).isCancelled();
        assertThat(db.close(Duration.ofDays(1)).cancelled()).isZero();
    }

    @Test
    void stage_ofTheSameDoor_getsItsSlotWhenTheBodyIsOff() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> row = db.flatCall(() -> db.flatCall(() -> db.call(() -> "row")));
            assertThat(row.join()).isEqualTo("row");
            row.stopped().join();
            AsyncFuture<String> running = db.call(gate.callable("gate"));
            gate.awaitEntered(1);
            AsyncFuture<String> pending = db.flatCall(() -> db.call(() -> "never"));
            db.keyed("key").flatCall(() -> running); // its turn ends with its body, too
            AsyncFuture<String> next = db.keyed("key").call(() -> "next");
            AsyncFuture<String> last = db.call(() -> db.stats().pending() > 0 && pending.cancel(true) ? "last" : "");
            gate.release();
            assertThat(next.join()).isEqualTo("next");
            assertThat(last.join()).isEqualTo("last");
            assertThat(pending).isCancelled();
            pending.stopped().join();
            assertThat(db.stats().pending()).isZero();
        }
    }

    @Test
    void refusal_isAValue() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(0).build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<String> refused = db.flatCall(() -> CompletableFuture.completedStage("never"));
            assertThat(Failures.of(refused)).isInstanceOf(AsyncRejectedException.class);
            refused.stopped().join();
            running.cancel(true);
        }
    }

    @Test
    void bodyThatWaitsForIt_runsWhatIsPendingInPlace() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            String row = db.call(() -> db.flatCall(() -> db.call(() -> "row")).get()
                            + db.flatCall(() -> db.call(() -> "s")).join())
                    .join();
            assertThat(row).isEqualTo("rows");
        }
    }

    @Test
    void deliverOn_callbacksRunThere() throws Exception {
        ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> on = db.deliverOn(loop)
                    .flatCall(() -> inner)
                    .thenApply(row -> Thread.currentThread().getName());
            inner.complete("row");
            assertThat(on.join()).isEqualTo("loop");
        } finally {
            loop.shutdown();
            assertThat(loop.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    // Closing.

    @Test
    void close_waitsForTheStage() throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<String> call = db.flatCall(() -> inner);
        CompletableFuture<CloseReport> report = new CompletableFuture<>();
        Thread closer = new Thread(() -> report.complete(db.close(Duration.ofSeconds(30))), "closer");
        closer.start();
        Spin.until(() -> db.toString().contains("closed") && db.stats().running() == 0);
        Spin.untilParked(closer);
        assertThat(report).isNotDone();
        inner.complete("row");
        assertThat(report.join().cancelled()).isZero();
        assertThat(call).isCompletedWithValue("row");
        closer.join();
    }

    @Test
    void close_atItsLimit_cancelsTheStage_andTheFuture() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        CompletableFuture<String> stubborn = new CompletableFuture<>();
        AsyncWrapper db = AsyncWrapper.of("db", 2);
        AsyncFuture<String> call = db.flatCall(() -> inner);
        AsyncFuture<String> second = db.flatCall(stubborn::minimalCompletionStage);
        db.call(() -> "after them").join();
        Spin.until(() -> db.stats().succeeded() == 3);
        CloseReport report = db.close(Duration.ZERO);
        assertThat(report.cancelled()).isEqualTo(2);
        assertThat(report.stuck()).isEmpty();
        assertThat(call).isCancelled();
        assertThat(second).isCancelled();
        assertThat(inner).isCancelled();
        assertThat(Failures.of(call).getMessage()).startsWith("db - cancelled after ");
        stubborn.complete("late");
        second.stopped().join();
    }

    @Test
    void close_ofAWrapperWhoseBodyGivesAStageTooLate_cancelsThat() throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        AsyncWrapper db =
                AsyncWrapper.builder("db", 1).gracePeriod(Duration.ofMillis(1)).build();
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.flatCall(gate.callable(inner));
            gate.awaitEntered(1);
            CloseReport report = db.close(Duration.ZERO);
            assertThat(report.cancelled()).isEqualTo(1);
            assertThat(report.stuck()).hasSize(1);
            assertThat(call).isCancelled();
            gate.release();
            call.stopped().join();
            assertThat(inner).isCancelled();
        }
    }

    @Test
    void close_byACallbackOfIt_doesNotWaitForItself() {
        CompletableFuture<String> inner = new CompletableFuture<>();
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<String> call = db.flatCall(() -> inner);
        CompletableFuture<CloseReport> report = new CompletableFuture<>();
        CompletableFuture<Void> unused =
                CompletableFuture.allOf(call).thenRun(() -> report.complete(db.close(Duration.ofMinutes(10))));
        inner.complete("row");
        assertThat(report.join().cancelled()).isZero();
    }
}
