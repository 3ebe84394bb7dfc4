package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sinks whose ends meet: nobody is left waiting, and no reader takes a broken input for a whole one. */
class SinkRacesTest {
    private static final int ROUNDS = 500;

    private final Duel duel = new Duel();

    @AfterEach
    void end() {
        duel.close();
    }

    /** Race 32. */
    @Test
    void write_againstTheReadersEnd_isTakenOrRefusedAndNeverWaits() throws Exception {
        try (AsyncWrapper db = Carried.GIVEN.wrapper(1)) {
            for (int round = 0; round < ROUNDS; round++) {
                CountDownLatch go = new CountDownLatch(1); // a gate's lock would come between the two
                AsyncSink<Integer, String> sink = db.sink(
                        items -> {
                            go.await();
                            return "enough";
                        },
                        1);
                List<AsyncFuture<Void>> writes = new ArrayList<>();
                duel.meet(() -> writes.add(sink.write(1)), () -> {
                    go.countDown();
                    return null;
                });
                assertThat(failed(writes.get(0))).as("round %s", round).isInstanceOf(IOException.class);
                assertThat(sink.finish().get(Duel.PATIENCE_SECONDS, SECONDS)).isEqualTo("enough");
            }
        }
    }

    @Test
    void write_againstCloseOfTheWrapper_neverWaits() throws Exception {
        try (Gate gate = Gate.create()) {
            for (int round = 0; round < ROUNDS / 4; round++) {
                AsyncWrapper db = Carried.GIVEN.wrapper(1);
                AsyncSink<Integer, Integer> sink = db.sink(
                        items -> {
                            gate.pass();
                            return 0;
                        },
                        1);
                List<AsyncFuture<Void>> writes = new ArrayList<>();
                duel.meet(() -> writes.add(sink.write(1)), () -> db.close(Duration.ZERO));
                assertThat(failed(writes.get(0))).as("round %s", round).isNotNull();
                assertThat(failed(sink.write(2))).isNotNull();
                assertThat(sink.finish()).isDone();
            }
        }
    }

    @Test
    void read_againstFail_throwsAndNeverWaits() throws Exception {
        try (AsyncWrapper db = Carried.GIVEN.wrapper(1)) {
            for (int round = 0; round < 4 * ROUNDS; round++) {
                AtomicBoolean reads = new AtomicBoolean();
                AsyncSink<Integer, Integer> sink = db.sink(items -> {
                    reads.set(true);
                    return count(items);
                });
                IOException cause = new IOException("broken");
                Spin.until(reads::get);
                spin(round % 100); // so that it comes before, in, or after the reader's preparations to wait
                sink.fail(cause);
                assertThat(failed(sink.finish())).as("round %s", round).hasRootCause(cause);
            }
        }
    }

    /** Race 34, without luck: the carrier is asked between the reader's last look and its wait, and fails the sink there. */
    @Test
    void fail_betweenTheReadersLookAndItsWait_isSeen() throws Exception {
        FailsBeforeTheWait carrier = new FailsBeforeTheWait();
        CountDownLatch readers = new CountDownLatch(1);
        IOException cause = new IOException("broken");
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).carrier(carrier).build()) {
            AsyncSink<Integer, Integer> sink = db.sink(items -> {
                try {
                    return count(items);
                } finally {
                    readers.countDown();
                }
            });
            carrier.fail(() -> sink.fail(cause));
            // Neither asks the carrier, nor tells the reader anything.
            assertThat(readers.await(Duel.PATIENCE_SECONDS, SECONDS)).isTrue();
            assertThat(failed(sink.finish())).hasRootCause(cause);
        }
    }

    /** Its {@code proceed} runs something once, and says that it did nothing, which the testkit's never does. */
    private static final class FailsBeforeTheWait implements Carrier {
        private final CompletableFuture<Runnable> failing = new CompletableFuture<>();
        private final AtomicBoolean failed = new AtomicBoolean();

        void fail(Runnable action) {
            failing.complete(action);
        }

        @Override
        public void execute(Runnable task) {
            new Thread(task, "reader").start();
        }

        @Override
        public boolean proceed(long waitNanos) {
            if (failed.compareAndSet(false, true)) {
                failing.join().run();
            }
            return false;
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    /** A reader that sees the end has seen everything, however late the cancel is, and whoever it is that cancels. */
    @Test
    void cancel_againstFinish_theReaderSeesEverythingOrNoEnd() throws Exception {
        AtomicInteger ends = new AtomicInteger();
        int patience = 20; // learned, so that the cancel comes about when the end does, however quick the machine is
        try (AsyncWrapper db = Carried.GIVEN.wrapper(1).uninterruptible()) {
            for (int round = 0; round < ROUNDS; round++) {
                int endsBefore = ends.get();
                AtomicInteger wrong = new AtomicInteger(-1);
                AsyncSink<Integer, Integer> sink = db.sink(items -> {
                    int count = count(items);
                    ends.incrementAndGet();
                    if (count != 20) {
                        wrong.set(count);
                    }
                    return count;
                });
                for (int i = 0; i < 20; i++) {
                    sink.write(i);
                }
                AsyncFuture<Integer> result = sink.finish();
                spin(patience);
                result.cancel(true);
                result.stopped().get(Duel.PATIENCE_SECONDS, SECONDS);
                patience += (ends.get() == endsBefore ? 1 : -1) * (1 + patience / 8);
                assertThat(wrong).as("items before the end, in round %s", round).hasValue(-1);
            }
        }
        assertThat(ends).as("rounds in which the reader saw the end").hasPositiveValue();
    }

    private static int count(Iterator<Integer> items) {
        int count = 0;
        while (items.hasNext()) {
            items.next();
            count++;
        }
        return count;
    }

    /** Why it failed; it must not take long. */
    private static Throwable failed(AsyncFuture<?> future) throws Exception {
        try {
            throw new AssertionError("succeeded with " + future.get(Duel.PATIENCE_SECONDS, SECONDS));
        } catch (ExecutionException failed) {
            return Objects.requireNonNull(failed.getCause());
        } catch (CancellationException cancelled) {
            return cancelled;
        }
    }
}
