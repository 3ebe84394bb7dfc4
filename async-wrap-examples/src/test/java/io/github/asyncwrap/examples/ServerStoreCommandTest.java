package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The server command with {@code --store}, as a process: what it prints, and what is on the disk however it ends. */
class ServerStoreCommandTest {

    private static final int SOME = 200_000;

    @TempDir
    private Path temp;

    private Path uploads() {
        return temp.resolve("made/uploads");
    }

    @Test
    void output_saysWhereUploadsAreStored() throws Exception {
        try (Child server = server()) {
            String url = server.awaitLine("http");
            try (RawClient client = client(url)) {
                client.request("PUT / HTTP/1.1", "Host: x", "Content-Length: 3").send("abc");
                assertThat(client.readHead()).startsWith("http/1.1 201");
            }
            try (RawClient client = client(url)) {
                client.request("DELETE / HTTP/1.1", "Host: x");
                assertThat(client.readHead()).startsWith("http/1.1 202");
            }
            assertThat(server.awaitExit()).isZero();
            assertThat(server.out().lines())
                    .containsExactly("Start server: receive chunk=1024", "Storing uploads in " + uploads(), url);
            assertThat(server.err()).isEmpty();
            assertThat(TestFolder.files(uploads())).hasSize(1).noneMatch(UploadNames::isPart);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void signal_duringAnUploadThatDoesNotEnd_leavesNothing() throws Exception {
        try (Child server = server();
                RawClient upload = halfSent(server)) {
            server.signal("TERM");
            assertThat(upload.readToEndOrReset()).isEmpty();
            assertThat(server.awaitExit()).isEqualTo(143);
            assertThat(TestFolder.files(uploads())).isEmpty();
            assertThat(server.err().lines()).singleElement().asString().contains("broke off");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void kill_duringAnUpload_leavesAPartThatTheNextStartRemoves() throws Exception {
        try (Child server = server();
                RawClient upload = halfSent(server)) {
            server.signal("KILL");
            assertThat(server.awaitExit()).isEqualTo(137);
            assertThat(upload.readToEndOrReset()).isEmpty();
            assertThat(TestFolder.files(uploads())).hasSize(1).allMatch(UploadNames::isPart);
        }
        try (Child server = server()) {
            server.awaitLine("http");
            assertThat(TestFolder.files(uploads())).isEmpty();
            assertThat(server.err()).contains("Removed 1 unfinished uploads");
        }
    }

    @Test
    void folder_thatIsAFile_isOneLineOnStandardErrorAndExit1() throws Exception {
        Files.createDirectories(uploads().getParent());
        Files.createFile(uploads());
        try (Child server = server()) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.out()).isEmpty();
            assertThat(server.err().lines())
                    .containsExactly("Cannot store uploads in " + uploads() + ": it is not a directory");
        }
    }

    private Child server() throws Exception {
        return new Child(
                temp,
                List.of(),
                "server",
                "http://127.0.0.1:0",
                "--store",
                uploads().toString());
    }

    /** An upload under way, of which a part is on the disk. */
    private RawClient halfSent(Child server) throws Exception {
        RawClient client = client(server.awaitLine("http"));
        client.request("PUT / HTTP/1.1", "Host: x", "Content-Length: " + 2 * SOME);
        client.send("a".repeat(SOME));
        // It is another process: all that tells of it is the file. How long is for the test's own time limit to say.
        while (TestFolder.files(uploads()).isEmpty()) {
            Thread.onSpinWait();
        }
        return client;
    }

    private static RawClient client(String url) throws Exception {
        return new RawClient(URI.create(url).getPort());
    }
}
