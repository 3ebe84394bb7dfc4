package io.github.asyncwrap.examples.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Main;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "echo --style select load, --style has no effect before load",
        "echo --port 0 load, --port has no effect before load",
        "echo -p 0 load --demo, --port has no effect before load",
        "echo --demo load, --demo has no effect before load",
        "echo --demo --port 0, --port is not for --demo",
        "web --demo -p 0, --port is not for --demo",
        "chat --demo --host 127.0.0.1, --host is not for --demo",
        "http get http://127.0.0.1:1/ --demo, --demo has requests of its own",
        "http --json 1 --demo, --demo has requests of its own",
        "http --demo --timeout 1s, --timeout is not for --demo"
    })
    void option_thatWouldHaveNoEffect_isRefused(String line, String complaint) {
        LessonRun run = LessonRun.of(line.split(" "));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(complaint).contains("Usage:");
    }

    private static Map<String, CommandLine> lessons() {
        return Objects.requireNonNull(Main.commandLine().getSubcommands().get("lesson"))
                .getSubcommands();
    }
}
