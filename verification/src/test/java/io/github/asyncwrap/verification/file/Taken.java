package io.github.asyncwrap.verification.file;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A subscriber that keeps what it gets, and fails its end if signals overlap. */
class Taken<T> implements Flow.Subscriber<T> {
    private final long first;
    private final AtomicInteger inside = new AtomicInteger();
    final List<T> items = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    final CompletableFuture<List<T>> end = new CompletableFuture<>();

    /**
     * Creates one.
     *
     * @param first how many it requests at once; 0 for none
     */
    Taken(long first) {
        this.first = first;
    }

    static <T> Taken<T> all(Flow.Publisher<T> publisher) {
        return from(publisher, Long.MAX_VALUE);
    }

    static <T> Taken<T> from(Flow.Publisher<T> publisher, long first) {
        Taken<T> taken = new Taken<>(first);
        publisher.subscribe(taken);
        return taken;
    }

    List<T> await() {
        return end.join();
    }

    /** What the publisher fails with. */
    @Nullable
    Throwable failure() {
        return end.handle((items, failed) -> failed).join();
    }

    /** Comes first with each signal, on its thread. */
    void signalled() {}

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        signalled();
        subscribed.complete(subscription);
        if (first > 0) {
            subscription.request(first);
        }
    }

    @Override
    public void onNext(T item) {
        signalled();
        if (inside.getAndIncrement() != 0) {
            end.completeExceptionally(new AssertionError("two signals at once"));
        }
        items.add(item);
        inside.decrementAndGet();
    }

    @Override
    public void onError(Throwable failure) {
        signalled();
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        signalled();
        end.complete(List.copyOf(items));
    }
}
