package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.testkit.UploadStats;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadServerTest {

    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final long MAX_BYTES = 100_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final UploadServer server = start("http://127.0.0.1:0");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void get_ofTheRoot_answersPong() throws Exception {
        HttpResponse<String> answer = send("GET", "/", BodyPublishers.noBody());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Pong");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, d41d8cd98f00b204e9800998ecf8427e",
        "1, 1, 1, 1, 93b885adfe0da089cdf634904fd59f71",
        "1024, 1, 1024, 1024, 0f343b0931126a20f133d67c2b018a3b",
        "1306, 2, 282, 1024, ",
        "50000, 49, 848, 1024, "
    })
    void put_withALength_answersTheStatsOfItsPieces(int bytes, long count, long min, long max, String md5)
            throws Exception {
        HttpResponse<String> answer = send("PUT", "/", BodyPublishers.ofByteArray(new byte[bytes]));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        UploadStats stats = UploadStats.fromJson(answer.body());
        assertThat(stats).isEqualTo(new UploadStats(bytes, count, min, max, 1, md5 == null ? stats.md5() : md5));
    }

    @Test
    void put_chunkedInOddSizes_fillsItsPiecesAllTheSame() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.request("PUT / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "Connection: close");
            for (int chunk = 0; chunk < 30; chunk++) {
                client.send("64\r\n" + "a".repeat(100) + "\r\n");
            }
            client.send("0\r\n\r\n");
            assertThat(client.readHead()).startsWith("http/1.1 201");
            assertThat(client.readToEnd())
                    .startsWith("{\"bytes\":3000,\"count\":3,\"min\":952,\"max\":1024,\"requests\":1,\"md5\":\"");
        }
    }

    @Test
    void requests_countsTheUploadsThatArrived() throws Exception {
        for (int upload = 1; upload <= 3; upload++) {
            assertThat(stats(BodyPublishers.ofString("x")).requests()).isEqualTo(upload);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "PATCH", "OPTIONS", "BREW"})
    void method_thatIsNotServed_isAnswered405WithAllow(String method) throws Exception {
        HttpResponse<String> answer = send(method, "/", BodyPublishers.noBody());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, PUT, DELETE");
    }

    @ParameterizedTest
    @CsvSource({"GET,/x", "PUT,/a/b", "DELETE,/x", "POST,//"})
    void path_otherThanTheRoot_isAnswered404(String method, String path) throws Exception {
        assertThat(send(method, path, BodyPublishers.noBody()).statusCode()).isEqualTo(404);
    }

    @Test
    void put_announcingTooMuch_isAnswered413BeforeABodyIsSent() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.request("PUT / HTTP/1.1", "Host: x", "Content-Length: 100001");
            assertThat(client.readHead()).startsWith("http/1.1 413").contains("connection: close");
            assertThat(client.readToEnd()).as("and then closes").contains("100000 bytes at most");
        }
        assertServes();
    }

    @Test
    void put_growingTooLarge_isAnswered413AndClosedALittleLater() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.request("PUT / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked");
            long before = System.nanoTime(); // when it was answered, only the server knows
            client.send("186a1\r\n" + "a".repeat(100_001) + "\r\n");
            assertThat(client.readHead()).startsWith("http/1.1 413").contains("connection: close");
            assertThat(client.readToEnd()).contains("100000 bytes at most");
            assertThat((System.nanoTime() - before) / 1_000_000).isGreaterThanOrEqualTo(500);
        }
        assertServes();
    }

    @Test
    void put_ofExactlyTheLimit_isAccepted() throws Exception {
        assertThat(stats(BodyPublishers.ofByteArray(new byte[(int) MAX_BYTES])).bytes())
                .isEqualTo(MAX_BYTES);
    }

    @Test
    void put_expectingContinue_isToldToContinue() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.request(
                    "PUT / HTTP/1.1", "Host: x", "Content-Length: 3", "Expect: 100-continue", "Connection: close");
            assertThat(client.readHead()).startsWith("http/1.1 100");
            client.send("abc");
            assertThat(client.readHead()).startsWith("http/1.1 201");
            assertThat(client.readToEnd()).contains("\"bytes\":3");
        }
    }

    @Test
    void put_expectingContinueAndTooLarge_isAnswered413Only() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.request("PUT / HTTP/1.1", "Host: x", "Content-Length: 100001", "Expect: 100-continue");
            assertThat(client.readHead()).startsWith("http/1.1 413");
        }
    }

    @Test
    void put_brokenOff_leavesTheServerServing() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
        }
        try (RawClient client = new RawClient(server.port())) {
            client.send("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");
            client.readToEnd();
        }
        assertThat(stats(BodyPublishers.ofString("x")).requests())
                .as("they are not counted")
                .isEqualTo(1);
    }

    @Test
    void delete_fromThisMachine_isAnsweredAndThenTheServerStops() throws Exception {
        assertThat(send("DELETE", "/", BodyPublishers.noBody()).statusCode()).isEqualTo(202);
        server.awaitStopped();
        assertThatThrownBy(() -> new RawClient(server.port())).isInstanceOf(ConnectException.class);
    }

    @Test
    void delete_duringAnUpload_letsItFinish() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.request("PUT / HTTP/1.1", "Host: x", "Content-Length: 3", "Expect: 100-continue");
            assertThat(client.readHead()).as("it is under way").startsWith("http/1.1 100");
            assertThat(send("DELETE", "/", BodyPublishers.noBody()).statusCode())
                    .isEqualTo(202);
            client.send("abc");
            assertThat(client.readHead()).startsWith("http/1.1 201");
        }
        server.awaitStopped();
    }

    @Test
    void delete_fromAnotherAddress_isForbidden() throws Exception {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(candidate -> candidate instanceof Inet4Address && !candidate.isLoopbackAddress())
                .findFirst();
        Assumptions.assumeTrue(address.isPresent(), "this machine has no address but loopback");
        try (UploadServer everywhere = start("http://0.0.0.0:0")) {
            try (RawClient client = new RawClient(address.get(), everywhere.port())) {
                Assumptions.assumeFalse(client.localAddress().isLoopbackAddress());
                client.request("DELETE / HTTP/1.1", "Host: localhost", "X-Forwarded-For: 127.0.0.1");
                assertThat(client.readHead()).startsWith("http/1.1 403");
            }
            try (RawClient client = new RawClient(everywhere.port())) {
                client.request("GET / HTTP/1.1", "Host: x", "Connection: close");
                assertThat(client.readHead()).as("still serving").startsWith("http/1.1 200");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.8.9.10, true",
        "::1, true",
        "::ffff:127.0.0.1, true",
        "10.0.0.1, false",
        "::ffff:10.0.0.1, false",
        "fe80::1, false"
    })
    void peer_isLocalByItsAddress(String address, boolean local) {
        assertThat(UploadHandler.isLoopback(SocketAddress.inetSocketAddress(1234, address)))
                .isEqualTo(local);
    }

    @Test
    void peer_withoutAnAddress_isNotLocal() {
        assertThat(UploadHandler.isLoopback(SocketAddress.domainSocketAddress("/a/socket")))
                .isFalse();
    }

    @Test
    void close_twice_stopsOnce() {
        server.close();
        server.close();
    }

    @Test
    void start_onATakenPort_saysSo() {
        ServerSettings taken = new ServerSettings(URI.create("http://127.0.0.1:" + server.port()), 1024, MAX_BYTES);
        assertThatThrownBy(() -> UploadServer.start(taken))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot listen on http://127.0.0.1:" + server.port()
                        + ": BindException: Address already in use");
    }

    @Test
    void start_onIpv6Loopback_serves() throws Exception {
        Assumptions.assumeTrue(
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .anyMatch(address -> address.getHostAddress().startsWith("0:0:0:0:0:0:0:1")),
                "this machine has no ::1");
        try (UploadServer six = start("http://[::1]:0");
                RawClient client = new RawClient(InetAddress.getByAddress(IPV6_LOOPBACK), six.port())) {
            client.request("DELETE / HTTP/1.1", "Host: x");
            assertThat(client.readHead()).startsWith("http/1.1 202");
            six.awaitStopped();
        }
    }

    private static UploadServer start(String url) {
        try {
            return UploadServer.start(new ServerSettings(URI.create(url), 1024, MAX_BYTES));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertServes() throws Exception {
        assertThat(stats(BodyPublishers.ofString("x")).bytes()).isEqualTo(1);
    }

    private UploadStats stats(BodyPublisher body) throws Exception {
        return UploadStats.fromJson(send("PUT", "/", body).body());
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + server.port() + path);
        return http.send(HttpRequest.newBuilder(url).method(method, body).build(), BodyHandlers.ofString());
    }
}
