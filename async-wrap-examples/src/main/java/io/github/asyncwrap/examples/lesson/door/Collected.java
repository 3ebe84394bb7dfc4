package io.github.asyncwrap.examples.lesson.door;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * All that a publisher gives, as a list: the least that a subscriber can be. It asks for the next thing when it has one, so
 * the publisher never runs far ahead of it. Signals come one after another, so the list needs no lock.
 */
final class Collected<T> implements Flow.Subscriber<T> {
    private final List<T> things = new ArrayList<>();
    private final CompletableFuture<List<T>> all = new CompletableFuture<>();

    @SuppressWarnings("NullAway.Init") // set by the publisher, before all else
    private Flow.Subscription subscription;

    private Collected() {}

    /** Subscribes to a publisher; the future completes with its end. */
    static <T> CompletableFuture<List<T>> of(Flow.Publisher<T> publisher) {
        Collected<T> collected = new Collected<>();
        publisher.subscribe(collected);
        return collected.all;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        subscription.request(1);
    }

    @Override
    public void onNext(T thing) {
        things.add(thing);
        subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {
        all.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        all.complete(things);
    }
}
