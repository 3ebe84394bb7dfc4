package io.github.asyncwrap.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.Arrays;

/** Bytes and text, strictly: what is no text is an error, never a replacement. */
final class Text {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte ESCAPE = 0x1B;
    private static final byte SHIFT_OUT = 0x0E;

    /** A letter or two of each of those for which there are charsets with shifts. */
    private static final String EAST_ASIAN = "\u3042\uFF71\uAC00\u4E2D";

    private final Path path;
    private final Charset charset;

    Text(Path path, Charset charset) {
        this.path = path;
        this.charset = charset;
    }

    Charset charset() {
        return charset;
    }

    /**
     * Whether the bytes CR and LF are ends of lines and nothing else, and each line can be decoded by itself: in all charsets
     * but UTF-16, UTF-32, EBCDIC, and ISO-2022, where what a byte means depends on those before it.
     */
    boolean hasLinesOfBytes() {
        return charset.canEncode() && Arrays.equals("\r\n".getBytes(charset), LINE_END) && !hasShifts();
    }

    private boolean hasShifts() {
        for (byte encoded : EAST_ASIAN.getBytes(charset)) {
            if (encoded == ESCAPE || encoded == SHIFT_OUT) {
                return true;
            }
        }
        return false;
    }

    /**
     * Decodes.
     *
     * @param at where the bytes are in the file
     */
    String decode(byte[] bytes, int from, int length, long at) throws CharacterCodingException {
        String text = new String(bytes, from, length, charset);
        // The quick way replaces; so only where there is a replacement is it looked at whether the file has it itself.
        if (text.indexOf('\uFFFD') >= 0) {
            requireText(bytes, from, length, at);
        }
        return text;
    }

    private void requireText(byte[] bytes, int from, int length, long at) throws CharacterCodingException {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, length);
        CharBuffer out = CharBuffer.allocate(1_024);
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            result = decoder.decode(in, out.clear(), true);
        }
        if (result.isError()) {
            throw malformed(at + in.position() - from, result.length());
        }
    }

    MalformedTextException malformed(long at, int length) {
        return new MalformedTextException(
                path + " - the " + (length == 1 ? "byte" : length + " bytes") + " at position "
                        + at + (length == 1 ? " is" : " are") + " no " + charset
                        + ": open the file with the charset that it was written in, or read its bytes");
    }

    /** Whether text begins with a mark that tells the order of its bytes, which an encoder writes by itself. */
    boolean hasMark() {
        return markLength() > 0;
    }

    private int markLength() {
        return charset.canEncode() ? 2 * "a".getBytes(charset).length - "aa".getBytes(charset).length : 0;
    }

    /**
     * Encodes.
     *
     * @param begins whether it will be the beginning of a file, where a mark belongs
     */
    ByteBuffer encode(CharSequence text, boolean begins) throws CharacterCodingException {
        CharBuffer in = CharBuffer.wrap(text);
        try {
            ByteBuffer encoded = charset.newEncoder().encode(in);
            return begins || !encoded.hasRemaining() ? encoded : encoded.position(markLength());
        } catch (CharacterCodingException unmappable) {
            MalformedTextException named = new MalformedTextException(path + " - the character at index "
                    + in.position() + " of the text cannot be written in " + charset
                    + ": open the file with a charset that has it, UTF-8 say");
            named.initCause(unmappable);
            throw named;
        }
    }
}
