package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.testkit.Faults;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.testkit.StatsServer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every consumer against servers that refuse, break off, or answer too early: each call ends, and says why. */
class ConsumerFailureTest {

    private static final int CHUNK = 1024;

    @ParameterizedTest
    @EnumSource(ConsumerKind.class)
    void server_thatIsStopped_failsWriteAndCloseWithConnectionRefused(ConsumerKind kind) throws Exception {
        try (StatsServer server = StatsServer.start()) {
            server.stopListening();
            assertFails(kind, server.port(), "Connection refused");
        }
    }

    @ParameterizedTest
    @EnumSource(ConsumerKind.class)
    void server_thatResetsMidBody_failsWriteAndCloseWithTheReset(ConsumerKind kind) throws Exception {
        try (StatsServer server =
                StatsServer.builder().fault(Faults.resetAfter(100)).start()) {
            assertFails(kind, server.port(), "(Connection reset|Broken pipe|unexpected end of stream)");
        }
    }

    @ParameterizedTest
    @EnumSource(ConsumerKind.class)
    void server_thatGoesAwayBeforeItAnswers_failsClose(ConsumerKind kind) throws Exception {
        assertUploadFails(kind, socket -> RawServer.readPast(socket, "\r\n0\r\n\r\n"), "unexpected end of stream");
    }

    @ParameterizedTest
    @EnumSource(ConsumerKind.class)
    void server_thatRefusesTheSize_failsWriteAndCloseWith413(ConsumerKind kind) throws Exception {
        // Below the first chunk, so that the wrong consumer meets it too.
        ServerSettings settings = new ServerSettings(URI.create("http://127.0.0.1:0"), CHUNK, CHUNK - 1);
        try (UploadServer server = UploadServer.start(settings)) {
            assertFails(kind, server.port(), "answered 413 .*: Too large: .* 1023 bytes at most");
        }
    }

    @ParameterizedTest
    @EnumSource(value = ConsumerKind.class, names = "wrong", mode = EnumSource.Mode.EXCLUDE)
    void server_thatAnswers201BeforeTheEnd_failsWriteAndClose(ConsumerKind kind) throws Exception {
        String stats =
                "{\"bytes\":1,\"count\":1,\"min\":1,\"max\":1,\"requests\":1,\"md5\":\"" + "0".repeat(32) + "\"}";
        try (Gate gate = Gate.create();
                RawServer server = new RawServer(socket -> {
                    RawServer.readPast(socket, "\r\n\r\n");
                    // The whole first chunk: unread bytes would turn the close into a reset.
                    socket.getInputStream().readNBytes("400\r\n".length() + CHUNK + "\r\n".length());
                    gate.pass();
                    RawServer.write(socket, RawServer.answer("201 Created", stats));
                });
                Uploader uploader = new Uploader(server.url(), CHUNK);
                ConsumerFactory consumers = kind.consumers(uploader, 1)) {
            Consumer consumer = consumers.open();
            consumer.write(new byte[CHUNK]);
            gate.release();
            server.awaitDone();
            assertWritesFail(consumer, "(answered before the end|Connection reset|Broken pipe)");
        }
    }

    @ParameterizedTest
    @EnumSource(ConsumerKind.class)
    void server_thatAnswersSomethingElse_failsWithItsText(ConsumerKind kind) throws Exception {
        assertUploadFails(
                kind,
                socket -> {
                    RawServer.readPast(socket, "\r\n0\r\n\r\n");
                    RawServer.write(socket, RawServer.answer("503 Busy", "come\n back\u0007 later"));
                },
                "answered 503 Busy: come  back  later");
    }

    @ParameterizedTest
    @EnumSource(value = ConsumerKind.class, names = "wrong", mode = EnumSource.Mode.EXCLUDE)
    void writer_interruptedWhileItWaitsForTheAnswer_failsAtOnce(ConsumerKind kind) throws Exception {
        Thread writer = Thread.currentThread();
        CountDownLatch end = new CountDownLatch(1);
        try (RawServer server = new RawServer(socket -> {
                    RawServer.readPast(socket, "\r\n0\r\n\r\n");
                    writer.interrupt();
                    // No answer. A closed connection is what a cancelled upload leaves.
                    while (socket.getInputStream().read() >= 0) {}
                    end.countDown();
                });
                Uploader uploader = new Uploader(server.url(), CHUNK, Duration.ofHours(1));
                ConsumerFactory consumers = kind.consumers(uploader, 1)) {
            Consumer consumer = consumers.open();
            consumer.write(new byte[CHUNK]);
            assertThatThrownBy(consumer::close)
                    .isInstanceOf(UploadException.class)
                    .hasMessageContaining("Interrupted");
            assertThat(Thread.interrupted()).as("flag kept").isTrue();
            end.await(); // the upload ends too, and not by its read timeout
        }
    }

    @ParameterizedTest
    @EnumSource(value = ConsumerKind.class, names = "wrong", mode = EnumSource.Mode.EXCLUDE)
    void writer_interruptedWhileTheServerDoesNotRead_failsAtOnce(ConsumerKind kind) throws Exception {
        Thread writer = Thread.currentThread();
        try (Gate gate = Gate.create();
                RawServer server = new RawServer(socket -> {
                    RawServer.readPast(socket, "\r\n\r\n");
                    // It reads no more, so the buffers between the two fill up and the writer has to wait.
                    // Seen once, a write may be passing; seen in a row, it is blocked.
                    for (int seen = 0; seen < 50; seen = isASocketWriteUnderWay() ? seen + 1 : 0) {
                        Thread.onSpinWait();
                    }
                    writer.interrupt();
                    gate.pass();
                });
                Uploader uploader = new Uploader(server.url(), CHUNK);
                ConsumerFactory consumers = kind.consumers(uploader, 1)) {
            Consumer consumer = consumers.open();
            assertWritesFail(consumer, "Interrupted");
            assertThat(Thread.interrupted()).as("flag kept").isTrue();
        }
    }

    private static boolean isASocketWriteUnderWay() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .anyMatch(frame -> frame.getMethodName().equals("implWrite"));
    }

    private static void assertFails(ConsumerKind kind, int port, String reason) {
        try (Uploader uploader = new Uploader("http://127.0.0.1:" + port + "/", CHUNK);
                ConsumerFactory consumers = kind.consumers(uploader, 1)) {
            assertWritesFail(consumers.open(), reason);
        }
    }

    private static void assertUploadFails(ConsumerKind kind, RawServer.Script script, String reason) throws Exception {
        try (RawServer server = new RawServer(script);
                Uploader uploader = new Uploader(server.url(), CHUNK);
                ConsumerFactory consumers = kind.consumers(uploader, 1)) {
            Consumer consumer = consumers.open();
            assertThatThrownBy(() -> {
                        consumer.write(new byte[CHUNK]);
                        consumer.close();
                    })
                    .isInstanceOf(UploadException.class)
                    .hasMessageContaining(reason);
        }
    }

    private static void assertWritesFail(Consumer consumer, String reason) {
        String pattern = "PUT http://127.0.0.1:\\d+/ failed after \\d+ bytes: .*" + reason + ".*";
        assertThatThrownBy(() -> {
                    for (int chunk = 0; chunk < 100_000; chunk++) {
                        consumer.write(new byte[CHUNK]);
                    }
                })
                .isInstanceOf(UploadException.class)
                .hasMessageMatching(pattern);
        assertThatThrownBy(() -> consumer.write(new byte[CHUNK]))
                .isInstanceOf(UploadException.class)
                .hasMessageMatching(pattern);
        assertThatThrownBy(consumer::close).isInstanceOf(UploadException.class).hasMessageMatching(pattern);
    }
}
