package io.github.asyncwrap.examples.lesson.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text in which any byte may be written as a percent sign and two hexadecimal digits. */
final class PercentCoding {
    private PercentCoding() {}

    /**
     * Decodes, once: what is still encoded afterwards was meant so.
     *
     * @throws HttpException 400 if it is not such text, or has a NUL in it, which no name has
     */
    static String decode(String text) throws HttpException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                if (i + 2 >= encoded.length) {
                    throw new HttpException(400, "a percent sign stands without two hexadecimal digits");
                }
                decoded.write(16 * digit(encoded[++i]) + digit(encoded[++i]));
            } else {
                decoded.write(encoded[i]);
            }
        }
        try {
            // Unlike new String(…), this refuses bytes that are no characters, instead of making others of them.
            String plain = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString();
            if (plain.indexOf('\0') >= 0) {
                throw new HttpException(400, "there is a NUL in the text");
            }
            return plain;
        } catch (CharacterCodingException e) {
            throw new HttpException(400, "the bytes behind the percent signs are not UTF-8");
        }
    }

    private static int digit(byte character) throws HttpException {
        int digit = character < 0 ? -1 : Character.digit((char) character, 16);
        if (digit < 0) {
            throw new HttpException(400, "a percent sign stands without two hexadecimal digits");
        }
        return digit;
    }
}
