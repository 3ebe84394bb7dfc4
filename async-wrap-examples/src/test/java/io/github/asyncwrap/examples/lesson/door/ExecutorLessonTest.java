package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.Main;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

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
        CountDownLatch counting = new CountDownLatch(1);
        CommandLine line = Main.commandLine();
        // An interrupt before there is a countdown would show only that none is begun.
        line.setOut(new PrintWriter(new LineWatch("    a 1000000, on " + kind + "-", counting), true));
        line.setErr(new PrintWriter(Writer.nullWriter()));
        FutureTask<Integer> run = new FutureTask<>(() ->
                line.execute("lesson", "executor", "--executor", kind.name(), "--from", "1000000", "--period", "20ms"));
        Thread lesson = new Thread(run);
        lesson.start();
        counting.await();
        lesson.interrupt();
        assertThat(run.get()).isNotZero();
        // That no countdown goes on is seen after each test.
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

    /** Says when some text has been printed; the printer's flush comes with each line. */
    private static final class LineWatch extends StringWriter {
        private final String awaited;
        private final CountDownLatch printed;

        LineWatch(String awaited, CountDownLatch printed) {
            this.awaited = awaited;
            this.printed = printed;
        }

        @Override
        public void flush() {
            if (toString().contains(awaited)) {
                printed.countDown();
            }
        }
    }
}
