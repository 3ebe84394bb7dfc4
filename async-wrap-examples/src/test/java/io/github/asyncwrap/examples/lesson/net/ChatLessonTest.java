package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonProcesses;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lessons {@code chat} and {@code control}, as commands. */
class ChatLessonTest {

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        ChatThreads.awaitNone();
    }

    @Test
    void chat_demo_isSeen() throws Exception {
        Path picture = folder.resolve("chat.svg");
        LessonRun run = LessonRun.demo("chat", "--picture", picture.toString());
        assertThat(run.out().lines().filter(line -> line.startsWith("seen: "))).hasSize(10);
        assertThat(elements(picture, "rect")).isGreaterThan(9);
    }

    @Test
    void chat_demo_leavesNoFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        try (Child demo = chatDemo(temporary)) {
            assertThat(demo.awaitExit()).isZero();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void chat_demo_thatIsInterrupted_leavesNoFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        try (Child demo = chatDemo(temporary)) {
            demo.awaitLine("seen: what ada says");
            demo.signal("INT");
            assertThat(demo.awaitExit()).isIn(130, 0); // 0 if it was quicker than the signal
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void control_demo_isSeen() throws Exception {
        Path picture = folder.resolve("control.svg");
        LessonRun run = LessonRun.demo("control", "--picture", picture.toString());
        assertThat(run.out().lines().filter(line -> line.startsWith("seen: "))).hasSize(9);
        assertThat(elements(picture, "rect")).isGreaterThan(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "control"})
    void portThatIsTaken_isTold(String lesson) throws Exception {
        LessonProcesses.tellsThatThePortIsTaken(lesson);
        LessonProcesses.tellsThatThePortIsTaken(
                lesson, "--folder", folder.resolve("chat").toString());
        assertThat(folder.resolve("chat")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "control"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void interrupt_stopsIt(String lesson) throws Exception {
        LessonProcesses.stopsOnInterrupt(folder, lesson);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chat", "control"})
    void wrongOptions_areTold(String lesson) throws IOException {
        LessonRun demo = LessonRun.of(lesson, "--demo", "--folder", folder.toString());
        assertThat(demo.exit()).isEqualTo(2);
        assertThat(demo.err()).contains("--folder is not for --demo");
        LessonRun blank = LessonRun.of(lesson, "--folder", " ");
        assertThat(blank.exit()).isEqualTo(2);
        assertThat(blank.err()).contains("not the name of a directory");
        LessonRun host = LessonRun.of(lesson, "--host", "no-such-host.invalid", "--port", "0");
        assertThat(host.exit()).isEqualTo(1);
        assertThat(host.err()).contains("no-such-host.invalid");
        Path file = Files.writeString(folder.resolve("file"), "");
        LessonRun noFolder = LessonRun.of(lesson, "--folder", file.toString(), "--port", "0");
        assertThat(noFolder.exit()).isEqualTo(1);
        assertThat(noFolder.err().lines()).containsExactly("Cannot keep a chat in " + file + ": it is not a directory");
    }

    @Test
    void control_obeysStandardInput_andStops() throws Exception {
        try (Child server = LessonProcesses.start(folder, "control")) {
            int port = LessonProcesses.portOf(server);
            server.type("status");
            assertThat(server.awaitLine("Serving on port")).contains(" " + port + ",");
            server.type("stop");
            assertThat(server.awaitExit()).isZero();
            assertThat(server.out().lines()).last().isEqualTo("Stopping.");
            assertThat(server.err()).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
    void control_withoutMoreInput_servesOn() throws Exception {
        try (Child server = LessonProcesses.start(folder, "control")) {
            server.endInput();
            server.awaitLine("No more commands: the server goes on");
            try (ChatClient ada = ChatClient.connect(LessonProcesses.portOf(server))) {
                assertThat(ada.read()).startsWith("* Welcome.");
            }
            server.signal("INT");
            assertThat(server.awaitExit()).isEqualTo(130);
            assertThat(server.err()).isEmpty();
        }
    }

    private static int elements(Path picture, String name) throws Exception {
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newDefaultInstance();
        return parsers.newDocumentBuilder()
                .parse(picture.toFile())
                .getElementsByTagName(name)
                .getLength();
    }

    /** The demo with a place of its own for temporary folders: others, who use the usual one, are not looked at. */
    private Child chatDemo(Path temporary) throws IOException {
        return new Child(folder, List.of("-Djava.io.tmpdir=" + temporary), "lesson", "chat", "--demo");
    }
}
