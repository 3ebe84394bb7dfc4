package io.github.asyncwrap.examples.lesson.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.lesson.LessonProcesses;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lesson as its users meet it. */
class EchoLessonTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("available")
    void demo_ofEachStyle_isSeen_andLeavesNoThread(EchoStyle style) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        LessonRun run = LessonRun.demo("echo", "--style", style.toString());
        assertThat(run.out().lines().filter(line -> line.endsWith(" goes"))).hasSize(3);
        EchoConformance.assertNoThreadIsLeft(before);
    }

    @Test
    void demo_withoutAStyle_isOfTheOriginal() {
        assertThat(LessonRun.demo("echo").out())
                .contains("style original", "seen: a client gets no answer until the one before it has gone");
    }

    @ParameterizedTest
    @MethodSource("available")
    void picture_isWellFormed_andHasARowForEachClient(EchoStyle style) throws Exception {
        Path picture = folder.resolve("echo.svg");
        LessonRun.demo("echo", "--style", style.toString(), "--picture", picture.toString());
        String text = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(picture.toFile())
                .getDocumentElement()
                .getTextContent();
        assertThat(text).contains("client 1", "client 2", "client 3", "waits for the answer to line 3");
    }

    @Test
    void style_thatIsNone_isToldWithThoseThatAre() {
        LessonRun run = LessonRun.of("echo", "--style", "wishful");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("'wishful' is not a style", "original, select, callbacks");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("unavailable")
    void style_thatThisJavaCannotRun_isTold(EchoStyle style) {
        for (String mode : new String[] {"--demo", "--port=0"}) {
            LessonRun run = LessonRun.of("echo", "--style", style.toString(), mode);
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err().lines()).singleElement().asString().contains("--style " + style + " needs Java ");
        }
    }

    @Test
    void help_namesEachStyle() {
        assertThat(LessonRun.of("echo", "--help").out().replaceAll("\\s+", " "))
                .contains("default: original")
                .contains(Arrays.stream(EchoStyle.values())
                        .map(EchoStyle::toString)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("available")
    void server_onAPortThatIsTaken_tellsSo(EchoStyle style) throws Exception {
        LessonProcesses.tellsThatThePortIsTaken("echo", "--style", style.toString());
    }

    @ParameterizedTest
    @MethodSource("available")
    void server_stopsOnInterrupt(EchoStyle style) throws Exception {
        LessonProcesses.stopsOnInterrupt(folder, "echo", "--style", style.toString());
    }

    static Stream<EchoStyle> available() {
        return EchoConformanceTest.styles();
    }

    static Stream<EchoStyle> unavailable() {
        return Arrays.stream(EchoStyle.values()).filter(style -> !style.isAvailable());
    }
}
