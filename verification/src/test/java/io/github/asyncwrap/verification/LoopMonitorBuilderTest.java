package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.asyncwrap.observe.LoopListener;
import io.github.asyncwrap.observe.LoopMonitor;
import io.github.asyncwrap.observe.LoopMonitorBuilder;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of a monitor: bad ones get a clear error at once. */
class LoopMonitorBuilderTest {
    private final DeterministicCarrier carrier = DeterministicCarrier.step();
    private final HandLoop loop = new HandLoop();

    private LoopMonitorBuilder options() {
        return LoopMonitor.builder("loop", loop).carrier(carrier);
    }

    @Test
    @SuppressWarnings("NullAway")
    void nulls_areRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> LoopMonitor.watch(null, loop))
                .withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> LoopMonitor.watch("loop", null))
                .withMessage("executor");
        assertThatNullPointerException()
                .isThrownBy(() -> options().threshold(null))
                .withMessage("threshold");
        assertThatNullPointerException()
                .isThrownBy(() -> options().interval(null))
                .withMessage("interval");
        assertThatNullPointerException()
                .isThrownBy(() -> options().listener(null))
                .withMessage("listener");
        assertThatNullPointerException()
                .isThrownBy(() -> LoopMonitor.builder("loop", loop).carrier(null))
                .withMessage("carrier");
    }

    @Test
    void values_outOfRange_areNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoopMonitor.watch(" ", loop))
                .withMessage("name must not be blank, was ' '");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().threshold(Duration.ofMillis(3)))
                .withMessage("threshold must be between PT0.004S and PT1H, was PT0.003S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().threshold(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageContaining("threshold must be between");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options().interval(Duration.ofNanos(999_999)))
                .withMessage("interval must be at least PT0.001S, was PT0.000999999S");
    }

    @Test
    void interval_tooLongForTheThreshold_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> options().interval(Duration.ofMillis(26)).watch())
                .withMessageContaining("interval was PT0.026S, threshold PT0.1S, its default");
        assertThatIllegalStateException()
                .isThrownBy(() -> options()
                        .threshold(Duration.ofMillis(40))
                        .interval(Duration.ofMillis(11))
                        .watch())
                .withMessageContaining("a quarter of threshold");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        options().interval(Duration.ofSeconds(Long.MAX_VALUE)).watch())
                .withMessageContaining("a quarter of threshold");
        options().interval(Duration.ofMillis(25)).watch().close();
    }

    @Test
    void option_setTwice_saysWhatItWas() {
        assertThatIllegalStateException()
                .isThrownBy(() -> options().threshold(Duration.ofSeconds(1)).threshold(Duration.ofSeconds(2)))
                .withMessage("threshold is set already: it was PT1S, now PT2S");
        assertThatIllegalStateException()
                .isThrownBy(() -> options().interval(Duration.ofMillis(1)).interval(Duration.ofMillis(2)))
                .withMessageContaining("interval is set already");
        assertThatIllegalStateException()
                .isThrownBy(() -> options().listener(new LoopListener() {}).listener(new LoopListener() {}))
                .withMessageContaining("listener is set already");
        assertThatIllegalStateException()
                .isThrownBy(() -> options().guarded().guarded())
                .withMessageContaining("guarded is set already");
        assertThatIllegalStateException()
                .isThrownBy(() -> options().carrier(carrier))
                .withMessageContaining("carrier is set already");
    }

    @ParameterizedTest
    @CsvSource({"4,1", "5,1", "50,10", "100,20", "1000,20"})
    void interval_byDefault_isAFifthOfTheThresholdWithinBounds(long threshold, long interval) {
        try (LoopMonitor monitor =
                options().threshold(Duration.ofMillis(threshold)).watch()) {
            carrier.runAll();
            loop.run();
            carrier.advance(Duration.ofMillis(interval).minusNanos(1));
            assertThat(loop.tasks).isEmpty();
            carrier.advance(Duration.ofNanos(1));
            assertThat(loop.tasks).hasSize(1);
            assertThat(monitor.stats().beats()).isEqualTo(1);
        }
    }

    @Test
    void builder_usedAgain_watchesOnceMore() {
        LoopMonitorBuilder options = options();
        try (LoopMonitor one = options.watch();
                LoopMonitor two = options.watch()) {
            carrier.runAll();
            assertThat(loop.run()).isEqualTo(2);
            assertThat(one.stats().beats()).isEqualTo(1);
            assertThat(two.stats().beats()).isEqualTo(1);
        }
    }

    @Test
    void toString_isADiagnosis() {
        try (LoopMonitor monitor = options().watch()) {
            assertThat(monitor)
                    .hasToString("LoopMonitor[loop, watching, thread=null, beats=0, blockages=0, p50=0 µs, p99=0 µs,"
                            + " max=0 µs]");
        }
    }
}
