package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import okio.BufferedSource;

/** A body whose length the head tells; without one it is empty. Its chunks are pieces of the receive size. */
final class LengthFraming extends BodyFraming {

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}"); // fits a long

    private final long length;

    LengthFraming(long length) {
        this.length = length;
    }

    static LengthFraming of(List<String> lengths) throws RefusedBody {
        String first = lengths.get(0);
        boolean same = lengths.stream().allMatch(first::equals); // repeated is legal, different is not
        if (!same || !DIGITS.matcher(first).matches()) {
            throw RefusedBody.badRequest("Content-Length", String.join(", ", lengths));
        }
        return new LengthFraming(Long.parseLong(first));
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
        transfer(source, intake, length, new byte[(int) Math.min(BUFFER_SIZE, length)]);
    }
}
