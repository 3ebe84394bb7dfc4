package io.github.asyncwrap.verification.mapping;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** {@code publish(Iterable)}, unordered. */
public class UnorderedIterableTckTest extends FlowPublisherVerification<Integer> {
    public UnorderedIterableTckTest() {
        super(Subjects.environment());
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return Subjects.mapping(false).publish(Subjects.elements(elements));
    }

    @Override
    public Flow.@Nullable Publisher<Integer> createFailedFlowPublisher() {
        return null; // it is not known to have failed before it is pulled
    }
}
