package io.github.asyncwrap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar, run as its users run it: nothing that the parts need may have been lost on the way into it. */
class JarIT {

    private static final Path JAR = Path.of(System.getProperty("examples.jar"));

    @TempDir
    private Path folder;

    @Test
    void jar_knowsItsVersion() throws Exception {
        assertThat(run(0, "--version")).matches("async-wrap-examples \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void jar_testsTheWholeSystem() throws Exception {
        assertThat(run(0, "test", "-p", "0")).contains("100 of 100 right");
    }

    /** Runs the jar and returns what it prints, all of it: nothing goes to standard error when all is well. */
    private String run(int exit, String... args) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor()).isEqualTo(exit);
        assertThat(err).isEmptyFile();
        return Files.readString(out);
    }
}
