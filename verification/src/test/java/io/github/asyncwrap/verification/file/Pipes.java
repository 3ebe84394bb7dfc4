package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Named pipes. */
final class Pipes {
    private static final Path MKFIFO = Path.of("/usr/bin/mkfifo");

    private Pipes() {}

    static Path make(Path dir) throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(MKFIFO)).as("there is a " + MKFIFO).isTrue();
        Path pipe = dir.resolve("pipe");
        Process made = new ProcessBuilder(MKFIFO.toString(), pipe.toString()).start();
        if (made.waitFor() != 0) {
            throw new IOException("mkfifo ended with " + made.exitValue());
        }
        return pipe;
    }
}
