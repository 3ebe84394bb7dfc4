package io.github.asyncwrap.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.Headers;
import okio.BufferedSource;

/** How a request says where its body ends. Reads exactly the body: what follows is the connection's next request. */
abstract sealed class BodyFraming permits LengthFraming, ChunkedFraming, StreamFraming {

    static final int BUFFER_SIZE = 8192;

    /**
     * Reads the framing from the head of a request by HTTP/1.x. A head that says it in two ways is refused rather than
     * interpreted.
     *
     * @throws RefusedBody if the head does not tell
     */
    static BodyFraming of(Headers headers) throws RefusedBody {
        List<String> codings = elements(headers, "Transfer-Encoding");
        List<String> lengths = elements(headers, "Content-Length");
        if (codings.isEmpty()) {
            return lengths.isEmpty() ? new LengthFraming(0) : LengthFraming.of(lengths);
        }
        if (!lengths.isEmpty()) {
            throw RefusedBody.badRequest("both Transfer-Encoding and Content-Length", codings + " and " + lengths);
        }
        if (codings.size() != 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
            throw RefusedBody.notImplemented("transfer coding", codings.toString());
        }
        return new ChunkedFraming();
    }

    /** The comma-separated elements of all headers of this name. */
    static List<String> elements(Headers headers, String name) {
        return headers.values(name).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    /** Whether it is known from the head that there is no body. */
    abstract boolean isEmpty();

    /** A meter for what this framing calls a chunk. */
    abstract UploadMeter newMeter(int receiveSize);

    /**
     * Reads the whole body.
     *
     * @throws RefusedBody if the body does not follow its framing, or is too large
     * @throws IOException if it ends before its end
     */
    abstract void read(BufferedSource source, Intake intake) throws IOException;

    /** What the head says of the body's length; -1 if it does not. */
    long declaredLength() {
        return -1;
    }

    static void transfer(BufferedSource source, Intake intake, long length, byte[] buffer) throws IOException {
        long left = length;
        while (left > 0) {
            int count = source.read(buffer, 0, intake.next(Math.min(buffer.length, left)));
            if (count == -1) {
                throw new EOFException("the body ended after " + intake.bytes() + " bytes");
            }
            intake.take(buffer, count);
            left -= count;
        }
    }
}
