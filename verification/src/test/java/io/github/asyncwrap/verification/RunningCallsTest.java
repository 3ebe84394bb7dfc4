package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.RunningCall;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** {@code runningCalls()}: what is on a thread, since when, and where. */
class RunningCallsTest {

    private static RunningCall only(AsyncWrapper wrapper) {
        List<RunningCall> calls = wrapper.runningCalls();
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    @OnEveryCarrier
    void runningCalls_bodyInTheGate_tellsLabelAgeThreadAndStack(Carried carried) throws Exception {
        CompletableFuture<String> thread = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            assertThat(db.runningCalls()).isEmpty();
            long before = System.nanoTime();
            AsyncFuture<String> call = db.labelled("findUser").call(() -> {
                thread.complete(Thread.currentThread().getName());
                gate.pass();
                return "row";
            });
            AsyncFuture<String> pending = db.call(() -> "is not running");
            gate.awaitEntered(1);
            RunningCall body = only(db);
            assertThat(body.label()).isEqualTo("findUser");
            assertThat(body.thread()).isEqualTo(thread.join());
            assertThat(body.age()).isBetween(Duration.ZERO, Duration.ofNanos(System.nanoTime() - before));
            assertThat(body.detached()).isFalse();
            assertThat(body.stack()).anyMatch(frame -> frame.getClassName().equals(Gate.class.getName()));
            assertThat(body.toString()).contains("findUser", thread.join());
            gate.release();
            assertThat(call.join()).isEqualTo("row");
            pending.join();
            assertThat(db.runningCalls()).isEmpty();
            assertThat(body.stack()).isEmpty(); // looked up now, and now it is not on its thread
        }
    }

    @OnEveryCarrier
    void runningCalls_outcomeCameFromOutside_isDetachedUntilTheBodyReturns(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("late"));
            gate.awaitEntered(1);
            assertThat(only(db).label()).isNull();
            call.cancel(true);
            assertThat(only(db).detached()).isTrue();
            gate.release();
            call.stopped().join();
            assertThat(db.runningCalls()).isEmpty();
        }
    }

    @Test
    void runningCalls_ofAViewWithALimit_areItsOwn_thoseOfTheParentAreAll() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 3);
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            db.labelled("parent's").call(gate.callable("row"));
            gate.awaitEntered(1);
            reports.labelled("view's").call(gate.callable("row"));
            gate.awaitEntered(2);
            assertThat(db.runningCalls()).extracting(RunningCall::label).containsExactly("parent's", "view's");
            assertThat(reports.runningCalls()).extracting(RunningCall::label).containsExactly("view's");
        }
    }

    @Test
    void runningCalls_bodyRunByItsCaller_isListedWithTheCallersThread() throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.callerRuns())
                        .build()) {
            db.labelled("in the slot").call(gate.callable("row"));
            gate.awaitEntered(1);
            List<RunningCall> calls =
                    db.labelled("by its caller").call(db::runningCalls).join();
            assertThat(calls).extracting(RunningCall::label).containsExactly("in the slot", "by its caller");
            assertThat(calls.get(1).thread()).isEqualTo(Thread.currentThread().getName());
            gate.release();
        }
    }

    /** The order is by age, whatever the bodies run on. */
    @Test
    void runningCalls_theOldestIsRunByItsCaller_itIsTheFirst() throws Exception {
        try (Gate first = Gate.create();
                Gate second = Gate.create();
                Gate third = Gate.create();
                AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.callerRuns())
                        .build()) {
            AsyncFuture<String> gone = db.call(first.callable("row"));
            first.awaitEntered(1);
            Thread caller = GivenExecutorTest.start(() -> db.labelled("older").call(second.callable("row")));
            second.awaitEntered(1);
            first.release();
            gone.join();
            db.labelled("younger").call(third.callable("row"));
            third.awaitEntered(1);
            List<RunningCall> calls = db.runningCalls();
            second.release();
            third.release();
            caller.join();
            assertThat(calls).extracting(RunningCall::label).containsExactly("older", "younger");
        }
    }

    @OnEveryCarrier
    void runningCalls_bodyRunInPlaceForAnother_bothAreListed(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncFuture<List<RunningCall>> outer = db.labelled("outer")
                    .call(() -> db.labelled("inner").call(db::runningCalls).join());
            List<RunningCall> calls = outer.join();
            assertThat(calls).extracting(RunningCall::label).containsExactly("outer", "inner");
            assertThat(calls.get(0).thread()).isEqualTo(calls.get(1).thread());
        }
    }

    @Test
    void runningCall_stackLookedUpTwice_isWhereTheBodyIsThen() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Void> call = db.run(() -> {
                gate.pass();
                elsewhere(gate);
            });
            gate.awaitEntered(1);
            RunningCall body = only(db);
            assertThat(body.stack()).noneMatch(frame -> frame.getMethodName().equals("elsewhere"));
            gate.release();
            gate.awaitEntered(2);
            assertThat(body.stack()).anyMatch(frame -> frame.getMethodName().equals("elsewhere"));
            gate.release();
            call.join();
        }
    }

    private static void elsewhere(Gate gate) throws Exception {
        gate.pass();
    }
}
