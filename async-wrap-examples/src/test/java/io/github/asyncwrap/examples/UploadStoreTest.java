package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.testkit.UploadStats;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that stores its uploads: real sockets, real files. */
@SuppressWarnings("try") // connections that are only there, and then gone
class UploadStoreTest {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int SLOTS = 2;
    private static final int MAX_UPLOADS = 60;
    private static final long MAX_BYTES = 16 * MIB;

    /** Enough for a write. */
    private static final int SOME = 100_000;

    @TempDir
    private Path temp;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TestFolder folder;
    private UploadServer server;

    @BeforeEach
    void start() throws IOException {
        folder = new TestFolder(temp.resolve("uploads"));
        server = start(SLOTS, MAX_UPLOADS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1306, 24 * KIB, 24 * KIB + 1, 32 * KIB, 64 * KIB, 5 * MIB + 7})
    void upload_ofAnySize_isStoredAsItIs(int size) throws Exception {
        byte[] body = bytes(size, size);
        for (BodyPublisher publisher : List.of(
                BodyPublishers.ofByteArray(body), BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
            HttpResponse<String> answer = put(publisher);
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            assertThat(UploadStats.fromJson(answer.body()).bytes()).isEqualTo(size);
            assertThat(folder.read(file(answer))).isEqualTo(body);
        }
        assertThat(folder.files()).hasSize(2).noneMatch(UploadNames::isPart);
    }

    @Test
    void answer_isTheStatsAndTheFile() throws Exception {
        HttpResponse<String> answer = put(BodyPublishers.ofString("abc"));
        assertThat(answer.body())
                .isEqualTo("{\"bytes\":3,\"count\":1,\"min\":3,\"max\":3,\"requests\":1,"
                        + "\"md5\":\"900150983cd24fb0d6963f7d28e17f72\",\"file\":\""
                        + folder.files().get(0) + "\"}");
    }

    @Test
    void uploads_manyAtOnce_shareTheSlotsAndAreAllStored() throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            bodies.add(bytes(i, 200_000 + i));
            answers.add(http.sendAsync(request(BodyPublishers.ofByteArray(bodies.get(i))), BodyHandlers.ofString()));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(folder.read(file(answers.get(i).get()))).isEqualTo(bodies.get(i));
        }
        assertThat(folder.files()).hasSize(50).noneMatch(UploadNames::isPart);
        assertThat(folder.maxBusy).hasValueLessThanOrEqualTo(SLOTS);
    }

    @Test
    void clientsThatSendNothing_holdNoSlot() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOTS + 1; i++) {
                slow.add(halfSent(SOME));
                folder.awaitWritten();
            }
            assertThat(put(BodyPublishers.ofString("x")).statusCode()).isEqualTo(201);
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void upload_brokenOff_leavesNothing() throws Exception {
        try (RawClient client = halfSent(SOME)) {
            folder.awaitWritten();
            assertThat(folder.files()).singleElement().matches(UploadNames::isPart);
        }
        folder.awaitDiscarded();
        assertThat(folder.files()).isEmpty();
        assertServes();
    }

    @Test
    void upload_brokenOffDuringAWrite_isRemovedAfterIt() throws Exception {
        try (Gate gate = Gate.create()) {
            folder.beforeWrite = gate::pass;
            // Less than what fills the window: the server reads on, and sees the end.
            try (RawClient client = halfSent(30 * KIB)) {
                gate.awaitEntered(1);
            }
            folder.beforeWrite = () -> {};
            assertServes();
            gate.release();
            folder.awaitDiscarded();
            assertThat(folder.files()).hasSize(1).noneMatch(UploadNames::isPart);
        }
    }

    @Test
    void upload_whoseClientGoesDuringTheCommit_isWholeAndStored() throws Exception {
        try (Gate gate = Gate.create()) {
            folder.beforeCommit = gate::pass;
            try (RawClient client = new RawClient(server.port())) {
                client.request("PUT / HTTP/1.1", "Host: x", "Content-Length: 3");
                client.send("abc");
                gate.awaitEntered(1);
            }
        }
        server.close();
        assertThat(folder.files()).hasSize(1).noneMatch(UploadNames::isPart);
        assertThat(folder.read(folder.files().get(0))).asString().isEqualTo("abc");
    }

    @Test
    void upload_announcedTooLarge_touchesNoDisk() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.request("PUT / HTTP/1.1", "Host: x", "Content-Length: " + (MAX_BYTES + 1));
            assertThat(client.readHead()).startsWith("http/1.1 413");
        }
        assertThat(folder.files()).isEmpty();
        assertThat(folder.bytes).hasValue(0);
    }

    @Test
    void upload_growingTooLarge_leavesNothing() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.request("PUT / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked");
            String chunk = "100000\r\n" + "a".repeat(MIB) + "\r\n";
            for (int sent = 0; sent < MAX_BYTES; sent += MIB) {
                client.send(chunk);
            }
            folder.awaitWritten();
            client.send("1\r\na\r\n");
            assertThat(client.readHead()).startsWith("http/1.1 413").contains("connection: close");
        }
        folder.awaitDiscarded();
        assertThat(folder.files()).isEmpty();
        assertServes();
    }

    @Test
    void disk_thatIsFull_isAnswered507WithTheReason() throws Exception {
        folder.beforeWrite = () -> {
            throw new IOException("No space left on device");
        };
        try (RawClient client = halfSent(SOME)) {
            assertThat(client.readHead()).startsWith("http/1.1 507").contains("connection: close");
            assertThat(client.readToEnd()).isEqualTo("Cannot store the upload: No space left on device");
        }
        folder.awaitDiscarded();
        folder.beforeWrite = () -> {};
        assertThat(folder.files()).isEmpty();
        assertServes();
    }

    @Test
    void disk_thatIsFullAtTheEnd_isAnswered507AndLeavesNothing() throws Exception {
        folder.beforeCommit = () -> {
            throw new IOException("Quota exceeded");
        };
        HttpResponse<String> answer = put(BodyPublishers.ofByteArray(new byte[SOME]));
        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(answer.body()).isEqualTo("Cannot store the upload: Quota exceeded");
        folder.awaitDiscarded();
        folder.beforeCommit = () -> {};
        assertThat(folder.files()).isEmpty();
        assertThat(UploadStats.fromJson(put(BodyPublishers.ofString("x")).body())
                        .requests())
                .as("it is not counted")
                .isEqualTo(1);
    }

    @Test
    void folder_removedWhileRunning_isAnswered507WithoutItsPath() throws Exception {
        Path path = temp.resolve("uploads");
        Files.delete(path.resolve(DiskFolder.LOCK));
        Files.delete(path);
        HttpResponse<String> answer = put(BodyPublishers.ofString("x"));
        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(answer.body()).isEqualTo("Cannot store the upload: NoSuchFileException");
        Files.createDirectory(path);
        assertServes();
    }

    @Test
    void part_thatCannotBeRemoved_isRemovedByTheNextStart() throws Exception {
        folder.beforeDiscard = () -> {
            throw new IOException("I/O error");
        };
        try (RawClient client = halfSent(SOME)) {
            folder.awaitWritten();
        }
        folder.awaitDiscarded();
        assertServes();
        assertThat(folder.files()).hasSize(2);
        server.close();
        folder = new TestFolder(temp.resolve("uploads"));
        assertThat(folder.files()).hasSize(1).noneMatch(UploadNames::isPart);
        folder.close();
    }

    @Test
    void upload_beyondTheirNumber_isAnswered503UntilThereIsRoom() throws Exception {
        server.close();
        folder = new TestFolder(temp.resolve("uploads"));
        server = start(SLOTS, 1);
        try (RawClient client = halfSent(SOME)) {
            folder.awaitWritten();
            HttpResponse<String> answer = put(BodyPublishers.noBody());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("1");
            assertThat(answer.body()).isEqualTo("Too many uploads are being stored: try again");
        }
        folder.awaitDiscarded();
        // The discard is over before the event loop knows it.
        HttpResponse<String> answer = put(BodyPublishers.noBody());
        while (answer.statusCode() == 503) {
            answer = put(BodyPublishers.noBody());
        }
        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @Test
    void disk_thatDoesNotTakeBytes_stopsTheClientAndLosesNothing() throws Exception {
        server.close();
        folder = new TestFolder(temp.resolve("uploads"));
        server = UploadServer.start(
                new ServerSettings(URI.create("http://127.0.0.1:0"), KIB, Long.MAX_VALUE),
                UploadServer.storingIn(folder, SLOTS, MAX_UPLOADS));
        try (Gate gate = Gate.create();
                FloodingClient client = new FloodingClient(server.port(), 64 * MIB)) {
            folder.beforeWrite = gate::pass;
            long sent = client.sendUntilStuck();
            gate.awaitEntered(1); // the client may be stuck for a busy server
            // What kernels buffer differs; measured were 3.9 MB on loopback.
            assertThat(sent).isLessThan(16 * MIB);
            assertThat(gate.entered()).as("one write at a time").isEqualTo(1);
            assertThat(folder.bytes).hasValue(0);
            gate.releaseAll();
            client.sendRest();
            String answer = client.readAnswer();
            assertThat(answer).startsWith("HTTP/1.1 201").contains("\"md5\":\"" + client.md5() + "\"");
            assertThat(folder.bytes).hasValue(64 * MIB);
            assertThat(FloodingClient.md5(
                            temp.resolve("uploads").resolve(folder.files().get(0))))
                    .isEqualTo(client.md5());
        }
    }

    @Test
    void close_duringAnUpload_letsItFinish() throws Exception {
        try (RawClient client = halfSent(SOME)) {
            folder.awaitWritten();
            CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
            client.send("a".repeat(SOME));
            assertThat(client.readHead()).startsWith("http/1.1 201");
            closed.get();
        }
        assertThat(folder.files()).hasSize(1).noneMatch(UploadNames::isPart);
        assertThat(folder.read(folder.files().get(0))).hasSize(2 * SOME);
    }

    @Test
    void close_whileAWriteIsStuck_endsAllTheSame() throws Exception {
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            folder.beforeWrite = gate::pass;
            try (RawClient client = halfSent(30 * KIB)) {
                gate.awaitEntered(1);
            }
            long start = System.nanoTime();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(UploadStore.CLEAN_UP, UploadStore.CLEAN_UP.plusSeconds(20));
        }
        assertThat(folder.files()).noneMatch(name -> !UploadNames.isPart(name));
    }

    private UploadServer start(int slots, int maxUploads) throws IOException {
        return UploadServer.start(
                new ServerSettings(URI.create("http://127.0.0.1:0"), KIB, MAX_BYTES),
                UploadServer.storingIn(folder, slots, maxUploads));
    }

    /** An upload under way, of which as much again is to come. */
    private RawClient halfSent(int bytes) throws IOException {
        RawClient client = new RawClient(server.port());
        client.request("PUT / HTTP/1.1", "Host: x", "Content-Length: " + 2 * bytes);
        return client.send("a".repeat(bytes));
    }

    private void assertServes() throws Exception {
        assertThat(put(BodyPublishers.ofString("x")).statusCode()).isEqualTo(201);
    }

    private static String file(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getString("file");
    }

    private static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private HttpRequest request(BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
                .PUT(body)
                .build();
    }

    private HttpResponse<String> put(BodyPublisher body) throws Exception {
        return http.send(request(body), BodyHandlers.ofString());
    }
}
