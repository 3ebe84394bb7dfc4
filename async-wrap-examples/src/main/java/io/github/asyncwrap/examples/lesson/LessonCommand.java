package io.github.asyncwrap.examples.lesson;

import io.github.asyncwrap.examples.lesson.door.FetchLesson;
import io.github.asyncwrap.examples.lesson.door.FilesLesson;
import io.github.asyncwrap.examples.lesson.door.HttpLesson;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The lessons; without the name of one it prints the table of them. */
@Command(
        name = "lesson",
        description =
                "Lessons in asynchronous programming, from the first socket to the door. Each runs by itself to an"
                        + " end with --demo, and can be tried by hand without.",
        subcommands = {LessonCommand.ListCommand.class, FetchLesson.class, HttpLesson.class, FilesLesson.class})
public final class LessonCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        return list(spec.commandLine());
    }

    private static int list(CommandLine lessons) {
        PrintWriter out = lessons.getOut();
        Map<String, CommandLine> all = lessons.getSubcommands();
        int width = all.keySet().stream().mapToInt(String::length).max().orElse(0);
        all.forEach((name, lesson) -> {
            if (lesson.getCommand() instanceof Lesson) {
                String[] about = lesson.getCommandSpec().usageMessage().description();
                out.printf("%-" + width + "s  %s%n", name, about[0]);
            }
        });
        out.println();
        out.println("lesson NAME --help tells more, lesson NAME --demo shows it.");
        out.flush();
        return 0;
    }

    /** The table. */
    @Command(name = "list", description = "Prints the table of the lessons.")
    static final class ListCommand implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public Integer call() {
            return list(spec.commandLine().getParent());
        }
    }
}
