package io.github.asyncwrap.verification;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that keeps what it gets, and fails if signals come together, in a wrong order, or after the end.
 *
 * <p>{@link #ended} completes with the items at {@code onComplete}, and with the error at {@code onError}.
 */
class Collecting<T> implements Flow.Subscriber<T> {
    private final long atOnce;
    private final AtomicInteger inside = new AtomicInteger();
    private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    final List<T> items = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final CompletableFuture<List<T>> ended = new CompletableFuture<>();
    private volatile @Nullable String wrong;

    /**
     * Creates one.
     *
     * @param atOnce what it requests when it is subscribed
     */
    Collecting(long atOnce) {
        this.atOnce = atOnce;
    }

    Flow.Subscription subscription() {
        return subscribed.join();
    }

    /** What must never be; null if it was not. */
    @Nullable
    String wrong() {
        return wrong;
    }

    /** For subclasses: an item has come. */
    void got(T item) throws Exception {}

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        enter("onSubscribe", !subscribed.isDone());
        subscribed.complete(subscription);
        if (atOnce > 0) {
            subscription.request(atOnce);
        }
        leave();
    }

    @Override
    public void onNext(T item) {
        enter("onNext", subscribed.isDone() && !ended.isDone());
        threads.add(Thread.currentThread());
        items.add(item);
        try {
            got(item);
        } catch (Exception thrown) {
            throw new IllegalStateException(thrown);
        } finally {
            leave();
        }
    }

    @Override
    public void onError(Throwable failure) {
        enter("onError", subscribed.isDone() && !ended.isDone());
        threads.add(Thread.currentThread());
        leave();
        ended.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        enter("onComplete", subscribed.isDone() && !ended.isDone());
        threads.add(Thread.currentThread());
        leave();
        ended.complete(List.copyOf(items));
    }

    private void enter(String signal, boolean inOrder) {
        if (inside.getAndIncrement() != 0) {
            wrong = signal + " came inside another signal";
        } else if (!inOrder) {
            wrong = signal + " came out of order";
        }
    }

    private void leave() {
        inside.decrementAndGet();
    }
}
