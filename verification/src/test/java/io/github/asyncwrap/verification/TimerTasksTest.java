package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Law 3 for the timer: it holds a few tasks of a wrapper, however many deadlines there were. */
class TimerTasksTest {
    private static final int FEW = 10;

    @Test
    void nearDeadlines_besidesAFarOne_leaveNoTaskInTheTimer() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountingCarrier carrier = new CountingCarrier(threads);
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).carrier(carrier).build();
                Gate gate = Gate.create()) {
            db.call(gate.callable("stuck"));
            gate.awaitEntered(1);
            AsyncFuture<Void> far = db.within(Duration.ofDays(30)).run(() -> {});
            for (int i = 0; i < 200; i++) {
                // Expires in the next tick, after which the far one is the next again.
                assertThat(Failures.of(db.within(Duration.ofNanos(1)).run(() -> {})))
                        .isNotNull();
            }
            assertThat(carrier.waiting).hasSizeLessThan(FEW);
            far.cancel(true);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void close_withAFarDeadlineArmed_leavesNoTaskInTheTimer() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountingCarrier carrier = new CountingCarrier(threads);
        try (Gate gate = Gate.create()) {
            AsyncWrapper db = AsyncWrapper.builder("db", 1)
                    .timeout(Duration.ofDays(30))
                    .carrier(carrier)
                    .build();
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.releaseAll();
            call.join();
            db.close();
            assertThat(carrier.waiting).isEmpty(); // a task holds the wrapper as long as it waits
        } finally {
            threads.shutdown();
        }
    }

    /** Knows which tasks the real timer still holds: the carriers of the testkit have a timer of their own. */
    private static final class CountingCarrier implements Carrier {
        final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();
        private final ExecutorService threads;

        CountingCarrier(ExecutorService threads) {
            this.threads = threads;
        }

        @Override
        public void execute(Runnable task) {
            threads.execute(task);
        }

        @Override
        public Runnable schedule(Runnable task, long delayNanos) {
            Runnable counted = new Runnable() {
                @Override
                public void run() {
                    waiting.remove(this);
                    task.run();
                }
            };
            waiting.add(counted);
            Runnable forget = Carrier.super.schedule(counted, delayNanos);
            return () -> {
                waiting.remove(counted);
                forget.run();
            };
        }
    }
}
