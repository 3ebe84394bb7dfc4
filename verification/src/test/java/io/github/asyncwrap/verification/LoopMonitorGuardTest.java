package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.LoopGuard;
import io.github.asyncwrap.observe.LoopMonitor;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A guarded loop carries the mark of law 10 for as long as it is watched. This thread is the loop. */
class LoopMonitorGuardTest {
    private final DeterministicCarrier carrier = DeterministicCarrier.step();
    private final HandLoop loop = new HandLoop();
    private final AsyncWrapper db = AsyncWrapper.of("db", 1);
    private final List<LoopMonitor> monitors = new ArrayList<>();

    @AfterEach
    void close() {
        monitors.forEach(LoopMonitor::close);
        db.close();
    }

    /** Whether this thread may wait for a wrapper. */
    private boolean isGuarded() throws InterruptedException {
        ListeningExecutorService executor = db.asExecutorService();
        try {
            var unused = executor.invokeAll(List.of(() -> "row"));
            return false;
        } catch (IllegalStateException refused) {
            assertThat(refused).hasMessageContaining("event loop");
            return true;
        }
    }

    private LoopMonitor watch(boolean guarded) {
        var options = LoopMonitor.builder("guarded", loop).carrier(carrier);
        LoopMonitor monitor = (guarded ? options.guarded() : options).watch();
        monitors.add(monitor);
        return monitor;
    }

    @Test
    void mark_isSetByTheFirstHeartbeat_andTakenAwayByClose() throws Exception {
        LoopMonitor monitor = watch(true);
        carrier.runAll();
        assertThat(isGuarded()).isFalse();
        loop.run();
        assertThat(isGuarded()).isTrue();
        monitor.close();
        assertThat(isGuarded()).isFalse();
    }

    @Test
    void mark_isNotSetUnlessAskedFor() throws Exception {
        LoopMonitor monitor = watch(false);
        carrier.runAll();
        loop.run();
        assertThat(monitor.stats().beats()).isEqualTo(1);
        assertThat(isGuarded()).isFalse();
    }

    @Test
    void mark_goesAlongWithALoopThatMoves() throws Exception {
        LoopMonitor monitor = watch(true);
        carrier.runAll();
        loop.run();
        carrier.advance(Duration.ofMillis(20));
        Thread other = new Thread(loop.take());
        other.start();
        other.join();
        assertThat(monitor.stats().beats()).isEqualTo(2);
        assertThat(isGuarded()).isFalse();
        carrier.advance(Duration.ofMillis(20));
        loop.run();
        assertThat(isGuarded()).isTrue();
    }

    @Test
    void mark_isTakenAwayWhenTheExecutorRefuses() throws Exception {
        AtomicBoolean shut = new AtomicBoolean();
        LoopMonitor monitor = LoopMonitor.builder(
                        "guarded",
                        task -> { // ends by itself
                            if (shut.get()) {
                                throw new RejectedExecutionException("shut");
                            }
                            loop.execute(task);
                        })
                .carrier(carrier)
                .guarded()
                .watch();
        carrier.runAll();
        loop.run();
        assertThat(isGuarded()).isTrue();
        shut.set(true);
        carrier.advance(Duration.ofMillis(20));
        assertThat(isGuarded()).isFalse();
        assertThat(monitor).asString().contains("refused");
    }

    @Test
    void marksOfOthers_areLeftAlone() throws Exception {
        Thread here = Thread.currentThread();
        LoopGuard.mark(here);
        LoopMonitor one = watch(true);
        LoopMonitor two = watch(true);
        try {
            carrier.runAll();
            loop.run();
            one.close();
            LoopGuard.unmark(here);
            assertThat(isGuarded()).isTrue();
            LoopGuard.mark(here);
            two.close();
            assertThat(isGuarded()).isTrue();
        } finally {
            LoopGuard.unmark(here);
        }
        assertThat(isGuarded()).isFalse();
    }
}
