package io.github.asyncwrap;

import java.util.Objects;
import java.util.concurrent.Flow;

/** A {@link Mapping} with a publisher on one side and one subscriber on the other, which come in any order. */
final class MappingProcessor<A, R> implements Flow.Processor<A, R> {
    private final Mapping<A, ?> mapping;
    private final MappingSubscription result;
    private final Upstream<A> upstream;

    MappingProcessor(Mapping<A, ?> mapping, MappingSubscription result, Upstream<A> upstream) {
        this.mapping = mapping;
        this.result = result;
        this.upstream = upstream;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super R> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (!result.begin(subscriber)) {
            NoSubscription.refuse(
                    subscriber,
                    mapping.setting().forAsync(),
                    mapping.view.queue().name + " - a processor has one subscriber: make a processor for each, or use "
                            + "publish");
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        upstream.onSubscribe(subscription);
    }

    @Override
    public void onNext(A item) {
        upstream.onNext(item);
    }

    @Override
    public void onError(Throwable failure) {
        upstream.onError(failure);
    }

    @Override
    public void onComplete() {
        upstream.onComplete();
    }

    @Override
    public String toString() {
        return "Processor of " + mapping;
    }
}
