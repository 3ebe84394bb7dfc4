package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonProcesses;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command of the gallery. */
class GalleryLessonTest {

    @TempDir
    private Path folder;

    @Test
    void demo_downloadsBothWays() throws Exception {
        LessonRun run = Pictures.drawn(folder, "gallery");
        assertThat(run.out()).contains("door of 6:", "it had 6 in hand at once");
    }

    @Test
    void demo_ofFewerPicturesThanTheDoorHasSlots_hasThemAllAtOnce() {
        LessonRun run = LessonRun.demo("gallery", "--pictures", "3", "--delay", "20ms", "--concurrency", "64");
        assertThat(run.out()).contains("it had 3 in hand at once");
    }

    @Test
    void demo_withoutAScreen_works() throws Exception {
        List<String> options = List.of("-Djava.awt.headless=true", "-Djava.io.tmpdir=" + folder.resolve("none"));
        try (Child demo =
                new Child(folder, options, "lesson", "gallery", "--demo", "--pictures", "2", "--delay", "1ms")) {
            assertThat(demo.awaitExit()).as(demo.err()).isZero();
        }
    }

    @Test
    void byHand_isAServerForABrowser() throws Exception {
        try (Child server = LessonProcesses.start(folder, "gallery", "--pictures", "2", "--delay", "1ms")) {
            try (WebClient client = new WebClient(LessonProcesses.portOf(server))) {
                assertThat(client.ask("GET", "/").body()).contains("<img src=\"/pictures/picture-2.png\"");
                WebClient.Answer picture = client.ask("HEAD", "/pictures/picture-2.png");
                assertThat(picture.header("content-type")).isEqualTo("image/png");
                assertThat(client.ask("GET", "/pictures/picture-3.png").status())
                        .isEqualTo(404);
                assertThat(client.ask("GET", "/checksums.txt").body().lines()).hasSize(2);
            }
        }
    }

    @Test
    void interrupt_stopsItCleanly() throws Exception {
        LessonProcesses.stopsOnInterrupt(folder, "gallery");
    }

    @Test
    void portTaken_isTold() throws Exception {
        LessonProcesses.tellsThatThePortIsTaken("gallery");
    }

    @ParameterizedTest
    @CsvSource({
        "--pictures, 0, from 1 to 1024",
        "--delay, 100, is not a time such as 200ms",
        "--concurrency, none, from 1 to 1024",
        "--concurrency, 65, the server has 64 threads"
    })
    void wrongOption_isTold(String option, String value, String complaint) {
        LessonRun run = LessonRun.of("gallery", "--demo", option, value);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines().findFirst().orElseThrow()).contains(option, complaint);
    }
}
