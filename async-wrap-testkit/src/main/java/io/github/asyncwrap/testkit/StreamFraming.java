package io.github.asyncwrap.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import okhttp3.Headers;
import okio.BufferedSource;

/**
 * A body by HTTP/2, which ends with its stream; a length, if the head tells one, must be right. How it is cut into frames
 * means nothing, so its chunks are pieces of the receive size.
 */
final class StreamFraming extends BodyFraming {

    private static final long UNKNOWN = -1;

    private final long length;

    private StreamFraming(long length) {
        this.length = length;
    }

    static BodyFraming of(String method, Headers headers) throws RefusedBody {
        List<String> lengths = elements(headers, "Content-Length");
        if (!lengths.isEmpty()) {
            return new StreamFraming(LengthFraming.of(lengths).declaredLength());
        }
        // Whether the stream ended with its head is not told; a method that has no body by itself has none, then.
        boolean bodyless = method.equals("GET") || method.equals("HEAD");
        return new StreamFraming(bodyless ? 0 : UNKNOWN);
    }

    @Override
    long declaredLength() {
        return length;
    }

    @Override
    boolean isEmpty() {
        return length == 0;
    }

    @Override
    UploadMeter newMeter(int receiveSize) {
        return UploadMeter.ofPieces(receiveSize);
    }

    @Override
    void read(BufferedSource source, Intake intake) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        int count = source.read(buffer, 0, intake.next(buffer.length));
        while (count != -1) {
            intake.take(buffer, count);
            count = source.read(buffer, 0, intake.next(buffer.length));
        }
        if (length != UNKNOWN && intake.bytes() != length) {
            throw new EOFException("a body of " + length + " bytes ended after " + intake.bytes());
        }
    }
}
