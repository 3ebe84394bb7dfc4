package io.github.asyncwrap;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a subscriber gets who came too late: there is nothing to request and nothing to cancel. */
enum NoSubscription implements Flow.Subscription {
    INSTANCE;

    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    /** Tells a subscriber that it is none, where it would have got its signals. */
    static void refuse(Flow.Subscriber<?> subscriber, Executor delivery, String why) {
        delivery.execute(() -> {
            try {
                subscriber.onSubscribe(INSTANCE);
                subscriber.onError(new IllegalStateException(why));
            } catch (Throwable thrown) {
                LOG.error(
                        "The subscriber {}, which was refused, threw and nobody else can be told.", subscriber, thrown);
            }
        });
    }

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
}
