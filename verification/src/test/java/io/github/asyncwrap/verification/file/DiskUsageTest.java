package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeOptions.Links;
import io.github.asyncwrap.file.TreeSummary;
import io.github.asyncwrap.verification.Failures;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiskUsageTest extends OnDisk {
    @Test
    void sizes_areAddedUp_andLinksNotFollowed() throws Exception {
        Path other = Trees.make(dir.resolve("other"), "big=0123456789");
        Path root = Trees.make(dir.resolve("root"), "a/b=12", "a/c=3", "empty/", "loop->.", "out->" + other);
        assertThat(trees.diskUsage(root).join()).isEqualTo(new TreeSummary(2, 3, 2, 3));
    }

    @Test
    void fileWithSeveralNames_countsOnce() throws Exception {
        Path root = Trees.make(dir.resolve("root"), "a/b=12", "c=3");
        Files.createLink(root.resolve("again"), root.resolve("a/b"));
        Files.createLink(root.resolve("a/again"), root.resolve("a/b"));
        assertThat(trees.diskUsage(root).join()).isEqualTo(new TreeSummary(2, 2, 0, 3));
    }

    @Test
    void ignored_doesNotCount() throws Exception {
        Path root = Trees.make(dir.resolve("root"), "a/b.class=12", "a/c=3", "out/x=4567");
        TreeOptions options = TreeOptions.defaults()
                .ignore(path -> path.endsWith("out") || path.toString().equals("a/b.class"));
        assertThat(trees.diskUsage(root, options).join()).isEqualTo(new TreeSummary(1, 2, 0, 1));
    }

    @Test
    void rootThatIsAFile_orALink_isMeasured() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "123");
        Path root = Trees.make(dir.resolve("root"), "a=1");
        Path link = Files.createSymbolicLink(dir.resolve("link"), root);
        assertThat(trees.diskUsage(file).join()).isEqualTo(new TreeSummary(1, 0, 0, 3));
        assertThat(trees.diskUsage(link).join()).isEqualTo(new TreeSummary(1, 1, 0, 1));
    }

    @Test
    void deepTree_isMeasured() throws Exception {
        Steps.assumeSecure(dir);
        Path root = Trees.deep(dir, 3_000);
        assertThat(trees.diskUsage(root).join()).isEqualTo(new TreeSummary(1, 3_000, 0, 4));
        trees.deleteTree(root).join(); // others could not
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.osX())) {
            Path other = Trees.deep(memory.getPath("/work"), 3_000);
            assertThat(trees.diskUsage(other).join()).isEqualTo(new TreeSummary(1, 3_000, 0, 4));
        }
    }

    @Test
    void missingRoot_isAnError_andWhatGoesMeanwhileIsNot() throws Exception {
        Path missing = dir.resolve("missing");
        assertThat(Failures.of(trees.diskUsage(missing)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
        Path real = Trees.make(dir.resolve("root"), "a=1", "b/c=2");
        Path root = Steps.secure(real, (method, path) -> {
            if (path.endsWith("a")) {
                Files.delete(real.resolve("a"));
            }
        });
        assertThat(trees.diskUsage(root).join()).isEqualTo(new TreeSummary(1, 2, 0, 1));
    }

    @Test
    void directoryThatCannotBeRead_isAnErrorThatNamesIt() throws Exception {
        Path real = Trees.make(dir.resolve("root"), "a/b/c=1");
        Path root = Steps.secure(real, (method, path) -> {
            if (path.toString().equals("b") && method.equals("newDirectoryStream")) {
                throw new AccessDeniedException("b");
            }
        });
        assertThat(Failures.of(trees.diskUsage(root)))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(real.resolve("a/b").toString());
    }

    @Test
    void cancel_endsIt() throws Exception {
        Path root = Trees.make(dir.resolve("root"), "a=1", "b=2", "c=3");
        Cancelled.inProgress(2, (trees, options) -> trees.diskUsage(root, options));
    }

    @Test
    void linksCannotBeFollowed() {
        assertThatThrownBy(() -> trees.diskUsage(dir, TreeOptions.defaults().links(Links.FOLLOW)))
                .hasMessage("diskUsage does not have the option links; it has ignore, progress");
    }
}
