package io.github.asyncwrap.examples.lesson;

import io.github.asyncwrap.examples.OptionTypes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A lesson: something to be tried by hand, and a demo of it that runs by itself to an end. Exit codes: 0 if all went well
 * (in a demo: if all that it is about was seen), 1 if not, 2 if the command line is not understood. The first sentence of
 * a lesson's description stands in the table of lessons.
 */
public abstract class Lesson implements Callable<Integer> {

    @Option(
            names = "--demo",
            description =
                    "Run by itself to an end: start all sides on free ports of this machine, drive them, and print"
                            + " what it shows. The exit code is 0 only if that was seen.")
    private boolean demo;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            converter = OptionTypes.File.class,
            description = "With --demo: where to write a picture of it, as SVG (default: none is written).")
    private @Nullable Path picture;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public final Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        refuseOptionsOfTheLessonBefore();
        try {
            return demo ? demonstrate(out) : tryByHand(out);
        } catch (IOException e) {
            spec.commandLine().getErr().println(Problems.describe(e));
            return 1;
        } finally {
            out.flush();
        }
    }

    /** A lesson in which another one stands does not run with it: its options would be for nobody. */
    private void refuseOptionsOfTheLessonBefore() {
        CommandSpec before = spec.parent();
        if (before != null && before.userObject() instanceof Lesson) {
            List<OptionSpec> given = before.commandLine().getParseResult().matchedOptions();
            if (!given.isEmpty()) {
                throw misused(given.get(0).longestName() + " has no effect before " + spec.name());
            }
        }
    }

    private int tryByHand(PrintWriter out) throws IOException, InterruptedException {
        if (picture != null) {
            throw misused("--picture is for --demo");
        }
        return run(out);
    }

    private int demonstrate(PrintWriter out) throws IOException, InterruptedException {
        for (String option : notForDemo()) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw misused(option + " is not for --demo");
            }
        }
        Demo shown = new Demo(out);
        demo(shown);
        String svg = shown.picture();
        if (picture != null && svg == null) {
            throw misused("there is no picture of this demo");
        } else if (picture != null) {
            Files.writeString(picture, svg);
        }
        return shown.isAllSeen() ? 0 : 1;
    }

    /** The options that only mean something by hand: with --demo they are refused. */
    protected List<String> notForDemo() {
        return List.of();
    }

    /** What to throw if options do not go together: it is told with the usage, and the exit code is 2. */
    protected final ParameterException misused(String complaint) {
        return new ParameterException(spec.commandLine(), complaint);
    }

    /** Where errors go. */
    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /**
     * Runs it as a user would by hand.
     *
     * @param out where to print
     * @return the exit code
     * @throws IOException if something failed; its message is all that is printed of it
     * @throws InterruptedException if the thread was interrupted
     */
    protected abstract int run(PrintWriter out) throws IOException, InterruptedException;

    /**
     * Shows it. Whatever was started is stopped when this returns, or throws.
     *
     * @param demo where to tell what happens, and what was seen
     * @throws IOException if something failed; its message is all that is printed of it
     * @throws InterruptedException if the thread was interrupted
     */
    protected abstract void demo(Demo demo) throws IOException, InterruptedException;
}
