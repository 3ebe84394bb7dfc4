package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTPS and HTTP/2, beyond what {@link StatsServerFaultsTest} and {@link StatsServerLimitTest} show. */
@Timeout(60)
class StatsServerTlsTest {

    private static HttpClient trusting(StatsServer server, HttpClient.Version version) {
        return HttpClient.newBuilder()
                .sslContext(server.trust().sslContext())
                .version(version)
                .build();
    }

    private static HttpRequest upload(URI uri, byte[] body) {
        return HttpRequest.newBuilder(uri)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    @Test
    void certificate_anyNameOfThisMachine_isGood() throws Exception {
        try (StatsServer server = StatsServer.builder().tls().start()) {
            assertThat(server.url().toString()).isEqualTo("https://localhost:" + server.port() + "/");
            HttpClient client = trusting(server, HttpClient.Version.HTTP_1_1);
            for (String host : List.of("localhost", "127.0.0.1")) {
                URI uri = URI.create("https://" + host + ":" + server.port() + "/");
                assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                                .body())
                        .isEqualTo("Pong");
            }
        }
    }

    @Test
    void trust_oneServer_isTrustInTheNext() throws Exception {
        OkHttpClient client;
        try (StatsServer first = StatsServer.builder().tls().start()) {
            client = first.trust().on(new OkHttpClient.Builder()).build();
        }
        try (StatsServer second = StatsServer.builder().tls().start();
                var response = client.newCall(
                                new Request.Builder().url(second.url()).build())
                        .execute()) {
            assertThat(response.body().string()).isEqualTo("Pong");
            assertThat(second.trust().trustManager().getAcceptedIssuers()).hasSize(1);
        }
    }

    @Test
    void client_withoutTrust_getsNoConnectionAndLeavesNone() throws Exception {
        try (StatsServer server = StatsServer.builder().tls().http2().start()) {
            for (int i = 0; i < 20; i++) {
                HttpClient stranger = HttpClient.newHttpClient();
                assertThatExceptionOfType(SSLException.class)
                        .isThrownBy(() -> stranger.send(upload(server.uri(), new byte[5]), BodyHandlers.ofString()));
            }

            Spin.until(() -> server.openConnections() == 0);
            assertThat(server.requests() + server.brokenUploads()).isZero();
        }
    }

    @Test
    void trust_serverWithoutTls_isRefused() {
        try (StatsServer server = StatsServer.start()) {
            assertThatIllegalStateException()
                    .isThrownBy(server::trust)
                    .withMessage(server.url() + " is without TLS: start it by StatsServer.builder().tls()");
        }
    }

    @Test
    void http2_withoutTls_isRefused() {
        StatsServer.Builder builder = StatsServer.builder().http2();

        assertThatIllegalStateException()
                .isThrownBy(builder::start)
                .withMessage("http2 is set and tls is not: HTTP/2 is agreed on in TLS, so set both");
    }

    @Test
    void http2_manyUploadsAtOnce_shareOneConnection() throws Exception {
        byte[] body = Bodies.bytes(50_000);
        try (StatsServer server = StatsServer.builder().tls().http2().start()) {
            HttpClient client = trusting(server, HttpClient.Version.HTTP_2);
            client.send(HttpRequest.newBuilder(server.uri()).build(), BodyHandlers.discarding());

            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(client.sendAsync(upload(server.uri(), body), BodyHandlers.ofString())
                        .thenApply(response -> response.body()));
            }

            for (CompletableFuture<String> answer : answers) {
                assertThat(UploadStats.fromJson(answer.get()).md5()).isEqualTo(Bodies.md5(body));
            }
            assertThat(server.requests()).isEqualTo(50);
            assertThat(server.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void http2_truncatedAnswer_leavesTheConnectionToOthers() throws Exception {
        try (StatsServer server = StatsServer.builder()
                .tls()
                .http2()
                .fault(Faults.truncateAnswer(1).when(request -> request.target().equals("/?cut")))
                .start()) {
            HttpClient client = trusting(server, HttpClient.Version.HTTP_2);
            assertThatExceptionOfType(java.io.IOException.class)
                    .isThrownBy(() ->
                            client.send(upload(server.uri().resolve("/?cut"), new byte[9]), BodyHandlers.ofString()));
            client.send(upload(server.uri(), new byte[9]), BodyHandlers.ofString());

            assertThat(server.requests()).isEqualTo(2);
            assertThat(server.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void http2_otherMethodsAndPaths_areRoutedAsByHttp1() throws Exception {
        try (StatsServer server = StatsServer.builder().tls().http2().start()) {
            HttpClient client = trusting(server, HttpClient.Version.HTTP_2);
            HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofByteArray(new byte[200_000]);

            var post =
                    client.send(HttpRequest.newBuilder(server.uri()).POST(body).build(), BodyHandlers.ofString());
            assertThat(post.statusCode()).isEqualTo(405);
            assertThat(post.headers().firstValue("Allow")).contains("GET, PUT");
            assertThat(client.send(
                                    HttpRequest.newBuilder(server.uri().resolve("/no"))
                                            .PUT(body)
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(404);
            assertThat(client.send(upload(server.uri(), new byte[0]), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(201);
            assertThat(server.requests()).isEqualTo(1);
            assertThat(server.bytesReceived()).isZero();
        }
    }

    @Test
    void http2_faultOnGet_hitsIt() throws Exception {
        try (StatsServer server = StatsServer.builder()
                .tls()
                .http2()
                .fault(Faults.answer(429).onRequest(1))
                .fault(Faults.corruptAnswer().onRequest(2))
                .start()) {
            HttpClient client = trusting(server, HttpClient.Version.HTTP_2);
            HttpRequest get = HttpRequest.newBuilder(server.uri()).build();

            assertThat(client.send(get, BodyHandlers.ofString()).statusCode()).isEqualTo(429);
            assertThat(client.send(get, BodyHandlers.ofByteArray()).body())
                    .containsExactly('P', 'o', (byte) ('n' ^ 0xff), 'g');
            assertThat(client.send(get, BodyHandlers.ofString()).body()).isEqualTo("Pong");
        }
    }
}
