package io.github.asyncwrap.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a file in a charset whose ends of lines must be decoded to be found, as in UTF-16. */
final class Lines implements Batches<String> {
    private static final int BUFFER = 64 << 10;

    private final ReadableByteChannel channel;
    private final Text text;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER);
    private final StringBuilder line = new StringBuilder();
    private long position;
    private boolean afterReturn;
    private boolean ended;
    private @Nullable IOException failure;

    private Lines(ReadableByteChannel channel, Text text) {
        this.channel = channel;
        this.text = text;
        this.decoder = text.charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Opens a file in whatever charset. */
    static Batches<String> open(Path path, Text text) throws IOException {
        Cursor file = Cursor.open(path, text);
        return text.hasLinesOfBytes() ? CursorBatches.lines(file, true) : new Lines(file.channel, text);
    }

    @Override
    public @Nullable List<String> next() throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.isEmpty() && !ended) {
            if (failure != null) {
                throw failure;
            }
            decode(lines);
        }
        return lines.isEmpty() ? null : lines;
    }

    private void decode(List<String> lines) throws IOException {
        bytes.compact();
        int read = channel.read(bytes);
        bytes.flip();
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            int before = bytes.position();
            result = decoder.decode(bytes, chars.clear(), read < 0);
            position += bytes.position() - before;
            split(chars.flip(), lines);
        }
        if (result.isError()) {
            failure = text.malformed(position, result.length()); // its place is behind the lines before it
        } else if (read < 0) {
            ended = true;
            if (line.length() > 0) {
                lines.add(line.toString());
            }
        }
    }

    private void split(CharBuffer decoded, List<String> lines) {
        while (decoded.hasRemaining()) {
            char next = decoded.get();
            if (next == '\n' && afterReturn) {
                afterReturn = false;
                continue;
            }
            afterReturn = next == '\r';
            if (next == '\n' || next == '\r') {
                lines.add(line.toString());
                line.setLength(0);
            } else {
                line.append(next);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
