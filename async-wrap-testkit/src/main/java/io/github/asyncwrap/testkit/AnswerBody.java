package io.github.asyncwrap.testkit;

import java.io.IOException;
import mockwebserver3.MockResponse;
import okio.BufferedSink;

/** Writes the body of one answer, with the faults that concern it. */
final class AnswerBody {

    private final byte[] bytes;
    private final int end;
    private final FaultPlan plan;
    private final AcceptedSocket connection;

    AnswerBody(MockResponse answer, FaultPlan plan, AcceptedSocket connection) throws IOException {
        this.plan = plan;
        this.connection = connection;
        bytes = Answers.body(answer);
        if (plan.has(FaultAction.Corrupt.class) && bytes.length > 0) {
            // All bits of one byte. Our answers are ASCII, so whatever place it takes, it is not what belongs there.
            bytes[bytes.length / 2] ^= (byte) 0xff;
        }
        FaultAction.Truncate truncate = plan.find(FaultAction.Truncate.class);
        end = truncate == null ? bytes.length : Math.min(bytes.length, truncate.bytes());
    }

    /** Writes as much as is to be written, and flushes; returns whether that is all of it. */
    boolean write(BufferedSink sink) throws IOException {
        FaultAction.DelayBody delay = plan.find(FaultAction.DelayBody.class);
        if (delay != null) {
            sink.flush(); // the head
            connection.sleep(delay.nanos());
        }
        FaultAction.SendRate rate = plan.find(FaultAction.SendRate.class);
        if (rate != null) {
            sink.flush();
            writeSlowly(sink, new Throttle(rate.bytesPerSecond(), connection));
        } else {
            sink.write(bytes, 0, end);
        }
        sink.flush();
        return end == bytes.length;
    }

    private void writeSlowly(BufferedSink sink, Throttle throttle) throws IOException {
        for (int at = 0; at < end; ) {
            int count = Math.min(throttle.piece(), end - at);
            throttle.passed(count); // before, since the client has its answer as soon as the last piece is out
            sink.write(bytes, at, count);
            sink.flush();
            at += count;
        }
    }
}
