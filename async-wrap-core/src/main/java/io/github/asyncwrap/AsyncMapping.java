package io.github.asyncwrap;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A blocking function that is to be applied to many elements through a wrapper: what {@link AsyncWrapper#mapping} gives.
 * It is immutable and may be used any number of times; each use captures the context of the thread that uses it.
 *
 * <pre>{@code
 * AsyncFuture<List<User>> users = db.mapping(dao::find).window(100).unordered().all(ids);
 * }</pre>
 *
 * <p><b>How it runs.</b> Each element is one call of the wrapper: it queues like others, and the wrapper's timeout holds
 * for it. So is each pull of an {@code Iterable} source ({@code hasNext} and {@code next}; {@code iterator} in the first
 * one), one at a time: a source that blocks takes one slot while it does and nothing else. Neither ever runs on the
 * calling thread, whatever the overflow policy; where the wrapper is full they wait for room, without a thread. What is
 * not pulled is not kept, so a source may be endless. An iterator that can be closed is not: close it when the result,
 * and {@link AsyncFuture#stopped()} of it, have completed. A {@code Stream} comes in as {@code stream::iterator}.
 *
 * <p><b>The window</b> bounds how many elements are between the source and the result: {@linkplain #window twice the
 * limit} if nothing else is said. For futures a finished element is in the result. For publishers it is when the
 * subscriber gets it: what waits for its turn or for demand has a place in the window. Nothing is pulled before the first
 * {@code request}; after it at most a window of elements more than was requested.
 *
 * <p><b>Failures.</b> The first failure of an element (its exception, a timeout, a refusal) is that of the result, at
 * once and as it is: the rest is cancelled, the pending before the running, pulling ends, and no further element begins.
 * A failure of the source does so for futures; for publishers it comes at its place, after the results of the elements
 * before it. {@link #settle} and {@link #settled} give each element's outcome instead, and fail with the source alone. A
 * closed wrapper refuses the next element, or the next pull. What somebody ends from outside ({@code cancel},
 * {@code complete}, {@code orTimeout} of the future, {@code cancel} of the subscription) ends in the same way.
 *
 * <p><b>Futures.</b> {@link AsyncFuture#stopped()} completes when all bodies behind the result, pulls included, are off
 * their threads. A body of the same wrapper that waits for the result with {@code get} or {@code join} runs what is
 * pending behind it in place, so that also works with one slot. Callbacks run as those of a call do.
 *
 * <p><b>Publishers.</b> Each subscriber has a run of its own. All signals to it, and all that is asked of a publisher in
 * front, come from the wrapper's delivery threads, or from the executor of {@code deliverOn}. A subscriber that throws is
 * cancelled, and this is logged. Results must not be null, as subscribers take none: use {@link #settled}, or an
 * {@code Optional}.
 *
 * @param <A> the elements
 * @param <R> the results
 */
public final class AsyncMapping<A extends @Nullable Object, R extends @Nullable Object> {
    private final View view;
    private final ThrowingFunction<? super A, ? extends R> function;
    private final int window;
    private final boolean ordered;

    AsyncMapping(View view, ThrowingFunction<? super A, ? extends R> function, int window, boolean ordered) {
        this.view = view;
        this.function = function;
        this.window = window;
        this.ordered = ordered;
    }

    /**
     * Returns a mapping with another window. Without one it is twice the limit in force, the view's or the wrapper's,
     * whichever is smaller, as it is when the next element is wanted.
     *
     * @param elements how many elements may be between the source and the result; at least 1
     * @return a mapping
     * @throws IllegalArgumentException if it is below 1
     */
    public AsyncMapping<A, R> window(int elements) {
        return new AsyncMapping<>(view, function, Arguments.limit("window", elements), ordered);
    }

    /**
     * Returns a mapping whose results come in the order in which they are there, where otherwise they come in the order
     * of the source. An element that takes long then holds up no other one.
     *
     * @return a mapping
     */
    public AsyncMapping<A, R> unordered() {
        return new AsyncMapping<>(view, function, window, false);
    }

    /**
     * Applies the function to all elements.
     *
     * @param source the elements; null is one, too
     * @return the results, in an unmodifiable list of at most {@code Integer.MAX_VALUE} elements; fails as said above
     */
    public AsyncFuture<List<R>> all(Iterable<? extends A> source) {
        return future(mapping(function, false, pulls(source)), new Collectors.Values<>());
    }

    /**
     * Applies the function to all elements, and tells how each of them ended.
     *
     * @param source the elements; null is one, too
     * @return the outcomes, in an unmodifiable list; fails if the source does, which a refused or timed-out pull is
     */
    public AsyncFuture<List<Outcome<R>>> settle(Iterable<? extends A> source) {
        return future(mapping(function, true, pulls(source)), new Collectors.Values<>());
    }

    /**
     * Applies the function to all elements, and keeps no result.
     *
     * @param source the elements; null is one, too
     * @return how many elements there were; fails as said above
     */
    public AsyncFuture<Long> forEach(Iterable<? extends A> source) {
        return future(mapping(function, false, pulls(source)), new Collectors.Count());
    }

    /**
     * Publishes the results for the elements of a publisher, of which as many are requested as there is room for in the
     * window.
     *
     * @param source the elements; each subscriber subscribes to it anew, once it has its own subscription
     * @return a publisher
     */
    public Flow.Publisher<R> publish(Flow.Publisher<? extends A> source) {
        Objects.requireNonNull(source, "source");
        return subscriber -> subscribe(source, withoutNull(), false, subscriber);
    }

    /**
     * Publishes the results for the elements of an iterable.
     *
     * @param source the elements; each subscriber has an iterator of its own
     * @return a publisher
     */
    public Flow.Publisher<R> publish(Iterable<? extends A> source) {
        Objects.requireNonNull(source, "source");
        return subscriber -> subscribe(source, withoutNull(), false, subscriber);
    }

    /**
     * Publishes how each element of a publisher ended.
     *
     * @param source as for {@link #publish(Flow.Publisher)}
     * @return a publisher that fails if the source does
     */
    public Flow.Publisher<Outcome<R>> settled(Flow.Publisher<? extends A> source) {
        Objects.requireNonNull(source, "source");
        return subscriber -> subscribe(source, function, true, subscriber);
    }

    /**
     * Publishes how each element of an iterable ended.
     *
     * @param source as for {@link #publish(Iterable)}
     * @return a publisher that fails if the source does
     */
    public Flow.Publisher<Outcome<R>> settled(Iterable<? extends A> source) {
        Objects.requireNonNull(source, "source");
        return subscriber -> subscribe(source, function, true, subscriber);
    }

    /**
     * Makes a processor: what it gets from a publisher goes through the function to its one subscriber, in whichever order
     * the two come. A second subscriber gets an {@code IllegalStateException}. The context is that of the thread that
     * calls this.
     *
     * @return a new processor
     */
    public Flow.Processor<A, R> processor() {
        Mapping<A, R> mapping = mapping(withoutNull(), false, null);
        MappingSubscription result = new MappingSubscription(mapping, ordered);
        Upstream<A> upstream = new Upstream<>(mapping, result);
        result.from(upstream, null);
        mapping.into(result);
        return new MappingProcessor<>(mapping, result, upstream);
    }

    private static Pulls pulls(Iterable<?> source) {
        return new Pulls(Objects.requireNonNull(source, "source"));
    }

    private Mapping<A, R> mapping(
            ThrowingFunction<? super A, ? extends R> applied, boolean settles, @Nullable Pulls pulls) {
        return new Mapping<>(view, applied, window, settles, pulls);
    }

    private <T extends @Nullable Object> AsyncFuture<T> future(
            Mapping<A, R> mapping, MappedFuture.Collector<T> collector) {
        return new MappedFuture<>(mapping, ordered, collector).begin();
    }

    private void subscribe(
            Iterable<? extends A> source,
            ThrowingFunction<? super A, ? extends R> applied,
            boolean settles,
            Flow.Subscriber<?> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Mapping<A, R> mapping = mapping(applied, settles, pulls(source));
        MappingSubscription result = new MappingSubscription(mapping, ordered);
        mapping.into(result);
        boolean unused = result.begin(subscriber);
    }

    private void subscribe(
            Flow.Publisher<? extends A> source,
            ThrowingFunction<? super A, ? extends R> applied,
            boolean settles,
            Flow.Subscriber<?> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Mapping<A, R> mapping = mapping(applied, settles, null);
        MappingSubscription result = new MappingSubscription(mapping, ordered);
        Upstream<A> upstream = new Upstream<>(mapping, result);
        result.from(upstream, () -> source.subscribe(upstream));
        mapping.into(result);
        boolean unused = result.begin(subscriber);
    }

    private ThrowingFunction<A, R> withoutNull() {
        return element -> Objects.requireNonNull(
                function.apply(element),
                () -> "the function gave null for " + element
                        + ", and a subscriber takes no null: use settled, or an Optional");
    }

    @Override
    public String toString() {
        return "AsyncMapping " + view.queue().name + " (window=" + (window == 0 ? "2 x limit" : window)
                + (ordered ? ")" : ", unordered)");
    }
}
