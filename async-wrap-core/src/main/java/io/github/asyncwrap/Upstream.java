package io.github.asyncwrap;

import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The publisher that a {@link Mapping} gets its elements from. What is asked of it, the {@link MappingSubscription} asks:
 * on its thread, one thing after another, never in a body and never inside what the publisher calls here.
 */
final class Upstream<A> implements Flow.Subscriber<A> {
    private final Mapping<A, ?> mapping;
    private final MappingSubscription result;

    // Guarded by the lock of the mapping.
    private Flow.@Nullable Subscription subscription;
    private boolean cancelled;
    /** Requested and not come yet: places of the window, too. */
    private int outstanding;

    Upstream(Mapping<A, ?> mapping, MappingSubscription result) {
        this.mapping = mapping;
        this.result = result;
    }

    // What the publisher calls.

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        boolean second;
        mapping.lock.lock();
        try {
            second = subscription != null;
            if (!second) {
                subscription = given;
            }
        } finally {
            mapping.lock.unlock();
        }
        if (second) {
            given.cancel();
        } else {
            result.look();
        }
    }

    @Override
    public void onNext(A item) {
        Objects.requireNonNull(item, "item");
        MappedCall element = null;
        mapping.lock.lock();
        try {
            if (mapping.isOver() || mapping.isExhausted()) {
                return; // what it sent before it knew of our cancel, or what it may not send
            }
            if (outstanding > 0) {
                outstanding--;
                element = mapping.begin(item);
            }
        } finally {
            mapping.lock.unlock();
        }
        if (element == null) {
            mapping.end(new IllegalStateException(
                    "the publisher sent more elements than were requested (Reactive Streams 1.1)"));
        } else {
            mapping.submit(element);
            mapping.proceed();
        }
    }

    @Override
    public void onError(Throwable failure) {
        ended(Objects.requireNonNull(failure, "failure"));
    }

    @Override
    public void onComplete() {
        ended(null);
    }

    private void ended(@Nullable Throwable failure) {
        mapping.lock.lock();
        try {
            if (mapping.isExhausted()) {
                return;
            }
            mapping.exhausted(failure);
        } finally {
            mapping.lock.unlock();
        }
        result.look();
    }

    // What the subscription asks under the lock, to do it afterwards without.

    /** How many elements to request now: what is free of the window, if that is worth it. */
    int wanted() {
        if (subscription == null || mapping.isExhausted() || mapping.isOver()) {
            return 0;
        }
        int window = mapping.window();
        int free = window - mapping.open() - outstanding;
        return free >= Math.max(1, window / 4) ? free : 0;
    }

    Flow.Subscription requesting(int count) {
        outstanding += count;
        return Objects.requireNonNull(subscription);
    }

    /** Whether the publisher is to be told that nobody wants it any more. */
    boolean isToBeCancelled() {
        return subscription != null && !cancelled && !mapping.isExhausted();
    }

    Flow.Subscription cancelling() {
        cancelled = true;
        return Objects.requireNonNull(subscription);
    }
}
