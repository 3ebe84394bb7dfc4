package io.github.asyncwrap.examples.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Main;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The table of lessons. */
class LessonCommandTest {

    @Test
    void list_hasALineForEachLesson() {
        LessonRun list = LessonRun.of("list");
        assertThat(list.exit()).isZero();
        lessons().forEach((name, lesson) -> {
            if (lesson.getCommand() instanceof Lesson) {
                assertThat(list.out().lines()).anyMatch(line -> line.matches(name + " +\\S.*"));
            }
        });
    }

    @Test
    void noName_printsTheTableToo() {
        assertThat(LessonRun.of()).isEqualTo(LessonRun.of("list"));
    }

    @Test
    void help_ofEachLesson_tellsOfTheDemo() {
        lessons().keySet().stream()
                .filter(name -> !name.equals("list") && !name.equals("help"))
                .forEach(name -> {
                    LessonRun help = LessonRun.of(name, "--help");
                    assertThat(help.exit()).isZero();
                    assertThat(help.out()).contains("--demo", name);
                });
    }

    @Test
    void unknownLesson_isNamed() {
        LessonRun run = LessonRun.of("ecko");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("ecko");
    }

    private static Map<String, CommandLine> lessons() {
        return Objects.requireNonNull(Main.commandLine().getSubcommands().get("lesson"))
                .getSubcommands();
    }
}
