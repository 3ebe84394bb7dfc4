package io.github.asyncwrap.examples;

import io.github.asyncwrap.testkit.UploadStats;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * The synchronous upload function that all consumers share: a blocking {@code PUT} of a stream, by OkHttp.
 *
 * <p>Each read of the stream is sent at once as one transfer chunk, so that a stream whose reads give the chunks that
 * were written to it sends them as they were written. Connecting, a write and waiting for the answer take 10 s each at
 * most (OkHttp's defaults); waiting for the stream has no limit.
 *
 * <p>Safe for use by many threads. Starts no thread that keeps a JVM from ending.
 */
final class Uploader implements AutoCloseable {

    /** OkHttp's default. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private final OkHttpClient http;
    private final HttpUrl url;
    private final int chunkSize;

    /**
     * Prepares uploads to one address.
     *
     * @param url an http or https address
     * @param chunkSize the size of the largest chunk in bytes; larger ones are sent in pieces of this size
     */
    Uploader(String url, int chunkSize) {
        this(url, chunkSize, READ_TIMEOUT);
    }

    /** For tests of what ends an upload besides its read timeout. */
    Uploader(String url, int chunkSize, Duration readTimeout) {
        this.url = HttpUrl.get(url);
        this.chunkSize = chunkSize;
        this.http = new OkHttpClient.Builder()
                .socketFactory(new NoDelaySocketFactory())
                // A body that can be read only once cannot be sent again when a connection kept from an earlier
                // upload turns out to be closed by the server: none is kept.
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                // A redirected PUT would be repeated as a GET without its body.
                .followRedirects(false)
                .readTimeout(readTimeout)
                .build();
    }

    /**
     * Uploads a stream, to its end. The stream is read by the calling thread and is not closed.
     *
     * @return the stats in the server's answer
     * @throws IOException as {@link Upload#execute}
     */
    UploadStats put(InputStream body) throws IOException {
        return upload(body).execute();
    }

    /** The same upload in two steps, for callers that may have to {@linkplain Upload#cancel cancel} it. */
    Upload upload(InputStream body) {
        Request request = new Request.Builder()
                .url(url)
                .put(new ChunkedBody(body, chunkSize))
                .build();
        return new HttpUpload(http.newCall(request));
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
    }

    /** What it does, for messages. */
    @Override
    public String toString() {
        return "PUT " + url;
    }
}
