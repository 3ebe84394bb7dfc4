package io.github.asyncwrap.verification.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.ChildJvm;
import io.github.asyncwrap.verification.ChildJvm.End;
import io.github.asyncwrap.verification.ChildJvm.Verdict;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of 64 MiB in a heap of 16. */
class FileMemoryTest {
    private static final long SIZE = 64L << 20;

    @Test
    void linesAndChunks_ofALargeFile_fitIntoASmallHeap(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("large");
        write(file);
        End end = new ChildJvm("files", Duration.ofMinutes(2), ChildJvm.CLASS_PATH, "-Xmx16m", "-XX:+UseSerialGC")
                .run(FileChild.class, List.of(file.toString(), String.valueOf(SIZE)));
        assertThat(end.verdict()).as("%s, see %s", end.lastWords(), end.log()).isEqualTo(Verdict.PASSED);
    }

    private static void write(Path file) throws IOException {
        String line = "x".repeat(127) + "\n";
        try (Writer out = Files.newBufferedWriter(file)) {
            for (long written = 0; written < SIZE; written += line.length()) {
                out.write(line);
            }
        }
    }
}
