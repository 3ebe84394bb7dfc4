package io.github.asyncwrap.verification.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Whether this process has a file open. */
final class Handles {
    private static final Path OWN = Path.of("/proc/self/fd");

    private Handles() {}

    /** Where that cannot be seen, whether the file cannot be moved, as it is where an open file cannot. */
    static boolean isOpen(Path path) throws IOException {
        if (!Files.isDirectory(OWN)) {
            Path away = path.resolveSibling(path.getFileName() + ".away");
            Files.move(Files.move(path, away), path);
            return false;
        }
        return count(path) > 0;
    }

    /** How often it has it open; on Linux. */
    static long count(Path path) throws IOException {
        Path real = path.toRealPath();
        try (Stream<Path> handles = Files.list(OWN)) {
            return handles.filter(handle -> leadsTo(handle, real)).count();
        }
    }

    private static boolean leadsTo(Path handle, Path real) {
        try {
            return Files.readSymbolicLink(handle).equals(real);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    static void awaitClosed(Path path) throws IOException {
        while (isOpen(path)) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
