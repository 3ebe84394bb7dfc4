package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TickerLessonTest {

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        LoopThreads.awaitEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {"io", "cpu"})
    void demo_blocking_noTickComesUntilTheWorkIsDone_andTheMonitorSaysSo(String work) {
        List<String> lines = LessonRun.demo("ticker", "--work", work, "--mode", "blocking", "--period", "40ms")
                .out()
                .lines()
                .toList();
        int begins = indexOf(lines, "    work begins, on thread event-loop");
        int done = indexOf(lines, "    work is done: ");
        assertThat(lines.subList(begins, done))
                .noneMatch(line -> line.startsWith("tick"))
                .anyMatch(line -> line.startsWith("    monitor: the loop is blocked, for "));
        assertThat(lines.subList(done, lines.size()))
                .anyMatch(line -> line.matches("tick +\\d+ +\\d+ ms late"))
                .anyMatch(line -> line.startsWith("    monitor: the loop goes on, after "))
                .anyMatch(line -> line.matches("monitor: of \\d+ heartbeats .* blockages: [1-9]\\d*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"io", "cpu"})
    void demo_wrapped_ticksComeWhileTheWorkIsDone(String work) {
        List<String> lines = LessonRun.demo("ticker", "--work", work, "--mode", "wrapped", "--period", "40ms")
                .out()
                .lines()
                .toList();
        int begins = indexOf(lines, "    work begins, on thread door-1");
        int done = indexOf(lines, "    work is done: ");
        assertThat(lines.get(done)).endsWith("told on thread event-loop");
        assertThat(lines.subList(begins, done))
                .filteredOn(line -> line.startsWith("tick"))
                .hasSizeGreaterThanOrEqualTo(TickerRun.PERIODS);
        assertThat(lines).contains("seen: the monitor never found the loop's thread in the work");
    }

    @Test
    void demo_ofBothModes_drawsThem(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ticker.svg");
        LessonRun.demo("ticker", "--period", "40ms", "--picture", file.toString());
        new DrawnPicture(file)
                .hasRows(
                        "blocking: ticks",
                        "blocking: event-loop",
                        "blocking: monitor",
                        "wrapped: ticks",
                        "wrapped: door-1");
    }

    @Test
    void byHand_showsBothModes_andSoManyTicksAtLeast() {
        LessonRun run = LessonRun.of("ticker", "--period", "20ms", "--ticks", "20");
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines()).contains("blocking: a tick every 20 ms", "wrapped: a tick every 20 ms");
        assertThat(run.out().lines().filter(line -> line.startsWith("tick 20  ")))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--work   | disk | expected one of [io, cpu]",
                "--mode   | fast | expected one of [blocking, wrapped]",
                "--period | 5    | '5' is not a time such as",
                "--period | 0s   | '0s' is not a time such as",
                "--period | 19ms | --period is at least 20ms",
                "--ticks  | 0    | '0' is not a whole number from 1",
                "--picture| a.svg| --picture is for --demo"
            })
    void wrongOption_isTold(String option, String value, String complaint) {
        LessonRun run = LessonRun.of("ticker", option, value);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains(complaint, "Usage:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"io", "cpu"})
    void interrupt_fromTheKeyboard_endsIt_alsoWhileTheLoopIsBlocked(String work, @TempDir Path folder)
            throws Exception {
        String[] lesson = {
            "lesson", "ticker", "--work", work, "--mode", "blocking", "--period", "500ms", "--ticks", "1000000"
        };
        try (Child child = new Child(folder, List.of(), lesson)) {
            child.awaitLine("    work begins, on thread event-loop");
            child.signal("INT");
            assertThat(child.awaitExit()).isEqualTo(130);
            assertThat(child.err()).isEmpty();
        }
    }

    @Test
    void interrupt_fromTheKeyboard_endsIt_whileAThreadOfTheWrapperWorks(@TempDir Path folder) throws Exception {
        String[] lesson = {"lesson", "ticker", "--mode", "wrapped", "--period", "500ms", "--ticks", "1000000"};
        try (Child child = new Child(folder, List.of(), lesson)) {
            child.awaitLine("    work begins, on thread door-1");
            child.signal("INT");
            assertThat(child.awaitExit()).isEqualTo(130);
            assertThat(child.err()).isEmpty();
        }
    }

    @Test
    void interrupt_fromTheKeyboard_endsADemoToo(@TempDir Path folder) throws Exception {
        String[] lesson = {"lesson", "ticker", "--demo", "--ticks", "1000000"};
        try (Child child = new Child(folder, List.of(), lesson)) {
            child.awaitLine("    work is done: ");
            child.signal("INT");
            assertThat(child.awaitExit()).isEqualTo(130);
            assertThat(child.err()).isEmpty();
        }
    }

    private static int indexOf(List<String> lines, String start) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        throw new AssertionError("no line " + start + " in " + lines);
    }
}
