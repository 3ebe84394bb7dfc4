package io.github.asyncwrap.verification.mapping;

import io.github.asyncwrap.verification.ForgottenSubscriber;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** {@code publish(Iterable)}, in order. */
public class IterableTckTest extends FlowPublisherVerification<Integer> {
    private final boolean ordered;

    public IterableTckTest() {
        this(true);
    }

    IterableTckTest(boolean ordered) {
        super(Subjects.environment());
        this.ordered = ordered;
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return Subjects.mapping(ordered).publish(Subjects.elements(elements));
    }

    @Override
    public Flow.@Nullable Publisher<Integer> createFailedFlowPublisher() {
        return null; // it is not known to have failed before it is pulled
    }

    @Override
    public void required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber() {
        ForgottenSubscriber.check(createFlowPublisher(3));
    }
}
