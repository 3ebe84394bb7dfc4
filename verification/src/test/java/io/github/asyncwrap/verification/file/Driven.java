package io.github.asyncwrap.verification.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A publisher of somebody's, which the test drives. */
final class Driven implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
    private final CompletableFuture<Flow.Subscriber<? super ByteBuffer>> subscribed = new CompletableFuture<>();
    final AtomicLong requested = new AtomicLong();
    final AtomicInteger cancels = new AtomicInteger();

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> given) {
        subscribed.complete(given);
        given.onSubscribe(this);
    }

    Flow.Subscriber<? super ByteBuffer> subscriber() {
        return subscribed.join();
    }

    void next(byte[] chunk) {
        subscriber().onNext(ByteBuffer.wrap(chunk));
    }

    void next(String chunk) {
        next(chunk.getBytes(StandardCharsets.UTF_8));
    }

    void complete() {
        subscriber().onComplete();
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
