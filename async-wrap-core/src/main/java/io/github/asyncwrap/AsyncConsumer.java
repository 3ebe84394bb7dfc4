package io.github.asyncwrap;

/**
 * A blocking consumer that gets one item after another, in the order in which they were accepted, and never on two
 * threads at once. Each item is a call of the wrapper: it has a future, deadlines, a place in the statistics, and can be
 * cancelled. The items have a line and a capacity of their own, so that a consumer that is full neither fills nor starves
 * the wrapper. A consumer without items holds no thread and no slot.
 *
 * <p><b>When it is full</b>, the wrapper's {@link Overflow} says what happens to the next item. Under
 * {@code callerRuns} the caller first gives the consumer the items before its own, and waits while one of them is with
 * the consumer on another thread; an interrupt ends that, and the item is refused.
 *
 * <p><b>An item that is cancelled or times out</b> while it waits is passed over. If the consumer has it already, the
 * consumer is interrupted, and gets the next item when it has really returned.
 *
 * <p><b>Threads.</b> Any thread may use it. What it does for an item happens-before what it does for the next one. The
 * consumer may accept further items itself, but must not wait for them with {@code get()} or {@code join()}, which fails
 * at once with an {@link IllegalStateException}. Any other body of the wrapper may: it gives the consumer the
 * items before the one that it waits for, and that, on its own thread, unless another one is at it. Two consumers that
 * each wait for an item of the other wait for ever.
 *
 * <p>What it does not do: items that have not been consumed are lost when the wrapper is closed before they are; their
 * futures say so.
 *
 * @param <T> the items
 * @see AsyncWrapper#consumer
 * @see AsyncWrapper#batchConsumer
 */
public interface AsyncConsumer<T> {

    /**
     * Accepts an item, or refuses it.
     *
     * @param item the item
     * @return completes when the consumer has consumed the item, or fails with what it threw. A refused item has failed
     *     already: with {@link AsyncRejectedException}, reason {@code FULL}, or {@code CLOSED} after {@link #finish}
     */
    AsyncFuture<Void> accept(T item);

    /**
     * Completes when an item would be accepted, as {@link AsyncWrapper#ready} does for calls.
     *
     * @return completes normally when there is room
     */
    AsyncFuture<Void> ready();

    /**
     * From now on an item whose consumption fails is the last one: all later ones, also those that wait already, fail
     * with an {@link IllegalStateException} that has the failure as its cause, without being consumed. An item that was
     * cancelled or timed out, and then throws, is not meant.
     *
     * @return this
     */
    AsyncConsumer<T> stopOnError();

    /**
     * Accepts no more items and lets the consumer have those that are there. Calling it again gives the same answer.
     *
     * @return completes when all items have their outcomes and the consumer has returned from the last one; normally,
     *     also if items failed, but after {@link #stopOnError} with the failure that stopped it. Cancelling it changes
     *     nothing but the future
     */
    AsyncFuture<Void> finish();
}
