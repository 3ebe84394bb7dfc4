package io.github.asyncwrap.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/**
 * The clients that faults are tried on. Each request gets a client of its own: one that has been through a fault may keep
 * a dead connection for the next request.
 */
enum TestClient {
    OKHTTP {
        @Override
        Outcome put(
                StatsServer server,
                Transport transport,
                byte[] body,
                boolean chunked,
                boolean asksFirst,
                Duration limit) {
            OkHttpClient.Builder builder = new OkHttpClient.Builder()
                    .callTimeout(limit)
                    .readTimeout(limit)
                    .writeTimeout(limit);
            if (transport != Transport.HTTP) {
                server.trust().on(builder);
            }
            OkHttpClient client = builder.build();
            Request.Builder request =
                    new Request.Builder().url(server.url()).put(chunked ? new Chunked(body) : RequestBody.create(body));
            if (asksFirst) {
                request.header("Expect", "100-continue");
            }
            try (Response response = client.newCall(request.build()).execute()) {
                requireProtocol(response.protocol() == Protocol.HTTP_2, transport);
                return Outcome.answered(
                        response.code(),
                        Objects.requireNonNullElse(response.header("Retry-After"), ""),
                        response.body().string());
            } catch (IOException e) {
                return Outcome.failed(e);
            } finally {
                client.connectionPool().evictAll();
            }
        }
    },

    JDK {
        @Override
        Outcome put(
                StatsServer server,
                Transport transport,
                byte[] body,
                boolean chunked,
                boolean asksFirst,
                Duration limit)
                throws InterruptedException {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(transport == Transport.HTTP2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
            if (transport != Transport.HTTP) {
                builder.sslContext(server.trust().sslContext());
            }
            BodyPublisher publisher = chunked
                    ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                    : BodyPublishers.ofByteArray(body);
            HttpRequest request = HttpRequest.newBuilder(server.uri())
                    .PUT(publisher)
                    .expectContinue(asksFirst)
                    .timeout(limit)
                    .build();
            try {
                HttpResponse<String> response = builder.build().send(request, BodyHandlers.ofString());
                requireProtocol(response.version() == HttpClient.Version.HTTP_2, transport);
                return Outcome.answered(
                        response.statusCode(),
                        response.headers().firstValue("Retry-After").orElse(""),
                        response.body());
            } catch (IOException e) {
                return Outcome.failed(e);
            }
        }
    },

    CURL {
        @Override
        Outcome put(
                StatsServer server,
                Transport transport,
                byte[] body,
                boolean chunked,
                boolean asksFirst,
                Duration limit)
                throws IOException, InterruptedException {
            return Curl.put(server, transport, body, chunked, asksFirst, limit);
        }
    };

    private static final class Chunked extends RequestBody {
        private final byte[] body;

        Chunked(byte[] body) {
            this.body = body;
        }

        @Override
        public MediaType contentType() {
            return MediaType.get("application/octet-stream");
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(body);
        }
    }

    /**
     * Sends an upload and waits for its outcome.
     *
     * @param chunked without a length: in chunks by HTTP/1.1
     * @param asksFirst whether it waits for a 100 before it sends the body
     * @param limit after which the client gives up
     */
    abstract Outcome put(
            StatsServer server, Transport transport, byte[] body, boolean chunked, boolean asksFirst, Duration limit)
            throws IOException, InterruptedException;

    Outcome put(StatsServer server, Transport transport, byte[] body, boolean chunked, Duration limit)
            throws IOException, InterruptedException {
        return put(server, transport, body, chunked, false, limit);
    }

    private static void requireProtocol(boolean http2, Transport transport) {
        if (http2 != (transport == Transport.HTTP2)) {
            throw new AssertionError("not by " + transport);
        }
    }
}
