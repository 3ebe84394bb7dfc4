package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.AsyncWrapper;
import java.util.concurrent.Flow;

/** The rules of Reactive Streams, on {@link AsyncWrapper#source}. */
public class SourceTckTest extends SourceVerification<Long> {
    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
        return open().source(out -> {
            for (long i = 0; i < elements; i++) {
                out.accept(i);
            }
        });
    }

    /** Its call is refused. */
    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        return closed().source(out -> out.accept(1L));
    }

    /** A source has one subscriber: the TCK would wait for the second one's signals until it gives up, and skip this. */
    @Override
    public void optional_spec111_registeredSubscribersMustReceiveOnNextOrOnCompleteSignals() {
        notVerified("a source has one subscriber");
    }
}
