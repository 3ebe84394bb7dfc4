package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The clients that faults are tried on. Each request gets a client of its own: one that has been through a fault may keep
 * a dead connection for the next request.
 */
enum TestClient {
    OKHTTP {
        @Override
        Outcome put(Sending upload) {
            OkHttpClient.Builder builder = new OkHttpClient.Builder()
                    .callTimeout(upload.limit())
                    .readTimeout(upload.limit())
                    .writeTimeout(upload.limit());
            if (upload.isByTls()) {
                upload.server().trust().on(builder);
            }
            OkHttpClient client = builder.build();
            Request.Builder request = new Request.Builder()
                    .url(upload.server().url())
                    .put(Bodies.okHttp(upload.body(), upload.chunked()));
            if (upload.asksFirst()) {
                request.header("Expect", "100-continue");
            }
            Call call = client.newCall(request.build());
            upload.givingUp().by(call::cancel);
            try (Response response = call.execute()) {
                requireProtocol(response.protocol() == Protocol.HTTP_2, upload);
                return Outcome.answered(
                        response.code(),
                        Objects.requireNonNullElse(response.header("Retry-After"), ""),
                        response.body().string());
            } catch (IOException e) {
                return upload.givingUp().isTold() ? Outcome.gaveUp(e) : Outcome.failed(e);
            } finally {
                client.connectionPool().evictAll();
            }
        }
    },

    JDK {
        @Override
        Outcome put(Sending upload) throws InterruptedException {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(upload.isByHttp2() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
            if (upload.isByTls()) {
                builder.sslContext(upload.server().trust().sslContext());
            }
            HttpRequest request = HttpRequest.newBuilder(upload.server().uri())
                    .PUT(Bodies.jdk(upload.body(), upload.chunked()))
                    .expectContinue(upload.asksFirst())
                    .timeout(upload.limit())
                    .build();
            upload.givingUp().by(Thread.currentThread()::interrupt);
            try {
                HttpResponse<String> response = builder.build().send(request, BodyHandlers.ofString());
                requireProtocol(response.version() == HttpClient.Version.HTTP_2, upload);
                return Outcome.answered(
                        response.statusCode(),
                        response.headers().firstValue("Retry-After").orElse(""),
                        response.body());
            } catch (IOException e) {
                return Outcome.failed(e);
            } catch (InterruptedException e) {
                if (upload.givingUp().isTold()) {
                    return Outcome.gaveUp(e);
                }
                throw e;
            }
        }
    },

    CURL {
        @Override
        Outcome put(Sending upload) throws IOException, InterruptedException {
            return Curl.put(upload);
        }
    };

    /** Sends an upload and waits for its outcome. */
    abstract Outcome put(Sending upload) throws IOException, InterruptedException;

    Outcome put(StatsServer server, Transport transport, byte[] body, boolean chunked, Duration limit)
            throws IOException, InterruptedException {
        return put(new Sending(server, transport, body, chunked, false, limit, new GivingUp()));
    }

    private static void requireProtocol(boolean http2, Sending upload) {
        if (http2 != upload.isByHttp2()) {
            throw new AssertionError("not by " + upload.transport());
        }
    }
}
