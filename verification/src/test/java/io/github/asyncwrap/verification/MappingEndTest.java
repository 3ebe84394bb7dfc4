package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Outcome;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How mappings end: by a failure, from outside, with their wrapper; nothing begins after that. */
@Timeout(20)
class MappingEndTest {
    @OnEveryCarrier
    void element_thatFails_failsTheResultWithItsOwnException_andEndsTheRest(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            IOException failure = new IOException("row 1");
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger pulled = new AtomicInteger();
            AsyncFuture<List<String>> all = db.mapping((Integer i) -> {
                        begun.incrementAndGet();
                        if (i == 1) {
                            gate.awaitEntered(1);
                            throw failure;
                        }
                        return gate.callable("row").call();
                    })
                    .window(8)
                    .all(() ->
                            IntStream.generate(() -> pulled.getAndIncrement()).iterator());
            assertThat(Failures.of(all)).isSameAs(failure);
            assertThatThrownBy(all::join).hasCause(failure);
            all.stopped().join(); // the one at the gate was interrupted
            assertThat(begun.get()).isEqualTo(2);
            assertThat(pulled.get()).isLessThanOrEqualTo(9);
            assertThat(db.stats().pending()).isZero();
        }
    }

    @Test
    void source_thatFails_failsTheResultAtOnce() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            IllegalStateException failure = new IllegalStateException("no rows");
            Iterable<Integer> source = () -> Stream.of(1, 2)
                    .map(i -> {
                        if (i == 2) {
                            Spin.until(() -> gate.entered() == 1);
                            throw failure;
                        }
                        return i;
                    })
                    .iterator();
            AsyncFuture<List<String>> all =
                    db.mapAll(source, i -> gate.callable("row").call());
            assertThat(Failures.of(all)).isSameAs(failure);
            all.stopped().join();
            assertThat(Failures.of(db.mapAll(
                            () -> {
                                throw failure;
                            },
                            i -> i)))
                    .isSameAs(failure);
            assertThat(Failures.of(db.mapAll(() -> null, i -> i))).hasMessageContaining("iterator()");
        }
    }

    @OnEveryCarrier
    void cancel_ofTheResult_interruptsWhatRunsAndNothingMoreBegins(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create()) {
            AtomicInteger begun = new AtomicInteger();
            AsyncFuture<Long> count = db.mapping((Integer i) -> {
                        begun.incrementAndGet();
                        return gate.callable("row").call();
                    })
                    .window(8)
                    .forEach(MappingTest.endless());
            gate.awaitEntered(2);
            assertThat(count.cancel(true)).isTrue();
            assertThat(count).isCancelled();
            count.stopped().join();
            assertThat(begun.get()).isEqualTo(2);
            assertThat(gate.interruptions()).isEqualTo(2);
            assertThat(db.stats().running() + db.stats().pending()).isZero();
        }
    }

    @Test
    void cancelFalse_ofTheResult_leavesRunningBodiesAlone() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<Long> count =
                    db.forEach(MappingTest.endless(), i -> gate.callable("row").call());
            gate.awaitEntered(2);
            assertThat(count.cancel(false)).isTrue();
            assertThat(count.stopped()).isNotDone();
            gate.releaseAll();
            count.stopped().join();
            assertThat(gate.interruptions()).isZero();
            assertThat(gate.entered()).isEqualTo(2);
        }
    }

    @Test
    void result_timedOutOrCompleted_endsTheMapping() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate gate = Gate.create()) {
            AsyncFuture<Long> timed =
                    db.forEach(MappingTest.endless(), i -> gate.callable("row").call());
            assertThat(Failures.of(timed.orTimeout(20, TimeUnit.MILLISECONDS))).isInstanceOf(TimeoutException.class);
            timed.stopped().join();
            AsyncFuture<Long> completed =
                    db.forEach(MappingTest.endless(), i -> gate.callable("row").call());
            assertThat(completed.complete(7L)).isTrue();
            assertThat(completed.complete(8L)).isFalse();
            assertThat(completed.join()).isEqualTo(7);
            completed.stopped().join();
            AsyncFuture<Long> linked =
                    db.forEach(MappingTest.endless(), i -> gate.callable("row").call());
            assertThat(linked.linked().thenApply(count -> count).cancel(true)).isTrue();
            assertThat(linked).isCancelled();
            linked.stopped().join();
            assertThat(db.stats().running() + db.stats().pending()).isZero();
        }
    }

    @Test
    void stopped_isNotBeforeTheBodiesAreOffTheirThreads() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 3);
                Gate gate = Gate.create()) {
            AsyncFuture<List<String>> all =
                    db.uninterruptible().mapAll(MappingTest.upTo(2), i -> MappingTest.gatePassed(gate));
            gate.awaitEntered(2);
            all.cancel(true);
            assertThat(all.stopped()).isNotDone();
            gate.release();
            Spin.until(() -> db.stats().running() == 1);
            assertThat(all.stopped()).isNotDone();
            gate.release();
            all.stopped().join();
            assertThat(db.stats().running()).isZero();
        }
    }

    @Test
    void element_thatTimesOut_failsTheResult_orIsAnOutcome() throws Exception {
        Duration hour = Duration.ofHours(1);
        DeterministicCarrier time = DeterministicCarrier.real(); // which passes when all other calls have ended
        try (AsyncWrapper db = AsyncWrapper.builder("db", 2).carrier(time).build();
                Gate gate = Gate.create()) {
            AsyncWrapper hurried = db.within(hour);
            AsyncFuture<List<String>> all =
                    hurried.mapAll(MappingTest.upTo(3), i -> i == 1 ? MappingTest.gatePassed(gate) : "row");
            gate.awaitEntered(1);
            Spin.until(() -> db.stats().succeeded() == 2 + 4); // elements, and pulls with the one that finds the end
            time.advance(hour.plusMillis(10));
            assertThat(Failures.of(all)).isInstanceOf(AsyncTimeoutException.class);
            AsyncFuture<List<Outcome<String>>> each = hurried.mapping(
                            (Integer i) -> i == 1 ? MappingTest.gatePassed(gate) : "row")
                    .settle(MappingTest.upTo(4));
            gate.awaitEntered(2);
            Spin.until(() -> db.stats().succeeded() == 6 + 3 + 5);
            time.advance(hour.plusMillis(10));
            assertThat(each.join().stream().map(Outcome::isSuccess)).containsExactly(true, false, true, true);
            assertThat(((Outcome.Failure<?>) each.join().get(1)).cause()).isInstanceOf(AsyncTimeoutException.class);
            each.stopped().join();
        }
    }

    @Test
    void mapping_onAClosedWrapperOrView_failsWithClosed() {
        AsyncWrapper db = AsyncWrapper.of("db", 2);
        AsyncWrapper view = db.labelled("view");
        view.close();
        AsyncRejectedException refused = (AsyncRejectedException) Failures.of(view.mapAll(MappingTest.upTo(3), i -> i));
        assertThat(refused.reason()).isEqualTo(Reason.CLOSED);
        assertThat(db.mapAll(MappingTest.upTo(3), i -> i).join()).hasSize(3);
        db.close();
        AsyncFuture<Long> late = db.forEach(MappingTest.endless(), i -> {});
        assertThat(((AsyncRejectedException) Failures.of(late)).reason()).isEqualTo(Reason.CLOSED);
        late.stopped().join();
    }

    @OnEveryCarrier
    void close_inTheMiddle_endsTheMapping(Carried carried) {
        for (int round = 0; round < 20; round++) {
            AsyncWrapper db = carried.wrapper(2);
            AtomicInteger begun = new AtomicInteger();
            AsyncFuture<Long> count = db.forEach(MappingTest.endless(), i -> begun.incrementAndGet());
            Spin.until(() -> begun.get() > 100);
            db.close();
            assertThat(count).isDone();
            assertThat(((AsyncRejectedException) Failures.of(count)).reason()).isEqualTo(Reason.CLOSED);
            count.stopped().join();
        }
    }

    @Test
    void element_thatCancelsItsOwnResult_endsTheMapping() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            List<AsyncFuture<Long>> self = new ArrayList<>();
            try (Gate gate = Gate.create()) {
                self.add(db.forEach(MappingTest.endless(), i -> {
                    MappingTest.gatePassed(gate);
                    self.get(0).cancel(true);
                }));
                gate.release();
                assertThat(Failures.of(self.get(0))).isInstanceOf(CancellationException.class);
                self.get(0).stopped().join();
                assertThat(db.call(() -> Thread.currentThread().isInterrupted()).join())
                        .isFalse();
            }
        }
    }
}
