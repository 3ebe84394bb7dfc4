package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with a body limit. */
@Timeout(60)
class StatsServerLimitTest {

    private static final int LIMIT = 100_000;

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#allWithFramings")
    void upload_tooLarge_isRefused(Caller caller, boolean chunked) throws Exception {
        try (StatsServer server = caller.transport().server().bodyLimit(LIMIT).start()) {
            boolean statusIsOut = caller.transport() == Transport.HTTP2 && chunked;
            boolean deaf = statusIsOut && caller.isDeafToResetStreams();
            byte[] body = Bodies.bytes(8_000_000);

            Outcome outcome = deaf
                    ? caller.putUntil(() -> server.brokenUploads() == 1, server, body, chunked)
                    : caller.put(server, body, chunked);

            if (deaf) {
                assertThat(outcome.kind()).isIn(Outcome.Kind.GAVE_UP, Outcome.Kind.CUT);
            } else if (statusIsOut) {
                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.CUT);
            } else {
                outcome.assertAnswered(413);
            }
            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.bytesReceived()).isLessThanOrEqualTo(LIMIT);
            assertThat(caller.put(server, Bodies.bytes(10), chunked).code()).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.asyncwrap.testkit.Caller#allWithFramings")
    void upload_asLargeAsItMayBe_isTaken(Caller caller, boolean chunked) throws Exception {
        byte[] body = Bodies.bytes(LIMIT);
        try (StatsServer server = caller.transport().server().bodyLimit(LIMIT).start()) {
            assertThat(caller.put(server, body, chunked).stats().md5()).isEqualTo(Bodies.md5(body));
        }
    }

    @Test
    void upload_thatAsksFirst_isRefusedWithoutAnInterimResponse() throws Exception {
        try (StatsServer server = StatsServer.builder().bodyLimit(5).start();
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 6", "Expect: 100-continue");

            assertThat(client.read().status()).isEqualTo("HTTP/1.1 413 Content Too Large");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1099511627776", "Transfer-Encoding: chunked"})
    void upload_thatGoesOnForEver_isCut(String framing) throws Exception {
        byte[] block = new byte[1 << 20];
        try (StatsServer server = StatsServer.builder().bodyLimit(5).start();
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead(framing).send("fffffffffff\r\n123456");
            assertThat(client.readFinal().status()).isEqualTo("HTTP/1.1 413 Content Too Large");

            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                while (true) {
                    client.send(block);
                }
            });
            assertThat(server.brokenUploads()).isEqualTo(1);
        }
    }

    @Test
    void otherBody_tooLarge_isStillDropped() throws Exception {
        try (StatsServer server = StatsServer.builder().bodyLimit(5).start();
                RawConnection client = RawConnection.to(server)) {
            client.sendHead("PUT /nowhere HTTP/1.1", "Content-Length: 6").send("123456");

            assertThat(client.readFinal().status()).isEqualTo("HTTP/1.1 404 Not Found");
        }
    }

    @Test
    void limitOfNothing_emptyUpload_isTaken() throws Exception {
        try (StatsServer server = StatsServer.builder().bodyLimit(0).start();
                RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 0");
            assertThat(client.readFinal().stats().bytes()).isZero();

            client.sendPutHead("Content-Length: 1").send("x");
            assertThat(client.readFinal().status()).startsWith("HTTP/1.1 413");
        }
    }
}
