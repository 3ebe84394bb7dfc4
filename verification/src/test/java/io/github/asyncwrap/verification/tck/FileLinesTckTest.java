package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.file.AsyncFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** {@link AsyncFiles#lines}. */
public class FileLinesTckTest extends FileVerification<String> {
    public FileLinesTckTest() {
        super(100_000);
    }

    @Override
    Flow.Publisher<String> publisher(AsyncFiles files, Path path, int elements) throws IOException {
        return files.lines(lines(path, elements));
    }

    @Override
    Flow.Publisher<String> failing(AsyncFiles files, Path missing) {
        return files.lines(missing);
    }
}
