package io.github.asyncwrap.verification.mapping;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** {@code publish(Publisher)}, unordered. */
public class UnorderedPublisherTckTest extends FlowPublisherVerification<Integer> {
    public UnorderedPublisherTckTest() {
        super(Subjects.environment());
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return Subjects.mapping(false).publish(Subjects.publisher(elements));
    }

    @Override
    public Flow.@Nullable Publisher<Integer> createFailedFlowPublisher() {
        return Subjects.mapping(false).publish(Subjects.<Integer>failed());
    }
}
