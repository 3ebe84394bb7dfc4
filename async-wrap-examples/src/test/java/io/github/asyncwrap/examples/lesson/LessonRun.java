package io.github.asyncwrap.examples.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** One run of the {@code lesson} command in this JVM, and what came of it. */
public record LessonRun(int exit, String out, String err) {

    /** Runs it to its end. */
    public static LessonRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("lesson"));
        all.addAll(List.of(args));
        int exit = line.execute(all.toArray(String[]::new));
        return new LessonRun(exit, out.toString(), err.toString());
    }

    /** Runs a demo, of which all must have been seen. */
    public static LessonRun demo(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--demo");
        LessonRun run = of(all.toArray(String[]::new));
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("seen: ").doesNotContain("NOT SEEN");
        return run;
    }
}
