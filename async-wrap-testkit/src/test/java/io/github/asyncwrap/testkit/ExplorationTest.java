package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // the carrier runs it, whoever keeps it
class ExplorationTest {

    /** Wrong in some orders only: takes it that calls end in the order in which they were made. */
    private static void takesOrderForGranted(DeterministicCarrier carrier) {
        List<String> ended = new ArrayList<>();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 3).carrier(carrier).build()) {
            List<AsyncFuture<Boolean>> calls = new ArrayList<>();
            for (String name : List.of("first", "second")) {
                calls.add(db.call(() -> {
                    carrier.sleep(Duration.ofMillis(1)); // the backend takes a while, in which others have their turn
                    return ended.add(name);
                }));
            }
            calls.forEach(AsyncFuture::join);
        }
        if (!ended.equals(List.of("first", "second"))) {
            throw new IllegalStateException("out of order: " + ended);
        }
    }

    @Test
    void explore_scenarioThatHolds_playsEverySeed() {
        int[] plays = new int[1];
        DeterministicCarrier.explore(25, carrier -> {
            plays[0]++;
            try (AsyncWrapper db =
                    AsyncWrapper.builder("db", 2).carrier(carrier).build()) {
                assertThat(db.call(() -> "row").join()).isEqualTo("row");
            }
        });
        assertThat(plays[0]).isEqualTo(25);
    }

    @Test
    void explore_scenarioThatBreaks_tellsSeedAndSchedule_andTheSeedBreaksItAgain() {
        AssertionError error = catchThrowableOfType(
                AssertionError.class, () -> DeterministicCarrier.explore(100, ExplorationTest::takesOrderForGranted));

        assertThat(error)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("out of order: [second, first]")
                .hasMessageContaining("Its schedule:\n")
                .hasMessageContaining("ExplorationTest.java");
        Matcher seed = Pattern.compile("with seed (\\d+), which explore\\((\\d+), 1, …\\) plays alone")
                .matcher(String.valueOf(error.getMessage()));
        assertThat(seed.find()).isTrue();
        assertThat(seed.group(1)).isEqualTo(seed.group(2));
        AssertionError again = catchThrowableOfType(
                AssertionError.class,
                () -> DeterministicCarrier.explore(
                        Long.parseLong(seed.group(1)), 1, ExplorationTest::takesOrderForGranted));
        assertThat(again).hasMessage(error.getMessage());
    }

    @Test
    void explore_bodyLeftWaiting_isAFailure() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> DeterministicCarrier.explore(
                        1,
                        carrier -> AsyncWrapper.builder("db", 1)
                                .carrier(carrier)
                                .build()
                                .run(() -> carrier.await(() -> false))))
                .withMessageContaining("the scenario has ended, and tasks still wait, with seed 1");
    }

    @Test
    void explore_noSeeds_isRefused() {
        assertThatThrownBy(() -> DeterministicCarrier.explore(0, carrier -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seeds must be at least 1, but was 0");
    }
}
