package io.github.asyncwrap.examples.lesson.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Main;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code lesson echo load}. */
@Timeout(300)
class EchoLoadTest {
    private static final String[] SMALL = {"echo", "load", "--connections", "1,20", "--millis", "5"};

    @TempDir
    private Path folder;

    @Test
    void demo_hasARowForEachStyle_andAPicture_andLeavesNothing() throws Exception {
        Path picture = folder.resolve("load.svg");
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        LessonRun run = LessonRun.demo(with("--picture", picture.toString()));
        EchoConformance.assertNoThreadIsLeft(before);
        for (EchoStyle style : EchoStyle.values()) {
            String row = style.isAvailable() ? style + " " : "Without " + style + ", ";
            assertThat(run.out().lines()).anyMatch(line -> line.startsWith(row));
        }
        assertThat(run.out()).contains("1 of 20 answered");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(picture.toFile())
                        .getElementsByTagName("rect")
                        .getLength())
                .isGreaterThan(EchoStyle.values().length);
        assertThat(Files.readString(picture)).contains("20 connections", "select");
    }

    @Test
    void demo_withAThousandConnections_isServedWithFewSlots() {
        LessonRun run =
                LessonRun.demo("echo", "load", "--style", "select,wrapped", "--connections", "1000", "--millis", "5");
        assertThat(run.out()).contains("1,000 connections").doesNotContain(" of 1,000");
    }

    @Test
    void byHand_printsTheTableOnly() {
        LessonRun run = LessonRun.of(with("--style", "futures,original"));
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(3)).matches("futures( +[\\d,]+ +[\\d,]+\\.\\d\\d){2}");
        assertThat(lines.get(4)).matches("original +[\\d,]+ +[\\d,]+\\.\\d\\d +1 of 20 answered");
    }

    @Test
    void wrongValues_areNamed() {
        for (String[] wrong : List.of(
                new String[] {"--connections", "0"},
                new String[] {"--connections", "1,many"},
                new String[] {"--connections", "100000"},
                new String[] {"--millis", "0"},
                new String[] {"--style", "select,fast"})) {
            LessonRun run = LessonRun.of(with(wrong));
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).contains(wrong[1].replaceAll(".*,", ""));
        }
    }

    @ParameterizedTest
    @CsvSource({"--connections, names no number", "--style, names no style"})
    void nothingBetweenCommas_isRefused(String option, String complaint) {
        for (String mode : List.of("--millis=5", "--demo")) {
            LessonRun run = LessonRun.of("echo", "load", option, ",", mode);
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).startsWith(option + " " + complaint);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("unavailable")
    void style_thatThisJavaCannotRun_isTold_ifItWasNamed(EchoStyle style) {
        for (String[] mode :
                List.of(new String[] {"--style", "select," + style}, new String[] {"--style=" + style, "--demo"})) {
            LessonRun run = LessonRun.of(with(mode));
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).singleElement().asString().contains("--style " + style + " needs Java ");
        }
    }

    static Stream<EchoStyle> unavailable() {
        return EchoLessonTest.unavailable();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void limitOfOpenFiles_thatIsTooLow_isToldBeforeAnythingIsMeasured() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 300; exec \"$0\" \"$@\"",
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "lesson",
                        "echo",
                        "load")
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(printed.lines()).singleElement().asString().contains("1,000 connections", "300", "ulimit -n");
    }

    private static String[] with(String... more) {
        return Stream.of(SMALL, more).flatMap(Arrays::stream).toArray(String[]::new);
    }
}
