package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.observe.BlockedLoop;
import io.github.asyncwrap.observe.LoopMonitor;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A loop that goes on, or a monitor that is closed, at the very moment at which the loop is found blocked: each blockage is
 * told once, and then its end. A heartbeat comes every 20 ms, the threshold is 100 ms.
 */
class LoopMonitorRacesTest {
    private static final int ROUNDS = 500;
    private static final int ORDERS = 300;
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final Duel duel = new Duel();
    private final HandLoop loop = new HandLoop();

    /** Real hands; the timer is this thread, the loop is the other one of the duel. */
    private final DeterministicCarrier carrier = DeterministicCarrier.real();

    @AfterEach
    void end() {
        duel.close();
    }

    private LoopMonitor watch(LoopEvents heard) {
        return LoopMonitor.builder("racing", loop)
                .listener(heard)
                .carrier(carrier)
                .watch();
    }

    private Callable<?> timer() {
        return () -> {
            carrier.advance(Duration.ZERO);
            return null;
        };
    }

    private static Callable<?> run(Runnable task) {
        return () -> {
            task.run();
            return null;
        };
    }

    /** The heartbeat that is sent next, as the timer is about to find it late. */
    private Runnable beatAtTheThreshold() throws Exception {
        Runnable beat = loop.take();
        carrier.advance(Duration.ofMillis(99));
        carrier.elapse(Duration.ofMillis(1));
        return beat;
    }

    /** What the loop's side of the duel waits for before it goes on. */
    private interface Moment {
        void await(LoopMonitor monitor, int round);
    }

    /** Race 57. */
    @Test
    void heartbeatRuns_asTheTimerFindsItLate_isToldOnce() throws Exception {
        // A little later in each round, so that the two meet at each step of the timer's.
        play((monitor, round) -> {
            long until = System.nanoTime() + round % 64 * 1_000L;
            Spin.until(() -> System.nanoTime() - until >= 0);
        });
    }

    /** Race 58. */
    @Test
    void heartbeatRuns_asTheStackIsTaken_itsEndIsToldOnce() throws Exception {
        play((monitor, round) -> Spin.until(() -> monitor.stats().blockages() == round));
    }

    private void play(Moment moment) throws Exception {
        LoopEvents heard = new LoopEvents();
        try (LoopMonitor monitor = watch(heard)) {
            for (int round = 1; round <= ROUNDS; round++) {
                int current = round;
                // One that is not late: wherever the round before has left the clock, the next one is sent on time.
                Runnable ontime = loop.take();
                duel.meet(() -> null, run(ontime));
                carrier.advance(INTERVAL);
                Runnable beat = beatAtTheThreshold();
                duel.meet(timer(), run(() -> {
                    moment.await(monitor, current);
                    beat.run();
                }));
                Spin.until(() -> heard.count() >= 2 * current);
                assertThat(heard.count()).as("events of round %s", round).isEqualTo(2 * round);
                BlockedLoop report = heard.blocked(2 * round - 2);
                assertThat(heard.events.get(2 * round - 2).isBlocked()).isTrue();
                assertThat(report.stack()).noneMatch(LoopMonitorRacesTest::isOfTheHeartbeat);
                assertThat(heard.length(2 * round - 1)).isEqualTo(Duration.ofMillis(100));
                assertThat(heard.blocked(2 * round - 1)).isSameAs(report);
                assertThat(monitor.stats().blockages()).isEqualTo(round);
                carrier.advance(INTERVAL);
            }
            assertThat(monitor.stats().beats()).isEqualTo(2 * ROUNDS);
        }
    }

    /** What the loop does once it goes on is not what has blocked it. */
    private static boolean isOfTheHeartbeat(StackTraceElement frame) {
        return frame.getClassName().equals("io.github.asyncwrap.observe.Heartbeat");
    }

    /** Race 59. */
    @Test
    void heartbeatRuns_asTheMonitorIsClosed_theThreadIsForgotten() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            LoopEvents heard = new LoopEvents();
            LoopMonitor monitor = watch(heard);
            Runnable beat = loop.take();
            duel.meet(run(monitor::close), run(beat));
            assertThat(monitor).asString().contains("closed", "thread=null");
            assertNoTimer();
            assertThat(heard.events).isEmpty();
        }
    }

    /** Race 60. */
    @Test
    void monitorIsClosed_asTheTimerFindsTheLoopBlocked_nothingIsLeft() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            LoopEvents heard = new LoopEvents();
            LoopMonitor monitor = watch(heard);
            Runnable beat = beatAtTheThreshold();
            duel.meet(timer(), run(monitor::close));
            assertNoTimer();
            beat.run();
            assertThat(loop.tasks).isEmpty();
            assertThat(monitor.stats().beats()).isZero();
            // The beginning may have been told before, its end never is.
            assertThat(heard.events).hasSizeLessThanOrEqualTo(1).allMatch(LoopEvents.Event::isBlocked);
        }
    }

    private void assertNoTimer() {
        carrier.elapse(Duration.ofDays(1));
        assertThat(carrier.pendingTasks()).isZero();
    }

    /** Timer, hands and loop in hundreds of orders. */
    @Test
    void blockages_inWhateverOrderItIsNoticed_areToldInPairs() {
        AtomicInteger blockages = new AtomicInteger();
        DeterministicCarrier.explore(ORDERS, virtual -> blockages.addAndGet(playRandomly(virtual)));
        assertThat(blockages).hasValueGreaterThan(ORDERS); // else this has shown nothing
    }

    private static int playRandomly(DeterministicCarrier virtual) {
        Random random = new Random(virtual.toString().hashCode());
        HandLoop hand = new HandLoop();
        LoopEvents told = new LoopEvents();
        LoopMonitor monitor = LoopMonitor.builder("explored", hand)
                .listener(told)
                .carrier(virtual)
                .watch();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(4)) {
                case 0 -> hand.run();
                case 1 -> virtual.advance(Duration.ofMillis(random.nextInt(150)));
                case 2 -> virtual.elapse(Duration.ofMillis(random.nextInt(60)));
                default -> virtual.runNext();
            }
        }
        virtual.runAll();
        hand.run();
        virtual.runAll();
        int blockages = (int) monitor.stats().blockages();
        assertThat(told.count()).isEqualTo(2 * blockages);
        for (int i = 0; i < told.count(); i += 2) {
            assertThat(told.events.get(i).isBlocked()).isTrue();
            assertThat(told.blocked(i + 1)).isSameAs(told.blocked(i));
            assertThat(told.blocked(i).late()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            assertThat(told.length(i + 1))
                    .isGreaterThanOrEqualTo(told.blocked(i).late());
        }
        monitor.close();
        return blockages;
    }
}
