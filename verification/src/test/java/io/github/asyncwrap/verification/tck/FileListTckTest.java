package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.file.AsyncFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** {@link AsyncFiles#list}, which reads as {@code walk} and {@code find} do. */
public class FileListTckTest extends FileVerification<Path> {
    public FileListTckTest() {
        super(1_000);
    }

    @Override
    Flow.Publisher<Path> publisher(AsyncFiles files, Path path, int elements) throws IOException {
        Files.createDirectory(path);
        for (int i = 0; i < elements; i++) {
            Files.createFile(path.resolve(String.valueOf(i)));
        }
        return files.list(path);
    }

    @Override
    Flow.Publisher<Path> failing(AsyncFiles files, Path missing) {
        return files.list(missing);
    }
}
