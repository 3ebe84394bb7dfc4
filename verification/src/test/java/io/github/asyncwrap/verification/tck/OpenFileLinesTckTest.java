package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** {@link AsyncFile#lines}; it fails where the file is closed. */
public class OpenFileLinesTckTest extends FileVerification<String> {
    public OpenFileLinesTckTest() {
        super(100_000);
    }

    @Override
    Flow.Publisher<String> publisher(AsyncFiles files, Path path, int elements) throws IOException {
        return files.open(lines(path, elements)).join().lines();
    }

    @Override
    Flow.Publisher<String> failing(AsyncFiles files, Path missing) throws IOException {
        AsyncFile file = files.open(lines(missing, 1)).join();
        file.close().join();
        return file.lines();
    }
}
