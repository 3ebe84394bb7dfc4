package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeProgress;
import io.github.asyncwrap.file.TreeSummary;
import io.github.asyncwrap.verification.Failures;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class DeleteTreeTest extends OnDisk {
    private static final String[] TREE = {"a/b=12", "a/c=3", "empty/", "link->../kept", "z=", "odd \n\"'=4"};

    @Test
    void tree_isDeletedAndCounted() throws Exception {
        Path kept = Trees.make(dir.resolve("kept"), "a=1");
        Path root = Trees.make(dir.resolve("root"), TREE);
        assertThat(trees.deleteTree(root).join()).isEqualTo(new TreeSummary(4, 3, 1, 4));
        assertThat(root).doesNotExist();
        assertThat(Trees.of(kept)).containsExactly("a=1");
    }

    @Test
    void tree_withoutSecureStreams_isDeletedAndCounted() throws Exception {
        Path kept = Trees.make(dir.resolve("kept"), "a=1");
        Path root = Steps.plain(Trees.make(dir.resolve("root"), TREE), (method, path) -> {});
        assertThat(trees.deleteTree(root).join()).isEqualTo(new TreeSummary(4, 3, 1, 4));
        assertThat(dir.resolve("root")).doesNotExist();
        assertThat(Trees.of(kept)).containsExactly("a=1");
    }

    @Test
    void emptyTree_isDeleted() throws Exception {
        Path root = Trees.make(dir.resolve("root"));
        assertThat(trees.deleteTree(root).join()).isEqualTo(new TreeSummary(0, 1, 0, 0));
        assertThat(root).doesNotExist();
    }

    @Test
    void progress_isToldOfEachThing() throws Exception {
        Path root = Trees.make(dir.resolve("root"), "a/b=12", "l->a");
        List<TreeProgress> told = new ArrayList<>();
        trees.deleteTree(root, TreeOptions.defaults().progress(told::add)).join();
        assertThat(told)
                .containsExactly(
                        new TreeProgress(root.resolve("a/b"), new TreeSummary(1, 0, 0, 2)),
                        new TreeProgress(root.resolve("a"), new TreeSummary(1, 1, 0, 2)),
                        new TreeProgress(root.resolve("l"), new TreeSummary(1, 1, 1, 2)),
                        new TreeProgress(root, new TreeSummary(1, 2, 1, 2)));
    }

    @Test
    void rootThatIsALink_isRefused() throws Exception {
        Path root = Trees.make(dir.resolve("root"), "a=1");
        Path link = Files.createSymbolicLink(dir.resolve("link"), root);
        assertThat(Failures.of(trees.deleteTree(link)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(link + ": is a symbolic link");
        assertThat(Trees.of(root)).containsExactly("a=1");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void rootThatIsAFile_isRefused() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "1");
        assertThat(Failures.of(trees.deleteTree(file)))
                .isInstanceOf(NotDirectoryException.class)
                .hasMessageContaining(file.toString());
        assertThat(file).exists();
    }

    @Test
    void missingRoot_isAnError() {
        Path missing = dir.resolve("missing");
        assertThat(Failures.of(trees.deleteTree(missing)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
    }

    @Test
    void rootOfTheFileSystem_isRefused() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Trees.make(memory.getPath("/work"), "a=1");
            for (String root : List.of("/", "/work/..")) {
                assertThat(Failures.of(trees.deleteTree(memory.getPath(root))))
                        .hasMessage(root + ": is the root of a file system");
            }
            assertThat(Trees.of(memory.getPath("/"))).containsExactly("work/a=1");
        }
    }

    @Test
    void rootNamedByDots_isDeleted() throws Exception {
        Path root = Trees.make(dir.resolve("root"), "a/b=1", "c/d=2");
        trees.deleteTree(root.resolve("a/.")).join();
        assertThat(Trees.of(root)).containsExactly("c/d=2");
        trees.deleteTree(root.resolve("c/..")).join();
        assertThat(root).doesNotExist();
    }

    @Test
    void deepTree_isDeleted_withFewDirectoriesOpen() throws Exception {
        Path root = Steps.secure(Trees.deep(dir, 3_000), (method, path) -> {});
        assertThat(trees.deleteTree(root).join()).isEqualTo(new TreeSummary(1, 3_000, 0, 4));
        assertThat(dir).isEmptyDirectory();
        assertThat(Steps.of(root).maxOpen.get()).isBetween(2, 40);
        assertThat(Steps.of(root).open).hasValue(0);
    }

    @Test
    void deepTree_withoutSecureStreams_isDeleted() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.osX())) {
            Path root = Trees.deep(memory.getPath("/work"), 3_000);
            assertThat(trees.deleteTree(root).join()).isEqualTo(new TreeSummary(1, 3_000, 0, 4));
            assertThat(root).doesNotExist();
        }
    }

    /** Who may not list a directory may still delete in it. */
    @Test
    void treeInADirectoryThatCannotBeRead_isDeleted() throws Exception {
        Path real = Trees.make(dir.resolve("root"), "a/b=1");
        Path root = Steps.secure(real, (method, path) -> {
            if (method.equals("newDirectoryStream") && path.equals(dir)) {
                throw new AccessDeniedException(path.toString());
            }
        });
        trees.deleteTree(root).join();
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void whatCannotBeDeleted_isTold_andTheRestGoes() throws Exception {
        Path real = Trees.make(dir.resolve("root"), "a/b=1", "a/c=2", "d/e=3", "f=4");
        Path root = Steps.secure(real, (method, path) -> {
            String name = String.valueOf(path.getFileName());
            if (List.of("deleteFile b", "newDirectoryStream d").contains(method + " " + name)) {
                throw new AccessDeniedException(name);
            }
        });
        Throwable failed = Failures.of(trees.deleteTree(root));
        assertThat(failed).isInstanceOf(AccessDeniedException.class).hasMessage(real.resolve("a/b") + "");
        assertThat(failed.getSuppressed()).hasSize(1);
        assertThat(failed.getSuppressed()[0])
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(real.resolve("d").toString());
        assertThat(Trees.of(real)).containsExactly("a/b=1", "d/e=3");
    }

    @Test
    void whatSomebodyElseHasDeleted_isNoError() throws Exception {
        Path real = Trees.make(dir.resolve("root"), "a=1", "b/c=2");
        Path root = Steps.secure(real, (method, path) -> {
            if (path.endsWith("a") || path.endsWith("c")) {
                Files.deleteIfExists(real.resolve("a"));
                Files.deleteIfExists(real.resolve("b/c"));
            }
        });
        trees.deleteTree(root).join();
        assertThat(real).doesNotExist();
    }

    @Test
    void cancel_endsItBeforeTheNextFile() throws Exception {
        Path root = Trees.make(dir.resolve("root"), "a=1", "b=2", "c=3");
        Cancelled.inProgress(1, (trees, options) -> trees.deleteTree(root, options));
        assertThat(Trees.of(root)).containsExactly("b=2", "c=3");
    }

    @Test
    void listenerThatThrows_endsIt() throws Exception {
        Path root = Trees.make(dir.resolve("root"), "a=1", "b=2");
        IllegalStateException thrown = new IllegalStateException("no");
        AsyncFuture<TreeSummary> deleted =
                trees.deleteTree(root, TreeOptions.defaults().progress(done -> {
                    throw thrown;
                }));
        assertThatThrownBy(deleted::join)
                .isInstanceOf(CompletionException.class)
                .hasCause(thrown);
        assertThat(Trees.of(root)).containsExactly("b=2");
    }

    @Test
    void defaultsAreImmutable_andOptionsItDoesNotHaveAreRefusedAtOnce() throws IOException {
        Path root = Trees.make(dir.resolve("root"), "a=1");
        assertThatThrownBy(() -> trees.deleteTree(root, TreeOptions.defaults().keepAttributes()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deleteTree does not have the option keepAttributes; it has progress");
        assertThat(Trees.of(root)).containsExactly("a=1");
        trees.deleteTree(root, TreeOptions.defaults()).join();
    }

    @Test
    void directoryThatIsFilledMeanwhile_isNamed() throws Exception {
        Path real = Trees.make(dir.resolve("root"), "a/b=1");
        Path root = Steps.secure(real, (method, path) -> {
            if (method.equals("deleteDirectory") && path.toString().equals("a")) {
                Files.writeString(real.resolve("a/new"), "precious");
            }
        });
        assertThat(Failures.of(trees.deleteTree(root)))
                .isInstanceOf(DirectoryNotEmptyException.class)
                .hasMessage(real.resolve("a").toString());
        assertThat(Trees.of(real)).containsExactly("a/new=precious");
    }

    @Test
    void directoryNamedWithDots_isDeleted_butNotThroughALink() throws Exception {
        Path root = Trees.make(dir.resolve("root"), "a=1");
        Path link = Files.createSymbolicLink(dir.resolve("link"), root);
        for (String dots : List.of(".", "./.")) {
            assertThat(Failures.of(trees.deleteTree(link.resolve(dots))))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(link + ": is a symbolic link; the tree it leads to is not deleted");
        }
        assertThat(Trees.of(root)).containsExactly("a=1");
        trees.deleteTree(root.resolve("./.")).join();
        assertThat(root).doesNotExist();
    }
}
