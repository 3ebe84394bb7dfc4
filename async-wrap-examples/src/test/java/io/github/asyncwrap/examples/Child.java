package io.github.asyncwrap.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, its output in files. */
public final class Child implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    /** Starts a command from this class path. */
    public Child(Path folder, List<String> jvmOptions, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(args));
        out = folder.resolve("out");
        err = folder.resolve("err");
        process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    /** Waits for a line of output that begins like this. How long is for the test's own time limit to say. */
    public String awaitLine(String start) throws Exception {
        while (true) {
            boolean ended = !process.isAlive();
            for (String line : Files.readAllLines(out)) {
                if (line.startsWith(start)) {
                    return line;
                }
            }
            if (ended) {
                throw new AssertionError("no line " + start + " in: " + out() + err());
            }
            process.waitFor(10, TimeUnit.MILLISECONDS);
        }
    }

    public String out() throws IOException {
        return Files.readString(out);
    }

    public String err() throws IOException {
        return Files.readString(err);
    }

    /** Types a line at its console. */
    public void type(String line) throws IOException {
        process.getOutputStream().write((line + System.lineSeparator()).getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /** Ends what is typed, as Ctrl+D does. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Sends a signal by its name. */
    public void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    public int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
