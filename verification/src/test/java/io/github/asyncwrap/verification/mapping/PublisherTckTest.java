package io.github.asyncwrap.verification.mapping;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** {@code publish(Publisher)}, in order. */
public class PublisherTckTest extends FlowPublisherVerification<Integer> {
    public PublisherTckTest() {
        super(Subjects.environment());
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return Subjects.mapping(true).publish(Subjects.publisher(elements));
    }

    @Override
    public Flow.@Nullable Publisher<Integer> createFailedFlowPublisher() {
        return Subjects.mapping(true).publish(Subjects.<Integer>failed());
    }
}
