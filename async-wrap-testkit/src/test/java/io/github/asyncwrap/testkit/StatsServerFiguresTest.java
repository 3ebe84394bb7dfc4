package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server tells of its uploads, past and present. */
@Timeout(60)
@ExtendWith(StatsServerExtension.class)
class StatsServerFiguresTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static List<UploadStats> upload(RawConnection client, int times) throws Exception {
        List<UploadStats> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            client.sendPutHead("Content-Length: 2").send("ab");
            answers.add(client.readFinal().stats());
        }
        return answers;
    }

    @Test
    void history_byDefault_holdsTheLatestThousand(StatsServer server) throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            assertThat(server.history()).isEmpty();

            List<UploadStats> answers = upload(client, 1003);

            assertThat(server.history()).isEqualTo(answers.subList(3, 1003));
            assertThat(server.requests()).isEqualTo(1003);
            assertThat(server.bytesReceived()).isEqualTo(2 * 1003);
        }
    }

    @Test
    void history_limited_holdsAsManyAsItMay() throws Exception {
        try (StatsServer two = StatsServer.builder().history(2).start();
                StatsServer none = StatsServer.builder().history(0).start();
                RawConnection toTwo = RawConnection.to(two);
                RawConnection toNone = RawConnection.to(none)) {
            assertThat(upload(toTwo, 3).subList(1, 3)).isEqualTo(two.history());
            upload(toNone, 3);
            assertThat(none.history()).isEmpty();
            assertThat(none.requests()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void inFlight_halfSentUpload_isTold(Transport transport) throws Exception {
        byte[] body = Bodies.bytes(10_000);
        try (StatsServer server = transport.server().start();
                HeldUpload upload = new HeldUpload(server, body)) {
            server.awaitBytes(5000, PATIENCE);

            assertThat(server.bytesInFlight()).isEqualTo(5000);
            assertThat(server.uploadsInFlight()).isEqualTo(1);
            assertThat(server.requests()).isZero();

            assertThat(upload.finish().stats().md5()).isEqualTo(Bodies.md5(body));
            assertThat(server.bytesInFlight()).isZero();
            assertThat(server.uploadsInFlight()).isZero();
            assertThat(server.bytesReceived()).isEqualTo(10_000);
        }
    }

    @Test
    void inFlight_brokenUpload_isNotAnyMore(StatsServer server) throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 9").send("hello");
            server.awaitBytes(5, PATIENCE);

            client.reset();
            server.awaitBrokenUploads(1, PATIENCE);

            assertThat(server.uploadsInFlight()).isZero();
            assertThat(server.bytesInFlight()).isZero();
            assertThat(server.bytesReceived()).isEqualTo(5);
        }
    }

    @Test
    void inFlight_severalUploads_areAllCounted(StatsServer server) throws Exception {
        try (RawConnection one = RawConnection.to(server);
                RawConnection two = RawConnection.to(server);
                RawConnection three = RawConnection.to(server)) {
            one.sendPutHead("Content-Length: 9").send("a");
            two.sendPutHead("Transfer-Encoding: chunked").send("3\r\nab");
            three.sendPutHead("Content-Length: 9");
            server.awaitUploadsInFlight(3, PATIENCE);
            server.awaitBytes(3, PATIENCE);

            assertThat(server.bytesInFlight()).isEqualTo(3);

            one.send("bcdefghi").readFinal();
            assertThat(server.uploadsInFlight()).isEqualTo(2);
            assertThat(server.bytesInFlight()).isEqualTo(2);
        }
    }

    @Test
    void inFlight_bodyThatIsDropped_isNoUpload(StatsServer server) throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            client.sendHead("POST / HTTP/1.1", "Content-Length: 9")
                    .send("123456789")
                    .readFinal();

            assertThat(server.bytesReceived()).isZero();
            assertThat(server.history()).isEmpty();
        }
    }

    @Test
    void awaitUploads_uploadThatComes_ends(StatsServer server) throws Exception {
        FutureTask<Void> waiting = new FutureTask<>(() -> {
            server.awaitUploads(2, PATIENCE);
            assertThat(server.requests()).isGreaterThanOrEqualTo(2);
            return null;
        });
        new Thread(waiting).start();

        try (RawConnection client = RawConnection.to(server)) {
            upload(client, 1);
            assertThat(waiting).isNotDone();
            upload(client, 1);
            waiting.get();
        }
    }

    @Test
    void await_tooLong_failsWithWhatWasSeen(StatsServer server) throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            upload(client, 1);
            Duration soon = Duration.ofMillis(10);

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> server.awaitUploads(2, soon))
                    .withMessageStartingWith("awaited 2 uploads, saw 1 after ");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> server.awaitBytes(3, soon))
                    .withMessageStartingWith("awaited 3 bytes, saw 2 after ");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> server.awaitBrokenUploads(1, Duration.ZERO))
                    .withMessageStartingWith("awaited 1 broken uploads, saw 0 after ");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> server.awaitUploadsInFlight(1, soon))
                    .withMessageStartingWith("awaited 1 uploads in flight, saw 0 after ");
        }
    }

    @Test
    void await_whatIsThere_returnsAtOnceEvenWhenClosed(StatsServer server) throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            upload(client, 1);
        }
        server.close();

        server.awaitUploads(1, Duration.ZERO);
        server.awaitBytes(2, Duration.ofSeconds(Long.MAX_VALUE));
    }

    @Test
    void await_serverClosed_fails(StatsServer server) throws Exception {
        FutureTask<Void> waiting = new FutureTask<>(() -> {
            server.awaitUploads(1, PATIENCE);
            return null;
        });
        new Thread(waiting).start();

        server.close();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(waiting::get)
                .withCauseInstanceOf(AssertionError.class)
                .withMessageContaining("then the server was closed");
    }

    @Test
    void await_interruptedThread_throws(StatsServer server) {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> server.awaitUploads(1, PATIENCE));
    }

    @Test
    void await_badArguments_areRefusedByName(StatsServer server) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.awaitUploads(-1, PATIENCE))
                .withMessage("n must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.awaitBytes(1, Duration.ofMillis(-1)))
                .withMessage("limit must not be negative: PT-0.001S");
    }
}
