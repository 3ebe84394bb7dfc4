package io.github.asyncwrap.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.BufferedSource;

/**
 * A body sent in transfer chunks (RFC 9112, section 7.1). Chunk extensions and trailers are read and dropped; lines end
 * with CR LF and nothing else.
 */
final class ChunkedFraming extends BodyFraming {

    /** Limits what a client can make us keep; 8 KiB is what common servers allow for a line. */
    static final int LONGEST_LINE = 8192;

    static final int MOST_TRAILERS = 100;

    /** A size in hexadecimal digits that fits a long, then perhaps extensions. */
    private static final Pattern CHUNK_SIZE = Pattern.compile("0*([0-9a-fA-F]{1,15})[ \t]*(?:;.*)?");

    @Override
    boolean isEmpty() {
        return false; // it may be, but that is known only from its first line
    }

    @Override
    UploadMeter newMeter(int receiveSize) {
        return UploadMeter.ofChunks();
    }

    @Override
    void read(BufferedSource source, Intake intake) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        for (long size = chunkSize(source); size > 0; size = chunkSize(source)) {
            transfer(source, intake, size, buffer);
            String end = line(source);
            if (!end.isEmpty()) {
                throw RefusedBody.badRequest("chunk longer than its size " + size, end);
            }
            intake.endChunk();
        }
        dropTrailers(source);
    }

    private static long chunkSize(BufferedSource source) throws IOException {
        String line = line(source);
        Matcher matcher = CHUNK_SIZE.matcher(line);
        if (!matcher.matches()) {
            throw RefusedBody.badRequest("chunk size", line);
        }
        return Long.parseLong(matcher.group(1), 16);
    }

    private static void dropTrailers(BufferedSource source) throws IOException {
        String trailer = line(source);
        for (int seen = 0; !trailer.isEmpty(); trailer = line(source)) {
            if (++seen > MOST_TRAILERS) {
                throw RefusedBody.badRequest("more than " + MOST_TRAILERS + " trailers", trailer);
            }
        }
    }

    /** Reads a line, which includes its end, and returns it without. */
    private static String line(BufferedSource source) throws IOException {
        long newline = source.indexOf((byte) '\n', 0, LONGEST_LINE);
        if (newline == -1) {
            if (source.getBuffer().size() < LONGEST_LINE) {
                throw new EOFException("the body ended between two chunks");
            }
            throw RefusedBody.badRequest(
                    "line longer than " + LONGEST_LINE + " bytes",
                    source.readString(LONGEST_LINE, StandardCharsets.ISO_8859_1));
        }
        String line = source.readString(newline + 1, StandardCharsets.ISO_8859_1);
        if (!line.endsWith("\r\n")) {
            throw RefusedBody.badRequest("line without CR LF", line.stripTrailing());
        }
        return line.substring(0, line.length() - 2);
    }
}
