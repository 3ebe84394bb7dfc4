package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.observe.LoopMonitor;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A monitor goes on when there was no memory for a moment. The clock stands for whatever allocates. */
class LoopMonitorMemoryTest {
    private final DeterministicCarrier carrier = DeterministicCarrier.step();
    private final HandLoop loop = new HandLoop();
    private final LoopEvents heard = new LoopEvents();
    private final ScarceMemory scarce = new ScarceMemory();

    private LoopMonitor watch() {
        return LoopMonitor.builder("scarce", loop)
                .listener(heard)
                .carrier(scarce)
                .watch();
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void tick_withoutMemory_isFollowedByTheNextOne() {
        try (LoopMonitor monitor = watch()) {
            carrier.runAll();
            loop.run();
            scarce.in(1);
            carrier.advance(ms(20));
            assertThat(scarce.thrown).hasValue(1);
            carrier.advance(ms(20));
            assertThat(loop.run()).isEqualTo(1);
            assertThat(monitor.stats().beats()).isEqualTo(2);
            assertThat(heard.events).isEmpty();
        }
    }

    /** One for whose beginning there was no memory is looked at all the same: it may be lost. */
    @Test
    void blockage_thatCannotBeTold_isHandedInOnceMore() throws Exception {
        try (LoopMonitor monitor = watch()) {
            carrier.advance(ms(99));
            carrier.elapse(ms(1));
            carrier.runNext(); // the timer, which asks a hand to look
            assertThat(monitor.stats().blockages()).isEqualTo(1);
            Runnable lost = loop.take();
            scarce.in(1);
            carrier.runAll();
            assertThat(scarce.thrown).hasValue(1);
            carrier.advance(Duration.ofSeconds(10));
            assertThat(loop.run()).isEqualTo(1);
            carrier.runAll();
            assertThat(monitor.stats().beats()).isEqualTo(1);
            assertThat(heard.events).isEmpty(); // no end without a beginning
            lost.run();
            assertThat(monitor.stats().beats()).isEqualTo(1);
        }
    }

    /** The carrier of the test, with a clock that fails when it is told to. */
    private final class ScarceMemory implements Carrier {
        final AtomicInteger thrown = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger();

        /** The so manieth reading from now on fails. */
        void in(int readings) {
            left.set(readings);
        }

        @Override
        public void execute(Runnable task) {
            carrier.execute(task);
        }

        @Override
        public long nanoTime() {
            if (left.get() > 0 && left.decrementAndGet() == 0) {
                throw new OutOfMemoryError("of the test");
            }
            return carrier.nanoTime();
        }

        @Override
        public void hand(Runnable task) {
            carrier.hand(quiet(task));
        }

        @Override
        public Runnable schedule(Runnable task, long delayNanos) {
            return carrier.schedule(quiet(task), delayNanos);
        }

        private Runnable quiet(Runnable task) {
            return () -> {
                try {
                    task.run();
                } catch (OutOfMemoryError ofTheTest) {
                    thrown.incrementAndGet();
                }
            };
        }
    }
}
