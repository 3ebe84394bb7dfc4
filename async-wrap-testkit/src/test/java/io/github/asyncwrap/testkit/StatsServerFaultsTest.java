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

    private static final byte[] SMALL = Bodies.bytes(1306);
    private static final byte[] MEDIUM = Bodies.bytes(300_000);

    /** More than the system's buffers take, so that the client is still sending when the fault comes. */
    private static final byte[] LARGE = Bodies.bytes(8_000_000);

    /** Whose first request meets the fault. */
    private static StatsServer server(Caller caller, RequestFault fault) {
        return caller.transport().server().fault(fault.onRequest(1)).start();
    }

    private static void assertServes(StatsServer server, Caller caller) throws Exception {
        Outcome next = caller.put(server, SMALL);

        next.assertAnswered(201);
        assertThat(next.stats().md5()).isEqualTo(Bodies.md5(SMALL));
        assertThat(server.faultedRequests()).isEqualTo(1);
    }

    private static void assertTook(StatsServer server, byte[] body) {
        assertThat(server.history())
                .singleElement()
                .extracting(UploadStats::md5)
                .isEqualTo(Bodies.md5(body));
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#allWithFramings")
    void noFault_upload_isAnswered(Caller caller, boolean chunked) throws Exception {
        try (StatsServer server = caller.transport().server().start()) {
            Outcome outcome = caller.put(server, LARGE, chunked);

            outcome.assertAnswered(201);
            assertThat(server.history()).containsExactly(outcome.stats());
            if (!chunked || caller.transport() == Transport.HTTP2) {
                assertThat(outcome.stats()).isEqualTo(Bodies.inPieces(LARGE, 1024, 1));
            } else {
                assertThat(outcome.stats().md5()).isEqualTo(Bodies.md5(LARGE));
            }
            assertThat(server.faultedRequests()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void resetOnAccept_upload_getsNoConnection(Caller caller) throws Exception {
        try (StatsServer server =
                caller.transport().server().fault(Faults.resetOnAccept()).start()) {
            Outcome outcome = caller.put(server, SMALL);

            // If the reset comes early enough, clients call it a failure to connect.
            assertThat(outcome.kind()).isIn(Outcome.Kind.CUT, Outcome.Kind.REFUSED);
            assertThat(server.openConnections()).isZero();
            assertThat(server.requests() + server.brokenUploads()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void refuse_upload_isCutAndTheNextRefusedUntilTheServerListens(Caller caller) throws Exception {
        try (StatsServer server = server(caller, Faults.refuse())) {
            assertThat(caller.put(server, SMALL).kind()).isEqualTo(Outcome.Kind.CUT);
            assertThat(server.brokenUploads()).isEqualTo(1);

            assertThat(caller.put(server, SMALL).kind()).isEqualTo(Outcome.Kind.REFUSED);

            server.listen();
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#allWithFramings")
    void delayContinue_clientThatAsksFirst_getsItLater(Caller caller, boolean chunked) throws Exception {
        try (StatsServer server = server(caller, Faults.delayContinue(Duration.ofMillis(200)))) {
            long start = System.nanoTime();

            Outcome outcome = caller.putAsking(server, MEDIUM, chunked);

            outcome.assertAnswered(201);
            assertThat(outcome.stats().md5()).isEqualTo(Bodies.md5(MEDIUM));
            if (caller.transport() != Transport.HTTP2) {
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
            }
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#allWithFramings")
    void answerEarly_clientThatAsksFirst_getsTheStatus(Caller caller, boolean chunked) throws Exception {
        try (StatsServer server = server(caller, Faults.answerEarly(417))) {
            Outcome outcome = caller.putAsking(server, LARGE, chunked);

            outcome.assertAnswered(417);
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#allWithFramings")
    void resetAfter_largeUpload_isCutThere(Caller caller, boolean chunked) throws Exception {
        try (StatsServer server = server(caller, Faults.resetAfter(4096))) {
            Outcome outcome = caller.put(server, LARGE, chunked);

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.CUT);
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.bytesReceived()).isEqualTo(4096);
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void resetAfter_nothing_isCutAtTheHead(Caller caller) throws Exception {
        try (StatsServer server = server(caller, Faults.resetAfter(0))) {
            assertThat(caller.put(server, SMALL).kind()).isEqualTo(Outcome.Kind.CUT);
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.bytesReceived()).isZero();
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void resetAfter_shorterUpload_isAnswered(Caller caller) throws Exception {
        try (StatsServer server = server(caller, Faults.resetAfter(SMALL.length + 1))) {
            assertThat(caller.put(server, SMALL, true).code()).isEqualTo(201);
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#allWithFramings")
    void resetStreamAfter_largeUpload_isCutThere(Caller caller, boolean chunked) throws Exception {
        try (StatsServer server = server(caller, Faults.resetStreamAfter(4096))) {
            boolean deaf = caller.isDeafToResetStreams();

            Outcome outcome = deaf
                    ? caller.putUntil(() -> server.brokenUploads() == 1, server, LARGE, chunked)
                    : caller.put(server, LARGE, chunked);

            if (deaf) {
                assertThat(outcome.kind()).isIn(Outcome.Kind.GAVE_UP, Outcome.Kind.CUT);
            } else {
                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.CUT);
            }
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.bytesReceived()).isEqualTo(4096);
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void throttleRequest_upload_takesNoLessThanItsTime(Caller caller) throws Exception {
        try (StatsServer server = server(caller, Faults.throttleRequest(4L * SMALL.length))) {
            long start = System.nanoTime();

            Outcome outcome = caller.put(server, SMALL);

            outcome.assertAnswered(201);
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(249));
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void throttleAnswer_upload_getsItsAnswerInNoLessThanItsTime(Caller caller) throws Exception {
        try (StatsServer server = server(caller, Faults.throttleAnswer(400))) {
            long start = System.nanoTime();

            Outcome outcome = caller.put(server, SMALL);

            long ideal = TimeUnit.SECONDS.toNanos(outcome.stats().toJson().length()) / 400;
            assertThat(System.nanoTime() - start).isGreaterThan(ideal - TimeUnit.MILLISECONDS.toNanos(1));
            assertServes(server, caller);
        }
    }

    static Stream<Arguments> callersAndDelays() {
        return Caller.all()
                .flatMap(caller -> Stream.of(
                                Faults.delayAnswer(Duration.ofMillis(200)),
                                Faults.delayAnswerBody(Duration.ofMillis(200)))
                        .map(delay -> Arguments.of(caller, delay)));
    }

    @ParameterizedTest
    @MethodSource("callersAndDelays")
    void delay_upload_isAnsweredLater(Caller caller, RequestFault delay) throws Exception {
        try (StatsServer server = server(caller, delay)) {
            long start = System.nanoTime();

            Outcome outcome = caller.put(server, MEDIUM);

            assertThat(outcome.stats().md5()).isEqualTo(Bodies.md5(MEDIUM));
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#allWithFramings")
    void answer_upload_getsTheStatus(Caller caller, boolean chunked) throws Exception {
        try (StatsServer server = server(caller, Faults.answer(503, Duration.ofSeconds(7)))) {
            Outcome outcome = caller.put(server, MEDIUM, chunked);

            outcome.assertAnswered(503);
            assertThat(outcome.retryAfter()).isEqualTo("7");
            assertThat(outcome.body()).isEmpty();
            if (caller.client() != TestClient.CURL
                    || caller.transport() != Transport.HTTP2) { // curl sends no more, then
                assertTook(server, MEDIUM);
            }
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#allWithFramings")
    void answerEarly_largeUpload_getsTheStatus(Caller caller, boolean chunked) throws Exception {
        try (StatsServer server = server(caller, Faults.answerEarly(417))) {
            Outcome outcome = caller.put(server, LARGE, chunked);

            outcome.assertAnswered(417);
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.bytesReceived()).isZero();
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void resetBeforeAnswer_upload_isCutAlthoughCompleted(Caller caller) throws Exception {
        try (StatsServer server = server(caller, Faults.resetBeforeAnswer())) {
            assertThat(caller.put(server, MEDIUM).kind()).isEqualTo(Outcome.Kind.CUT);
            assertTook(server, MEDIUM);
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void neverAnswer_upload_waitsUntilTheClientGivesUp(Caller caller) throws Exception {
        try (StatsServer server = server(caller, Faults.neverAnswer())) {
            // By HTTP/2 it is held up before its body is read, otherwise after that.
            int completed = caller.transport() == Transport.HTTP2 ? 0 : 1;

            Outcome outcome = caller.putUntil(
                    () -> server.faultedRequests() == 1 && server.requests() == completed, server, SMALL, false);

            assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(Outcome.Kind.GAVE_UP);
            assertThat(server.requests()).isEqualTo(completed);
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void truncateAnswer_upload_isCut(Caller caller) throws Exception {
        try (StatsServer server = server(caller, Faults.truncateAnswer(3))) {
            assertThat(caller.put(server, SMALL).kind()).isEqualTo(Outcome.Kind.CUT);
            assertThat(server.requests()).isEqualTo(1);
            assertServes(server, caller);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#all")
    void corruptAnswer_upload_getsAnAnswerThatIsNone(Caller caller) throws Exception {
        try (StatsServer server = server(caller, Faults.corruptAnswer())) {
            Outcome outcome = caller.put(server, SMALL);

            outcome.assertAnswered(201);
            assertThatIllegalArgumentException().isThrownBy(outcome::stats);
            assertServes(server, caller);
        }
    }
}
