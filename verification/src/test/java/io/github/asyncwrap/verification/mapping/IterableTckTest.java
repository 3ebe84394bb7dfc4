package io.github.asyncwrap.verification.mapping;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** {@code publish(Iterable)}, in order. */
public class IterableTckTest extends FlowPublisherVerification<Integer> {
    public IterableTckTest() {
        super(Subjects.environment());
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return Subjects.mapping(true).publish(Subjects.elements(elements));
    }

    @Override
    public Flow.@Nullable Publisher<Integer> createFailedFlowPublisher() {
        return null; // it is not known to have failed before it is pulled
    }
}
