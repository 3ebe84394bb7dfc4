package io.github.asyncwrap;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Many futures, one result. Users of {@code asyncio} know {@link #all} and {@link #settle} as {@code gather},
 * {@link #asCompleted} as {@code as_completed}, {@link #shield} as {@code shield}; {@link #race} is JavaScript's
 * {@code Promise.any}.
 *
 * <p>The futures are any {@code CompletionStage}s; a {@code ListenableFuture} that is none comes in through
 * {@link AsyncFuture#from}, which keeps cancellation both ways. The iterable is read once, at once, on the caller's
 * thread; a null in it is a NullPointerException that names its place.
 *
 * <p><b>Cancellation.</b> The results of {@code all}, {@code settle}, {@code race} and {@code firstOf} own the futures:
 * however such a result ends (a failure, enough successes, {@code cancel}, {@code orTimeout}, {@code complete}), those that
 * have not ended are cancelled, the last one first (so that what is pending does not begin as what is running ends), with
 * {@code mayInterruptIfRunning} as the result was cancelled, else true. A plain
 * {@code CompletableFuture} is only marked as cancelled, as ever. {@link AsyncFuture#stopped()} of a result says when all
 * the bodies behind it are off their threads.
 *
 * <p><b>Threads.</b> Nothing here waits. Callbacks of a result run as those of the first of the futures that is an
 * {@code AsyncFuture} do (its view's {@code deliverOn}, its context); without one, as those of {@link AsyncWrapper#shared()}. A
 * body that waits for a result runs what is pending behind it in place, see {@link AsyncFuture#join()}.
 *
 * <p><b>Exceptions</b> are the futures' own, without the CompletionException that a derived stage wraps them in.
 */
public final class Gather {
    private Gather() {}

    /**
     * Completes with all values, in the order given.
     *
     * @param futures any number; none gives an empty list
     * @param <T> the values' type
     * @return the values, in an unmodifiable list; fails with the first failure in time, and is cancelled if one of the
     *     futures is
     */
    public static <T extends @Nullable Object> AsyncFuture<List<T>> all(
            Iterable<? extends CompletionStage<? extends T>> futures) {
        List<CompletionStage<? extends T>> members = Gathered.copyOf(futures);
        Gathered<List<T>> result = new Gathered<>(members);
        Values<T> values = new Values<>(members.size(), result);
        for (int i = 0; i < members.size(); i++) {
            int index = i;
            watch(members.get(i), (value, failure) -> {
                if (failure == null) {
                    values.set(index, value);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        }
        return result.cancelsTheRest();
    }

    /**
     * Completes when all futures have ended, with how each of them did, in the order given. It does not fail by itself.
     *
     * @param futures any number; none gives an empty list
     * @param <T> the values' type
     * @return the outcomes, in an unmodifiable list
     */
    public static <T extends @Nullable Object> AsyncFuture<List<Outcome<T>>> settle(
            Iterable<? extends CompletionStage<? extends T>> futures) {
        List<CompletionStage<? extends T>> members = Gathered.copyOf(futures);
        Gathered<List<Outcome<T>>> result = new Gathered<>(members);
        Values<Outcome<T>> outcomes = new Values<>(members.size(), result);
        for (int i = 0; i < members.size(); i++) {
            int index = i;
            watch(
                    members.get(i),
                    (value, failure) -> outcomes.set(
                            index, failure == null ? new Outcome.Success<T>(value) : new Outcome.Failure<>(failure)));
        }
        return result.cancelsTheRest();
    }

    /**
     * Completes with the first value; the rest are cancelled. Failures are passed over as long as another one may
     * succeed.
     *
     * @param futures one or more
     * @param <T> the value's type
     * @return the first value in time; if all fail, the last failure
     * @throws IllegalArgumentException if there are none, since nobody could win
     */
    public static <T extends @Nullable Object> AsyncFuture<T> race(
            Iterable<? extends CompletionStage<? extends T>> futures) {
        List<CompletionStage<? extends T>> members = Gathered.copyOf(futures);
        checkArgument(!members.isEmpty(), "there are no futures to race: give one or more");
        Gathered<T> result = new Gathered<>(members);
        AtomicInteger left = new AtomicInteger(members.size());
        members.forEach(member -> watch(member, (value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else if (left.decrementAndGet() == 0) {
                result.completeExceptionally(failure);
            }
        }));
        return result.cancelsTheRest();
    }

    /**
     * Completes with the first values, in the order in which they came; the rest are cancelled.
     *
     * @param count how many values, at least 1 and at most as many as there are futures
     * @param futures as many or more
     * @param <T> the values' type
     * @return the values, in an unmodifiable list; fails, with the failure that decided it, as soon as so many have failed
     *     that there cannot be enough
     * @throws IllegalArgumentException if the count is below 1 or above the number of futures
     */
    public static <T extends @Nullable Object> AsyncFuture<List<T>> firstOf(
            int count, Iterable<? extends CompletionStage<? extends T>> futures) {
        List<CompletionStage<? extends T>> members = Gathered.copyOf(futures);
        checkArgument(
                count >= 1 && count <= members.size(),
                "count must be from 1 to the number of futures, which is %s, but was %s",
                members.size(),
                count);
        Gathered<List<T>> result = new Gathered<>(members);
        Values<T> values = new Values<>(count, result);
        AtomicInteger came = new AtomicInteger();
        AtomicInteger spare = new AtomicInteger(members.size() - count);
        members.forEach(member -> watch(member, (value, failure) -> {
            if (failure != null) {
                if (spare.decrementAndGet() < 0) {
                    result.completeExceptionally(failure);
                }
                return;
            }
            int place = came.getAndIncrement();
            if (place < count) {
                values.set(place, value);
            }
        }));
        return result.cancelsTheRest();
    }

    /**
     * Gives as many futures as there are, of which the first completes as the first of the given ones in time does, and
     * so on: a loop that takes one after another sees the quick ones first.
     *
     * <p>The futures given back are observers: cancelling one of them cancels none of those given, and what would have
     * been its outcome is passed over.
     *
     * @param futures any number
     * @param <T> the values' type
     * @return the futures, in an unmodifiable list
     */
    public static <T extends @Nullable Object> List<AsyncFuture<T>> asCompleted(
            Iterable<? extends CompletionStage<? extends T>> futures) {
        List<CompletionStage<? extends T>> members = Gathered.copyOf(futures);
        Origin origin = Gathered.originOf(members);
        List<AsyncFuture<T>> ordered = Stream.generate(() -> new AsyncFuture<T>(origin))
                .limit(members.size())
                .toList();
        AtomicInteger ended = new AtomicInteger();
        members.forEach(member -> watch(
                member, (value, failure) -> ordered.get(ended.getAndIncrement()).settle(value, failure)));
        return ordered;
    }

    /**
     * Returns a stage with the outcome of a future that does not pass a cancel on, whatever is linked: somebody else
     * needs the future. Cancelling the stage cancels the stage alone.
     *
     * @param future any future
     * @param <T> the result
     * @return a new stage
     */
    public static <T extends @Nullable Object> AsyncFuture<T> shield(CompletionStage<T> future) {
        AsyncFuture<T> stage = new AsyncFuture<>(Lineage.shielding(Objects.requireNonNull(future, "future")));
        watch(future, stage::settle);
        return stage;
    }

    /** Tells how a future ended, without what a derived stage wraps a failure in. */
    @SuppressWarnings("NullAway") // the value is a T where there is no failure
    private static <T extends @Nullable Object> void watch(
            CompletionStage<? extends T> future, BiConsumer<T, @Nullable Throwable> told) {
        CompletableFuture<?> unused = AsyncFuture.whenSettled(
                future.toCompletableFuture(),
                (value, failure) -> told.accept(
                        value,
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure));
    }

    /** What comes in any order, and completes a list when all of it is there. */
    private static final class Values<T extends @Nullable Object> {
        private final @Nullable Object[] values;
        private final AtomicInteger missing;
        private final AsyncFuture<List<T>> whole;

        Values(int size, AsyncFuture<List<T>> whole) {
            this.values = new @Nullable Object[size];
            this.missing = new AtomicInteger(size);
            this.whole = whole;
            if (size == 0) {
                whole.complete(List.of());
            }
        }

        /** Once for each index. */
        @SuppressWarnings("unchecked") // nothing but Ts is in it when it is handed out
        void set(int index, T value) {
            values[index] = value;
            if (missing.decrementAndGet() == 0) {
                whole.complete(Collections.unmodifiableList(new ArrayList<>((List<T>) Arrays.asList(values))));
            }
        }
    }
}
