package io.github.asyncwrap.examples;

import io.github.asyncwrap.examples.lesson.LessonCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line of the upload system. Exit codes: 0 if all went well, 1 if something failed, 2 if the command line
 * is not understood.
 */
@Command(
        name = "async-wrap-examples",
        description =
                "Many uploads, written chunk by chunk, through one blocking HTTP client; and lessons in asynchronous"
                        + " programming.",
        subcommands = {ServerCommand.class, ClientCommand.class, TestCommand.class, LessonCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = ManifestVersion.class,
        scope = CommandLine.ScopeType.INHERIT)
public final class Main {

    private Main() {}

    /**
     * Runs a command and ends the JVM with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /**
     * The command line, to be run in this JVM.
     *
     * @return a new one
     */
    public static CommandLine commandLine() {
        return new CommandLine(new Main());
    }
}
