package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code limitedTo}: a view with a limit and a queue of its own, inside the parent's. */
class LimitedToTest {

    @OnEveryCarrier
    void limit_ofAView_isCountedByBodies(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(4);
                Gate reporting = Gate.create().ignoreInterrupts();
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 2);
            List<AsyncFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(reports.call(reporting.callable("report")));
            }
            AsyncFuture<String> parents = db.call(gate.callable("row"));
            gate.awaitEntered(1); // the parent's call came last and has a slot that the view may not have
            reporting.awaitEntered(2);
            calls.get(0).cancel(true);
            reporting.awaitInterruptions(1); // its body goes on, and so it keeps its place
            assertThat(reporting.entered()).isEqualTo(2);
            reporting.releaseAll();
            calls.subList(1, 6).forEach(call -> assertThat(call.join()).isEqualTo("report"));
            assertThat(reporting.maxConcurrent()).isEqualTo(2);
            gate.release();
            assertThat(parents.join()).isEqualTo("row");
        }
    }

    @OnEveryCarrier
    void calls_ofAView_startInTheOrderOfTheirSubmission(Carried carried) throws Exception {
        List<Integer> started = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(3)) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            List<AsyncFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int number = i;
                calls.add(reports.run(() -> started.add(number)));
                if (i % 7 == 3) {
                    calls.get(i).cancel(true);
                }
            }
            calls.forEach(call -> call.handle((row, failure) -> failure).join());
            db.close(Duration.ofMinutes(1));
        }
        assertThat(started).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(400);
    }

    @OnEveryCarrier
    void siblingsAndParent_allBusy_eachMakesProgress(Carried carried) {
        int calls = 2_000;
        AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        AtomicBoolean tooMany = new AtomicBoolean();
        int[] limits = {1, 2, 3};
        try (AsyncWrapper db = carried.wrapper(3, options -> options.maxPending(calls))) {
            AsyncWrapper[] doors = {db.limitedTo("one", limits[0]), db.limitedTo("other", limits[1]), db};
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                for (int which = 0; which < (i % 2 == 0 ? 3 : 2); which++) {
                    AtomicInteger count = inside[which];
                    int limit = limits[which];
                    all.add(doors[which].run(() -> {
                        if (count.incrementAndGet() > limit) {
                            tooMany.set(true);
                        }
                        Thread.yield();
                        count.decrementAndGet();
                    }));
                }
            }
            all.forEach(AsyncFuture::join);
            assertThat(tooMany).isFalse();
            assertThat(doors[0].stats().succeeded()).isEqualTo(calls);
            assertThat(doors[1].stats().succeeded()).isEqualTo(calls);
            assertThat(db.stats().succeeded()).isEqualTo(all.size());
            assertThat(db.stats().pending()).isZero();
            assertThat(doors[0].stats().running()).isZero();
        }
    }

    @OnEveryCarrier
    void fullView_doesNotFillTheParent(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2, options -> options.maxPending(2));
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            reports.maxPending(100);
            List<AsyncFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 101; i++) {
                calls.add(reports.call(gate.callable("report")));
            }
            assertThat(OutcomeTest.reason(reports.call(() -> "too many"))).isEqualTo(Reason.FULL);
            gate.awaitEntered(1);
            assertThat(db.call(() -> "row").join()).isEqualTo("row");
            gate.releaseAll();
            calls.forEach(AsyncFuture::join);
        }
    }

    /** Whether a call comes in depends on the view's numbers alone, also when the parent takes no more of its own. */
    @Test
    void fullParent_stillLetsTheViewIn() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(0).build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> parents = db.call(gate.callable("row"));
            AsyncWrapper reports = db.limitedTo("reports", 1);
            AsyncFuture<String> views = reports.call(() -> "report");
            assertThat(OutcomeTest.reason(reports.call(() -> "too many"))).isEqualTo(Reason.FULL);
            assertThat(OutcomeTest.reason(db.call(() -> "too many"))).isEqualTo(Reason.FULL);
            gate.release();
            assertThat(parents.join()).isEqualTo("row");
            assertThat(views.join()).isEqualTo("report");
        }
    }

    /** A call that waits in the parent's queue has a turn; when it leaves, the next one asks for one, as everybody does. */
    @OnEveryCarrier
    void cancel_ofAPromotedCall_theNextOfTheViewAsksForATurn(Carried carried) throws Exception {
        List<String> started = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            db.call(gate.callable("row"));
            gate.awaitEntered(1);
            AsyncFuture<Void> promoted = reports.run(() -> started.add("promoted"));
            AsyncFuture<Void> parents = db.run(() -> started.add("parent's"));
            AsyncFuture<Void> next = reports.run(() -> started.add("next"));
            promoted.cancel(true);
            assertThat(reports.stats().pending()).isEqualTo(1);
            assertThat(db.stats().pending()).isEqualTo(2);
            gate.release();
            parents.join();
            next.join();
            assertThat(started).containsExactly("parent's", "next");
        }
    }

    @OnEveryCarrier
    void nestedViews_eachLimitHoldsAndAllMakeProgress(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(4, options -> options.maxPending(1_000));
                Gate inner = Gate.create();
                Gate middle = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 2);
            AsyncWrapper yearly = reports.limitedTo("yearly", 1);
            List<AsyncFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(yearly.call(inner.callable("year")));
                calls.add(reports.call(middle.callable("month")));
            }
            inner.awaitEntered(1);
            middle.awaitEntered(1);
            assertThat(reports.stats().running()).isEqualTo(2);
            assertThat(yearly.stats().running()).isEqualTo(1);
            assertThat(db.call(() -> "row").join()).isEqualTo("row");
            for (int i = 0; i < 10; i++) {
                calls.get(2 * i + 10).cancel(true);
            }
            inner.releaseAll();
            middle.releaseAll();
            calls.forEach(call -> call.handle((row, failure) -> row).join());
            assertThat(inner.maxConcurrent()).isEqualTo(1);
            assertThat(middle.maxConcurrent()).isLessThanOrEqualTo(2);
            assertThat(db.stats().cancelled()).isEqualTo(10);
            assertThat(reports.stats().submitted()).isEqualTo(40);
            assertThat(reports.stats().pending()).isZero();
            assertThat(yearly.stats().submitted()).isEqualTo(20);
        }
    }

    @OnEveryCarrier
    void maxConcurrency_ofAView_growsAtOnceAndShrinksWithItsBodies(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(8);
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            List<AsyncFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                calls.add(reports.call(gate.callable("report")));
            }
            gate.awaitEntered(1);
            reports.maxConcurrency(4);
            gate.awaitEntered(4);
            assertThat(gate.inside()).isEqualTo(4);
            reports.maxConcurrency(2);
            for (int i = 0; i < 2; i++) {
                gate.release(); // the surplus ends with the bodies
            }
            Spin.until(() -> reports.stats().running() == 2);
            assertThat(gate.entered()).isEqualTo(4);
            gate.release();
            gate.awaitEntered(5);
            assertThat(gate.inside()).isLessThanOrEqualTo(2);
            gate.releaseAll();
            calls.forEach(AsyncFuture::join);
        }
    }

    /** What waits in the parent's queue has no slot of the smaller view to hope for and comes back, in order. */
    @Test
    void maxConcurrency_ofAViewShrinks_itsPromotedCallsWaitAgainInOrder() throws Exception {
        List<Integer> started = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (AsyncWrapper db = AsyncWrapper.of("db", 4);
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 4);
            for (int i = 0; i < 4; i++) {
                db.call(gate.callable("row"));
            }
            gate.awaitEntered(4);
            List<AsyncFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int number = i;
                calls.add(reports.run(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    started.add(number);
                    Thread.yield();
                    inside.decrementAndGet();
                }));
            }
            reports.maxConcurrency(1);
            assertThat(reports.stats().pending()).isEqualTo(8);
            gate.releaseAll();
            calls.forEach(AsyncFuture::join);
        }
        assertThat(started).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(most).hasValue(1);
    }

    @Test
    void parentsCarrierRefusesOnce_exactlyThatCallFailsAndTheViewSurvives() {
        AtomicBoolean refuse = new AtomicBoolean(true);
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .executor(task -> {
                    if (refuse.getAndSet(false)) {
                        throw new RejectedExecutionException("no thread");
                    }
                    GivenExecutorTest.start(task);
                })
                .build()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            AsyncFuture<String> first = reports.call(() -> "first");
            assertThat(OutcomeTest.reason(first)).isEqualTo(Reason.CARRIER);
            for (int i = 0; i < 10; i++) {
                assertThat(reports.call(() -> "next").join()).isEqualTo("next");
            }
            assertThat(reports.stats().rejected()).isEqualTo(1);
            assertThat(reports.stats().pending()).isZero();
        }
    }

    @OnEveryCarrier
    void close_ofAView_refusesThroughItAndItsViewsOnly(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            AsyncWrapper viewOfIt = reports.labelled("yearly");
            AsyncFuture<String> running = reports.call(gate.callable("running"));
            AsyncFuture<String> pending = reports.call(() -> "pending");
            gate.awaitEntered(1);
            reports.close();
            assertThat(OutcomeTest.reason(reports.call(() -> "late"))).isEqualTo(Reason.CLOSED);
            assertThat(OutcomeTest.reason(viewOfIt.call(() -> "late"))).isEqualTo(Reason.CLOSED);
            assertThat(db.call(() -> "row").join()).isEqualTo("row");
            assertThat(db.limitedTo("others", 1).call(() -> "row").join()).isEqualTo("row");
            gate.release();
            assertThat(running.join()).isEqualTo("running");
            assertThat(pending.join()).isEqualTo("pending");
            assertThat(reports.toString()).contains("closed");
            assertThat(db.toString()).contains("open");
        }
    }

    @Test
    void errors_ofAView_tellItsNameAndNumbers() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 9).maxPending(70).build();
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 2);
            db.call(gate.callable("row"));
            reports.call(gate.callable("report"));
            reports.call(gate.callable("report"));
            gate.awaitEntered(3);
            AsyncFuture<String> pending = reports.call(() -> "pending");
            pending.cancel(true);
            assertThat(Failures.of(pending).getMessage())
                    .matches("reports - cancelled after \\d+ ms "
                            + "\\(queued=\\d+ ms, ran=0 ms, running=2/2, pending=0/70\\)");
            reports.maxPending(0);
            AsyncFuture<String> refused = reports.call(() -> "too many");
            assertThat(Failures.of(refused))
                    .isInstanceOf(AsyncRejectedException.class)
                    .hasMessageMatching("reports - refused, full after \\d+ ms "
                            + "\\(queued=\\d+ ms, ran=0 ms, running=2/2, pending=0/0\\)");
            assertThat(reports).hasToString("AsyncWrapper reports (running=2/2, pending=0/0, open)");
        }
    }

    @Test
    void stats_ofTheParent_includeTheViews_andNotTheOtherWayRound() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            reports.call(gate.callable("report"));
            reports.call(gate.callable("report"));
            db.call(() -> "row").join();
            gate.awaitEntered(1);
            assertThat(reports.stats().submitted()).isEqualTo(2);
            assertThat(reports.stats().running()).isEqualTo(1);
            assertThat(reports.stats().pending()).isEqualTo(1);
            assertThat(db.stats().submitted()).isEqualTo(3);
            assertThat(db.stats().running()).isEqualTo(1);
            assertThat(db.stats().pending()).isEqualTo(1);
            assertThat(db.stats().succeeded()).isEqualTo(1);
        }
    }

    @Test
    void bodyOfAView_waitsForACallOfTheFullView_runsItInPlace() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            AsyncFuture<String> outer =
                    reports.call(() -> reports.call(() -> "inner").join());
            assertThat(outer.join()).isEqualTo("inner");
            assertThat(reports.stats().succeeded()).isEqualTo(2);
        }
    }

    @Test
    void limitedTo_badArguments_areRefusedByName() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.limitedTo(" ", 1)).hasMessage("name must not be blank, was ' '");
            assertThatThrownBy(() -> db.limitedTo("reports", 0)).hasMessage("limit must be at least 1, was 0");
            assertThatThrownBy(() -> db.limitedTo("reports", 1).maxPending(-1))
                    .hasMessage("maxPending must not be negative, was -1");
        }
    }

    /** Race 17: the parent's turn comes while the view's call is cancelled. No place of the view is ever lost. */
    @OnEveryCarrier
    void cancel_againstTheTurn_losesNoPlaceOfTheView(Carried carried) {
        int rounds = 5_000;
        try (AsyncWrapper db = carried.wrapper(2, options -> options.maxPending(rounds))) {
            AsyncWrapper reports = db.limitedTo("reports", 1);
            AsyncWrapper yearly = reports.limitedTo("yearly", 1);
            for (int i = 0; i < rounds; i++) {
                AsyncFuture<String> first = reports.call(() -> "report");
                AsyncFuture<String> second = yearly.call(() -> "year");
                AsyncFuture<String> third = reports.call(() -> "report");
                for (int spin = 0; spin < i % 300; spin++) {
                    Thread.onSpinWait();
                }
                first.cancel(true);
                second.cancel(i % 2 == 0);
                assertThat(third.join()).isEqualTo("report");
                second.stopped().join();
                first.stopped().join();
            }
            assertThat(yearly.call(() -> "year").join()).isEqualTo("year");
            assertThat(reports.stats().running()).isZero();
            assertThat(reports.stats().pending()).isZero();
            assertThat(yearly.stats().pending()).isZero();
        }
    }
}
