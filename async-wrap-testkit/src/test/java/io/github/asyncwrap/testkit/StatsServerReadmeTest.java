package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the README says of the server's faults, made true. */
@Timeout(60)
class StatsServerReadmeTest {

    @Test
    void uploader_thatTriesAgain_getsThrough() throws Exception {
        byte[] file = Bodies.bytes(1306);
        try (StatsServer server = StatsServer.builder()
                .tls()
                .http2()
                .bodyLimit(1 << 20)
                .fault(Faults.resetAfter(1024).onRequest(1))
                .fault(Faults.answer(503, Duration.ofSeconds(1)).onRequest(2))
                .fault(Faults.throttleRequest(64 << 10))
                .start()) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(server.trust().sslContext())
                    .build();
            HttpRequest upload = HttpRequest.newBuilder(server.uri())
                    .PUT(BodyPublishers.ofByteArray(file))
                    .timeout(Duration.ofSeconds(30))
                    .build();

            assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.send(upload, BodyHandlers.ofString()));
            assertThat(client.send(upload, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(503);
            assertThat(client.send(upload, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(201);

            server.awaitUploads(2, Duration.ofSeconds(30));
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.history()).extracting(UploadStats::bytes).containsOnly(1306L);
        }
    }
}
