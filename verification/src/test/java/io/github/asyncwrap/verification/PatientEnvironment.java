package io.github.asyncwrap.verification;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.TestEnvironment;

/**
 * How long the TCK waits: for what must come longer than any machine is held up, since no test waits that out, and for
 * what must not come as long as is said.
 */
public final class PatientEnvironment extends TestEnvironment {
    private static final long MUST_COME_MILLIS = 30_000;

    /** The kit looks once for an error, after this time, see {@link Requester}. */
    private static final long LOOK_MILLIS = 1;

    public PatientEnvironment(long mustNotComeMillis) {
        super(MUST_COME_MILLIS, mustNotComeMillis, LOOK_MILLIS);
    }

    @Override
    public <T> ManualSubscriber<T> newManualSubscriber(Publisher<T> publisher, long timeoutMillis)
            throws InterruptedException {
        Requester<T> subscriber = new Requester<>(this);
        subscribe(publisher, subscriber, timeoutMillis);
        return subscriber;
    }

    /**
     * Waits for the error that rule 3.9 wants. The kit of 1.0.4 means to look for it again and again, but computes the
     * time that is left wrongly, and so does not look a second time.
     */
    private static final class Requester<T> extends ManualSubscriberWithSubscriptionSupport<T> {
        private final CountDownLatch failed = new CountDownLatch(1);

        Requester(TestEnvironment environment) {
            super(environment);
        }

        @Override
        public void onError(Throwable cause) {
            super.onError(cause);
            failed.countDown();
        }

        @Override
        public void request(long elements) {
            super.request(elements);
            if (elements <= 0) {
                awaitError();
            }
        }

        private void awaitError() {
            try {
                boolean unused = failed.await(MUST_COME_MILLIS, TimeUnit.MILLISECONDS); // if not, the kit says so
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
