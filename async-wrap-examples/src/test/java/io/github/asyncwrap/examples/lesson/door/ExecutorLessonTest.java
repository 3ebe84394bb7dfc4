package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExecutorLessonTest {

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        LoopThreads.awaitEnd();
        assertThat(AsyncWrapper.shared().stats().running()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void demo_countsOnThreadsOfTheExecutor(ExecutorLesson.Kind kind) {
        List<String> lines = LessonRun.demo("executor", "--executor", kind.name(), "--from", "2", "--period", "20ms")
                .out()
                .lines()
                .toList();
        for (String name : List.of("a", "b", "c")) {
            assertThat(lines.stream().filter(line -> line.startsWith("    " + name + " ")))
                    .hasSize(2)
                    .allMatch(line -> line.contains(", on " + kind + "-"))
                    .satisfiesExactly(
                            first -> assertThat(first).contains(name + " 2,"),
                            last -> assertThat(last).contains(name + " 1,"));
        }
        assertThat(lines).contains("    all are done, says thread event-loop");
        assertThat(lines).anyMatch(line -> line.startsWith("monitor: of "));
    }

    @Test
    void demo_ofAllExecutors_drawsThem(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("executor.svg");
        LessonRun.demo("executor", "--picture", file.toString());
        new DrawnPicture(file).hasRows("loop");
        new DrawnPicture(file).hasRows("shared: a", "given: a", "handmade: a");
    }

    @Test
    void byHand_goesThroughAllExecutors() {
        LessonRun run = LessonRun.of("executor", "--from", "1", "--period", "20ms");
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).containsSubsequence("shared", "given", "handmade");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--executor | yours | expected one of [shared, given, handmade]",
                "--from     | none  | 'none' is not a whole number from 1",
                "--period   | 1     | '1' is not a time such as",
                "--period   | 1ms   | --period is at least 20ms",
                "--picture  | a.svg | --picture is for --demo"
            })
    void wrongOption_isTold(String option, String value, String complaint) {
        LessonRun run = LessonRun.of("executor", option, value);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains(complaint, "Usage:");
    }

    @ParameterizedTest
    @EnumSource
    void interruptedThread_endsTheCountdowns(ExecutorLesson.Kind kind) throws Exception {
        FutureTask<LessonRun> run = new FutureTask<>(
                () -> LessonRun.of("executor", "--executor", kind.name(), "--from", "1000000", "--period", "20ms"));
        Thread lesson = new Thread(run);
        lesson.start();
        lesson.interrupt();
        assertThat(run.get().exit()).isNotZero();
    }

    @ParameterizedTest
    @EnumSource
    void interrupt_fromTheKeyboard_endsIt(ExecutorLesson.Kind kind, @TempDir Path folder) throws Exception {
        try (Child child =
                new Child(folder, List.of(), "lesson", "executor", "--executor", kind.name(), "--from", "1000000")) {
            child.awaitLine("    a 1000000, on " + kind + "-");
            child.signal("INT");
            assertThat(child.awaitExit()).isEqualTo(130);
            assertThat(child.err()).isEmpty();
        }
    }
}
