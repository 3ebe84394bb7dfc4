package io.github.asyncwrap.verification.mapping;

import io.github.asyncwrap.verification.ForgottenSubscriber;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** {@code publish(Publisher)}, in order. */
public class PublisherTckTest extends FlowPublisherVerification<Integer> {
    private final boolean ordered;

    public PublisherTckTest() {
        this(true);
    }

    PublisherTckTest(boolean ordered) {
        super(Subjects.environment());
        this.ordered = ordered;
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return Subjects.mapping(ordered).publish(Subjects.publisher(elements));
    }

    @Override
    public Flow.@Nullable Publisher<Integer> createFailedFlowPublisher() {
        return Subjects.mapping(ordered).publish(Subjects.<Integer>failed());
    }

    @Override
    public void required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber() {
        ForgottenSubscriber.check(createFlowPublisher(3));
    }
}
