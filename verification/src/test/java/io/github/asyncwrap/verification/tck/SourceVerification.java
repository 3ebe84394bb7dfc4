package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.verification.ForgottenSubscriber;
import io.github.asyncwrap.verification.PatientEnvironment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/** A wrapper for each method of the TCK: many leave their publisher uncancelled, and its writer on its thread. */
abstract class SourceVerification<T> extends FlowPublisherVerification<T> {
    /** How long the TCK waits to see that there is no signal. */
    private static final long NO_SIGNAL_MILLIS = 50;

    private @Nullable AsyncWrapper wrapper;

    SourceVerification() {
        super(new PatientEnvironment(NO_SIGNAL_MILLIS));
    }

    @BeforeMethod
    public void begin() {
        wrapper = AsyncWrapper.of("tck", 16);
    }

    final AsyncWrapper open() {
        AsyncWrapper begun = wrapper;
        if (begun == null) {
            throw new IllegalStateException("no method of the TCK has begun");
        }
        return begun;
    }

    /** A view that is closed; the wrapper still delivers. */
    final AsyncWrapper closed() {
        AsyncWrapper closed = open().labelled("closed");
        closed.close();
        return closed;
    }

    @AfterMethod(alwaysRun = true)
    public void end() {
        Object unused = open().close(Duration.ZERO);
    }

    @Override
    public void required_spec313_cancelMustMakeThePublisherEventuallyDropAllReferencesToTheSubscriber() {
        ForgottenSubscriber.check(createFlowPublisher(3));
    }
}
