package io.github.asyncwrap.verification.mapping;

import io.github.asyncwrap.verification.ForgottenSubscriber;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.flow.IdentityFlowProcessorVerification;
import org.testng.annotations.AfterClass;

/** {@code processor()}, in order. */
public class ProcessorTckTest extends IdentityFlowProcessorVerification<Integer> {
    private final boolean ordered;
    private final ExecutorService publishers = Executors.newCachedThreadPool();

    public ProcessorTckTest() {
        this(true);
    }

    ProcessorTckTest(boolean ordered) {
        super(Subjects.environment());
        this.ordered = ordered;
    }

    @Override
    protected Flow.Processor<Integer, Integer> createIdentityFlowProcessor(int bufferSize) {
        return Subjects.mapping(ordered).window(bufferSize).processor();
    }

    @Override
    protected Flow.Publisher<Integer> createFailedFlowPublisher() {
        Flow.Processor<Integer, Integer> processor = Subjects.mapping(ordered).processor();
        Subjects.<Integer>failed().subscribe(processor);
        return processor;
    }

    @Override
    public ExecutorService publisherExecutorService() {
        return publishers;
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }

    @Override
    public long maxSupportedSubscribers() {
        return 1;
    }

    @AfterClass
    public void stop() {
        publishers.shutdownNow();
    }

    @Override
    public void required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber() {
        ForgottenSubscriber.check(FlowAdapters.toFlowPublisher(createPublisher(3)));
    }
}
