package io.github.asyncwrap.examples;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * The bytes of one task: a pattern of 1 KiB, which is a shuffled hexadecimal alphabet repeated, over and over until the
 * size is reached. Computes their MD5 on the way.
 */
final class Producer {

    private static final int PATTERN_SIZE = 1024;

    private final byte[] pattern;
    private final long size;
    private final MessageDigest digest = md5Digest();
    private long position;

    /**
     * Prepares the bytes.
     *
     * @param size how many
     * @param random shuffles the alphabet
     */
    Producer(long size, Random random) {
        this.size = size;
        this.pattern = pattern(random);
    }

    /** Whether there are more bytes. */
    boolean hasNext() {
        return position < size;
    }

    /** The next bytes in an array of their own: as many as asked for, fewer at the end, none after it. */
    byte[] next(int count) {
        byte[] chunk = new byte[(int) Math.min(count, size - position)];
        for (int filled = 0; filled < chunk.length; ) {
            int from = (int) (position % PATTERN_SIZE);
            int length = Math.min(chunk.length - filled, PATTERN_SIZE - from);
            System.arraycopy(pattern, from, chunk, filled, length);
            filled += length;
            position += length;
        }
        digest.update(chunk);
        return chunk;
    }

    /** The MD5 of all bytes in lower-case hexadecimal digits. To be asked once, when there are no more. */
    String md5() {
        if (hasNext()) {
            throw new IllegalStateException("Only " + position + " of " + size + " bytes have been produced");
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest md5Digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform must have MD5", e);
        }
    }

    private static byte[] pattern(Random random) {
        List<String> alphabet = new ArrayList<>(List.of("0123456789abcdef".split("")));
        Collections.shuffle(alphabet, random);
        String shuffled = String.join("", alphabet);
        return shuffled.repeat(PATTERN_SIZE / shuffled.length()).getBytes(StandardCharsets.US_ASCII);
    }
}
