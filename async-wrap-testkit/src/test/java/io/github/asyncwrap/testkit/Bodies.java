package io.github.asyncwrap.testkit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Bodies to upload, and what is expected of them. */
final class Bodies {

    static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

    private Bodies() {}

    /** Bytes that differ from place to place, so that a lost or swapped piece changes the MD5; always the same ones. */
    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** What is answered for a body with a length. */
    static UploadStats inPieces(byte[] body, int pieceSize, long requests) {
        int size = body.length;
        int count = size / pieceSize + (size % pieceSize == 0 ? 0 : 1);
        int min = size % pieceSize == 0 ? Math.min(size, pieceSize) : size % pieceSize;
        return new UploadStats(size, count, min, Math.min(size, pieceSize), requests, md5(body));
    }
}
