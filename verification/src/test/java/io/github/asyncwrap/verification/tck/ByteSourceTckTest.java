package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.AsyncWrapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/** The rules of Reactive Streams, on {@link AsyncWrapper#byteSource}: each element is a byte that is flushed. */
public class ByteSourceTckTest extends FlowPublisherVerification<ByteBuffer> {
    private final Doors doors = new Doors();

    public ByteSourceTckTest() {
        super(new TestEnvironment(Doors.TIMEOUT_MILLIS, Doors.NO_SIGNAL_MILLIS));
    }

    @Override
    public Flow.Publisher<ByteBuffer> createFlowPublisher(long elements) {
        return doors.open().byteSource(out -> {
            for (long i = 0; i < elements; i++) {
                out.write((int) i);
                out.flush();
            }
        });
    }

    /** Its writer throws. */
    @Override
    public Flow.Publisher<ByteBuffer> createFailedFlowPublisher() {
        return doors.open().byteSource(out -> {
            throw new IOException("no such file");
        });
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
