package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncStats;
import org.jspecify.annotations.Nullable;

/**
 * AssertJ assertions for futures and figures of a wrapper. Needs {@code org.assertj:assertj-core}, 3.27 or later.
 *
 * <pre>{@code
 * import static io.github.asyncwrap.testkit.AsyncAssertions.assertThat;
 *
 * assertThat(call).succeedsWithin(Duration.ofSeconds(1)).isEqualTo("row");
 * assertThat(call).isStopped();
 * assertThat(other).failedWith(IOException.class).hasMessageContaining("reset");
 * assertThat(db.stats()).hasSucceeded(1).isAtRest();
 * }</pre>
 *
 * <p>Both this {@code assertThat} and AssertJ's own may be imported statically; the compiler takes the nearer one.
 */
public final class AsyncAssertions {
    private AsyncAssertions() {}

    /**
     * Begins assertions about a future.
     *
     * @param actual the future
     * @param <T> its result
     * @return all that AssertJ has for a CompletableFuture, and more
     */
    public static <T extends @Nullable Object> AsyncFutureAssert<T> assertThat(@Nullable AsyncFuture<T> actual) {
        return new AsyncFutureAssert<>(actual);
    }

    /**
     * Begins assertions about the figures of a wrapper.
     *
     * @param actual what {@code stats()} gave: the figures of that moment, which do not change
     * @return the assertions
     */
    public static AsyncStatsAssert assertThat(@Nullable AsyncStats actual) {
        return new AsyncStatsAssert(actual);
    }
}
