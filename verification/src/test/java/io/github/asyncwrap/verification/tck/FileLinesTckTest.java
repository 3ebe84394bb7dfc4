package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.file.AsyncFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The rules of Reactive Streams, on {@link AsyncFiles#lines}. */
public class FileLinesTckTest extends SourceVerification<String> {
    private static final long MOST = 100_000;

    private Path dir = Path.of("");

    @BeforeClass
    public void makeDirectory() throws IOException {
        dir = Files.createTempDirectory("tck");
    }

    @AfterClass(alwaysRun = true)
    public void removeDirectory() throws IOException {
        Files.deleteIfExists(dir.resolve("lines"));
        Files.deleteIfExists(dir);
    }

    @Override
    public long maxElementsFromPublisher() {
        return MOST;
    }

    @Override
    public Flow.Publisher<String> createFlowPublisher(long elements) {
        try {
            Path file = Files.writeString(
                    dir.resolve("lines"),
                    LongStream.range(0, Math.min(elements, MOST))
                            .mapToObj(i -> i + "\n")
                            .collect(Collectors.joining()));
            return AsyncFiles.on(open()).lines(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** There is no such file. */
    @Override
    public Flow.Publisher<String> createFailedFlowPublisher() {
        return AsyncFiles.on(open()).lines(dir.resolve("none"));
    }
}
