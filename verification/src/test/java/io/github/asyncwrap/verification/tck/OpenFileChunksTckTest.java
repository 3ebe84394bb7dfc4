package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** {@link AsyncFile#chunks(int)}; it fails where the file is closed. */
public class OpenFileChunksTckTest extends FileVerification<ByteBuffer> {
    private static final int LINE = 2;

    public OpenFileChunksTckTest() {
        super(100_000);
    }

    @Override
    Flow.Publisher<ByteBuffer> publisher(AsyncFiles files, Path path, int elements) throws IOException {
        return files.open(lines(path, elements)).join().chunks(LINE);
    }

    @Override
    Flow.Publisher<ByteBuffer> failing(AsyncFiles files, Path missing) throws IOException {
        AsyncFile file = files.open(lines(missing, 1)).join();
        file.close().join();
        return file.chunks(LINE);
    }
}
