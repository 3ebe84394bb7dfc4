package io.github.asyncwrap.file;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;

/** A publisher that opens what it reads anew for each subscriber. */
final class BatchPublisher<T> implements Flow.Publisher<T> {
    private final String name;
    private final Calls calls;
    private final Calls closing;
    private final Callable<? extends Batches<T>> opening;

    /**
     * Creates one.
     *
     * @param name what it publishes, for {@code toString} and the log
     * @param calls opens and reads
     * @param closing closes where a subscriber has cancelled; must not interrupt
     */
    BatchPublisher(String name, Calls calls, Calls closing, Callable<? extends Batches<T>> opening) {
        this.name = name;
        this.calls = calls;
        this.closing = closing;
        this.opening = opening;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        new BatchSubscription<>(name, calls, closing, opening, subscriber).look();
    }

    @Override
    public String toString() {
        return name;
    }
}
