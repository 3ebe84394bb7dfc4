package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeOptions.Conflict;
import io.github.asyncwrap.file.TreeOptions.Links;
import io.github.asyncwrap.file.TreeProgress;
import io.github.asyncwrap.file.TreeSummary;
import io.github.asyncwrap.verification.Failures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

class ZipTreeTest extends OnDisk {
    private static final String[] TREE = {"a/b=12", "a/c=3", "empty/", "z=", "\u00e4 \n\"'*=4"};
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
    private static final int CHUNK = 64 << 10;

    private Path source(String... entries) throws IOException {
        return Trees.make(dir.resolve("source"), entries);
    }

    private Path file() {
        return dir.resolve("trees.zip");
    }

    /** As the JDK reads it, in its own order. */
    private static List<String> entries(Path file) throws IOException {
        List<String> entries = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                byte[] content = zip.getInputStream(entry).readAllBytes();
                entries.add(
                        entry.isDirectory()
                                ? entry.getName()
                                : entry.getName() + "=" + new String(content, StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    @Test
    void tree_isPackedInTheOrderOfItsNames_andUnpacked() throws Exception {
        Path source = source(TREE);
        Files.setLastModifiedTime(source.resolve("a/b"), LONG_AGO);
        Files.setLastModifiedTime(source.resolve("a"), LONG_AGO);
        assertThat(trees.zip(source, file()).join()).isEqualTo(new TreeSummary(4, 3, 0, 4));
        assertThat(entries(file())).containsExactly("a/", "a/b=12", "a/c=3", "empty/", "z=", "\u00e4 \n\"'*=4");
        Path target = dir.resolve("target");
        assertThat(trees.unzip(file(), target, TreeOptions.defaults().keepAttributes())
                        .join())
                .isEqualTo(new TreeSummary(4, 3, 0, 4));
        assertThat(Trees.of(target)).isEqualTo(Trees.of(source));
        assertThat(Files.getLastModifiedTime(target.resolve("a/b"))).isEqualTo(LONG_AGO);
        assertThat(Files.getLastModifiedTime(target.resolve("a"))).isEqualTo(LONG_AGO);
    }

    @Test
    void emptyTree_isPackedAndUnpacked() throws Exception {
        assertThat(trees.zip(source(), file()).join()).isEqualTo(new TreeSummary(0, 1, 0, 0));
        Path target = dir.resolve("target");
        assertThat(trees.unzip(file(), target).join()).isEqualTo(new TreeSummary(0, 1, 0, 0));
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void tree_ofAnotherFileSystem_isPackedToAnother() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.windows())) {
            Path source = Trees.make(memory.getPath("C:\\source"), "a\\b=12", "c=3");
            trees.zip(source, file()).join();
            assertThat(entries(file())).containsExactly("a/", "a/b=12", "c=3");
            Path target = memory.getPath("C:\\target");
            trees.unzip(file(), target).join();
            assertThat(Trees.of(target)).containsExactly("a\\b=12", "c=3");
            Path packed = memory.getPath("C:\\source\\own.zip");
            trees.zip(source, packed).join();
            trees.zip(source, packed, TreeOptions.defaults().onConflict(Conflict.REPLACE))
                    .join();
            Files.copy(packed, dir.resolve("copy.zip"));
            assertThat(entries(dir.resolve("copy.zip"))).containsExactly("a/", "a/b=12", "c=3");
        }
    }

    @Test
    void zipFileInTheTree_isNotPackedIntoItself() throws Exception {
        Path source = source("a=1", "z=2");
        Path own = source.resolve("own.zip");
        trees.zip(source, own).join();
        assertThat(entries(own)).containsExactly("a=1", "z=2");
        trees.zip(source, own, TreeOptions.defaults().onConflict(Conflict.REPLACE))
                .join();
        assertThat(entries(own)).containsExactly("a=1", "z=2");
    }

    @Test
    void deepTree_isPacked() throws Exception {
        Steps.assumeSecure(dir);
        Path source = Trees.deep(dir, 3_000);
        assertThat(trees.zip(source, file()).join()).isEqualTo(new TreeSummary(1, 3_000, 0, 4));
        trees.deleteTree(source).join(); // others could not
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path target = memory.getPath("/target");
            assertThat(trees.unzip(file(), target).join()).isEqualTo(new TreeSummary(1, 3_000, 0, 4));
        }
    }

    @Test
    void links_areAnError_unlessFollowedOrSkipped() throws Exception {
        Path source = source("a=1", "l->a");
        assertThat(Failures.of(trees.zip(source, file())))
                .hasMessage(source.resolve("l")
                        + ": is a symbolic link, and a zip file cannot keep it: follow links, or skip them");
        trees.zip(source, file(), TreeOptions.defaults().links(Links.SKIP)).join();
        assertThat(entries(file())).containsExactly("a=1");
        TreeOptions follow = TreeOptions.defaults().links(Links.FOLLOW).onConflict(Conflict.REPLACE);
        trees.zip(source, file(), follow).join();
        assertThat(entries(file())).containsExactly("a=1", "l=1");
        Files.createSymbolicLink(source.resolve("loop"), source);
        assertThat(Failures.of(trees.zip(source, file(), follow))).isInstanceOf(FileSystemLoopException.class);
        assertThat(entries(file())).containsExactly("a=1", "l=1");
    }

    @Test
    void ignored_isLeftOut() throws Exception {
        Path source = source("a/b=1", "a/c=2", "d/e=3");
        trees.zip(source, file(), TreeOptions.defaults().ignore(path -> path.endsWith("c") || path.endsWith("d")))
                .join();
        assertThat(entries(file())).containsExactly("a/", "a/b=1");
    }

    @Test
    void progress_isExact() throws Exception {
        Path source = source("a/b=12");
        Files.write(source.resolve("c"), new byte[CHUNK + 1]);
        List<TreeProgress> told = new ArrayList<>();
        TreeSummary all = trees.zip(source, file(), TreeOptions.defaults().progress(told::add))
                .join();
        assertThat(all).isEqualTo(new TreeSummary(2, 2, 0, CHUNK + 3));
        assertThat(told)
                .containsExactly(
                        new TreeProgress(source.resolve("a/b"), new TreeSummary(0, 0, 0, 2)),
                        new TreeProgress(source.resolve("a/b"), new TreeSummary(1, 0, 0, 2)),
                        new TreeProgress(source.resolve("a"), new TreeSummary(1, 1, 0, 2)),
                        new TreeProgress(source.resolve("c"), new TreeSummary(1, 1, 0, CHUNK + 2)),
                        new TreeProgress(source.resolve("c"), new TreeSummary(1, 1, 0, CHUNK + 3)),
                        new TreeProgress(source.resolve("c"), new TreeSummary(2, 1, 0, CHUNK + 3)),
                        new TreeProgress(source, all));
    }

    @Test
    void zipFile_thatIsThere_isAnErrorOrReplaced() throws Exception {
        Path source = source("a=1");
        Files.writeString(file(), "former");
        assertThat(Failures.of(trees.zip(source, file())))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(file().toString());
        assertThat(file()).hasContent("former");
        trees.zip(source, file(), TreeOptions.defaults().onConflict(Conflict.REPLACE))
                .join();
        assertThat(entries(file())).containsExactly("a=1");
    }

    @Test
    void nameThatUnzipWouldRefuse_isAnErrorThatNamesIt() throws Exception {
        Path source = source("c:=1");
        assertThat(Failures.of(trees.zip(source, file())))
                .hasMessage(source.resolve("c:") + ": cannot be packed: the name of the entry begins with a drive");
        Path other = Trees.make(dir.resolve("other"), "a\\b=1");
        assertThat(Failures.of(trees.zip(other, file())))
                .hasMessage(other.resolve("a\\b")
                        + ": cannot be packed: the name of the entry has a backslash, which separates names elsewhere");
        assertThat(file()).doesNotExist();
    }

    @Test
    void missingOrOtherPaths_areErrorsThatNameThem() throws Exception {
        Path missing = dir.resolve("missing");
        assertThat(Failures.of(trees.zip(missing, file())))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
        Path source = source("a=1");
        assertThat(Failures.of(trees.zip(source, missing.resolve("a.zip"))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
        assertThat(Failures.of(trees.zip(source.resolve("a"), file()))).isInstanceOf(NotDirectoryException.class);
        assertThat(Trees.of(dir)).containsExactly("source/a=1");
    }

    @Test
    void cancelOrFailure_leavesNothing() throws Exception {
        Path real = source("a=1", "b=2");
        Files.write(real.resolve("c"), new byte[4 * CHUNK]);
        List<String> was = Trees.of(dir);
        Cancelled.inProgress(6, (trees, options) -> trees.zip(real, file(), options));
        assertThat(Trees.of(dir)).isEqualTo(was);
        Path source = Steps.secure(real, (method, path) -> {
            if (method.equals("newByteChannel") && path.toString().equals("b")) {
                throw new AccessDeniedException("b");
            }
        });
        assertThat(Failures.of(trees.zip(source, file())))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(real.resolve("b").toString());
        assertThat(Trees.of(dir)).isEqualTo(was);
    }

    @Test
    void optionsItDoesNotHave_areRefused() {
        assertThatThrownBy(() -> trees.zip(dir, file(), TreeOptions.defaults().onConflict(Conflict.SKIP)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("zip has nothing to skip: onConflict(SKIP)");
        assertThatThrownBy(() -> trees.zip(dir, file(), TreeOptions.defaults().keepAttributes()))
                .hasMessage("zip does not have the option keepAttributes; it has links, ignore, onConflict, progress");
    }

    /** The file that is replaced is left out where it is replaced, and not where it has another name. */
    @Test
    void otherNamesOfTheReplacedFile_arePacked() throws Exception {
        Path source = source("a=1");
        Path file = source.resolve("own.zip");
        trees.zip(source, file).join();
        Files.createLink(source.resolve("backup.zip"), file);
        Files.createDirectory(source.resolve("d"));
        Files.createLink(source.resolve("d/own.zip"), file);
        trees.zip(source, file, TreeOptions.defaults().onConflict(Conflict.REPLACE))
                .join();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly("a", "backup.zip", "d/", "d/own.zip");
        }
    }
}
