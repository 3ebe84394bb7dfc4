package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonProcesses;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command of the web application. */
class WebLessonTest {

    @TempDir
    private Path folder;

    @Test
    void demo_showsPagesAndRudeClients() throws Exception {
        LessonRun run = Pictures.drawn(folder, "web");
        assertThat(run.out()).contains("headers without end 431", "POST /blog 303", "GET /../secret.txt 404");
    }

    @Test
    void demo_withAnImpossiblePicture_leavesNoFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary")); // nobody else's
        String picture = folder.resolve("no/such/folder.svg").toString();
        try (Child web = new Child(
                folder, List.of("-Djava.io.tmpdir=" + temporary), "lesson", "web", "--demo", "--picture", picture)) {
            assertThat(web.awaitExit()).isEqualTo(1);
            assertThat(web.err().lines()).singleElement().asString().contains("folder.svg");
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void byHand_servesTheFilesOfTheRoot_untilCtrlC() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("a b.html"), "<p>Grüße</p>");
        try (Child server = LessonProcesses.start(folder, "web", "--root", root.toString())) {
            int port = LessonProcesses.portOf(server);
            assertThat(server.awaitLine("Try: ")).contains("http://127.0.0.1:" + port + "/");
            try (WebClient client = new WebClient(port)) {
                WebClient.Answer file = client.ask("GET", "/a%20b.html?and=more");
                assertThat(file.body()).isEqualTo("<p>Grüße</p>");
                assertThat(file.header("content-type")).isEqualTo("text/html; charset=utf-8");
                server.signal("INT");
                assertThat(server.awaitExit()).isEqualTo(130);
                assertThat(client.isEnded()).isTrue();
            }
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    void interrupt_stopsItCleanly() throws Exception {
        LessonProcesses.stopsOnInterrupt(folder, "web");
    }

    @Test
    void portTaken_isTold() throws Exception {
        LessonProcesses.tellsThatThePortIsTaken("web");
    }

    @ParameterizedTest
    @CsvSource({
        "--root, /no/such/folder, is not a directory",
        "--deadline, 10, is not a time such as 200ms",
        "--deadline, 0s, above 0",
        "--deadline, 2h, 200ms",
        "--connections, 0, from 1 to 1024",
        "--max-body, -1, from 1 to",
        "--port, 65536, from 0 to 65535"
    })
    void wrongOption_isTold(String option, String value, String complaint) {
        LessonRun run = LessonRun.of("web", option, value);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().findFirst().orElseThrow()).contains(option, value, complaint);
    }

    @Test
    void hostThatIsNot_isTold() {
        LessonRun run = LessonRun.of("web", "--host", "no-such-host.invalid", "--port", "0");
        assertThat(List.of(run.exit())).containsExactly(1);
        assertThat(run.err()).startsWith("Cannot listen on no-such-host.invalid:0: there is no host");
    }
}
