package io.github.asyncwrap.testkit;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the bytes of one body as they are read: they are measured, counted, limited, slowed down and cut off.
 * For the thread of the body's connection.
 */
final class Intake {

    private final UploadMeter meter;
    private final UploadLog.@Nullable Upload upload;
    private final long limit;
    private final FaultPlan plan;
    private final AcceptedSocket connection;
    private final @Nullable Throttle throttle;
    private final long cutAt;

    Intake(
            UploadMeter meter,
            UploadLog.@Nullable Upload upload,
            long limit,
            FaultPlan plan,
            AcceptedSocket connection) {
        this.meter = meter;
        this.upload = upload;
        this.limit = limit;
        this.plan = plan;
        this.connection = connection;
        FaultAction.ReceiveRate rate = plan.find(FaultAction.ReceiveRate.class);
        throttle = rate == null ? null : new Throttle(rate.bytesPerSecond(), connection);
        FaultAction.Cut cut = plan.find(FaultAction.Cut.class);
        cutAt = cut == null ? Long.MAX_VALUE : cut.bytes();
    }

    /** The body is about to be read, although it may have no bytes. */
    void start() throws IOException {
        if (cutAt == 0) {
            throw cut();
        }
    }

    /** Says how many bytes may be read next, from 1 to the given number. */
    int next(long most) {
        long next = Math.min(most, cutAt - meter.bytes());
        return (int) (throttle == null ? next : Math.min(next, throttle.piece()));
    }

    /** Takes the bytes read. */
    void take(byte[] buffer, int count) throws IOException {
        if (count > limit - meter.bytes()) {
            throw RefusedBody.tooLarge(limit);
        }
        meter.update(buffer, 0, count);
        if (upload != null) {
            upload.received(count);
        }
        if (throttle != null) {
            throttle.passed(count);
        }
        if (meter.bytes() == cutAt) {
            throw cut();
        }
    }

    void endChunk() {
        meter.endChunk();
    }

    long bytes() {
        return meter.bytes();
    }

    private IOException cut() {
        if (upload != null) {
            upload.breakOff(); // before the reset, so that whoever sees that finds the upload counted
        }
        FaultAction.Cut cut = plan.find(FaultAction.Cut.class);
        if (cut != null && !cut.streamOnly()) {
            connection.reset();
        }
        return new IOException("cut off by a fault after " + meter.bytes() + " bytes");
    }
}
