package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.OutcomeKind;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.RunningCall;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** {@code AsyncListener}: what happens to calls, told once, and harmless. */
class ListenerTest {

    /** Notes everything. */
    private static final class Recorder implements AsyncListener {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final List<Event> events = new CopyOnWriteArrayList<>();
        private final List<RunningCall> stuck = new CopyOnWriteArrayList<>();
        private final List<Throwable> discarded = new CopyOnWriteArrayList<>();

        private void note(String what, Event call) {
            events.add(call);
            told.add(what);
        }

        @Override
        public void submitted(Event call) {
            note("submitted", call);
        }

        @Override
        public void started(Event call) {
            note("started", call);
        }

        @Override
        public void finished(Event call, OutcomeKind kind) {
            note("finished " + kind, call);
        }

        @Override
        public void rejected(Event call, Reason reason) {
            note("rejected " + reason, call);
        }

        @Override
        public void detached(Event call) {
            note("detached", call);
        }

        @Override
        public void stuck(RunningCall body) {
            stuck.add(body);
        }

        @Override
        public void discarded(Event call, Throwable failure) {
            note("discarded", call);
            discarded.add(failure);
        }

        long count(String start) {
            return told.stream().filter(each -> each.startsWith(start)).count();
        }
    }

    private final Recorder recorder = new Recorder();

    @OnEveryCarrier
    void events_ofAllKindsOfOutcomes_agreeWithTheStats(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(
                1,
                options -> options.maxPending(1).overflow(Overflow.dropOldest()).listener(recorder));
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            db.call(() -> "row").join();
            Failures.of(db.call(() -> {
                throw new IOException("no row");
            }));
            Failures.of(db.call(() -> {
                throw new CancellationException("by itself");
            }));
            AsyncFuture<String> detached = db.call(gate.callable("late"));
            gate.awaitEntered(1);
            detached.cancel(true);
            AsyncFuture<String> dropped = db.call(() -> "dropped");
            AsyncFuture<String> cancelled = db.call(() -> "cancelled");
            cancelled.cancel(true);
            Failures.of(db.within(Duration.ofMillis(1)).call(() -> "timed out"));
            AsyncFuture<String> completed = db.call(() -> "completed");
            completed.complete("by somebody");
            Failures.of(dropped);
            gate.release();
            detached.stopped().join();
        }
        db.close();
        Failures.of(db.call(() -> "closed"));
        AsyncStats stats = db.stats();
        assertThat(recorder.count("submitted")).isEqualTo(stats.submitted()).isEqualTo(9);
        assertThat(recorder.count("started")).isEqualTo(4);
        assertThat(recorder.count("finished SUCCEEDED"))
                .isEqualTo(stats.succeeded())
                .isEqualTo(2);
        assertThat(recorder.count("finished FAILED")).isEqualTo(stats.failed()).isEqualTo(1);
        assertThat(recorder.count("finished CANCELLED"))
                .isEqualTo(stats.cancelled())
                .isEqualTo(3);
        assertThat(recorder.count("finished TIMED_OUT"))
                .isEqualTo(stats.timedOut())
                .isEqualTo(1);
        assertThat(recorder.count("rejected DROPPED")).isEqualTo(1);
        assertThat(recorder.count("rejected CLOSED")).isEqualTo(1);
        assertThat(stats.rejected()).isEqualTo(2);
        assertThat(recorder.count("detached")).isEqualTo(1);
        assertThat(recorder.count("discarded")).isZero(); // it was a value, not an exception
    }

    @Test
    void events_theirNumbers_areSinceSubmissionAndSinceTheStart() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).listener(recorder).build();
                Gate gate = Gate.create()) {
            long before = System.nanoTime();
            AsyncFuture<String> call = db.labelled("find").call(gate.callable("row"));
            AsyncFuture<String> pending = db.limitedTo("reports", 1).call(() -> "report");
            gate.awaitEntered(1);
            pending.cancel(true);
            gate.release();
            call.join();
            long elapsed = System.nanoTime() - before;
            assertThat(recorder.told)
                    .containsExactlyInAnyOrder(
                            "submitted", "submitted", "started", "finished CANCELLED", "finished SUCCEEDED");
            assertThat(recorder.events).allSatisfy(event -> {
                assertThat(event.queuedNanos()).isBetween(0L, elapsed);
                assertThat(event.ranNanos()).isBetween(0L, elapsed);
                assertThat(event.queued()).isEqualTo(Duration.ofNanos(event.queuedNanos()));
                assertThat(event.ran()).isEqualTo(Duration.ofNanos(event.ranNanos()));
            });
            AsyncListener.Event cancelled = recorder.events.get(recorder.told.indexOf("finished CANCELLED"));
            assertThat(cancelled.wrapper()).isEqualTo("reports");
            assertThat(cancelled.ranNanos()).isZero();
            AsyncListener.Event finished = recorder.events.get(recorder.told.indexOf("finished SUCCEEDED"));
            assertThat(finished.label()).isEqualTo("find");
            assertThat(finished.ranNanos()).isPositive();
        }
    }

    /** Whoever has read an outcome finds it listened to. */
    @OnEveryCarrier
    void finished_whoeverHasReadTheOutcome_findsItTold(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(2, options -> options.listener(recorder))) {
            for (int i = 1; i <= 500; i++) {
                AsyncFuture<String> call = db.call(() -> "row");
                if (i % 2 == 0) {
                    call.cancel(true);
                }
                call.handle((row, failure) -> row).join();
                Spin.until(call::isDone);
                assertThat(recorder.count("finished")).isEqualTo(i);
            }
        }
    }

    @OnEveryCarrier
    void listener_throwsAlways_isLoggedOnceAndHarmsNothing(Carried carried) throws Exception {
        IllegalStateException failure = new IllegalStateException("a broken listener");
        AsyncListener broken = new AsyncListener() {
            @Override
            public void submitted(Event call) {
                throw failure;
            }

            @Override
            public void started(Event call) {
                throw failure;
            }

            @Override
            public void finished(Event call, OutcomeKind kind) {
                throw failure;
            }

            @Override
            public void detached(Event call) {
                throw failure;
            }
        };
        try (Logged log = Logged.start();
                AsyncWrapper db = carried.wrapper(1, options -> options.listener(broken));
                Gate gate = Gate.create()) {
            for (int i = 0; i < 10; i++) {
                assertThat(db.call(() -> "row").join()).isEqualTo("row");
            }
            AsyncFuture<String> call = db.call(gate.callable("late"));
            gate.awaitEntered(1);
            call.cancel(true);
            assertThat(call).isCancelled();
            call.stopped().join();
            assertThat(db.stats().running()).isZero();
            assertThat(log.count(line -> line.hasThrown(failure))).isEqualTo(1);
        }
    }

    @OnEveryCarrier
    void stuck_bodyIgnoresItsInterrupt_isReportedOnceWithItsStackAndLogged(Carried carried) throws Exception {
        String label = "stubborn-" + carried;
        try (Logged log = Logged.start();
                AsyncWrapper db = carried.wrapper(
                        1, options -> options.gracePeriod(Duration.ofMillis(10)).listener(recorder));
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.labelled(label).call(gate.callable("late"));
            gate.awaitEntered(1);
            call.cancel(true);
            Spin.until(() -> !recorder.stuck.isEmpty());
            RunningCall body = recorder.stuck.get(0);
            assertThat(body.label()).isEqualTo(label);
            assertThat(body.detached()).isTrue();
            assertThat(body.age()).isGreaterThanOrEqualTo(Duration.ofMillis(10));
            assertThat(body.stack()).anyMatch(frame -> frame.getClassName().equals(Gate.class.getName()));
            assertThat(db.stats().running()).isEqualTo(1); // it keeps its slot
            gate.release();
            call.stopped().join();
            assertThat(body.stack()).isNotEmpty(); // where it was then
            assertThat(log.count(line -> line.says(label))).isEqualTo(1);
        }
        assertThat(recorder.stuck).hasSize(1);
    }

    @OnEveryCarrier
    void future_inAllEventsOfACall_isTheCall(Carried carried) throws Exception {
        List<AsyncFuture<?>> told = new CopyOnWriteArrayList<>();
        AsyncListener keeper = new AsyncListener() {
            @Override
            public void submitted(Event call) {
                told.add(call.future());
            }

            @Override
            public void started(Event call) {
                told.add(call.future());
            }

            @Override
            public void finished(Event call, OutcomeKind kind) {
                told.add(call.future());
            }

            @Override
            public void detached(Event call) {
                told.add(call.future());
            }
        };
        try (AsyncWrapper db = carried.wrapper(1, options -> options.listener(keeper));
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            call.cancel(true);
            assertThat(told).hasSize(4).allMatch(future -> future == call);
        }
    }

    /** In virtual time, in which the grace period passes for sure. */
    @Test
    void stuck_bodyReturnsInTimeOrWasNotToldToStop_isNotReported() throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .gracePeriod(Duration.ofSeconds(1))
                        .listener(recorder)
                        .carrier(time)
                        .build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> inTime = db.call(gate.callable("late"));
            gate.awaitEntered(1);
            inTime.cancel(true);
            inTime.stopped().join();
            AsyncFuture<String> leftAlone = db.call(gate.callable("late"));
            gate.awaitEntered(2);
            leftAlone.cancel(false);
            AsyncFuture<String> clock = db.within(Duration.ofHours(1)).call(() -> "waits behind it");
            time.await(clock::isDone);
            gate.release();
            leftAlone.stopped().join();
        }
        assertThat(recorder.stuck).isEmpty();
    }

    @OnEveryCarrier
    void discarded_bodyThrowsTooLate_tellsTheException(Carried carried) throws Exception {
        IOException late = new IOException("too late");
        try (AsyncWrapper db = carried.wrapper(1, options -> options.listener(recorder));
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.fail(late);
            Spin.until(call::isDone);
            assertThat(recorder.discarded).isEmpty(); // it was the outcome
        }
        try (AsyncWrapper db = carried.wrapper(1, options -> options.listener(recorder));
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            call.cancel(true);
            gate.fail(late);
            call.stopped().join();
            assertThat(recorder.discarded).containsExactly(late);
        }
    }
}
