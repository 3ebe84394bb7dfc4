package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does byte by byte. */
@Timeout(60)
@ExtendWith(StatsServerExtension.class)
class StatsServerWireTest {

    private final StatsServer server;
    private final RawConnection client;

    StatsServerWireTest(StatsServer server) throws IOException {
        this.server = server;
        this.client = RawConnection.to(server);
    }

    @BeforeEach
    void sameServerEverywhere(StatsServer injected) {
        assertThat(injected).isSameAs(server);
    }

    @AfterEach
    void serverGoesOn() throws Exception {
        try (client;
                RawConnection next = RawConnection.to(server)) {
            next.sendHead("GET / HTTP/1.1");
            assertThat(next.readFinal().body()).isEqualTo("Pong");
        }
    }

    @Test
    void connection_secondUpload_isServedOnIt() throws Exception {
        client.sendPutHead("Content-Length: 5").send("hello");
        assertThat(client.readFinal().stats().requests()).isEqualTo(1);

        client.sendPutHead("Transfer-Encoding: chunked").send("5\r\nhello\r\n0\r\n\r\n");
        assertThat(client.readFinal().stats())
                .isEqualTo(new UploadStats(5, 1, 5, 5, 2, Bodies.md5(new byte[] {'h', 'e', 'l', 'l', 'o'})));

        client.sendHead("GET / HTTP/1.1");
        assertThat(client.readFinal().body()).isEqualTo("Pong");
        assertThat(server.openConnections()).isEqualTo(1);
    }

    @Test
    void connection_pipelinedUploads_areAnsweredInOrder() throws Exception {
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndefg\r\n2;x=y\r\nhi\r\n0\r\nX: y\r\n\r\n"
                + "PUT /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\njkl"
                + "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");

        assertThat(client.readFinal().stats())
                .extracting(UploadStats::bytes, UploadStats::count, UploadStats::requests)
                .containsExactly(3L, 1L, 1L);
        assertThat(client.readFinal().stats())
                .extracting(UploadStats::bytes, UploadStats::count, UploadStats::min, UploadStats::requests)
                .containsExactly(6L, 2L, 2L, 2L);
        assertThat(client.readFinal().status()).isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(client.readFinal().stats().requests()).isEqualTo(3);
    }

    @Test
    void chunks_cutAnywhereOnTheWire_areCountedAsSent() throws Exception {
        byte[] wire =
                "3\r\nabc\r\n00A;name=\"v\"\r\n0123456789\r\n1 \r\nx\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        client.sendPutHead("Transfer-Encoding: Chunked");
        for (byte b : wire) {
            client.send(new byte[] {b});
        }

        assertThat(client.readFinal().stats())
                .isEqualTo(new UploadStats(
                        14, 3, 1, 10, 1, Bodies.md5("abc0123456789x".getBytes(StandardCharsets.US_ASCII))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 268435456", "Transfer-Encoding: chunked"})
    void body_largerThanTheHeap_isNotKept(String framing) throws Exception {
        long size = 256L << 20;
        assertThat(Runtime.getRuntime().maxMemory()).isLessThan(size);
        boolean chunked = framing.endsWith("chunked");
        byte[] block = new byte[1 << 20];

        client.sendPutHead(framing).send(chunked ? "10000000\r\n" : "");
        for (long sent = 0; sent < size; sent += block.length) {
            client.send(block);
        }
        client.send(chunked ? "\r\n0\r\n\r\n" : "");

        assertThat(client.readFinal().stats())
                .extracting(UploadStats::bytes, UploadStats::count, UploadStats::max)
                .containsExactly(size, chunked ? 1 : size / 1024, chunked ? size : 1024);
    }

    @Test
    void expectContinue_waitingClient_getsTheInterimResponseThenTheAnswer() throws Exception {
        client.sendPutHead("Content-Length: 5", "Expect: 100-continue");

        RawConnection.Response interim = client.read();
        assertThat(interim.status()).isEqualTo("HTTP/1.1 100 Continue");
        assertThat(interim.headers()).isEmpty();

        client.send("hello");
        assertThat(client.read().stats().bytes()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT / HTTP/1.1", "GET / HTTP/1.1", "PUT /no HTTP/1.1"})
    void request_withoutBody_getsNoInterimResponse(String requestLine) throws Exception {
        client.sendHead(requestLine, "Expect: 100-continue");

        assertThat(client.read().status()).doesNotContain("100");
    }

    @ParameterizedTest
    @CsvSource({
        "POST / HTTP/1.1, 405 Method Not Allowed",
        "DELETE / HTTP/1.1, 405 Method Not Allowed",
        "HEAD / HTTP/1.1, 405 Method Not Allowed",
        "OPTIONS * HTTP/1.1, 405 Method Not Allowed",
        "PUT /upload HTTP/1.1, 404 Not Found",
        "GET /favicon.ico HTTP/1.1, 404 Not Found",
        "PUT //x HTTP/1.1, 404 Not Found",
        "GET /?q=1 HTTP/1.1, 200 OK",
        "PUT /?q=1 HTTP/1.1, 201 Created",
        "PUT http://localhost/ HTTP/1.1, 201 Created"
    })
    void request_anyTarget_isRoutedAndItsBodyRead(String requestLine, String status) throws Exception {
        client.sendHead(requestLine, "Content-Length: 100000").send(new byte[100_000]);
        RawConnection.Response response = client.readFinal();

        assertThat(response.status()).isEqualTo("HTTP/1.1 " + status);
        if (status.startsWith("405")) {
            assertThat(response.headers()).containsEntry("allow", "GET, PUT");
        }
        client.sendPutHead("Content-Length: 1").send("x");
        assertThat(client.readFinal().status()).isEqualTo("HTTP/1.1 201 Created");
        assertThat(server.brokenUploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n",
                "\r\n",
                "-1\r\n",
                "0x5\r\nhello\r\n",
                "1000000000000000\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "3\r\nhello\r\n0\r\n\r\n",
                "0\r\nTrailer: x\n\r\n"
            })
    void chunk_malformed_isAnswered400AndBroken(String body) throws Exception {
        client.sendPutHead("Transfer-Encoding: chunked").send(body);
        RawConnection.Response response = client.readFinal();

        assertThat(response.status()).isEqualTo("HTTP/1.1 400 Bad Request");
        assertThat(response.headers()).containsEntry("connection", "close");
        assertThat(response.body()).isNotEmpty();
        assertThat(client.readToEnd()).isEmpty();
        assertThat(server.brokenUploads()).isEqualTo(1);
        assertThat(server.requests()).isZero();
    }

    @Test
    void chunk_malformedWithMuchBehindIt_isStillAnswered() throws Exception {
        client.sendPutHead("Transfer-Encoding: chunked").send("zz\r\n").send(new byte[1_000_000]);

        assertThat(client.readFinal().body()).isEqualTo("chunk size: \"zz\"");
    }

    @Test
    void line_endless_isCutAtItsLimit() throws Exception {
        client.sendPutHead("Transfer-Encoding: chunked").send("1;" + "x".repeat(ChunkedFraming.LONGEST_LINE));

        assertThat(client.readFinal().body()).startsWith("line longer than 8192 bytes: \"1;xxx");
    }

    @Test
    void trailers_tooMany_areRefused() throws Exception {
        client.sendPutHead("Transfer-Encoding: chunked")
                .send("0\r\n" + "A: b\r\n".repeat(ChunkedFraming.MOST_TRAILERS))
                .send("\r\n");
        assertThat(client.readFinal().stats().bytes()).isZero();

        client.sendPutHead("Transfer-Encoding: chunked")
                .send("0\r\n" + "A: b\r\n".repeat(ChunkedFraming.MOST_TRAILERS + 1));
        assertThat(client.readFinal().body()).startsWith("more than 100 trailers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Length: 5| Content-Length: 6| 400 Bad Request",
                "Content-Length: 5| Transfer-Encoding: chunked| 400 Bad Request",
                "Content-Length: -5| X: y| 400 Bad Request",
                "Content-Length: +5| X: y| 400 Bad Request",
                "Transfer-Encoding: gzip| X: y| 501 Not Implemented",
                "Transfer-Encoding: gzip, chunked| X: y| 501 Not Implemented"
            })
    void head_ambiguousFraming_isRefusedWithoutInterimResponse(String first, String second, String status)
            throws Exception {
        client.sendPutHead(first, second).send("hello");
        RawConnection.Response response = client.read();

        assertThat(response.status()).isEqualTo("HTTP/1.1 " + status);
        assertThat(response.headers()).containsEntry("connection", "close");
        assertThat(client.readToEnd()).isEmpty();
        assertThat(server.brokenUploads()).isEqualTo(1);
    }

    @Test
    void head_sameLengthTwice_isAccepted() throws Exception {
        client.sendPutHead("Content-Length: 5", "Content-Length: 5").send("hello");

        assertThat(client.readFinal().stats().bytes()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 0", "Content-Length: 5", "Transfer-Encoding: chunked"})
    void connectionClose_askedFor_isDoneAfterTheAnswer(String framing) throws Exception {
        String body = framing.endsWith("5") ? "hello" : framing.endsWith("0") ? "" : "5\r\nhello\r\n0\r\n\r\n";
        client.sendPutHead("Connection: x, Close", framing).send(body);
        RawConnection.Response response = client.readFinal();

        assertThat(response.status()).isEqualTo("HTTP/1.1 201 Created");
        assertThat(response.headers()).containsEntry("connection", "close");
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void http10_upload_isAnsweredAndClosed() throws Exception {
        client.sendHead("PUT / HTTP/1.0", "Content-Length: 5").send("hello");

        assertThat(client.readFinal().stats().bytes()).isEqualTo(5);
        assertThat(client.readToEnd()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 9, hello", "Transfer-Encoding: chunked, 9", "Transfer-Encoding: chunked, '5\r\nhel'"})
    void upload_endedTooEarly_isBroken(String framing, String part) throws Exception {
        client.sendPutHead(framing).send(part);
        assertThat(client.read().status()).isEqualTo("HTTP/1.1 100 Continue");

        client.endOutput();

        assertThat(client.readToEnd()).isEmpty();
        assertThat(server.brokenUploads()).isEqualTo(1);
        assertThat(server.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT / HTTP/1.1", "POST / HTTP/1.1"})
    void upload_reset_leavesNoConnectionAndIsBrokenIfItWasOne(String requestLine) throws Exception {
        client.sendHead(requestLine, "Content-Length: 9").send("hello");
        assertThat(client.read().status()).isEqualTo("HTTP/1.1 100 Continue");

        client.reset();

        long broken = requestLine.startsWith("PUT") ? 1 : 0;
        Spin.until(() -> server.openConnections() == 0 && server.brokenUploads() == broken);
        assertThat(server.requests()).isZero();
    }

    @Test
    void connections_thousandResetWhileIdle_areAllClosedHere() throws Exception {
        for (int i = 0; i < 1000; i++) {
            RawConnection connection = RawConnection.to(server);
            connection.sendHead("GET / HTTP/1.1");
            connection.readFinal();
            connection.reset();
        }

        Spin.until(() -> server.openConnections() == 1); // the test's own
    }
}
