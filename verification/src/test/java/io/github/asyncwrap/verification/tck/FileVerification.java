package io.github.asyncwrap.verification.tck;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
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

/** The rules of Reactive Streams, on what publishes the content of a file or a directory. */
abstract class FileVerification<T> extends SourceVerification<T> {
    private final long most;
    private Path dir = Path.of("");

    /**
     * Creates one.
     *
     * @param most how many elements a file shall have
     */
    FileVerification(long most) {
        this.most = most;
    }

    /** Publishes what is in a file, or a directory, with that many elements. */
    abstract Flow.Publisher<T> publisher(AsyncFiles files, Path path, int elements) throws IOException;

    /** Publishes what is not there. */
    abstract Flow.Publisher<T> failing(AsyncFiles files, Path missing) throws IOException;

    /** A file with so many lines. */
    static Path lines(Path path, int count) throws IOException {
        return Files.writeString(
                path, LongStream.range(0, count).mapToObj(i -> i % 10 + "\n").collect(Collectors.joining()));
    }

    @BeforeClass
    public void makeDirectory() throws IOException {
        dir = Files.createTempDirectory("tck");
    }

    @AfterClass(alwaysRun = true)
    public void removeDirectory() throws IOException {
        MoreFiles.deleteRecursively(dir, RecursiveDeleteOption.ALLOW_INSECURE);
    }

    @Override
    public long maxElementsFromPublisher() {
        return most;
    }

    @Override
    public Flow.Publisher<T> createFlowPublisher(long elements) {
        try {
            Path path = Files.createTempDirectory(dir, "each").resolve("content");
            return publisher(AsyncFiles.on(open()), path, (int) Math.min(elements, most));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public Flow.Publisher<T> createFailedFlowPublisher() {
        try {
            return failing(AsyncFiles.on(open()), dir.resolve("none"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
