package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.asyncwrap.observe.BlockedLoop;
import io.github.asyncwrap.observe.LoopListener;
import io.github.asyncwrap.observe.LoopMonitor;
import io.github.asyncwrap.observe.LoopMonitorBuilder;
import io.github.asyncwrap.observe.LoopStats;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Heartbeats, blockages and reports, in virtual time. A heartbeat comes every 20 ms, the threshold is 100 ms. */
class LoopMonitorTest {
    private final DeterministicCarrier carrier = DeterministicCarrier.step();
    private final HandLoop loop = new HandLoop();
    private final LoopEvents heard = new LoopEvents();
    private final LoopMonitorBuilder options =
            LoopMonitor.builder("hand", loop).listener(heard).carrier(carrier);

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** Lets time pass with the loop running, a millisecond at a time. */
    private void idle(long millis) {
        for (long i = 0; i < millis; i++) {
            carrier.advance(ms(1));
            loop.run();
        }
    }

    private LoopMonitor watch() {
        LoopMonitor monitor = options.watch();
        carrier.runAll();
        loop.run();
        return monitor;
    }

    @Test
    void heartbeats_areSentOneEachInterval() {
        try (LoopMonitor monitor = watch()) {
            assertThat(monitor.stats().beats()).isEqualTo(1);
            idle(19);
            assertThat(monitor.stats().beats()).isEqualTo(1);
            idle(1);
            assertThat(monitor.stats().beats()).isEqualTo(2);
            idle(200);
            assertThat(monitor.stats().beats()).isEqualTo(12);
            assertThat(monitor.stats().max()).isZero();
            assertThat(heard.events).isEmpty();
        }
    }

    @Test
    void heartbeat_thatComesLate_isMeasured() {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(20));
            carrier.advance(ms(35));
            LoopStats before = monitor.stats();
            assertThat(before.lateness()).isEqualTo(ms(35));
            assertThat(before.max()).isZero();
            loop.run();
            LoopStats after = monitor.stats();
            assertThat(after.lateness()).isZero();
            assertThat(after.max()).isEqualTo(ms(35));
            assertThat(after.p99()).isEqualTo(ms(35));
            assertThat(after.blockages()).isZero();
            assertThat(heard.events).isEmpty();
        }
    }

    /** A loop that was blocked for one second of two: whoever came in the first had to wait, half a second on average. */
    @Test
    void percentiles_countThoseToo_whoWouldHaveComeMeanwhile() {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(20));
            carrier.advance(ms(1_000));
            loop.run();
            idle(1_000);
            LoopStats stats = monitor.stats();
            assertThat(stats.max()).isEqualTo(ms(1_000));
            assertThat(stats.p99()).isBetween(ms(960), ms(1_000));
            assertThat(stats.p50()).isLessThan(ms(25));
        }
    }

    @Test
    void heartbeat_isNeverInTheLoopTwice() {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(20));
            assertThat(loop.tasks).hasSize(1);
            carrier.advance(Duration.ofSeconds(10));
            assertThat(loop.tasks).hasSize(1);
            assertThat(monitor.stats().blockages()).isEqualTo(1);
        }
    }

    @Test
    void blockage_isToldAtTheThreshold_withTheStackOfTheLoop() {
        try (LoopMonitor monitor = watch()) { // the loop is this thread, from its first heartbeat on
            carrier.advance(ms(20));
            blocked(ms(99));
            assertThat(heard.events).isEmpty();
            blocked(ms(1));
            assertThat(heard.count()).isEqualTo(1);
            BlockedLoop report = heard.blocked(0);
            assertThat(report.name()).isEqualTo("hand");
            assertThat(report.thread()).isEqualTo(Thread.currentThread().getName());
            assertThat(report.late()).isEqualTo(ms(100));
            assertThat(report.stack()).anyMatch(frame -> frame.getMethodName().equals("blocked"));
            assertThat(monitor.stats().blockages()).isEqualTo(1);
            assertThat(monitor).asString().contains("hand", "blocked for 100 ms", "blockages=1");
        }
    }

    private void blocked(Duration time) {
        carrier.advance(time);
    }

    @Test
    void blockage_isToldOnce_howeverLongItIs_andOnceMoreAtItsEnd() {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(20));
            carrier.advance(Duration.ofMinutes(1));
            assertThat(heard.count()).isEqualTo(1);
            loop.run();
            carrier.runAll();
            assertThat(heard.count()).isEqualTo(2);
            assertThat(heard.length(1)).isEqualTo(Duration.ofMinutes(1));
            assertThat(heard.blocked(1)).isSameAs(heard.blocked(0));
            idle(500);
            assertThat(heard.count()).isEqualTo(2);
            assertThat(monitor.stats().blockages()).isEqualTo(1);
        }
    }

    @Test
    void blockages_areToldOnceEach() {
        try (LoopMonitor monitor = watch()) {
            for (int i = 1; i <= 100; i++) {
                loop.await(carrier);
                carrier.advance(ms(100 + i));
                loop.run();
                carrier.runAll();
                assertThat(heard.count()).isEqualTo(2 * i);
                assertThat(heard.length(2 * i - 1)).isEqualTo(ms(100 + i));
            }
            assertThat(monitor.stats().blockages()).isEqualTo(100);
        }
    }

    /** The loop goes on before anybody has had time to look at it. */
    @Test
    void blockage_thatIsOverBeforeTheTimerLooks_isToldWithoutAStack() {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(20));
            carrier.advance(ms(99));
            carrier.elapse(ms(1));
            loop.run();
            carrier.runAll();
            assertThat(heard.count()).isEqualTo(2);
            assertThat(heard.blocked(0).stack()).isEmpty();
            assertThat(heard.blocked(0).cause()).isNull();
            assertThat(heard.length(1)).isEqualTo(ms(100));
            assertThat(monitor.stats().blockages()).isEqualTo(1);
        }
    }

    @Test
    void blockage_thatIsOverBeforeTheStackIsTaken_isToldWithoutIt() {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(20));
            carrier.advance(ms(99));
            carrier.elapse(ms(1));
            assertThat(carrier.runNext()).isTrue(); // the timer, which asks a hand to look
            assertThat(monitor.stats().blockages()).isEqualTo(1);
            loop.run();
            carrier.runAll();
            assertThat(heard.count()).isEqualTo(2);
            assertThat(heard.blocked(0).stack()).isEmpty();
            assertThat(heard.length(1)).isEqualTo(ms(100));
        }
    }

    @Test
    void firstHeartbeat_thatDoesNotCome_isABlockageOfAnUnknownThread() {
        try (LoopMonitor monitor = options.watch()) {
            carrier.advance(ms(100));
            assertThat(heard.count()).isEqualTo(1);
            assertThat(heard.blocked(0).thread()).isNull();
            assertThat(heard.blocked(0).stack()).isEmpty();
            loop.run();
            carrier.runAll();
            assertThat(heard.count()).isEqualTo(2);
            assertThat(monitor.stats().beats()).isEqualTo(1);
        }
    }

    /** A pause of the garbage collector, a suspended machine: neither the loop nor the timer ran. */
    @Test
    void stopOfTheWholeJvm_isNotTheLoopsFault() {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(20));
            carrier.elapse(Duration.ofMinutes(10));
            loop.run(); // before the timer
            carrier.runAll();
            assertThat(monitor.stats().max()).isEqualTo(ms(40));
            loop.run();
            loop.await(carrier);
            carrier.elapse(Duration.ofMinutes(10));
            carrier.runAll(); // the timer before the loop
            loop.run();
            carrier.runAll();
            assertThat(heard.events).isEmpty();
            assertThat(monitor.stats().blockages()).isZero();
            assertThat(monitor.stats().max()).isEqualTo(ms(40));
        }
    }

    @Test
    void stopOfTheWholeJvm_inABlockage_isNotPartOfItsLength() {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(20));
            carrier.advance(ms(200));
            carrier.elapse(Duration.ofHours(1));
            carrier.advance(ms(100));
            loop.run();
            carrier.runAll();
            assertThat(monitor.stats().blockages()).isEqualTo(1);
            assertThat(heard.length(1)).isBetween(ms(300), ms(340));
        }
    }

    @Test
    void loop_thatMovesToAnotherThread_isFollowed() throws Exception {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(20));
            Runnable beat = loop.take();
            Thread other = new Thread(beat, "another");
            other.start();
            other.join();
            assertThat(monitor).asString().contains("another");
            carrier.advance(ms(20));
            carrier.advance(ms(100));
            assertThat(heard.blocked(0).thread()).isEqualTo("another");
            assertThat(heard.blocked(0).stack()).isEmpty(); // it has ended
            loop.run();
            carrier.runAll();
            carrier.advance(ms(20));
            carrier.advance(ms(100));
            assertThat(heard.blocked(2).thread())
                    .isEqualTo(Thread.currentThread().getName());
            assertThat(heard.blocked(2).stack()).isNotEmpty();
        }
    }

    @Test
    void listener_thatThrows_harmsNothingAndIsLoggedOnce() {
        IllegalStateException thrown = new IllegalStateException("of the listener");
        LoopListener angry = new LoopListener() {
            @Override
            public void blocked(BlockedLoop report) {
                heard.blocked(report);
                throw thrown;
            }

            @Override
            public void unblocked(BlockedLoop report, Duration length) {
                heard.unblocked(report, length);
                throw thrown;
            }
        };
        try (Logged logged = Logged.start(LoopMonitor.class);
                LoopMonitor monitor = LoopMonitor.builder("angry", loop)
                        .listener(angry)
                        .carrier(carrier)
                        .watch()) {
            for (int i = 0; i < 3; i++) {
                carrier.advance(ms(200));
                loop.run();
                carrier.runAll();
            }
            assertThat(heard.count()).isEqualTo(6);
            assertThat(monitor.stats().blockages()).isEqualTo(3);
            assertThat(logged.count(line -> line.hasThrown(thrown))).isEqualTo(1);
        }
    }

    @Test
    void listener_thatDoesNotReturn_blockagesAreLeftOutInPairs() throws Exception {
        AtomicBoolean free = new AtomicBoolean();
        LoopListener slow = new LoopListener() {
            @Override
            public void blocked(BlockedLoop report) {
                try {
                    carrier.await(free::get);
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
                heard.blocked(report);
            }

            @Override
            public void unblocked(BlockedLoop report, Duration length) {
                heard.unblocked(report, length);
            }
        };
        try (Logged logged = Logged.start(LoopMonitor.class);
                LoopMonitor monitor = LoopMonitor.builder("slow", loop)
                        .listener(slow)
                        .carrier(carrier)
                        .watch()) {
            for (int i = 0; i < 100; i++) {
                carrier.advance(ms(200));
                loop.run();
                carrier.runAll();
            }
            assertThat(heard.events).isEmpty();
            free.set(true);
            carrier.runAll();
            assertThat(monitor.stats().blockages()).isEqualTo(100);
            assertThat(heard.count()).isEqualTo(2 * 64);
            for (int i = 0; i < heard.count(); i += 2) {
                assertThat(heard.events.get(i).isBlocked()).isTrue();
                assertThat(heard.events.get(i + 1).isBlocked()).isFalse();
                assertThat(heard.blocked(i + 1)).isSameAs(heard.blocked(i));
            }
            assertThat(logged.count(line -> line.says("left out"))).isEqualTo(1);
            carrier.advance(ms(200));
            loop.run();
            carrier.runAll();
            assertThat(heard.count()).isEqualTo(2 * 64 + 2);
        }
    }

    /** Neither the timer nor another monitor waits for it. */
    @Test
    void executor_thatBlocks_isToldAsABlockageAndHoldsUpNobodyElse() {
        Gate gate = Gate.create();
        HandLoop other = new HandLoop();
        Executor blocking = task -> {
            gate.runnable().run();
            loop.execute(task);
        };
        try (LoopMonitor stuck = LoopMonitor.builder("stuck", blocking)
                        .listener(heard)
                        .carrier(carrier)
                        .watch();
                LoopMonitor free =
                        LoopMonitor.builder("free", other).carrier(carrier).watch()) {
            carrier.runAll();
            other.run();
            for (int i = 0; i < 10; i++) {
                carrier.advance(ms(20));
                other.run();
            }
            assertThat(free.stats().beats()).isEqualTo(11);
            assertThat(free.stats().max()).isZero();
            assertThat(stuck.stats().beats()).isZero();
            assertThat(heard.count()).isEqualTo(1);
            gate.releaseAll();
            carrier.runAll();
            loop.run();
            carrier.runAll();
            assertThat(heard.count()).isEqualTo(2);
            assertThat(heard.length(1)).isEqualTo(ms(200));
        }
    }

    @Test
    void loop_watchedByManyMonitors_isToldByEach() {
        List<LoopMonitor> monitors = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            monitors.add(options.watch());
        }
        carrier.runAll();
        assertThat(loop.run()).isEqualTo(50);
        carrier.advance(ms(20));
        carrier.advance(ms(150));
        assertThat(heard.count()).isEqualTo(50);
        assertThat(loop.run()).isEqualTo(50);
        carrier.runAll();
        assertThat(heard.count()).isEqualTo(100);
        assertThat(monitors)
                .allSatisfy(monitor -> assertThat(monitor.stats().blockages()).isEqualTo(1));
        monitors.forEach(LoopMonitor::close);
    }

    /** Symptom, cause, remedy, in one line for each blockage; and one for its end. */
    @Test
    void log_namesTheLoopTheLineAndTheRemedyOnce() {
        Logger logger = (Logger) LoggerFactory.getLogger(LoopMonitor.class);
        logger.setLevel(Level.INFO);
        try (Logged logged = Logged.start(LoopMonitor.class);
                LoopMonitor monitor = LoopMonitor.builder("logged-loop", loop)
                        .carrier(carrier)
                        .watch()) {
            carrier.runAll();
            loop.run();
            carrier.advance(ms(20));
            blocked(Duration.ofSeconds(5));
            assertThat(logged.count(line -> line.says("logged-loop - the event loop is blocked, for 100 ms by now")
                            && line.says(Thread.currentThread().getName())
                            && line.says(" at io.github.asyncwrap.testkit.") // the test's own wait, here
                            && line.says("AsyncWrapper")))
                    .isEqualTo(1);
            assertThat(logged.count(line -> line.says("logged-loop - "))).isEqualTo(1);
            loop.run();
            carrier.runAll();
            assertThat(logged.count(line -> line.says("logged-loop - the event loop goes on, after 5000 ms")))
                    .isEqualTo(1);
            assertThat(logged.count(line -> line.says("logged-loop - "))).isEqualTo(2);
            assertThat(monitor.stats().blockages()).isEqualTo(1);
        } finally {
            logger.setLevel(null);
        }
    }
}
