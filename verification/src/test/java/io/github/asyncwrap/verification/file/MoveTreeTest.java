package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeProgress;
import io.github.asyncwrap.file.TreeSummary;
import io.github.asyncwrap.verification.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MoveTreeTest extends OnDisk {
    private static final String[] TREE = {"a/b=12", "a/c=3", "empty/", "link->a/b", "z="};
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
    private static final Path OTHER_STORE = Path.of("/dev/shm");

    /** A directory whose content cannot be renamed to somewhere else, as if that were another store. */
    private Path across() throws IOException {
        Path real = dir.resolve("source");
        return Steps.secure(real, (method, path) -> {
            if (method.equals("move") && path.equals(real)) {
                throw new AtomicMoveNotSupportedException(path.toString(), null, "another store");
            }
        });
    }

    private static void unchecked(IoAction action) {
        try {
            action.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private interface IoAction {
        void run() throws IOException;
    }

    @Test
    void tree_inOneStore_getsAnotherName() throws Exception {
        Path source = Trees.make(dir.resolve("source"), TREE);
        List<String> was = Trees.of(source);
        Object key = Files.readAttributes(source, "*").get("fileKey");
        List<TreeProgress> told = new ArrayList<>();
        Path target = dir.resolve("target");
        assertThat(trees.moveTree(source, target, TreeOptions.defaults().progress(told::add))
                        .join())
                .isEqualTo(target);
        assertThat(Trees.of(target)).isEqualTo(was);
        assertThat(Files.readAttributes(target, "*").get("fileKey")).isEqualTo(key);
        assertThat(source).doesNotExist();
        assertThat(told).isEmpty();
    }

    @Test
    void tree_toAnotherStore_isCopiedWithItsAttributes_andDeleted() throws Exception {
        Path real = Trees.make(dir.resolve("source"), TREE);
        List<String> was = Trees.of(real);
        Files.setLastModifiedTime(real.resolve("a/b"), LONG_AGO);
        Files.setLastModifiedTime(real.resolve("a"), LONG_AGO);
        Path source = across();
        List<TreeProgress> told = new ArrayList<>();
        trees.moveTree(
                        source,
                        source.resolveSibling("target"),
                        TreeOptions.defaults().progress(told::add))
                .join();
        Path target = dir.resolve("target");
        assertThat(Trees.of(dir))
                .isEqualTo(was.stream().map(each -> "target/" + each).toList());
        assertThat(Files.getLastModifiedTime(target.resolve("a/b"))).isEqualTo(LONG_AGO);
        assertThat(Files.getLastModifiedTime(target.resolve("a"))).isEqualTo(LONG_AGO);
        assertThat(told.get(told.size() - 1).done()).isEqualTo(new TreeSummary(3, 3, 1, 3));
    }

    @Test
    void tree_toTheStoreOfTheMemory_isMoved() throws Exception {
        assumeThat(OTHER_STORE).isDirectory();
        Path home = Files.createTempDirectory(OTHER_STORE, "async-wrap");
        Path target = home.resolve("target");
        Path source = Trees.make(dir.resolve("source"), TREE);
        List<String> was = Trees.of(source);
        trees.moveTree(source, target).join();
        assertThat(Trees.of(target)).isEqualTo(was);
        assertThat(source).doesNotExist();
        trees.moveTree(target, source).join();
        assertThat(Trees.of(source)).isEqualTo(was);
        Files.delete(home);
    }

    @Test
    void tree_toAnotherFileSystem_isMoved() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
                FileSystem another = Jimfs.newFileSystem(Configuration.osX())) {
            Path source = Trees.make(dir.resolve("source"), TREE);
            List<String> was = Trees.of(source);
            Path target = memory.getPath("/target");
            trees.moveTree(source, target).join();
            assertThat(Trees.of(target)).isEqualTo(was);
            assertThat(source).doesNotExist();
            Path last = another.getPath("/last");
            trees.moveTree(target, last).join(); // of the same provider
            assertThat(Trees.of(last)).isEqualTo(was);
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void fileOrLink_toAnotherStore_isMovedItself() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path kept = Trees.make(dir.resolve("kept"), "a=1");
            Path file = Files.writeString(dir.resolve("file"), "123");
            Path link = Files.createSymbolicLink(dir.resolve("link"), kept);
            trees.moveTree(file, memory.getPath("/file")).join();
            trees.moveTree(link, memory.getPath("/link")).join();
            assertThat(memory.getPath("/file")).hasContent("123");
            assertThat(Files.readSymbolicLink(memory.getPath("/link"))).hasToString(kept.toString());
            assertThat(Trees.of(dir)).containsExactly("kept/a=1");
        }
    }

    @Test
    void target_thatIsThere_isAnError() throws Exception {
        Path source = Trees.make(dir.resolve("source"), "a=1");
        Path target = Trees.make(dir.resolve("target"));
        Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("nowhere"));
        for (Path there : List.of(target, link)) {
            assertThat(Failures.of(trees.moveTree(source, there)))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessage(there.toString());
        }
        assertThat(Trees.of(source)).containsExactly("a=1");
    }

    @Test
    void treeIntoItself_isRefused() throws Exception {
        Path source = Trees.make(dir.resolve("source"), "a/b=1");
        Path target = source.resolve("a/c");
        assertThat(Failures.of(trees.moveTree(source, target)))
                .hasMessage(source + " -> " + target + ": is a tree, and the target is in it");
        assertThat(Trees.of(source)).containsExactly("a/b=1");
    }

    @Test
    void missingSource_orTargetsParent_isAnErrorThatNamesIt() throws Exception {
        Path missing = dir.resolve("missing");
        assertThat(Failures.of(trees.moveTree(missing, dir.resolve("target"))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
        Path source = Trees.make(dir.resolve("source"), "a=1");
        for (Path there : List.of(source, source.resolve("a"))) {
            assertThat(Failures.of(trees.moveTree(there, missing.resolve("target"))))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(missing.toString());
        }
        assertThat(Trees.of(source)).containsExactly("a=1");
    }

    private String movedWhile(Consumer<TreeProgress> meanwhile) throws IOException {
        Path source = across();
        return Failures.of(trees.moveTree(
                        source,
                        source.resolveSibling("target"),
                        TreeOptions.defaults().progress(meanwhile)))
                .toString();
    }

    private String left(Path path) {
        return FileSystemException.class.getName() + ": " + dir.resolve("source") + " -> " + dir.resolve("target")
                + ": has been copied, and the copy is complete; but not all of the original could be deleted: " + path
                + ": appeared or changed while the tree was moved, and is left there";
    }

    @Test
    void whatAppearsMeanwhile_isNotDeleted() throws Exception {
        Path real = Trees.make(dir.resolve("source"), "a/b=12", "c=3");
        String message = movedWhile(done -> {
            if (done.path().endsWith("c")) {
                unchecked(() -> Files.writeString(real.resolve("a/new"), "precious"));
            }
        });
        assertThat(message).isEqualTo(left(real.resolve("a/new")));
        assertThat(Trees.of(dir)).containsExactly("source/a/new=precious", "target/a/b=12", "target/c=3");
    }

    @Test
    void whatChangesMeanwhile_isNotDeleted() throws Exception {
        Path real = Trees.make(dir.resolve("source"), "a/b=12", "c=3");
        String message = movedWhile(done -> {
            if (done.path().endsWith("c")) {
                unchecked(() -> Files.writeString(real.resolve("a/b"), "changed"));
            }
        });
        assertThat(message).isEqualTo(left(real.resolve("a/b")));
        assertThat(Trees.of(dir)).containsExactly("source/a/b=changed", "target/a/b=12", "target/c=3");
    }

    @Test
    void whatIsReplacedMeanwhile_isNotDeleted() throws Exception {
        Path real = Trees.make(dir.resolve("source"), "a/b=12", "c=3");
        String message = movedWhile(done -> {
            if (done.path().endsWith("c") && done.done().files() == 2) {
                unchecked(() -> {
                    Files.move(real.resolve("a"), dir.resolve("away"));
                    Trees.make(real.resolve("a"), "b=12");
                });
            }
        });
        assertThat(message).isEqualTo(left(real.resolve("a")));
        assertThat(Trees.of(dir)).containsExactly("away/b=12", "source/a/b=12", "target/a/b=12", "target/c=3");
    }

    @Test
    void cancel_amidTheCopy_leavesTheOriginalAndNothingElse() throws Exception {
        Path real = Trees.make(dir.resolve("source"), "a/b=12", "a/c=3", "d=4");
        List<String> was = Trees.of(dir);
        Path source = across();
        Cancelled.inProgress(3, (trees, options) -> trees.moveTree(source, source.resolveSibling("target"), options));
        assertThat(Trees.of(dir)).isEqualTo(was);
        assertThat(real).exists();
    }

    @Test
    void failure_amidTheCopy_leavesTheOriginalAndNothingElse() throws Exception {
        Trees.make(dir.resolve("source"), "a/b=12", "a/c=3", "d=4");
        List<String> was = Trees.of(dir);
        Path real = dir.resolve("source");
        Path source = Steps.secure(real, (method, path) -> {
            if (method.equals("move") && path.equals(real)) {
                throw new AtomicMoveNotSupportedException(path.toString(), null, "another store");
            } else if (method.equals("newByteChannel") && path.toString().equals("d")) {
                throw new AccessDeniedException("d");
            }
        });
        assertThat(Failures.of(trees.moveTree(source, source.resolveSibling("target"))))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(real.resolve("d").toString());
        assertThat(Trees.of(dir)).isEqualTo(was);
    }

    @Test
    void targetThatAppearsMeanwhile_isNotReplaced() throws Exception {
        Trees.make(dir.resolve("source"), "a=1");
        Path source = across();
        assertThat(Failures.of(trees.moveTree(
                        source,
                        source.resolveSibling("target"),
                        TreeOptions.defaults().progress(done -> unchecked(() -> Trees.make(dir.resolve("target")))))))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(dir.resolve("target").toString());
        assertThat(Trees.of(dir)).containsExactly("source/a=1", "target/");
    }

    @Test
    void originalThatCannotBeDeleted_isToldWithWhatIsThere() throws Exception {
        Path real = Trees.make(dir.resolve("source"), "a=1", "b=2");
        Path source = Steps.secure(real, (method, path) -> {
            if (method.equals("move") && path.equals(real)) {
                throw new AtomicMoveNotSupportedException(path.toString(), null, "another store");
            } else if (method.equals("deleteFile")) {
                throw new AccessDeniedException(path.toString());
            }
        });
        Throwable failed = Failures.of(trees.moveTree(source, source.resolveSibling("target")));
        assertThat(failed)
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("the copy is complete")
                .hasCauseInstanceOf(AccessDeniedException.class);
        assertThat(Trees.of(dir)).containsExactly("source/a=1", "source/b=2", "target/a=1", "target/b=2");
    }

    @Test
    void optionsOfTheCopy_areRefused() {
        assertThatThrownBy(() -> trees.moveTree(dir, dir, TreeOptions.defaults().keepAttributes()))
                .hasMessage("moveTree does not have the option keepAttributes; it has progress");
    }

    /** Its time is in the future, so it may well be the same after a change. */
    @Test
    void whatChangesMeanwhile_withoutAnotherTimeOrSize_isNotDeleted() throws Exception {
        Path real = Trees.make(dir.resolve("source"), "a/b=12", "c=3");
        FileTime time = FileTime.from(Instant.parse("2100-02-03T04:05:06Z"));
        Files.setLastModifiedTime(real.resolve("a/b"), time);
        Files.setLastModifiedTime(real.resolve("c"), time);
        String message = movedWhile(done -> {
            if (done.path().endsWith("c")) {
                unchecked(() -> {
                    Files.writeString(real.resolve("a/b"), "21");
                    Files.setLastModifiedTime(real.resolve("a/b"), time);
                });
            }
        });
        assertThat(message).isEqualTo(left(real.resolve("a/b")));
        assertThat(Trees.of(dir)).containsExactly("source/a/b=21", "target/a/b=12", "target/c=3");
    }
}
