package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Cancellation;
import io.github.asyncwrap.LoopGuard;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The sink of items, and what all sinks have in common. */
class SinkTest {
    private static List<Object> all(Iterator<?> items) {
        List<Object> all = new ArrayList<>();
        items.forEachRemaining(all::add);
        return all;
    }

    @OnEveryCarrier
    void write_thenFinish_theReaderGetsEveryItemInOrder(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncSink<Integer, List<Object>> sink = db.sink(items -> {
                List<Object> all = all(items);
                assertThat(items.hasNext()).isFalse();
                assertThatThrownBy(items::next)
                        .isInstanceOf(NoSuchElementException.class)
                        .hasMessage("db - the end of the input has been read");
                return all;
            });
            for (int i = 0; i < 1_000; i++) {
                sink.write(i).join();
            }
            assertThat(sink.finish().join()).hasSize(1_000).startsWith(0, 1, 2).endsWith(998, 999);
        }
    }

    @OnEveryCarrier
    void write_beyondTheWindow_completesWhenTheReaderHasMadeRoom(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncSink<String, String> sink = db.sink(
                    items -> {
                        gate.pass();
                        String first = items.next();
                        gate.pass();
                        return first + items.next() + items.next();
                    },
                    2);
            assertThat(sink.write("a")).isCompleted();
            AsyncFuture<Void> full = sink.write("b");
            assertThat(full).isNotDone();
            assertThat(Failures.of(sink.write("x")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("db - write while 2 items of a window of 2 wait to be read: "
                            + "wait for the future of the last write");
            assertThat(sink).hasToString("AsyncSink db (taken=0, waiting=2/2 items)");
            gate.release();
            full.join();
            sink.write("c");
            gate.release();
            assertThat(sink.finish().join()).isEqualTo("abc");
        }
    }

    /** Not for each item. */
    @Test
    void write_thatFoundNoRoom_isToldWhenHalfOfTheWindowHasBeenRead() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate read = Gate.create()) {
            AtomicInteger got = new AtomicInteger();
            AsyncSink<Integer, Integer> sink = db.sink(
                    items -> {
                        while (true) {
                            read.pass();
                            if (!items.hasNext()) {
                                return got.get();
                            }
                            items.next();
                            got.incrementAndGet();
                        }
                    },
                    8);
            AsyncFuture<Void> full = AsyncFuture.completed(null);
            for (int i = 0; i < 8; i++) {
                assertThat(full).isCompleted();
                full = sink.write(i);
            }
            for (int i = 1; i <= 8; i++) {
                int now = i;
                read.awaitEntered(i);
                assertThat(full.isDone()).as("told after %s of 8", now - 1).isEqualTo(now > 4);
                read.release();
                Spin.until(() -> got.get() == now);
            }
            assertThat(sink.write(8)).isCompleted();
            AsyncFuture<Integer> all = sink.finish();
            read.releaseAll();
            assertThat(all.join()).isEqualTo(9);
        }
    }

    /** The reader takes all that is there at once, and gets it one by one. */
    @Test
    void fail_theReaderGetsNothingMoreOfWhatItHasTakenOut() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncSink<String, String> sink = db.sink(items -> {
                gate.pass();
                String first = items.next();
                gate.pass();
                return first + items.next();
            });
            for (String item : List.of("a", "b", "c")) {
                sink.write(item).join();
            }
            gate.release();
            gate.awaitEntered(2);
            IOException cause = new IOException("broken");
            sink.fail(cause);
            gate.release();
            assertThat(Failures.of(sink.finish())).hasRootCause(cause);
        }
    }

    /** Whoever completes or cancels the future of a write himself harms only himself. */
    @Test
    void write_whoseFutureIsCancelled_leavesTheSinkAsItIs() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncSink<String, List<Object>> sink = db.sink(
                    items -> {
                        gate.pass();
                        return all(items);
                    },
                    1);
            sink.write("a").cancel(true);
            assertThat(Failures.of(sink.write("b"))).hasMessageContaining("1 items of a window of 1");
            gate.release();
            assertThat(sink.finish().join()).containsExactly("a");
        }
    }

    @Test
    void badArguments_areRefusedAtOnceByName() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.sink(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("reader");
            assertThatThrownBy(() -> db.sink(Iterator::next, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("window must be at least 1, was 0");
            assertThatThrownBy(() -> db.byteSink(in -> 1, -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("windowBytes must be at least 1, was -1");
            assertThat(db.stats().submitted()).isZero();
            AsyncSink<String, Object> sink = db.sink(Iterator::hasNext);
            assertThatThrownBy(() -> sink.write(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("item");
            assertThatThrownBy(() -> sink.fail(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("cause");
            sink.finish().join();
        }
    }

    @OnEveryCarrier
    void fail_theIteratorThrowsTheCauseInAnIoException_again(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            IllegalStateException cause = new IllegalStateException("the producer broke");
            AsyncSink<String, Object> sink = db.sink(items -> {
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(items::hasNext)
                            .isInstanceOf(UncheckedIOException.class)
                            .hasCauseInstanceOf(IOException.class)
                            .hasRootCause(cause);
                }
                return items.next();
            });
            sink.fail(cause);
            assertThat(Failures.of(sink.finish()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCause(cause);
        }
    }

    @OnEveryCarrier
    void cancelOrTimeout_theReaderGetsAnInterruptedIoExceptionAndItsActionsRun(Carried carried) {
        for (boolean times : new boolean[] {true, false}) {
            CompletableFuture<Throwable> seen = new CompletableFuture<>();
            CompletableFuture<String> action = new CompletableFuture<>();
            CompletableFuture<Boolean> began = new CompletableFuture<>();
            AsyncWrapper db = carried.wrapper(1);
            AsyncWrapper view = times ? db.within(Duration.ofMillis(500)) : db;
            AsyncSink<String, Object> sink = view.uninterruptible().sink(items -> {
                try (Cancellation stop = Cancellation.onCancel(() -> action.complete("run"))) {
                    began.complete(stop != null);
                    try {
                        return items.hasNext();
                    } catch (Throwable thrown) {
                        seen.complete(thrown);
                        action.join(); // the sink may wake the reader first, and behind the block it would not run
                        throw thrown;
                    }
                }
            });
            Spin.until(() -> began.isDone() || db.stats().timedOut() > 0);
            assumeThat(began)
                    .as("the machine let the reader begin within its timeout")
                    .isDone();
            if (!times) {
                db.close(Duration.ZERO);
            }
            assertThat(seen.join())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(InterruptedIOException.class);
            assertThat(action.join()).isEqualTo("run");
            assertThat(Failures.of(sink.finish()))
                    .isInstanceOf(times ? AsyncTimeoutException.class : CancellationException.class);
            assertThat(Failures.of(sink.write("late"))).isSameAs(Failures.of(sink.finish()));
            db.close();
        }
    }

    /** A foreign interrupt: the flag is there again, for whoever looks at it. */
    @Test
    void interruptedReader_getsAnInterruptedIoExceptionAndItsFlag() {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncSink<String, String> sink = db.sink(items -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(items::hasNext).hasCauseInstanceOf(InterruptedIOException.class);
                flag.complete(Thread.interrupted());
                return items.next(); // and the sink goes on
            });
            assertThat(flag.join()).isTrue();
            sink.write("row");
            assertThat(sink.finish().join()).isEqualTo("row");
        }
    }

    @Test
    void reader_onAThreadThatIsAnEventLoop_isRefusedInsteadOfWaiting() {
        Predicate<Thread> readers = thread -> thread.getName().startsWith("loops-");
        LoopGuard.mark(readers);
        try (AsyncWrapper loops = AsyncWrapper.of("loops", 1)) {
            AsyncSink<String, Boolean> sink = loops.sink(Iterator::hasNext);
            Spin.until(() -> loops.stats().failed() == 1);
            assertThat(Failures.of(sink.finish()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("loops - a read from a sink would block the thread 'loops-1'");
        } finally {
            LoopGuard.unmark(readers);
        }
    }

    /** One thread feeds six sinks in turn through two slots: it waits for itself, and time ends it. */
    @OnEveryCarrier
    void moreSinksThanSlots_fedInTurnByOneThread_thoseWithoutATurnFailInTime(Carried carried) throws Exception {
        assertThat(feedSix(carried, 2)).isEqualTo(4);
        assertThat(feedSix(carried, 6)).isZero();
    }

    /**
     * How many of six sinks failed for want of a slot; the others have got everything. The time is over when the thread
     * waits for a sink without a slot, and then those that have one have been read from.
     */
    private static int feedSix(Carried carried, int slots) throws Exception {
        Duration hour = Duration.ofHours(1);
        DeterministicCarrier time = DeterministicCarrier.real();
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        waiting.thenAcceptAsync(
                feeder -> {
                    Spin.untilParked(feeder);
                    time.advance(hour.plusMillis(10));
                },
                GivenExecutorTest::start);
        try (AsyncWrapper db = carried.wrapper(slots, time, options -> options.pendingTimeout(hour))) {
            Map<AsyncSink<Integer, List<Object>>, Throwable> failed = new HashMap<>();
            List<AsyncSink<Integer, List<Object>>> sinks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                sinks.add(db.sink(SinkTest::all, 2));
            }
            for (int item = 0; item < 10; item++) {
                for (AsyncSink<Integer, List<Object>> sink : sinks) {
                    if (!failed.containsKey(sink)) {
                        try {
                            AsyncFuture<Void> written = sink.write(item);
                            if (sinks.indexOf(sink) >= slots && !written.isDone()) {
                                waiting.complete(Thread.currentThread());
                            }
                            Object unused = written.get();
                        } catch (ExecutionException refused) {
                            failed.put(sink, Objects.requireNonNull(refused.getCause()));
                        }
                    }
                }
            }
            for (AsyncSink<Integer, List<Object>> sink : sinks) {
                if (failed.containsKey(sink)) {
                    assertThat(failed.get(sink)).isInstanceOf(AsyncTimeoutException.class);
                } else {
                    assertThat(sink.finish().get()).hasSize(10);
                }
            }
            return failed.size();
        }
    }

    /** Its maker is the one who is to write. */
    @Test
    void callerRuns_onAFullWrapper_failsTheSinkInsteadOfWaitingForItself() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.callerRuns())
                        .build();
                Gate gate = Gate.create()) {
            db.run(gate::pass);
            gate.awaitEntered(1);
            AsyncSink<String, Object> sink = db.sink(Iterator::next);
            assertThat(Failures.of(sink.write("row")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "callerRuns() would run the blocking end of a bridge on the thread that made");
            assertThat(Failures.of(sink.finish())).isSameAs(Failures.of(sink.write("row")));
        }
    }
}
