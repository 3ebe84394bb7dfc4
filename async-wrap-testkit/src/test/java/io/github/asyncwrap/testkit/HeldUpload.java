package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/** An upload by OkHttp, on a thread of its own, that sends the first half of its body and waits in its middle. */
final class HeldUpload implements AutoCloseable {

    private final Gate middle = Gate.create();
    private final FutureTask<Outcome> outcome;
    private final OkHttpClient client;
    private final HttpUrl url;

    HeldUpload(StatsServer server, byte[] body) {
        url = server.url();
        OkHttpClient.Builder builder = new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(30));
        client = (server.url().isHttps() ? server.trust().on(builder) : builder).build();
        RequestBody half = new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get("application/octet-stream");
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(body, 0, body.length / 2);
                sink.flush();
                middle.runnable().run();
                sink.write(body, body.length / 2, body.length - body.length / 2);
            }
        };
        Request request = new Request.Builder().url(url).put(half).build();
        outcome = new FutureTask<>(() -> outcomeOf(request));
        new Thread(outcome).start();
    }

    /** Uploads another body meanwhile, by HTTP/2 on the same connection; returns what comes of it. */
    Outcome putBeside(byte[] body) {
        Request request =
                new Request.Builder().url(url).put(RequestBody.create(body)).build();
        return outcomeOf(request);
    }

    private Outcome outcomeOf(Request request) {
        try (Response response = client.newCall(request).execute()) {
            return Outcome.answered(response.code(), "", response.body().string());
        } catch (IOException e) {
            return Outcome.failed(e);
        }
    }

    /** Lets it send the rest; returns what comes of it. */
    Outcome finish() throws InterruptedException {
        middle.release();
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        middle.close();
        client.connectionPool().evictAll();
    }
}
