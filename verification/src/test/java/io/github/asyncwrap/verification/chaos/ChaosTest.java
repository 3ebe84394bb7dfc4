package io.github.asyncwrap.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.Overflow;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything at once, at random, and then a look at what must hold whatever happened. The seed of a failure is in its
 * message. {@code -Dchaos.calls=…} says how many calls the producers make in all runs together, {@code -Dchaos.seed=…}
 * which seed is the first.
 */
class ChaosTest {
    private static final int CALLS = Integer.getInteger("chaos.calls", 120_000);
    private static final long FIRST_SEED = Long.getLong("chaos.seed", 1);

    private static final List<Threads.Kind> KINDS = Threads.Kind.available();
    private static final List<Overflow> OVERFLOWS = List.of(
            Overflow.reject(), Overflow.block(Duration.ofMillis(2)), Overflow.callerRuns(), Overflow.dropOldest());

    /** As many as there are pairs of threads and overflow policies. */
    private static final int RUNS = KINDS.size() * OVERFLOWS.size();

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + RUNS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void chaos_whateverHappens_everyInvariantHolds(long seed) throws Exception {
        Threads.Kind kind = KINDS.get((int) (seed % KINDS.size()));
        Overflow overflow = OVERFLOWS.get((int) (seed / KINDS.size() % OVERFLOWS.size()));
        Chaos chaos = new Chaos(seed, kind, overflow);
        chaos.run(CALLS / RUNS);
        assertThat(chaos.violations.found()).as(chaos.toString()).isEmpty();
    }
}
