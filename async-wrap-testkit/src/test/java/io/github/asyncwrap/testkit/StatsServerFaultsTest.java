package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real clients make of each fault, by every way to talk to the server: with a length and without one. Faults hit the
 * first request; the second one, by a fresh client, shows that the server goes on.
 */
@Timeout(60)
class StatsServerFaultsTest {

    /** After which a client gives up that is not expected to. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For clients that are to give up. */
    private static final Duration IMPATIENCE = Duration.ofSeconds(1);

    private static final byte[] SMALL = Bodies.bytes(1306);
    private static final byte[] MEDIUM = Bodies.bytes(300_000);

    /** More than the system's buffers take, so that the client is still sending when the fault comes. */
    private static final byte[] LARGE = Bodies.bytes(8_000_000);

    static Stream<Arguments> clients() {
        return Stream.of(TestClient.values())
                .flatMap(client -> Stream.of(Transport.values()).map(transport -> Arguments.of(client, transport)));
    }

    static Stream<Arguments> clientsAndFramings() {
        return clients()
                .flatMap(arguments -> Stream.of(false, true)
                        .map(chunked ->
                                Arguments.of(arguments.get()[0], arguments.get()[1], chunked)));
    }

    private static void assertServes(StatsServer server, TestClient client, Transport transport) throws Exception {
        Outcome next = client.put(server, transport, SMALL, false, PATIENCE);

        assertThat(next.kind()).as(next.detail()).isEqualTo(Outcome.Kind.ANSWERED);
        assertThat(next.code()).isEqualTo(201);
        assertThat(next.stats().md5()).isEqualTo(Bodies.md5(SMALL));
        assertThat(server.faultedRequests()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("clientsAndFramings")
    void noFault_upload_isAnswered(TestClient client, Transport transport, boolean chunked) throws Exception {
        try (StatsServer server = transport.server().start()) {
            Outcome outcome = client.put(server, transport, LARGE, chunked, PATIENCE);

            assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Outcome.Kind.ANSWERED);
            assertThat(outcome.code()).isEqualTo(201);
            assertThat(server.history()).containsExactly(outcome.stats());
            if (!chunked || transport == Transport.HTTP2) {
                assertThat(outcome.stats()).isEqualTo(Bodies.inPieces(LARGE, 1024, 1));
            } else {
                assertThat(outcome.stats().md5()).isEqualTo(Bodies.md5(LARGE));
            }
            assertThat(server.faultedRequests()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void resetOnAccept_upload_getsNoConnection(TestClient client, Transport transport) throws Exception {
        try (StatsServer server =
                transport.server().fault(Faults.resetOnAccept()).start()) {
            Outcome outcome = client.put(server, transport, SMALL, false, PATIENCE);

            // If the reset comes early enough, clients call it a failure to connect.
            assertThat(outcome.kind()).isIn(Outcome.Kind.CUT, Outcome.Kind.REFUSED);
            assertThat(server.openConnections()).isZero();
            assertThat(server.requests() + server.brokenUploads()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void refuse_upload_isCutAndTheNextRefusedUntilTheServerListens(TestClient client, Transport transport)
            throws Exception {
        try (StatsServer server =
                transport.server().fault(Faults.refuse().onRequest(1)).start()) {
            assertThat(client.put(server, transport, SMALL, false, PATIENCE).kind())
                    .isEqualTo(Outcome.Kind.CUT);
            assertThat(server.brokenUploads()).isEqualTo(1);

            assertThat(client.put(server, transport, SMALL, false, PATIENCE).kind())
                    .isEqualTo(Outcome.Kind.REFUSED);

            server.listen();
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clientsAndFramings")
    void delayContinue_clientThatAsksFirst_getsItLater(TestClient client, Transport transport, boolean chunked)
            throws Exception {
        try (StatsServer server = transport
                .server()
                .fault(Faults.delayContinue(Duration.ofMillis(200)).onRequest(1))
                .start()) {
            long start = System.nanoTime();

            Outcome outcome = client.put(server, transport, MEDIUM, chunked, true, PATIENCE);

            assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Outcome.Kind.ANSWERED);
            assertThat(outcome.stats().md5()).isEqualTo(Bodies.md5(MEDIUM));
            if (transport != Transport.HTTP2) {
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
            }
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clientsAndFramings")
    void answerEarly_clientThatAsksFirst_getsTheStatus(TestClient client, Transport transport, boolean chunked)
            throws Exception {
        try (StatsServer server =
                transport.server().fault(Faults.answerEarly(417).onRequest(1)).start()) {
            Outcome outcome = client.put(server, transport, LARGE, chunked, true, PATIENCE);

            assertThat(outcome.code()).as(outcome.detail()).isEqualTo(417);
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clientsAndFramings")
    void resetAfter_largeUpload_isCutThere(TestClient client, Transport transport, boolean chunked) throws Exception {
        try (StatsServer server =
                transport.server().fault(Faults.resetAfter(4096).onRequest(1)).start()) {
            Outcome outcome = client.put(server, transport, LARGE, chunked, PATIENCE);

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.CUT);
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.bytesReceived()).isEqualTo(4096);
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void resetAfter_nothing_isCutAtTheHead(TestClient client, Transport transport) throws Exception {
        try (StatsServer server =
                transport.server().fault(Faults.resetAfter(0).onRequest(1)).start()) {
            assertThat(client.put(server, transport, SMALL, false, PATIENCE).kind())
                    .isEqualTo(Outcome.Kind.CUT);
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.bytesReceived()).isZero();
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void resetAfter_shorterUpload_isAnswered(TestClient client, Transport transport) throws Exception {
        try (StatsServer server = transport
                .server()
                .fault(Faults.resetAfter(SMALL.length + 1).onRequest(1))
                .start()) {
            assertThat(client.put(server, transport, SMALL, true, PATIENCE).code())
                    .isEqualTo(201);
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clientsAndFramings")
    void resetStreamAfter_largeUpload_isCutThere(TestClient client, Transport transport, boolean chunked)
            throws Exception {
        try (StatsServer server = transport
                .server()
                .fault(Faults.resetStreamAfter(4096).onRequest(1))
                .start()) {
            boolean deaf = client == TestClient.JDK && transport == Transport.HTTP2;

            Outcome outcome = client.put(server, transport, LARGE, chunked, deaf ? IMPATIENCE : PATIENCE);

            if (deaf) { // the JDK's client of Java 17 does not notice; a later one may
                assertThat(outcome.kind()).isIn(Outcome.Kind.TIMED_OUT, Outcome.Kind.CUT);
            } else {
                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.CUT);
            }
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.bytesReceived()).isEqualTo(4096);
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void throttleRequest_upload_takesNoLessThanItsTime(TestClient client, Transport transport) throws Exception {
        try (StatsServer server = transport
                .server()
                .fault(Faults.throttleRequest(4L * SMALL.length).onRequest(1))
                .start()) {
            long start = System.nanoTime();

            Outcome outcome = client.put(server, transport, SMALL, false, PATIENCE);

            assertThat(outcome.code()).as(outcome.detail()).isEqualTo(201);
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(249));
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void throttleAnswer_upload_getsItsAnswerInNoLessThanItsTime(TestClient client, Transport transport)
            throws Exception {
        try (StatsServer server = transport
                .server()
                .fault(Faults.throttleAnswer(400).onRequest(1))
                .start()) {
            long start = System.nanoTime();

            Outcome outcome = client.put(server, transport, SMALL, false, PATIENCE);

            long ideal = TimeUnit.SECONDS.toNanos(outcome.stats().toJson().length()) / 400;
            assertThat(System.nanoTime() - start).isGreaterThan(ideal - TimeUnit.MILLISECONDS.toNanos(1));
            assertServes(server, client, transport);
        }
    }

    static Stream<Arguments> clientsAndDelays() {
        return clients()
                .flatMap(arguments -> Stream.of(
                                Faults.delayAnswer(Duration.ofMillis(200)),
                                Faults.delayAnswerBody(Duration.ofMillis(200)))
                        .map(delay -> Arguments.of(arguments.get()[0], arguments.get()[1], delay)));
    }

    @ParameterizedTest
    @MethodSource("clientsAndDelays")
    void delay_upload_isAnsweredLater(TestClient client, Transport transport, RequestFault delay) throws Exception {
        try (StatsServer server = transport.server().fault(delay.onRequest(1)).start()) {
            long start = System.nanoTime();

            Outcome outcome = client.put(server, transport, MEDIUM, false, PATIENCE);

            assertThat(outcome.stats().md5()).isEqualTo(Bodies.md5(MEDIUM));
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clientsAndFramings")
    void answer_upload_getsTheStatus(TestClient client, Transport transport, boolean chunked) throws Exception {
        try (StatsServer server = transport
                .server()
                .fault(Faults.answer(503, Duration.ofSeconds(7)).onRequest(1))
                .start()) {
            Outcome outcome = client.put(server, transport, MEDIUM, chunked, PATIENCE);

            assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Outcome.Kind.ANSWERED);
            assertThat(outcome.code()).isEqualTo(503);
            assertThat(outcome.retryAfter()).isEqualTo("7");
            assertThat(outcome.body()).isEmpty();
            if (client != TestClient.CURL || transport != Transport.HTTP2) { // curl sends no more, then
                assertThat(server.history())
                        .singleElement()
                        .extracting(UploadStats::md5)
                        .isEqualTo(Bodies.md5(MEDIUM));
            }
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clientsAndFramings")
    void answerEarly_largeUpload_getsTheStatus(TestClient client, Transport transport, boolean chunked)
            throws Exception {
        try (StatsServer server =
                transport.server().fault(Faults.answerEarly(417).onRequest(1)).start()) {
            Outcome outcome = client.put(server, transport, LARGE, chunked, PATIENCE);

            assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Outcome.Kind.ANSWERED);
            assertThat(outcome.code()).isEqualTo(417);
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.bytesReceived()).isZero();
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void resetBeforeAnswer_upload_isCutAlthoughCompleted(TestClient client, Transport transport) throws Exception {
        try (StatsServer server = transport
                .server()
                .fault(Faults.resetBeforeAnswer().onRequest(1))
                .start()) {
            assertThat(client.put(server, transport, MEDIUM, false, PATIENCE).kind())
                    .isEqualTo(Outcome.Kind.CUT);
            assertThat(server.history())
                    .singleElement()
                    .extracting(UploadStats::md5)
                    .isEqualTo(Bodies.md5(MEDIUM));
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void neverAnswer_upload_waitsUntilTheClientGivesUp(TestClient client, Transport transport) throws Exception {
        try (StatsServer server =
                transport.server().fault(Faults.neverAnswer().onRequest(1)).start()) {
            assertThat(client.put(server, transport, SMALL, false, IMPATIENCE).kind())
                    .isEqualTo(Outcome.Kind.TIMED_OUT);
            if (transport == Transport.HTTP2) {
                assertThat(server.requests()).isZero();
            } else {
                server.awaitUploads(1, PATIENCE);
            }
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void truncateAnswer_upload_isCut(TestClient client, Transport transport) throws Exception {
        try (StatsServer server =
                transport.server().fault(Faults.truncateAnswer(3).onRequest(1)).start()) {
            assertThat(client.put(server, transport, SMALL, false, PATIENCE).kind())
                    .isEqualTo(Outcome.Kind.CUT);
            assertThat(server.requests()).isEqualTo(1);
            assertServes(server, client, transport);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void corruptAnswer_upload_getsAnAnswerThatIsNone(TestClient client, Transport transport) throws Exception {
        try (StatsServer server =
                transport.server().fault(Faults.corruptAnswer().onRequest(1)).start()) {
            Outcome outcome = client.put(server, transport, SMALL, false, PATIENCE);

            assertThat(outcome.code()).as(outcome.detail()).isEqualTo(201);
            assertThatIllegalArgumentException().isThrownBy(outcome::stats);
            assertServes(server, client, transport);
        }
    }
}
