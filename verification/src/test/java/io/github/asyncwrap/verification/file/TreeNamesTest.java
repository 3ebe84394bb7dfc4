package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.asyncwrap.verification.Failures;
import java.io.File;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names of bytes that are no text: those of a disk of another encoding, say. */
class TreeNamesTest extends OnDisk {
    /** As a shell's printf writes them: in Latin-1 e with a grave and with an acute accent, in UTF-8 nothing. */
    private static final String GRAVE = "\\350";

    private static final String ACUTE = "\\351";

    /** A directory where a shell has done that; a test is left out where it cannot. */
    private Path source(String commands) throws Exception {
        assumeThat(File.separatorChar).as("names of bytes").isEqualTo('/');
        Path source = Files.createDirectory(dir.resolve("source"));
        Process shell = new ProcessBuilder("sh", "-e", "-c", commands)
                .directory(source.toFile())
                .start();
        assumeThat(shell.waitFor()).as("the file system takes such names").isZero();
        return source;
    }

    private static String file(String name) {
        return "printf '" + name + "' > \"$(printf '" + name + "')\"; ";
    }

    private static Set<Path> names(Path directory) throws IOException {
        Set<Path> names = new HashSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(path -> names.add(path.getFileName()));
        }
        return names;
    }

    private static void requireSame(Path target, Set<Path> names) throws IOException {
        assertThat(names(target)).isEqualTo(names).hasSize(2);
        Set<Byte> content = new HashSet<>();
        for (Path name : names) {
            content.add(Files.readAllBytes(target.resolve(name))[0]);
        }
        assertThat(content).containsExactlyInAnyOrder((byte) 0xe8, (byte) 0xe9);
    }

    @Test
    void namesThatAreNoText_areCopiedAsTheyAre() throws Exception {
        Path source = source(file(GRAVE) + file(ACUTE));
        Path target = dir.resolve("target");
        trees.copyTree(source, target).join();
        requireSame(target, names(source));
    }

    @Test
    void namesThatAreNoText_areMovedAsTheyAre() throws Exception {
        Path real = source(file(GRAVE) + file(ACUTE));
        Set<Path> was = names(real);
        Path source = Steps.secure(real, (method, path) -> {
            if (method.equals("move") && path.equals(real)) {
                throw new AtomicMoveNotSupportedException(path.toString(), null, "another store");
            }
        });
        trees.moveTree(source, source.resolveSibling("target")).join();
        requireSame(dir.resolve("target"), was);
        assertThat(real).doesNotExist();
    }

    @Test
    void linkToWhatIsNoText_isCopiedAsItIs() throws Exception {
        Path source = source("ln -s \"$(printf '" + GRAVE + "')\" link");
        Path target = dir.resolve("target");
        trees.copyTree(source, target).join();
        assertThat(Files.readSymbolicLink(target.resolve("link")))
                .isEqualTo(Files.readSymbolicLink(source.resolve("link")));
    }

    @Test
    void nameThatIsNoText_cannotGoToAnotherFileSystem() throws Exception {
        Path source = source(file(GRAVE));
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path target = memory.getPath("/target");
            assertThat(Failures.of(trees.copyTree(source, target)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(target + " -> " + names(source).iterator().next()
                            + ": there can be no such name: not text in the platform's encoding");
            assertThat(target).isEmptyDirectory();
        }
    }

    @Test
    void linkToWhatIsNoText_cannotGoToAnotherFileSystem() throws Exception {
        Path source = source("ln -s \"$(printf '" + GRAVE + "')\" link");
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path target = memory.getPath("/target");
            assertThat(Failures.of(trees.copyTree(source, target)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(source.resolve("link") + " -> " + target.resolve("link")
                            + ": there can be no such link: not text in the platform's encoding");
            assertThat(target).isEmptyDirectory();
        }
    }

    @Test
    void nameThatIsNoText_isNotPacked() throws Exception {
        Path source = source(file(GRAVE));
        Path file = dir.resolve("a.zip");
        assertThat(Failures.of(trees.zip(source, file)))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(
                        source.resolve(names(source).iterator().next()) + ": cannot be packed: its name is not text");
        assertThat(file).doesNotExist();
    }
}
