package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What HTTP clients get for their requests. */
@Timeout(60)
@ExtendWith(StatsServerExtension.class)
class StatsServerUploadTest {

    static Stream<Arguments> clientsAndSizes() {
        return Stream.of(UploadClient.values())
                .flatMap(client -> Stream.of(0, 1, 1024, 1306, 3_000_000).map(size -> Arguments.of(client, size)));
    }

    @ParameterizedTest
    @EnumSource
    void get_root_answersPong(UploadClient client, StatsServer server) throws Exception {
        UploadClient.Answer answer = client.get(server);

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("text/plain");
        assertThat(answer.body()).isEqualTo("Pong");
        assertThat(server.requests()).isZero();
    }

    @ParameterizedTest
    @MethodSource("clientsAndSizes")
    void put_bodyWithLength_answersItsPieces(UploadClient client, int size, StatsServer server) throws Exception {
        byte[] body = Bodies.bytes(size);

        UploadClient.Answer answer = client.put(server, body, false);

        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.stats()).isEqualTo(Bodies.inPieces(body, 1024, 1));
    }

    /** How a client cuts a body into transfer chunks is its own business; that they make up the body is not. */
    @ParameterizedTest
    @MethodSource("clientsAndSizes")
    void put_chunkedBody_answersBytesAndMd5(UploadClient client, int size, StatsServer server) throws Exception {
        byte[] body = Bodies.bytes(size);

        UploadClient.Answer answer = client.put(server, body, true);

        assertThat(answer.code()).isEqualTo(201);
        UploadStats stats = answer.stats();
        assertThat(stats.bytes()).isEqualTo(size);
        assertThat(stats.md5()).isEqualTo(Bodies.md5(body));
        assertThat(stats.requests()).isEqualTo(1);
        assertThat(stats.count()).isBetween(size == 0 ? 0L : 1L, (long) size);
        assertThat(stats.min() * stats.count()).isLessThanOrEqualTo(size);
        assertThat(stats.max() * stats.count()).isGreaterThanOrEqualTo(size);
    }

    @Test
    void put_1306BytesWithLength_answersTwoPieces(StatsServer server) throws Exception {
        UploadStats stats =
                UploadClient.JDK.put(server, Bodies.bytes(1306), false).stats();

        assertThat(stats)
                .extracting(UploadStats::count, UploadStats::min, UploadStats::max)
                .containsExactly(2L, 282L, 1024L);
    }

    @Test
    void put_flushedPerChunk_countsExactlyTheTransferChunks(StatsServer server) throws Exception {
        byte[] body = Bodies.bytes(10 * 700 + 30);
        RequestBody flushing = new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get("application/octet-stream");
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                for (int at = 0; at < body.length; at += 700) {
                    sink.write(body, at, Math.min(700, body.length - at));
                    sink.flush();
                }
            }
        };

        try (Response response = new OkHttpClient()
                .newCall(new Request.Builder().url(server.url()).put(flushing).build())
                .execute()) {
            assertThat(UploadStats.fromJson(response.body().string()))
                    .isEqualTo(new UploadStats(7030, 11, 30, 700, 1, Bodies.md5(body)));
        }
    }

    @Test
    void put_otherReceiveSize_cutsByIt() throws Exception {
        byte[] body = Bodies.bytes(1306);
        try (StatsServer server = StatsServer.builder().receiveSize(100).start()) {
            assertThat(UploadClient.OKHTTP.put(server, body, false).stats())
                    .isEqualTo(new UploadStats(1306, 14, 6, 100, 1, Bodies.md5(body)));
        }
    }

    @Test
    void requests_everyUpload_isCountedInItsAnswer(StatsServer server) throws Exception {
        for (int i = 1; i <= 5; i++) {
            UploadClient client = i % 2 == 0 ? UploadClient.JDK : UploadClient.OKHTTP;
            assertThat(client.put(server, Bodies.bytes(i), i % 3 == 0).stats().requests())
                    .isEqualTo(i);
            assertThat(server.requests()).isEqualTo(i);
            client.get(server);
        }
        assertThat(server.brokenUploads()).isZero();
    }

    @Test
    void uploads_manyOnOneClient_useOneConnectionAndLeaveNothingRecorded(StatsServer server) throws Exception {
        byte[] body = Bodies.bytes(100);
        for (int i = 0; i < 2000; i++) {
            UploadClient.JDK.put(server, body, i % 2 == 0);
        }

        assertThat(server.requests()).isEqualTo(2000);
        assertThat(server.openConnections()).isEqualTo(1);
        assertThat(server.server().getRequestCount()).isEqualTo(2000);
        assertThat(server.server().takeRequest(0, TimeUnit.NANOSECONDS))
                .as("MockWebServer's queue of recorded requests")
                .isNull();
    }
}
