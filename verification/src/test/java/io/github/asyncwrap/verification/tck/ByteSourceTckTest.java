package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.AsyncWrapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** The rules of Reactive Streams, on {@link AsyncWrapper#byteSource}: each element is a byte that is flushed. */
public class ByteSourceTckTest extends SourceVerification<ByteBuffer> {
    @Override
    public Flow.Publisher<ByteBuffer> createFlowPublisher(long elements) {
        return open().byteSource(out -> {
            for (long i = 0; i < elements; i++) {
                out.write((int) i);
                out.flush();
            }
        });
    }

    /** Its writer throws. */
    @Override
    public Flow.Publisher<ByteBuffer> createFailedFlowPublisher() {
        return open().byteSource(out -> {
            throw new IOException("no such file");
        });
    }

    /** A source has one subscriber: the TCK would wait for the second one's signals until it gives up, and skip this. */
    @Override
    public void optional_spec111_registeredSubscribersMustReceiveOnNextOrOnCompleteSignals() {
        notVerified("a source has one subscriber");
    }
}
