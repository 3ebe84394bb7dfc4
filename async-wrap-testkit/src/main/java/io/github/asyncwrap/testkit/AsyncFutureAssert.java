package io.github.asyncwrap.testkit;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.AbstractCompletableFutureAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about an {@link AsyncFuture}: those of AssertJ for a CompletableFuture ({@code succeedsWithin},
 * {@code isCompletedWithValue}, {@code isCancelled}, …), and whether the body is off its thread, and why it failed.
 *
 * <p>Those whose name has {@code Within} wait; on a {@link DeterministicCarrier} they wait in its time. All others look
 * at what is.
 *
 * @param <T> the result
 */
// AssertJ's types are in its signatures, yet its module is not required transitively, see StatsServerExtension.
@SuppressWarnings("exports")
public final class AsyncFutureAssert<T extends @Nullable Object>
        extends AbstractCompletableFutureAssert<AsyncFutureAssert<T>, T> {

    private final @Nullable AsyncFuture<T> future;

    @SuppressWarnings("NullAway") // AssertJ takes null for an actual, but does not say so
    AsyncFutureAssert(@Nullable AsyncFuture<T> actual) {
        super(actual, AsyncFutureAssert.class);
        this.future = actual;
    }

    /**
     * Asserts that the body has returned, or will never run, see {@link AsyncFuture#stopped()}.
     *
     * @return this
     * @throws AssertionError if the body is on its thread, or may still come
     */
    public AsyncFutureAssert<T> isStopped() {
        if (!future().stopped().isDone()) {
            failWithMessage("%nExpecting%n  %s%nto be stopped, but its body is on a thread or still to come", future);
        }
        return this;
    }

    /**
     * Asserts that the body is on its thread, or may still come: of a call that is complete, that it is detached.
     *
     * @return this
     * @throws AssertionError if the body has returned, or will never run
     */
    public AsyncFutureAssert<T> isNotStopped() {
        if (future().stopped().isDone()) {
            failWithMessage(
                    "%nExpecting%n  %s%nnot to be stopped, but its body has returned, or will never run", future);
        }
        return this;
    }

    /**
     * Waits until the body has returned, or it is sure that it never will run.
     *
     * @param limit how long at most
     * @return this
     * @throws AssertionError if it takes longer, or the thread is interrupted, whose flag is then set
     * @throws NullPointerException if {@code limit} is null
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public AsyncFutureAssert<T> stopsWithin(Duration limit) {
        try {
            Object unused = future().stopped().get(OptionChecks.nanos("limit", limit), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            failWithMessage(
                    "%nExpecting%n  %s%nto stop within %s, but its body is still on a thread or to come",
                    future, limit);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("stopped() never fails", impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failWithMessage(
                    "%nExpecting%n  %s%nto stop within %s, but the thread that waits was interrupted", future, limit);
        }
        return this;
    }

    /**
     * Asserts that the future has failed with an exception of a type: what the body threw as it is, without the
     * {@code CompletionException} around it that a derived stage has.
     *
     * @param type the exception's type, or a type above it
     * @return assertions about the exception
     * @throws AssertionError if the future is incomplete, has a value, or failed in another way
     */
    public AbstractThrowableAssert<?, ? extends Throwable> failedWith(Class<? extends Throwable> type) {
        Throwable failure = failure();
        if (!type.isInstance(failure)) {
            throwAssertionError(failure, type);
        }
        return Assertions.assertThat(failure);
    }

    /**
     * Asserts that a deadline has passed before the call had an outcome.
     *
     * @return this
     * @throws AssertionError if it has not failed with an {@link AsyncTimeoutException}
     */
    public AsyncFutureAssert<T> isTimedOut() {
        Object unused = failedWith(AsyncTimeoutException.class);
        return this;
    }

    /**
     * Asserts that the call was refused or dropped.
     *
     * @param reason why
     * @return this
     * @throws AssertionError if it has not failed with an {@link AsyncRejectedException} for that reason
     */
    public AsyncFutureAssert<T> isRejected(AsyncRejectedException.Reason reason) {
        AsyncRejectedException.Reason actual =
                failedWith(AsyncRejectedException.class).actual() instanceof AsyncRejectedException refusal
                        ? refusal.reason()
                        : null;
        if (actual != reason) {
            failWithMessage("%nExpecting%n  %s%nto be rejected as %s, but it was %s", future, reason, actual);
        }
        return this;
    }

    private AsyncFuture<T> future() {
        isNotNull();
        return Objects.requireNonNull(future);
    }

    /** Why it failed; null if it has not. Waits for nothing. */
    private @Nullable Throwable failure() {
        if (!future().isDone()) {
            return null;
        }
        try {
            Object unused = future().getNow(null);
            return null;
        } catch (CompletionException wrapped) {
            return wrapped.getCause() == null ? wrapped : wrapped.getCause();
        } catch (CancellationException cancelled) {
            return cancelled;
        }
    }

    private void throwAssertionError(@Nullable Throwable failure, Class<?> type) {
        if (failure != null) {
            AssertionError error = failure(
                    "%nExpecting%n  %s%nto have failed with%n  %s%nbut it failed with%n  %s",
                    future, type.getName(), failure);
            error.initCause(failure);
            throw error;
        }
        failWithMessage(
                "%nExpecting%n  %s%nto have failed with%n  %s%nbut it %s",
                future, type.getName(), future().isDone() ? "has a value: " + future().getNow(null) : "is incomplete");
    }
}
