package io.github.asyncwrap.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

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

    /** For OkHttp; without a length if it is to be sent in chunks. */
    static RequestBody okHttp(byte[] body, boolean chunked) {
        RequestBody whole = RequestBody.create(body);
        if (!chunked) {
            return whole;
        }
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get("application/octet-stream");
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                whole.writeTo(sink);
            }
        };
    }

    /** The same for the JDK's client. */
    static BodyPublisher jdk(byte[] body, boolean chunked) {
        return chunked
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                : BodyPublishers.ofByteArray(body);
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
