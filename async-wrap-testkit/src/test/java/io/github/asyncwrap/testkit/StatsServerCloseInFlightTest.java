package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Closing a server in the middle of a fault, by TLS and HTTP/2 too. A thread that did not end would make
 * {@link StatsServer#close()} fail, after 5 seconds.
 */
@Timeout(60)
class StatsServerCloseInFlightTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static void assertCloses(StatsServer server) {
        server.close();

        assertThat(server.threads().live()).isEmpty();
        assertThat(server.openConnections()).isZero();
        assertThat(server.uploadsInFlight()).isZero();
        assertThat(server.bytesInFlight()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void close_halfSentUpload_breaksIt(Transport transport) throws Exception {
        try (StatsServer server = transport.server().start();
                HeldUpload upload = new HeldUpload(server, Bodies.bytes(10_000))) {
            server.awaitBytes(5000, PATIENCE);

            assertCloses(server);

            assertThat(upload.finish().kind()).isEqualTo(Outcome.Kind.CUT);
            assertThat(server.brokenUploads()).isEqualTo(1);
        }
    }

    /** Each with the uploads that are completed when it holds the request up. */
    static Stream<Arguments> faultsThatHold() {
        return Stream.of(Transport.values())
                .flatMap(transport -> Stream.of(
                        Arguments.of(transport, Faults.delayAnswer(LONG)),
                        Arguments.of(transport, Faults.neverAnswer()),
                        Arguments.of(transport, Faults.delayAnswerBody(LONG)),
                        Arguments.of(transport, Faults.throttleRequest(1)),
                        Arguments.of(transport, Faults.throttleAnswer(1))));
    }

    @ParameterizedTest
    @MethodSource("faultsThatHold")
    void close_requestHeldUpByAFault_endsIt(Transport transport, RequestFault fault) throws Exception {
        try (StatsServer server = transport
                .server()
                .fault(fault.when(request -> request.method().equals("PUT")))
                .start()) {
            FutureTask<Outcome> upload = new FutureTask<>(
                    () -> TestClient.OKHTTP.put(server, transport, Bodies.bytes(5000), false, PATIENCE));
            new Thread(upload).start();
            Spin.until(() -> server.faultedRequests() == 1);

            assertCloses(server);

            assertThat(upload.get().kind()).isEqualTo(Outcome.Kind.CUT);
        }
    }

    @Test
    void close_interimResponseHeldUp_endsIt() throws Exception {
        try (StatsServer server =
                        StatsServer.builder().fault(Faults.delayContinue(LONG)).start();
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 5", "Expect: 100-continue");
            Spin.until(() -> server.faultedRequests() == 1);

            assertCloses(server);

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void close_notListening_closesTheRest() throws Exception {
        try (StatsServer server = StatsServer.start();
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 9").read();
            server.stopListening();

            assertCloses(server);

            assertThat(client.readToEnd()).isEmpty();
            assertThat(server.brokenUploads()).isEqualTo(1);
        }
    }

    /** MockWebServer alone would wait for 5 seconds and fail. */
    @Test
    void close_answersByTlsThatNobodyReads_ends() throws Exception {
        try (StatsServer server = Transport.TLS.server().start();
                RawConnection client = RawConnection.to(server)) {
            FutureTask<IOException> flood = new FutureTask<>(client::flood);
            Thread flooding = new Thread(flood);
            flooding.start();
            awaitBlockedWrite(server, flooding);

            assertCloses(server);

            assertThat(flood.get()).isNotNull();
        }
    }

    /**
     * Returns when a thread of the server's was seen inside a socket's write again and again, while no request was
     * answered: its client reads nothing. The JVM does not tell a write that waits from one that does not; the frame is
     * that of the JDK's sockets.
     */
    private static void awaitBlockedWrite(StatsServer server, Thread client) throws InterruptedException {
        int[] seen = {0, 0}; // requests, and so often in a row
        Spin.until(() -> {
            int requests = server.server().getRequestCount();
            boolean still = requests > 0 && requests == seen[0] && isInAWrite(client);
            seen[0] = requests;
            seen[1] = still ? seen[1] + 1 : 0;
            return seen[1] == 200;
        });
    }

    private static boolean isInAWrite(Thread client) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey() != client)
                .anyMatch(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getMethodName().equals("implWrite")));
    }

    @Test
    void close_handshakeNotBegun_endsIt() throws Exception {
        try (StatsServer server = Transport.HTTP2.server().start();
                Socket client = new Socket(server.url().host(), server.port())) {
            Spin.until(() -> server.openConnections() == 1);

            assertCloses(server);

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }
}
