package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncwrap.observe.BlockedLoop;
import io.github.asyncwrap.observe.LoopMonitor;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real loops on the real clock. A busy machine may hold them up as well, so a test brings about a blockage again until it
 * is told with the line that it looks for, and waits for it however long that takes.
 */
class LoopMonitorOnRealLoopsTest {
    private static final Duration THRESHOLD = Duration.ofMillis(50);

    private final LoopEvents heard = new LoopEvents();

    private LoopMonitor watch(RealLoop.Running loop) {
        LoopMonitor monitor = LoopMonitor.builder("real loop", loop.executor())
                .threshold(THRESHOLD)
                .interval(Duration.ofMillis(5))
                .listener(heard)
                .watch();
        Spin.until(() -> monitor.stats().beats() > 0);
        return monitor;
    }

    /** Blocks the loop until it is reported. */
    private BlockedLoop block(RealLoop.Running loop, Consumer<Gate> blocking, CompletableFuture<Thread> thread)
            throws InterruptedException {
        try (Gate gate = Gate.create()) {
            loop.executor().execute(() -> {
                thread.complete(Thread.currentThread());
                blocking.accept(gate);
            });
            gate.awaitEntered(1);
            Spin.until(heard::isInABlockage);
            assertThat(gate.inside()).isEqualTo(1); // while it lasts
            return heard.last();
        }
    }

    private static void waitingCall(Gate gate) {
        gate.runnable().run();
    }

    /** The gate is passed on another thread meanwhile. */
    private static void computingCall(Gate gate) {
        Thread waiting = new Thread(gate.runnable());
        waiting.start();
        while (waiting.isAlive()) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void loop_thatWaits_isReportedWithItsLine_andOnceMoreAtTheEnd(RealLoop kind) throws Exception {
        assertReported(kind, "waitingCall", LoopMonitorOnRealLoopsTest::waitingCall);
    }

    @ParameterizedTest
    @EnumSource
    void loop_thatComputes_isReportedWithItsLine_andOnceMoreAtTheEnd(RealLoop kind) throws Exception {
        assertReported(kind, "computingCall", LoopMonitorOnRealLoopsTest::computingCall);
    }

    private void assertReported(RealLoop kind, String method, Consumer<Gate> blocking) throws Exception {
        assumeTrue(kind.missing() == null, kind::missing);
        try (RealLoop.Running loop = kind.start();
                LoopMonitor monitor = watch(loop)) {
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            BlockedLoop report = block(loop, blocking, thread);
            while (kind.keepsItsThread() && !LoopEvents.isIn(report, method)) {
                report =
                        block(loop, blocking, thread); // the machine was so busy that the loop was late before it began
            }
            assertThat(report.late()).isGreaterThanOrEqualTo(THRESHOLD);
            if (kind.keepsItsThread()) {
                String name = thread.get().getName();
                assertThat(report.thread())
                        .isEqualTo(name.isEmpty() ? "#" + thread.get().getId() : name);
                // The testkit is none of the packages that a monitor takes for the library's.
                assertThat(String.valueOf(report.cause())).containsAnyOf(Gate.class.getName(), method);
            }
            BlockedLoop told = report;
            Spin.until(() -> heard.lengthOf(told) != null);
            assertThat(heard.lengthOf(told)).isGreaterThanOrEqualTo(told.late());
            long beats = monitor.stats().beats();
            Spin.until(() -> monitor.stats().beats() > beats);
            // A hand tells the length; the loop's thread records it, and may not have yet.
            Spin.until(() -> monitor.stats().max().compareTo(THRESHOLD) >= 0);
            assertThat(monitor.stats().blockages()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void loop_thatIsClosed_endsTheMonitor(RealLoop kind) throws Exception {
        assumeTrue(kind.missing() == null && kind.ends(), () -> "does not end, or " + kind.missing());
        try (RealLoop.Running loop = kind.start();
                LoopMonitor monitor = watch(loop)) {
            loop.end().run();
            Spin.until(() -> heard.events.stream().anyMatch(event -> event.refusal() != null));
            assertThat(monitor).asString().contains("refused");
        }
    }

    private static Stream<Thread> alive(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix));
    }

    /** One timer thread, and daemons only. */
    @Test
    void monitors_shareOneTimerThread() throws Exception {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        try (LoopMonitor one = LoopMonitor.watch("one", loop);
                LoopMonitor two = LoopMonitor.watch("two", loop)) {
            Spin.until(() -> one.stats().beats() > 2 && two.stats().beats() > 2);
            // One that an earlier test has left idle may still be ending.
            Spin.until(() -> alive("async-wrap-timer-").count() == 1);
            assertThat(alive("async-wrap-")).isNotEmpty().allMatch(Thread::isDaemon);
        } finally {
            loop.shutdown();
            assertThat(loop.awaitTermination(Duel.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        }
    }
}
