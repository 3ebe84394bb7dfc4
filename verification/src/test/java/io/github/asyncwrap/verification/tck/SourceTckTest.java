package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.AsyncWrapper;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/** The rules of Reactive Streams, on {@link AsyncWrapper#source}. */
public class SourceTckTest extends FlowPublisherVerification<Long> {
    private final Doors doors = new Doors();

    public SourceTckTest() {
        super(new TestEnvironment(Doors.TIMEOUT_MILLIS, Doors.NO_SIGNAL_MILLIS));
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
        return doors.open().source(out -> {
            for (long i = 0; i < elements; i++) {
                out.accept(i);
            }
        });
    }

    /** Its call is refused. */
    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        return doors.closed().source(out -> out.accept(1L));
    }

    @BeforeMethod
    public void openDoors() {
        doors.begin();
    }

    @AfterMethod(alwaysRun = true)
    public void closeDoors() {
        doors.end();
    }
}
