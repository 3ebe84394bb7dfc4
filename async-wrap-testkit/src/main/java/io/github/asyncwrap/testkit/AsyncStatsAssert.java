package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncStats;
import java.util.Objects;
import org.assertj.core.api.AbstractObjectAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about the figures of a wrapper at one moment. A failure shows all of them. */
// AssertJ's types are in its signatures, yet its module is not required transitively, see StatsServerExtension.
@SuppressWarnings("exports")
public final class AsyncStatsAssert extends AbstractObjectAssert<AsyncStatsAssert, AsyncStats> {

    private final @Nullable AsyncStats stats;

    @SuppressWarnings("NullAway") // AssertJ takes null for an actual, but does not say so
    AsyncStatsAssert(@Nullable AsyncStats actual) {
        super(actual, AsyncStatsAssert.class);
        this.stats = actual;
    }

    private AsyncStats stats() {
        isNotNull();
        return Objects.requireNonNull(stats);
    }

    private AsyncStatsAssert has(String figure, long actual, long expected) {
        if (actual != expected) {
            failWithMessage("%nExpecting%n  %s=%s%nbut it is %s in%n  %s", figure, expected, actual, stats);
        }
        return this;
    }

    /**
     * Asserts how many bodies are in a slot, the detached ones included.
     *
     * @param expected how many
     * @return this
     * @throws AssertionError if it is another number
     */
    public AsyncStatsAssert hasRunning(int expected) {
        return has("running", stats().running(), expected);
    }

    /**
     * Asserts how many calls are admitted and not started.
     *
     * @param expected how many
     * @return this
     * @throws AssertionError if it is another number
     */
    public AsyncStatsAssert hasPending(int expected) {
        return has("pending", stats().pending(), expected);
    }

    /**
     * Asserts how many bodies are on a thread although their futures have an outcome.
     *
     * @param expected how many
     * @return this
     * @throws AssertionError if it is another number
     */
    public AsyncStatsAssert hasDetached(int expected) {
        return has("detached", stats().detached(), expected);
    }

    /**
     * Asserts how many calls were ever handed to the wrapper.
     *
     * @param expected how many
     * @return this
     * @throws AssertionError if it is another number
     */
    public AsyncStatsAssert hasSubmitted(long expected) {
        return has("submitted", stats().submitted(), expected);
    }

    /**
     * Asserts how many calls ended with a value.
     *
     * @param expected how many
     * @return this
     * @throws AssertionError if it is another number
     */
    public AsyncStatsAssert hasSucceeded(long expected) {
        return has("succeeded", stats().succeeded(), expected);
    }

    /**
     * Asserts how many calls ended with an exception.
     *
     * @param expected how many
     * @return this
     * @throws AssertionError if it is another number
     */
    public AsyncStatsAssert hasFailed(long expected) {
        return has("failed", stats().failed(), expected);
    }

    /**
     * Asserts how many calls were cancelled.
     *
     * @param expected how many
     * @return this
     * @throws AssertionError if it is another number
     */
    public AsyncStatsAssert hasCancelled(long expected) {
        return has("cancelled", stats().cancelled(), expected);
    }

    /**
     * Asserts how many calls had a deadline that passed.
     *
     * @param expected how many
     * @return this
     * @throws AssertionError if it is another number
     */
    public AsyncStatsAssert hasTimedOut(long expected) {
        return has("timedOut", stats().timedOut(), expected);
    }

    /**
     * Asserts how many calls were refused or dropped.
     *
     * @param expected how many
     * @return this
     * @throws AssertionError if it is another number
     */
    public AsyncStatsAssert hasRejected(long expected) {
        return has("rejected", stats().rejected(), expected);
    }

    /**
     * Asserts that nothing goes on: running, pending, detached and inPlace are 0, and every call is counted by its
     * outcome.
     *
     * @return this
     * @throws AssertionError if something goes on
     */
    public AsyncStatsAssert isAtRest() {
        AsyncStats all = stats();
        has("running", all.running(), 0);
        has("pending", all.pending(), 0);
        has("detached", all.detached(), 0);
        has("inPlace", all.inPlace(), 0);
        long ended = all.succeeded() + all.failed() + all.cancelled() + all.timedOut() + all.rejected();
        return has("succeeded + failed + cancelled + timedOut + rejected", ended, all.submitted());
    }
}
