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
import org.junit.jupiter.params.provider.EnumSource;

class TasksLessonTest {

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        LoopThreads.awaitEnd();
    }

    @ParameterizedTest
    @EnumSource
    void demo_ofOneWord_namesItsTwin(TasksLesson.Word word) {
        List<String> lines = LessonRun.demo("tasks", word.name(), "--pace", "1ms")
                .out()
                .lines()
                .toList();
        assertThat(lines.get(0)).isEqualTo(word.name());
        assertThat(lines.get(1)).startsWith("    asyncio: asyncio.");
        assertThat(lines.get(2)).startsWith("    here:    ");
        assertThat(lines.subList(3, lines.size())).isNotEmpty().allMatch(line -> line.startsWith("seen: "));
    }

    @Test
    void demo_showsAllWords_andDrawsThem(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("tasks.svg");
        LessonRun run = LessonRun.demo("tasks", "--picture", file.toString());
        assertThat(run.out().lines())
                .containsSubsequence("create_task", "gather", "settle", "race", "wait_for", "shield", "as_completed");
        new DrawnPicture(file)
                .hasRows("create_task: tea", "gather: toast", "gather: egg", "gather: tea", "race: egg", "shield: egg");
    }

    @Test
    void byHand_showsWhatIsAskedFor_inThatOrder() {
        LessonRun run = LessonRun.of("tasks", "--pace", "1ms", "race", "gather");
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().filter(line -> line.matches("\\w+"))).containsExactly("race", "gather");
        assertThat(run.out()).contains("seen: egg wins", "the results are [tea, egg, toast]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sprint         | 'sprint' is none of [create_task, gather, settle, race, wait_for, shield, as_completed]",
                "--pace=soon    | 'soon' is not a time such as",
                "--picture=a.svg| --picture is for --demo"
            })
    void wrongOption_isTold(String option, String complaint) {
        LessonRun run = LessonRun.of("tasks", option);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains(complaint, "Usage:");
    }

    @Test
    void interrupt_fromTheKeyboard_endsIt_whileACallWaits(@TempDir Path folder) throws Exception {
        try (Child child = new Child(folder, List.of(), "lesson", "tasks", "gather", "--pace", "1440m")) {
            child.awaitLine("gather");
            child.signal("INT");
            assertThat(child.awaitExit()).isEqualTo(130);
            assertThat(child.err()).isEmpty();
        }
    }
}
