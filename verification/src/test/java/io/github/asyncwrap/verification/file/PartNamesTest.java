package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.verification.Failures;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A failure that the file system tells of the hidden name tells users of the final one, and nothing stays under either. */
class PartNamesTest extends OnDisk {

    /** A place where one method fails for hidden names, as a full disk would make it. */
    private Path failing(String which) {
        return Steps.plain(dir, (method, path) -> {
            if (method.equals(which) && isHidden(path)) {
                throw new FileSystemException(path.toString(), null, "No space left on device");
            }
        });
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().endsWith(".part");
    }

    private void requireToldOf(Path target, AsyncFuture<?> call) throws IOException {
        assertThat(Failures.of(call)).isInstanceOfSatisfying(FileSystemException.class, failed -> {
            assertThat(failed.getFile()).isEqualTo(target.toString());
            assertThat(failed.getReason()).isEqualTo("No space left on device");
        });
        assertThat(target).doesNotExist();
        try (var names = Files.walk(dir)) {
            assertThat(names).noneMatch(PartNamesTest::isHidden);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"newByteChannel", "move"})
    void file_copied(String method) throws Exception {
        Files.createDirectory(dir.resolve("source"));
        Files.writeString(dir.resolve("source/a"), "a");
        Path there = failing(method);
        requireToldOf(dir.resolve("target/a"), trees.copyTree(there.resolve("source"), there.resolve("target")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"createSymbolicLink", "move"})
    void link_copied(String method) throws Exception {
        Files.createDirectory(dir.resolve("source"));
        try {
            Files.createSymbolicLink(dir.resolve("source/link"), Path.of("nowhere"));
        } catch (IOException | UnsupportedOperationException none) {
            assumeThat(none).as("symbolic links can be made here").isNull();
        }
        Path there = failing(method);
        requireToldOf(dir.resolve("target/link"), trees.copyTree(there.resolve("source"), there.resolve("target")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"newByteChannel", "move"})
    void entry_unzipped(String method) throws Exception {
        Path zip = dir.resolve("a.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("a"));
            out.write('a');
        }
        requireToldOf(dir.resolve("target/a"), trees.unzip(zip, failing(method).resolve("target")));
    }

    /** The tree has a hidden name, and in it each file has one until it is complete. */
    @ParameterizedTest
    @ValueSource(strings = {"target", "target/a"})
    void tree_movedToAnotherStore(String failing) throws Exception {
        Files.createDirectory(dir.resolve("source"));
        Files.writeString(dir.resolve("source/a"), "a");
        Path there = Steps.plain(dir, (method, path) -> {
            if (method.equals("move") && path.endsWith("source")) {
                throw new AtomicMoveNotSupportedException(path.toString(), null, "another store");
            } else if (method.equals("move")
                    && isHidden(path)
                    && dir.equals(path.getParent()) == failing.equals("target")) {
                throw new FileSystemException(path.toString(), null, "No space left on device");
            }
        });
        requireToldOf(dir.resolve(failing), trees.moveTree(there.resolve("source"), there.resolve("target")));
        assertThat(dir.resolve("target")).doesNotExist();
        assertThat(dir.resolve("source/a")).hasContent("a");
    }
}
