package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Race 53: callbacks on aggregates of the JDK's run inside the publication, and may publish, and close. */
class NestedPublicationTest {

    @Test
    void closeOfAnotherDoor_insideItsPublicationInsideOurs_doesNotWaitForItself() {
        try (AsyncWrapper one = AsyncWrapper.of("one", 1);
                AsyncWrapper two = AsyncWrapper.of("two", 2)) {
            closeInsideTwo(one, two);
        }
    }

    @Test
    void closeOfTheSameDoor_insideTwoPublications_doesNotWaitForItself() {
        try (AsyncWrapper two = AsyncWrapper.of("two", 2)) {
            closeInsideTwo(two, two);
        }
    }

    /** An outcome of the first door completes a call of the second, whose callback closes that. */
    private static void closeInsideTwo(AsyncWrapper one, AsyncWrapper two) {
        try (Gate gate = Gate.create();
                Gate never = Gate.create()) {
            AsyncFuture<String> first = one.call(gate.callable("first"));
            AsyncFuture<String> second = two.call(never.callable("second"));
            CompletableFuture<CloseReport> closed =
                    CompletableFuture.allOf(second).thenApply(done -> two.close(Duration.ofHours(1)));
            CompletableFuture<Boolean> completed =
                    CompletableFuture.allOf(first).thenApply(done -> second.complete("third"));
            gate.release();
            assertThat(completed.join()).isTrue();
            assertThat(closed.join().stuck()).isEmpty();
        }
    }
}
