package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.observe.BlockedLoop;
import io.github.asyncwrap.observe.LoopListener;
import io.github.asyncwrap.observe.LoopMonitor;
import io.github.asyncwrap.observe.LoopMonitorBuilder;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a monitor ends: by close in whatever state, and by an executor that refuses. */
class LoopMonitorEndTest {
    private final DeterministicCarrier carrier = DeterministicCarrier.step();
    private final HandLoop loop = new HandLoop();
    private final LoopEvents heard = new LoopEvents();

    private LoopMonitorBuilder watching(Executor executor) {
        return LoopMonitor.builder("ending", executor).listener(heard).carrier(carrier);
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** Nothing is left to be done, and nothing more is sent or told. */
    private void assertQuiet(LoopMonitor monitor) {
        int told = heard.count();
        long beats = monitor.stats().beats();
        carrier.runAll();
        loop.run();
        carrier.advance(Duration.ofDays(1));
        assertThat(loop.tasks).isEmpty();
        assertThat(carrier.pendingTasks()).isZero();
        assertThat(heard.count()).isEqualTo(told);
        assertThat(monitor.stats().beats()).isEqualTo(beats);
        assertThat(monitor.stats().lateness()).isZero();
    }

    @Test
    void close_beforeTheFirstHeartbeatIsSent() {
        LoopMonitor monitor = watching(loop).watch();
        monitor.close();
        assertQuiet(monitor);
        assertThat(monitor.stats().beats()).isZero();
        assertThat(monitor).asString().contains("closed");
    }

    @Test
    void close_whileAHeartbeatIsInTheLoop() {
        LoopMonitor monitor = watching(loop).watch();
        carrier.runAll();
        assertThat(loop.tasks).hasSize(1);
        monitor.close();
        assertQuiet(monitor);
    }

    @Test
    void close_betweenHeartbeats_twice() {
        LoopMonitor monitor = watching(loop).watch();
        carrier.runAll();
        loop.run();
        monitor.close();
        monitor.close();
        assertQuiet(monitor);
        assertThat(monitor.stats().beats()).isEqualTo(1);
    }

    @Test
    void close_inABlockage_itsEndIsNotTold() {
        LoopMonitor monitor = watching(loop).watch();
        carrier.advance(ms(500));
        assertThat(heard.count()).isEqualTo(1);
        monitor.close();
        assertQuiet(monitor);
    }

    @Test
    void close_asTheStackIsAboutToBeTaken_nothingIsTold() {
        LoopMonitor monitor = watching(loop).watch();
        carrier.advance(ms(99));
        carrier.elapse(ms(1));
        carrier.runNext(); // the timer, which asks a hand to look
        assertThat(monitor.stats().blockages()).isEqualTo(1);
        monitor.close();
        assertQuiet(monitor);
        assertThat(heard.events).isEmpty();
    }

    @Test
    void close_byTheListener() {
        CompletableFuture<LoopMonitor> made = new CompletableFuture<>();
        LoopListener closing = new LoopListener() {
            @Override
            public void blocked(BlockedLoop report) {
                heard.blocked(report);
                made.join().close();
            }
        };
        LoopMonitor monitor = LoopMonitor.builder("ending", loop)
                .listener(closing)
                .carrier(carrier)
                .watch();
        made.complete(monitor);
        carrier.advance(ms(500));
        assertThat(heard.count()).isEqualTo(1);
        assertQuiet(monitor);
    }

    /** A hundred of them: each tick that is asked for has come or is taken back. */
    @Test
    void close_leavesNoTimer() {
        AtomicInteger timers = new AtomicInteger();
        Carrier counted = new Carrier() {
            @Override
            public void execute(Runnable task) {
                carrier.execute(task);
            }

            @Override
            public long nanoTime() {
                return carrier.nanoTime();
            }

            @Override
            public void hand(Runnable task) {
                carrier.hand(task);
            }

            @Override
            public Runnable schedule(Runnable task, long delayNanos) {
                timers.incrementAndGet();
                Runnable ours = carrier.schedule(
                        () -> {
                            timers.decrementAndGet();
                            task.run();
                        },
                        delayNanos);
                return () -> {
                    timers.decrementAndGet();
                    ours.run();
                };
            }
        };
        for (int i = 0; i < 100; i++) {
            LoopMonitor monitor =
                    LoopMonitor.builder("counted", loop).carrier(counted).watch();
            carrier.advance(ms(i));
            loop.run();
            assertThat(timers).hasValue(1);
            monitor.close();
            assertThat(timers).hasValue(0);
        }
    }

    @Test
    void executor_thatRefuses_endsTheMonitorAndIsToldOnce() {
        RejectedExecutionException refusal = new RejectedExecutionException("no more");
        AtomicInteger asked = new AtomicInteger();
        Executor refusing = task -> {
            if (asked.incrementAndGet() > 3) {
                throw refusal;
            }
            loop.execute(task);
        };
        try (Logged logged = Logged.start(LoopMonitor.class)) {
            LoopMonitor monitor = watching(refusing).watch();
            for (int i = 0; i < 10; i++) {
                carrier.advance(ms(20));
                loop.run();
            }
            assertThat(asked).hasValue(4);
            assertThat(heard.count()).isEqualTo(1);
            assertThat(heard.events.get(0).refusal()).isSameAs(refusal);
            assertThat(logged.count(line -> line.says("ending - the loop monitor has ended") && line.says("no more")))
                    .isEqualTo(1);
            assertThat(monitor).asString().contains("refused");
            assertQuiet(monitor);
            monitor.close();
            assertQuiet(monitor);
        }
    }

    @Test
    void executor_thatFails_endsTheMonitorToo() {
        LoopMonitor monitor = watching(task -> {
                    throw new AssertionError("of the executor");
                })
                .watch();
        carrier.runAll();
        assertThat(heard.events.get(0).refusal()).hasMessage("of the executor");
        assertQuiet(monitor);
    }

    @Test
    void executor_thatRunsTasksOnTheirSubmitter_isNoLoop() {
        LoopMonitor monitor = watching(Runnable::run).watch();
        carrier.runAll();
        assertThat(heard.count()).isEqualTo(1);
        assertThat(heard.events.get(0).refusal())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no event loop");
        assertQuiet(monitor);
    }

    @Test
    void executor_thatIsShutDownInOrder_endsTheMonitor() throws Exception {
        ExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        LoopMonitor monitor = watching(scheduler).watch();
        carrier.runAll();
        Spin.until(() -> monitor.stats().beats() == 1);
        scheduler.shutdown();
        assertThat(scheduler.awaitTermination(Duel.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        carrier.advance(ms(20));
        assertThat(heard.count()).isEqualTo(1);
        assertThat(heard.events.get(0).refusal()).isInstanceOf(RejectedExecutionException.class);
        assertQuiet(monitor);
    }

    /** The heartbeat was in the queue, and went with it. */
    @Test
    void executor_thatIsShutDownAtOnce_endsTheMonitorAsSoonAsItsThreadHasEnded() throws Exception {
        ExecutorService scheduler = Executors.newSingleThreadExecutor();
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            LoopMonitor monitor = watching(scheduler).watch();
            carrier.runAll();
            Spin.until(() -> monitor.stats().beats() == 1);
            scheduler.execute(gate.runnable());
            gate.awaitEntered(1);
            carrier.advance(ms(20));
            assertThat(scheduler.shutdownNow()).hasSize(1);
            carrier.advance(Duration.ofSeconds(1));
            assertThat(heard.count()).isEqualTo(1); // blocked, and so it is
            assertThat(LoopEvents.isIn(heard.blocked(0), "pass")).isTrue();
            gate.releaseAll();
            assertThat(scheduler.awaitTermination(Duel.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            // The pool says so a moment before its thread has ended.
            Spin.until(() -> {
                carrier.advance(ms(20));
                return heard.count() == 2;
            });
            assertThat(heard.events.get(1).refusal()).isInstanceOf(RejectedExecutionException.class);
            assertQuiet(monitor);
        }
    }

    /** A loop that lost its thread, and all that was in its queue, and goes on with another one. */
    @Test
    void heartbeat_lostWithItsThread_isHandedInOnceMore() throws Exception {
        LoopMonitor monitor = watching(loop).watch();
        carrier.runAll();
        Thread first = new Thread(loop.take());
        first.start();
        first.join();
        carrier.advance(ms(20));
        Runnable lost = loop.take();
        carrier.advance(Duration.ofSeconds(10));
        assertThat(loop.tasks).hasSize(1);
        assertThat(loop.run()).isEqualTo(1);
        carrier.runAll();
        assertThat(heard.count()).isEqualTo(2);
        assertThat(monitor.stats().beats()).isEqualTo(2);
        lost.run(); // it was not lost after all
        carrier.runAll();
        assertThat(heard.count()).isEqualTo(2);
        assertThat(monitor.stats().beats()).isEqualTo(2);
        carrier.advance(ms(20));
        assertThat(loop.tasks).hasSize(1);
        monitor.close();
        assertQuiet(monitor);
    }

    /** Full, not dead: the first copy is in the queue, and will run. */
    @Test
    void queue_thatIsFullBehindTheFirstHeartbeat_isNoEnd() {
        BoundedLoop full = new BoundedLoop();
        try (LoopMonitor monitor = watching(full).guarded().watch()) {
            carrier.advance(ms(1_900));
            assertThat(heard.count()).isEqualTo(1);
            assertThat(full.refused).isBetween(8, 10); // once each threshold, from the tenth on
            full.run();
            carrier.runAll();
            assertThat(heard.length(1)).isEqualTo(ms(1_900));
            assertThat(monitor.stats().beats()).isEqualTo(1);
            carrier.advance(ms(20));
            full.run();
            assertThat(monitor.stats().beats()).isEqualTo(2);
            assertThat(heard.count()).isEqualTo(2);
        }
    }

    /** As with one thread per task: that of the last heartbeat has always ended. */
    @Test
    void queue_thatIsFull_whenTheLastThreadHasEnded_isNoEnd() throws Exception {
        BoundedLoop full = new BoundedLoop();
        try (LoopMonitor monitor = watching(full).watch()) {
            carrier.runAll();
            Thread first = new Thread(full::run);
            first.start();
            first.join();
            carrier.advance(ms(20));
            carrier.advance(ms(1_900));
            assertThat(full.refused).isPositive();
            full.run();
            carrier.runAll();
            assertThat(heard.length(1)).isEqualTo(ms(1_900));
            assertThat(monitor.stats().beats()).isEqualTo(2);
        }
    }

    @Test
    void queue_thatStaysFull_endsTheMonitorAtTwentyThresholds() {
        BoundedLoop full = new BoundedLoop();
        LoopMonitor monitor = watching(full).watch();
        carrier.advance(ms(1_980));
        assertThat(heard.count()).isEqualTo(1);
        carrier.advance(ms(200));
        assertThat(heard.count()).isEqualTo(2);
        assertThat(heard.events.get(1).refusal()).isInstanceOf(RejectedExecutionException.class);
        assertThat(monitor).asString().contains("refused");
        full.run();
        assertQuiet(monitor);
    }

    /** A pool that lets its caller run what it has no room for. */
    @Test
    void executor_thatRunsTheSecondCopyOnItsSubmitter_isNoEnd() {
        Executor callerRuns = task -> {
            if (loop.tasks.isEmpty()) {
                loop.execute(task);
            } else {
                task.run();
            }
        };
        try (LoopMonitor monitor = watching(callerRuns).watch()) {
            carrier.advance(ms(1_900));
            loop.run();
            carrier.runAll();
            assertThat(heard.length(1)).isEqualTo(ms(1_900));
            assertThat(monitor.stats().beats()).isEqualTo(1);
        }
    }

    /** Of a loop that has just begun, one copy is enough for a while. */
    @Test
    void firstHeartbeat_isNotHandedInAgain_beforeTenThresholds() {
        try (LoopMonitor monitor = watching(loop).watch()) {
            carrier.advance(ms(980));
            assertThat(loop.tasks).hasSize(1);
            carrier.advance(Duration.ofSeconds(10));
            assertThat(loop.tasks).hasSize(2);
            assertThat(monitor.stats().blockages()).isEqualTo(1);
        }
    }

    /** Has room for one task. */
    private static final class BoundedLoop implements Executor {
        private final HandLoop loop = new HandLoop();
        int refused;

        @Override
        public void execute(Runnable task) {
            if (!loop.tasks.isEmpty()) {
                refused++;
                throw new RejectedExecutionException("full");
            }
            loop.execute(task);
        }

        void run() {
            loop.run();
        }
    }

    /** Neither the timer, nor a hand, nor the guard, nor the loop holds it. */
    @Test
    void closedMonitor_isCollectable() throws Exception {
        LoopMonitor monitor = LoopMonitor.builder("collectable", loop)
                .threshold(Duration.ofHours(1)) // it is on the real clock, and shall tell nothing
                .guarded()
                .listener(heard)
                .watch();
        loop.take().run();
        monitor.close();
        WeakReference<LoopMonitor> reference = new WeakReference<>(monitor);
        monitor = null;
        Spin.untilCollected(reference);
        loop.run();
        assertThat(heard.events).isEmpty();
    }

    @Test
    void loop_ofAClosedMonitor_isCollectable() throws Exception {
        HandLoop own = new HandLoop();
        LoopMonitor monitor = LoopMonitor.watch("kept for its figures", own);
        own.take().run();
        monitor.close();
        WeakReference<HandLoop> reference = new WeakReference<>(own);
        own = null;
        Spin.untilCollected(reference);
        assertThat(monitor.stats().beats()).isEqualTo(1);
    }

    @Test
    void threadOfAClosedMonitor_isCollectable() throws Exception {
        LoopMonitor monitor = watching(loop).watch();
        carrier.runAll();
        Thread thread = new Thread(loop.take());
        thread.start();
        thread.join();
        assertThat(monitor.stats().beats()).isEqualTo(1);
        monitor.close();
        WeakReference<Thread> reference = new WeakReference<>(thread);
        thread = null;
        Spin.untilCollected(reference);
        assertThat(monitor).asString().contains("thread=null");
    }
}
