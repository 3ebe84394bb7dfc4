package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A publisher by hand. */
final class Hand implements Flow.Publisher<Integer>, Flow.Subscription {
    final AtomicLong requested = new AtomicLong();
    final AtomicInteger cancels = new AtomicInteger();
    volatile Flow.@Nullable Subscriber<? super Integer> subscriber;

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> given) {
        subscriber = given;
        given.onSubscribe(this);
    }

    Flow.Subscriber<? super Integer> to() {
        Spin.until(() -> subscriber != null);
        return Objects.requireNonNull(subscriber);
    }

    void awaitRequested(long count) {
        Spin.until(() -> requested.get() >= count);
        assertThat(requested.get()).isEqualTo(count);
    }

    @Override
    public void request(long count) {
        requested.addAndGet(count);
    }

    @Override
    public void cancel() {
        cancels.incrementAndGet();
    }
}
