package io.github.asyncwrap.verification;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a main class in a JVM of its own. The folder that it is in, with all that it printed, is
 * {@code target/children/NAME}.
 */
public final class ChildJvm {
    /** That of this JVM, but for what is not there: jcstress stumbles over it. */
    public static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> Files.exists(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator));

    private static final Path FOLDER = Path.of("target", "children");

    /** None that a JVM exits with by itself: one that did not come up is not a test that failed. */
    private static final int FAILED = 3;

    private static final String LAST_WORDS = "The child says: ";

    private final Path folder;
    private final Duration limit;
    private final String classPath;
    private final List<String> options;

    /** How it went; a child is broken if it could not even try. */
    public enum Verdict {
        PASSED,
        FAILED,
        HUNG,
        BROKEN
    }

    /**
     * The end of a child.
     *
     * @param lastWords what it says about its failure, in a line
     */
    public record End(Verdict verdict, String lastWords, Path log) {}

    /**
     * A child that is killed, with its own children, when the limit is over.
     *
     * @param options of the JVM
     */
    public ChildJvm(String name, Duration limit, String classPath, String... options) {
        this.folder = FOLDER.resolve(name).toAbsolutePath();
        this.limit = limit;
        this.classPath = classPath;
        this.options = List.of(options);
    }

    public End run(Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        Path log = Files.createDirectories(folder).resolve("log.txt");
        Process child = new ProcessBuilder(command(main, arguments))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!child.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new End(Verdict.HUNG, "was not done after " + limit.toSeconds() + " s", log);
            }
        } finally {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly();
        }
        return switch (child.exitValue()) {
            case 0 -> new End(Verdict.PASSED, "", log);
            case FAILED -> new End(Verdict.FAILED, lastWords(log), log);
            default -> new End(Verdict.BROKEN, "exit code " + child.exitValue() + " " + lastWords(log), log);
        };
    }

    private List<String> command(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of("-ea", "-cp", classPath, main.getName()));
        command.addAll(arguments);
        return command;
    }

    private static String lastWords(Path log) throws IOException {
        // Whatever bytes there are, this reads them.
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(LAST_WORDS))
                    .reduce("", (former, line) -> line.substring(LAST_WORDS.length()));
        }
    }

    // In the child.

    /** Ends the child at once, whatever its threads still do. */
    public static void passed() {
        exit(0);
    }

    /** Ends the child at once: the test failed. */
    public static void failed(Throwable failure) {
        failure.printStackTrace();
        System.err.println(LAST_WORDS + failure.toString().strip().replaceAll("\\s+", " "));
        exit(FAILED);
    }

    private static void exit(int code) {
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code);
    }
}
