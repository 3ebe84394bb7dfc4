package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults byte by byte, several at once, and a server that stops listening. */
@Timeout(60)
class StatsServerScriptTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RawConnection.Response put(RawConnection client) throws IOException {
        return client.sendPutHead("Content-Length: 5").send("hello").readFinal();
    }

    @Test
    void connection_chosenByNumber_isReset() throws Exception {
        try (StatsServer server = StatsServer.builder()
                        .fault(Faults.resetOnAccept().onConnection(2))
                        .start();
                RawConnection first = RawConnection.to(server)) {
            put(first);
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                try (RawConnection second = RawConnection.to(server)) {
                    put(second);
                }
            });
            try (RawConnection third = RawConnection.to(server)) {
                assertThat(put(third).stats().requests()).isEqualTo(2);
            }
            assertThat(put(first).stats().requests()).isEqualTo(3);
        }
    }

    @Test
    void predicate_anyRequest_seesItsHead() throws Exception {
        List<ArrivedRequest> seen = new CopyOnWriteArrayList<>();
        try (StatsServer server = StatsServer.builder()
                        .fault(Faults.answer(500).when(request -> !seen.add(request)))
                        .start();
                RawConnection one = RawConnection.to(server);
                RawConnection two = RawConnection.to(server)) {
            put(one);
            one.sendHead("GET /?q=1 HTTP/1.1", "X-Name: value").readFinal();
            put(two);

            assertThat(seen).extracting(ArrivedRequest::number).containsExactly(1L, 2L, 3L);
            assertThat(seen).extracting(ArrivedRequest::connection).containsExactly(1L, 1L, 2L);
            assertThat(seen).extracting(ArrivedRequest::method).containsExactly("PUT", "GET", "PUT");
            assertThat(seen).extracting(ArrivedRequest::target).containsExactly("/", "/?q=1", "/");
            assertThat(seen.get(1).headers().get("x-name")).isEqualTo("value");
            assertThat(server.faultedRequests()).isZero();
        }
    }

    @Test
    void predicate_thatThrows_isAnswered500WithWhatItThrew() throws Exception {
        try (StatsServer server = StatsServer.builder()
                        .fault(Faults.answer(503).when(request -> {
                            throw new IllegalStateException("on purpose");
                        }))
                        .start();
                RawConnection client = RawConnection.to(server)) {
            RawConnection.Response response = put(client);

            assertThat(response.status()).isEqualTo("HTTP/1.1 500 Internal Server Error");
            assertThat(response.body()).contains("java.lang.IllegalStateException: on purpose");
        }
    }

    @Test
    void faults_ofDifferentKinds_actTogether() throws Exception {
        try (StatsServer server = StatsServer.builder()
                        .fault(Faults.delayAnswer(Duration.ofMillis(50)))
                        .fault(Faults.throttleRequest(50))
                        .fault(Faults.corruptAnswer())
                        .fault(Faults.truncateAnswer(90))
                        .start();
                RawConnection client = RawConnection.to(server)) {
            long start = System.nanoTime();

            client.sendPutHead("Content-Length: 5").send("hello");
            String wire = client.readToEnd();

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(149));
            String body = wire.substring(wire.lastIndexOf("\r\n\r\n") + 4);
            assertThat(body).hasSize(90).startsWith("{\"bytes\":5,");
            assertThat(body.chars().filter(c -> c > 127)).hasSize(1);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    /** A request without a body goes another way, and has an interim response only then. */
    @Test
    void fault_onGet_hitsIt() throws Exception {
        try (StatsServer server = StatsServer.builder()
                        .fault(Faults.answer(429, Duration.ofSeconds(3)).onRequest(1))
                        .fault(Faults.truncateAnswer(2).onRequest(2))
                        .start();
                RawConnection client = RawConnection.to(server)) {
            RawConnection.Response first = client.sendHead("GET / HTTP/1.1").readFinal();
            assertThat(first.status()).startsWith("HTTP/1.1 429 ");
            assertThat(first.headers()).containsEntry("retry-after", "3");

            assertThat(client.sendHead("GET / HTTP/1.1").readToEnd()).endsWith("\r\n\r\nPo");
            try (RawConnection next = RawConnection.to(server)) {
                assertThat(next.sendHead("GET / HTTP/1.1").read().body()).isEqualTo("Pong");
            }
        }
    }

    @Test
    void answerEarly_emptyUpload_isComplete() throws Exception {
        try (StatsServer server =
                        StatsServer.builder().fault(Faults.answerEarly(507)).start();
                RawConnection client = RawConnection.to(server)) {
            assertThat(client.sendPutHead("Content-Length: 0").read().status()).startsWith("HTTP/1.1 507 ");
            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.requests()).isEqualTo(1);
            assertThat(server.brokenUploads()).isZero();
        }
    }

    @Test
    void resetAfter_chunkedBody_countsItWithoutTheFraming() throws Exception {
        try (StatsServer server =
                        StatsServer.builder().fault(Faults.resetAfter(6)).start();
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Transfer-Encoding: chunked").send("4\r\nabcd\r\n1\r\ne\r\n");
            server.awaitBytes(5, PATIENCE);
            assertThat(server.openConnections()).isEqualTo(1);

            client.send("1\r\nf\r\n");

            server.awaitBrokenUploads(1, PATIENCE);
            assertThat(server.bytesReceived()).isEqualTo(6);
        }
    }

    @Test
    void resetAfter_bytes_isOneByTcp() throws Exception {
        try (StatsServer server =
                        StatsServer.builder().fault(Faults.resetAfter(5)).start();
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 9").send("hello");

            // The end of the stream would be an empty text instead.
            assertThatExceptionOfType(SocketException.class).isThrownBy(client::readToEnd);
        }
    }

    /** Of a close with nothing unread the client would see the end of the stream. */
    @Test
    void resetOnAccept_isOneByTcp() throws Exception {
        try (StatsServer server =
                StatsServer.builder().fault(Faults.resetOnAccept()).start()) {
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
                try (RawConnection client = RawConnection.to(server)) {
                    client.readToEnd();
                }
            });
        }
    }

    static Stream<RequestFault> resetsOfAWholeUpload() {
        return Stream.of(Faults.resetBeforeAnswer(), Faults.refuse(), Faults.resetStreamAfter(5));
    }

    @ParameterizedTest
    @MethodSource("resetsOfAWholeUpload")
    void reset_nothingUnread_isOneByTcp(RequestFault fault) throws Exception {
        try (StatsServer server = StatsServer.builder().fault(fault).start();
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 5").send("hello");

            assertThatExceptionOfType(SocketException.class).isThrownBy(client::readToEnd);
        }
    }

    /**
     * A late head is late by at least as much: a busy machine makes it later, never earlier. The request before it has
     * loaded the classes, which takes long enough to look like the delay.
     */
    @Test
    void delayAnswer_holdsBackTheHead() throws Exception {
        Duration delay = Duration.ofMillis(500);
        try (StatsServer server = StatsServer.builder()
                        .fault(Faults.delayAnswer(delay).onRequest(2))
                        .start();
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 5").send("hello");
            assertThat(client.readFinal().status()).isEqualTo("HTTP/1.1 201 Created");

            client.sendPutHead("Content-Length: 5");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue");
            long start = System.nanoTime();
            client.send("hello");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 201 Created");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
        }
    }

    @Test
    void delayAnswerBody_whileItLasts_sendsTheHeadAlone() throws Exception {
        StatsServer server = StatsServer.builder()
                .fault(Faults.delayAnswerBody(Duration.ofHours(1)))
                .start();
        try (RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 5").send("hello");

            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 201 Created");
            server.close();
            assertThat(client.readToEnd()).isEmpty();
        } finally {
            server.close();
        }
    }

    /** The first request is in the middle of its body when the stream of the second is reset. */
    @Test
    void resetStreamAfter_http2_leavesTheOtherStreams() throws Exception {
        try (StatsServer server = Transport.HTTP2
                        .server()
                        .fault(Faults.resetStreamAfter(1).onRequest(2))
                        .start();
                HeldUpload first = new HeldUpload(server, Bodies.bytes(100))) {
            server.awaitBytes(50, PATIENCE);

            assertThat(first.putBeside(Bodies.bytes(10)).kind()).isEqualTo(Outcome.Kind.CUT);

            assertThat(server.openConnections()).isEqualTo(1);
            assertThat(first.finish().code()).isEqualTo(201);
        }
    }

    @Test
    void delayContinue_clientThatWaits_getsItLater() throws Exception {
        try (StatsServer server = StatsServer.builder()
                        .fault(Faults.delayContinue(Duration.ofMillis(100)))
                        .start();
                RawConnection client = RawConnection.to(server)) {
            long start = System.nanoTime();
            client.sendPutHead("Content-Length: 5", "Expect: 100-continue");

            assertThat(client.read().status()).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(client.send("hello").readFinal().stats().bytes()).isEqualTo(5);
        }
    }

    /** curl asks, waits for a tenth of a second, and sends then; the 100 that comes later does not disturb it. */
    @Test
    void delayContinue_curlWithLittlePatience_sendsAllTheSame() throws Exception {
        try (StatsServer server = StatsServer.builder()
                .fault(Faults.delayContinue(Duration.ofMillis(400)))
                .start()) {
            Outcome outcome = Curl.run(
                    server,
                    Transport.HTTP,
                    List.of("-T", "-", "-H", "Expect: 100-continue", "--expect100-timeout", "0.1"),
                    Bodies.bytes(1000),
                    PATIENCE);

            assertThat(outcome.stats().md5()).isEqualTo(Bodies.md5(Bodies.bytes(1000)));
        }
    }

    @Test
    void randomFault_sameSeed_hitsTheSameRequestsAgain() throws Exception {
        StatsServer.Builder builder =
                StatsServer.builder().fault(Faults.answer(503).randomly(0.5, 7));

        List<String> first = statuses(builder);

        assertThat(first).contains("HTTP/1.1 201 Created").anyMatch(status -> status.startsWith("HTTP/1.1 503"));
        assertThat(statuses(builder)).isEqualTo(first);
    }

    private static List<String> statuses(StatsServer.Builder builder) throws IOException {
        List<String> statuses = new ArrayList<>();
        try (StatsServer server = builder.start();
                RawConnection client = RawConnection.to(server)) {
            for (int i = 0; i < 30; i++) {
                statuses.add(put(client).status());
            }
        }
        return statuses;
    }

    @ParameterizedTest
    @EnumSource
    void stopListening_server_refusesUntilItListensAgain(Transport transport) throws Exception {
        try (StatsServer server = transport.server().start();
                HeldUpload open = new HeldUpload(server, Bodies.bytes(100))) {
            server.awaitBytes(50, PATIENCE);

            server.stopListening();
            server.stopListening();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> RawConnection.to(server));
            assertThat(open.finish().code()).isEqualTo(201);

            server.listen();
            server.listen();
            try (RawConnection client = RawConnection.to(server)) {
                assertThat(put(client).stats().requests()).isEqualTo(2);
            }
        }
    }

    @Test
    void listen_portTakenMeanwhile_failsNamingItAndMayBeTriedAgain() throws Exception {
        try (StatsServer server = StatsServer.start()) {
            server.stopListening();
            try (ServerSocket other = new ServerSocket(server.port(), 1, InetAddress.getByName("localhost"))) {
                assertThat(other.isBound()).isTrue();
                assertThatExceptionOfType(UncheckedIOException.class)
                        .isThrownBy(server::listen)
                        .withMessageStartingWith("cannot listen on port " + server.port() + ": ");
            }

            server.listen();
            try (RawConnection client = RawConnection.to(server)) {
                assertThat(put(client).stats().requests()).isEqualTo(1);
            }
        }
    }

    @Test
    void listening_closedServer_isRefused() {
        StatsServer server = StatsServer.start();
        server.close();

        assertThatIllegalStateException().isThrownBy(server::stopListening).withMessageStartingWith("closed: ");
        assertThatIllegalStateException().isThrownBy(server::listen).withMessageStartingWith("closed: ");
    }
}
