package io.github.asyncwrap.examples.lesson.net;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives into lines. A line ends with a line feed, and may have a carriage return before it, as telnet sends.
 * However much comes without an end, no more than one line is in memory: what is too long is thrown away up to its end.
 */
final class LineDecoder {
    static final int MAX_BYTES = 1000;

    private final byte[] line = new byte[MAX_BYTES + 1]; // one more for the carriage return
    private int length;
    private boolean isTooLong;

    /** A line, or what is wrong with one that nobody should see. */
    record Line(String text, @Nullable String complaint) {}

    /**
     * The next line.
     *
     * @param bytes that have arrived; what is used of them is taken
     * @return null if its end has not come yet; then nothing is left in the buffer
     */
    @Nullable
    Line next(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                return finish();
            } else if (length == line.length) {
                isTooLong = true;
            } else {
                line[length++] = next;
            }
        }
        return null;
    }

    /** What came last without an end, when nothing more will come; null if there is none. */
    @Nullable
    Line last() {
        return length == 0 ? null : finish();
    }

    private Line finish() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        boolean wasTooLong = isTooLong || end > MAX_BYTES;
        length = 0;
        isTooLong = false;
        if (wasTooLong) {
            return new Line("", "That line was too long: at most " + MAX_BYTES + " bytes.");
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, end));
            return text.chars().anyMatch(LineDecoder::isDangerous)
                    ? new Line("", "That line had control characters, which could play tricks with terminals.")
                    : new Line(text.toString(), null);
        } catch (CharacterCodingException e) {
            return new Line("", "That line was not UTF-8.");
        }
    }

    /** Escape sequences, line breaks of other kinds, and what turns the direction of writing around. */
    private static boolean isDangerous(int character) {
        return Character.isISOControl(character)
                || (character >= 0x2028 && character <= 0x202e)
                || (character >= 0x2066 && character <= 0x2069);
    }
}
