package io.github.asyncwrap.verification;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Rule 3.13 of Reactive Streams: a publisher drops all references to a subscriber that has cancelled. The TCK's own test
 * of it gives the JVM 100 ms after one collection, which a busy machine may need for less.
 */
public final class ForgottenSubscriber {
    private ForgottenSubscriber() {}

    /** Subscribes, cancels at the first element, and waits until nothing holds the subscriber any more. */
    public static <T> void check(Flow.Publisher<T> publisher) {
        Spin.untilCollected(cancelled(publisher));
    }

    private static <T> WeakReference<Canceller<T>> cancelled(Flow.Publisher<T> publisher) {
        Canceller<T> subscriber = new Canceller<>();
        publisher.subscribe(subscriber);
        subscriber.subscription.join().request(1);
        subscriber.cancelled.join();
        return new WeakReference<>(subscriber);
    }

    private static final class Canceller<T> implements Flow.Subscriber<T> {
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final CompletableFuture<Void> cancelled = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription.complete(begun);
        }

        @Override
        public void onNext(T element) {
            subscription.join().cancel();
            cancelled.complete(null);
        }

        @Override
        public void onError(Throwable failure) {
            subscription.completeExceptionally(failure);
            cancelled.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            onError(new AssertionError("complete without an element"));
        }
    }
}
