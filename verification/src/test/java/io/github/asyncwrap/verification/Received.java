package io.github.asyncwrap.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A subscriber that notes what it gets, and whether that is within the rules. */
class Received<T> implements Flow.Subscriber<T> {
    private final long first;
    private final AtomicInteger inside = new AtomicInteger();

    final List<T> items = new ArrayList<>();
    final List<Thread> threads = new ArrayList<>();
    volatile int count;
    volatile Flow.@Nullable Subscription subscription;

    /** Null for complete. */
    final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();

    volatile @Nullable String violation;

    /**
     * Creates one.
     *
     * @param first how many to request at once; 0 for none
     */
    Received(long first) {
        this.first = first;
    }

    static <T> Received<T> of(Flow.Publisher<T> publisher, long first) {
        Received<T> received = new Received<>(first);
        publisher.subscribe(received);
        return received;
    }

    Flow.Subscription awaitSubscription() {
        Spin.until(() -> subscription != null);
        return Objects.requireNonNull(subscription);
    }

    void awaitCount(int wanted) {
        Spin.until(() -> count >= wanted);
    }

    @Nullable
    Throwable awaitEnd() {
        return end.join();
    }

    void onItem(T item) {}

    private void enter(String signal) {
        if (inside.getAndIncrement() != 0) {
            violation = signal + " inside another signal";
        } else if (end.isDone()) {
            violation = signal + " after the end";
        }
        threads.add(Thread.currentThread());
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        enter("onSubscribe");
        if (subscription != null) {
            violation = "a second subscription";
        }
        subscription = given;
        inside.decrementAndGet();
        if (first > 0) {
            given.request(first);
        }
    }

    @Override
    public void onNext(T item) {
        enter("onNext");
        items.add(item);
        count = items.size();
        inside.decrementAndGet();
        onItem(item);
    }

    @Override
    public void onError(Throwable failure) {
        enter("onError");
        inside.decrementAndGet();
        end.complete(failure);
    }

    @Override
    public void onComplete() {
        enter("onComplete");
        inside.decrementAndGet();
        end.complete(null);
    }
}
