package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** White box: callbacks on aggregates of the JDK's run inside the publication, and may publish, and close. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NestedPublicationTest {

    @Test
    void closeOfAnotherDoor_insideItsPublicationInsideOurs_doesNotWaitForItself() {
        closeInsideTwo(new Door(AsyncWrapper.builder("one", 1), Carriers.platform("one")), "one and two");
    }

    @Test
    void closeOfTheSameDoor_insideTwoPublications_doesNotWaitForItself() {
        closeInsideTwo(null, "one");
    }

    /** An outcome of the first door completes a call of the second, whose callback closes that. */
    private static void closeInsideTwo(@Nullable Door other, String names) {
        Door two = new Door(AsyncWrapper.builder("two", 2), Carriers.platform("two"));
        Door one = other == null ? two : other;
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Call<Boolean> first = one.root.submit(() -> go.await(1, HOURS));
        Call<Boolean> second = two.root.submit(() -> never.await(1, HOURS));
        CompletableFuture<CloseReport> closed =
                CompletableFuture.allOf(second).thenApply(done -> two.close(HOURS.toNanos(1)));
        CompletableFuture<Boolean> completed = CompletableFuture.allOf(first).thenApply(done -> second.complete(true));
        go.countDown();
        assertThat(completed.join()).as(names).isTrue();
        assertThat(closed.join().stuck()).isEmpty();
        never.countDown();
    }
}
