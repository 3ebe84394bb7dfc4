package io.github.asyncwrap.verification.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * In a heap of 128 MB, which is far too small for what passes through it. {@code -Dmemory.share=…} says how many
 * hundredths of the full number of steps are made; 100 is the long form.
 */
class MemoryTest {
    private static final long SHARE = Long.getLong("memory.share", 10);

    @ParameterizedTest
    @EnumSource
    void heap_howeverMuchIsGivenUp_staysFlat(Scenario scenario) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        File output = File.createTempFile("memory", ".txt");
        try {
            Process child = new ProcessBuilder(
                            java.toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            MemoryChild.class.getName(),
                            scenario.name(),
                            String.valueOf(scenario.steps * SHARE / 100))
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            boolean ended;
            try {
                ended = child.waitFor(10, TimeUnit.MINUTES);
            } finally {
                child.destroyForcibly();
            }
            String said = Files.readString(output.toPath(), StandardCharsets.UTF_8);
            System.out.print(said);
            assertThat(ended).as("ended in time; it said %s", said).isTrue();
            assertThat(child.exitValue()).as(said).isZero();
        } finally {
            assertThat(output.delete()).isTrue();
        }
    }
}
