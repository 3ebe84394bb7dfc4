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
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyTreeTest extends OnDisk {
    private static final String[] TREE = {
        "a/b=12", "a/c=3", "empty/", "link->a/b", "none->nowhere", "z=", "odd \n\"'*=4"
    };
    private static final int CHUNK = 64 << 10;

    private Path source(String... entries) throws IOException {
        return Trees.make(dir.resolve("source"), entries);
    }

    private Path target() {
        return dir.resolve("target");
    }

    @Test
    void tree_isCopiedAndCounted() throws Exception {
        Path source = source(TREE);
        assertThat(trees.copyTree(source, target()).join()).isEqualTo(new TreeSummary(4, 3, 2, 4));
        assertThat(Trees.of(target())).isEqualTo(Trees.of(source)).hasSize(TREE.length);
    }

    @Test
    void tree_withoutSecureStreams_isCopied() throws Exception {
        Path source = source(TREE);
        Path plain = Steps.plain(source, (method, path) -> {});
        assertThat(trees.copyTree(plain, target()).join()).isEqualTo(new TreeSummary(4, 3, 2, 4));
        assertThat(Trees.of(target())).isEqualTo(Trees.of(source));
    }

    @Test
    void tree_goesToAnotherFileSystem_andBack() throws Exception {
        Path source = source("a/b=12", "link->a/b", "empty/");
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path between = memory.getPath("/between");
            trees.copyTree(source, between, TreeOptions.defaults().keepAttributes())
                    .join();
            assertThat(Trees.of(between)).isEqualTo(Trees.of(source));
            trees.copyTree(between, target()).join();
            assertThat(Trees.of(target())).isEqualTo(Trees.of(source));
        }
    }

    @Test
    void emptyTree_isCopied() throws Exception {
        assertThat(trees.copyTree(source(), target()).join()).isEqualTo(new TreeSummary(0, 1, 0, 0));
        assertThat(target()).isEmptyDirectory();
    }

    @Test
    void progress_isToldOfEachChunkAndEachThing() throws Exception {
        Path source = source("a/l->x", "e=");
        Path big = Files.write(source.resolve("big"), new byte[2 * CHUNK + 1]);
        List<TreeProgress> told = new ArrayList<>();
        TreeSummary all = trees.copyTree(
                        source, target(), TreeOptions.defaults().progress(told::add))
                .join();
        assertThat(all).isEqualTo(new TreeSummary(2, 2, 1, 2 * CHUNK + 1));
        assertThat(told)
                .containsExactly(
                        new TreeProgress(source.resolve("a/l"), new TreeSummary(0, 0, 1, 0)),
                        new TreeProgress(source.resolve("a"), new TreeSummary(0, 1, 1, 0)),
                        new TreeProgress(big, new TreeSummary(0, 1, 1, CHUNK)),
                        new TreeProgress(big, new TreeSummary(0, 1, 1, 2 * CHUNK)),
                        new TreeProgress(big, new TreeSummary(0, 1, 1, 2 * CHUNK + 1)),
                        new TreeProgress(big, new TreeSummary(1, 1, 1, 2 * CHUNK + 1)),
                        new TreeProgress(source.resolve("e"), new TreeSummary(2, 1, 1, 2 * CHUNK + 1)),
                        new TreeProgress(source, all));
    }

    @Test
    void ignored_isLeftOut() throws Exception {
        Path source = source("a/b.class=1", "a/c=2", "out/d=3", "l->a");
        List<String> asked = new ArrayList<>();
        TreeOptions options = TreeOptions.defaults().ignore(path -> {
            asked.add(path.toString());
            return path.toString().endsWith(".class") || path.endsWith("out");
        });
        trees.copyTree(source, target(), options).join();
        assertThat(Trees.of(target())).containsExactly("a/c=2", "l->a");
        assertThat(asked).containsExactly("a", "a/b.class", "a/c", "l", "out");
    }

    @Test
    void globOfTheFileSystem_ignores() throws Exception {
        Path source = source("a/b.class=1", "a/c=2", "d.class=3");
        TreeOptions options = TreeOptions.defaults().ignore(dir.getFileSystem().getPathMatcher("glob:**.class"));
        trees.copyTree(source, target(), options).join();
        assertThat(Trees.of(target())).containsExactly("a/c=2");
    }

    @Test
    void matcherThatThrows_endsIt() throws Exception {
        IllegalStateException thrown = new IllegalStateException("no");
        TreeOptions options = TreeOptions.defaults().ignore(path -> {
            throw thrown;
        });
        assertThat(Failures.of(trees.copyTree(source("a=1"), target(), options)))
                .isSameAs(thrown);
    }

    @Test
    void rootThatIsALink_isFollowed() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), source("a=1"));
        trees.copyTree(link, target()).join();
        assertThat(target()).isDirectory().matches(path -> !Files.isSymbolicLink(path));
        assertThat(Trees.of(target())).containsExactly("a=1");
    }

    @Test
    void links_canBeFollowed() throws Exception {
        Path other = Trees.make(dir.resolve("other"), "x/y=1");
        Path source = source("a=2", "file->a", "tree->" + other);
        TreeSummary copied = trees.copyTree(
                        source, target(), TreeOptions.defaults().links(Links.FOLLOW))
                .join();
        assertThat(copied).isEqualTo(new TreeSummary(3, 3, 0, 3));
        assertThat(Trees.of(target())).containsExactly("a=2", "file=2", "tree/x/y=1");
    }

    @Test
    void links_followedFromDeepDown_leadBack() throws Exception {
        Path other = Trees.make(dir.resolve("other"), "x/".repeat(40) + "f=1");
        Path source = source("d/".repeat(40) + "l->" + other, "d/".repeat(40) + "m=2", "z=3");
        TreeSummary copied = trees.copyTree(
                        source, target(), TreeOptions.defaults().links(Links.FOLLOW))
                .join();
        assertThat(copied).isEqualTo(new TreeSummary(3, 82, 0, 3));
    }

    @Test
    void links_canBeSkipped() throws Exception {
        trees.copyTree(
                        source("a=2", "l->a", "none->nowhere"),
                        target(),
                        TreeOptions.defaults().links(Links.SKIP))
                .join();
        assertThat(Trees.of(target())).containsExactly("a=2");
    }

    @Test
    void followedLink_thatLeadsNowhere_isAnErrorThatNamesIt() throws Exception {
        Path source = source("none->nowhere");
        assertThat(Failures.of(
                        trees.copyTree(source, target(), TreeOptions.defaults().links(Links.FOLLOW))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(source.resolve("none").toString());
    }

    @Test
    void followedLinks_thatLeadToWhereTheyCameFrom_areAnError() throws Exception {
        TreeOptions follow = TreeOptions.defaults().links(Links.FOLLOW);
        Path inside = Trees.make(dir.resolve("inside"), "a/up->..");
        assertThat(Failures.of(trees.copyTree(inside, dir.resolve("one"), follow)))
                .isInstanceOf(FileSystemLoopException.class)
                .hasMessage(inside.resolve("a/up").toString());
        Path above = Trees.make(dir.resolve("above/tree"), "up->../..");
        assertThat(Failures.of(trees.copyTree(above, dir.resolve("two"), follow)))
                .isInstanceOf(FileSystemLoopException.class);
        Path toTarget = Trees.make(dir.resolve("toTarget"), "l->../three");
        assertThat(Failures.of(trees.copyTree(toTarget, dir.resolve("three"), follow)))
                .isInstanceOf(FileSystemLoopException.class)
                .hasMessage(toTarget.resolve("l").toString());
    }

    @Test
    void target_thatIsThere_isAnError() throws Exception {
        Path source = source("a=1");
        Path target = Trees.make(target(), "b=2");
        assertThat(Failures.of(trees.copyTree(source, target)))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(target.toString());
        assertThat(Trees.of(target)).containsExactly("b=2");
    }

    @Test
    void whatIsInTheWay_canBeReplaced() throws Exception {
        Path source = source("a/b=new", "a/c=3", "l->new", "f=file", "m->x");
        Path target = Trees.make(target(), "a/b=old", "a/kept=4", "l->old", "f->a/kept", "m=5");
        trees.copyTree(source, target, TreeOptions.defaults().onConflict(Conflict.REPLACE))
                .join();
        assertThat(Trees.of(target)).containsExactly("a/b=new", "a/c=3", "a/kept=4", "f=file", "l->new", "m->x");
    }

    @Test
    void whatIsInTheWay_canBeSkipped() throws Exception {
        Path source = source("a/b=new", "a/c=3", "l->new", "d/x=1", "e=2");
        Path target = Trees.make(target(), "a/b=old", "l->old", "d=file", "e/y=3");
        TreeSummary copied = trees.copyTree(
                        source, target, TreeOptions.defaults().onConflict(Conflict.SKIP))
                .join();
        assertThat(copied).isEqualTo(new TreeSummary(1, 2, 0, 1));
        assertThat(Trees.of(target)).containsExactly("a/b=old", "a/c=3", "d=file", "e/y=3", "l->old");
    }

    @Test
    void directoryAndFile_doNotReplaceOneAnother() throws Exception {
        TreeOptions replace = TreeOptions.defaults().onConflict(Conflict.REPLACE);
        Path source = source("a/b=1");
        Path other = Trees.make(dir.resolve("one"), "a=file");
        assertThat(Failures.of(trees.copyTree(source, other, replace)))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(other.resolve("a") + ": is no directory, and no directory replaces it");
        Path another = Trees.make(dir.resolve("two"), "a/b/c=1");
        assertThat(Failures.of(trees.copyTree(source, another, replace)))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(another.resolve("a/b") + ": is a directory, which a file does not replace");
        Path outside = Trees.make(dir.resolve("outside"));
        Path third = Trees.make(dir.resolve("three"), "a->" + outside);
        assertThat(Failures.of(trees.copyTree(source, third, replace))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void treeIntoItself_isRefused() throws Exception {
        Path source = source("a/b=1");
        Path detour = Files.createSymbolicLink(dir.resolve("detour"), source);
        TreeOptions replace = TreeOptions.defaults().onConflict(Conflict.REPLACE);
        for (Path target : List.of(source, source.resolve("c"), source.resolve("a/c"), detour.resolve("c"))) {
            assertThat(Failures.of(trees.copyTree(source, target, replace)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(source + " -> " + target + ": is a tree, and the target is in it");
        }
        assertThat(Trees.of(source)).containsExactly("a/b=1");
        Path neighbour = dir.resolve("source-2");
        trees.copyTree(source, neighbour).join();
        assertThat(neighbour).exists();
    }

    @Test
    void missingSource_orTargetsParent_isAnErrorThatNamesIt() throws Exception {
        Path missing = dir.resolve("missing");
        assertThat(Failures.of(trees.copyTree(missing, target())))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
        assertThat(Failures.of(trees.copyTree(source("a=1"), missing.resolve("target"))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
        assertThat(target()).doesNotExist();
    }

    @Test
    void sourceThatIsAFile_isRefused() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "1");
        assertThat(Failures.of(trees.copyTree(file, target())))
                .isInstanceOf(NotDirectoryException.class)
                .hasMessage(file.toString());
    }

    @Test
    void specialFile_isAnErrorThatNamesIt_unlessIgnored() throws Exception {
        Path source = source("a=1");
        Path pipe = Pipes.make(source);
        assertThat(Failures.of(trees.copyTree(source, target())))
                .hasMessage(pipe + ": is neither a file nor a directory nor a symbolic link");
        Path other = dir.resolve("other");
        trees.copyTree(source, other, TreeOptions.defaults().ignore(path -> path.endsWith("pipe")))
                .join();
        assertThat(Trees.of(other)).containsExactly("a=1");
    }

    @Test
    void failure_namesThePath_andLeavesWhatWasComplete() throws Exception {
        Path source = source("a=1", "b=2", "c=3");
        Path stepped = Steps.secure(source, (method, path) -> {
            if (method.equals("newByteChannel") && path.toString().equals("b")) {
                throw new AccessDeniedException("b");
            }
        });
        assertThat(Failures.of(trees.copyTree(stepped, target())))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(source.resolve("b").toString());
        assertThat(Trees.of(target())).containsExactly("a=1");
    }

    @Test
    void fullDisk_isAnErrorThatNamesBothFiles_andLeavesNothingHalf() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(
                Configuration.unix().toBuilder().setMaxSize(200 << 10).build())) {
            Path source = source("a=1");
            Path big = Files.write(source.resolve("b"), new byte[300 << 10]);
            Path target = memory.getPath("/target");
            assertThat(Failures.of(trees.copyTree(source, target)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(big + " -> /target/b: out of disk space");
            assertThat(Trees.of(target)).containsExactly("a=1");
        }
    }

    @Test
    void cancel_inTheMiddleOfAFile_leavesNothingHalf() throws Exception {
        Path source = source("a=1", "c=3");
        Files.write(source.resolve("b"), new byte[8 * CHUNK]);
        Cancelled.inProgress(4, (trees, options) -> trees.copyTree(source, target(), options)); // 2 for a, 2 chunks
        assertThat(Trees.of(target())).containsExactly("a=1");
    }

    @Test
    void cancel_inTheMiddleOfAReplacedFile_leavesTheFormer() throws Exception {
        Path source = source();
        Files.write(source.resolve("b"), new byte[8 * CHUNK]);
        Path target = Trees.make(target(), "b=former");
        Cancelled.inProgress(
                3, (trees, options) -> trees.copyTree(source, target, options.onConflict(Conflict.REPLACE)));
        assertThat(Trees.of(target)).containsExactly("b=former");
    }

    /** Between the last byte and the name there is a look, too. */
    @Test
    void cancel_afterTheLastChunk_leavesNothing() throws Exception {
        Path source = source();
        Files.write(source.resolve("b"), new byte[2 * CHUNK]);
        Cancelled.inProgress(2, (trees, options) -> trees.copyTree(source, target(), options));
        assertThat(target()).isEmptyDirectory();
    }

    @Test
    void listenerThatThrows_endsIt_andLeavesNothingHalf() throws Exception {
        Path source = source();
        Files.write(source.resolve("b"), new byte[2 * CHUNK]);
        IllegalStateException thrown = new IllegalStateException("no");
        TreeOptions options = TreeOptions.defaults().progress(done -> {
            throw thrown;
        });
        assertThat(Failures.of(trees.copyTree(source, target(), options))).isSameAs(thrown);
        assertThat(target()).isEmptyDirectory();
    }

    @Test
    void deepTree_isCopied() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
                FileSystem other = Jimfs.newFileSystem(Configuration.osX())) {
            Path source = Trees.deep(memory.getPath("/work"), 3_000);
            assertThat(trees.copyTree(source, other.getPath("/target")).join())
                    .isEqualTo(new TreeSummary(1, 3_000, 0, 4));
        }
    }

    @Test
    void treeTooDeepForPaths_isAnErrorThatNamesThePath() throws Exception {
        Steps.assumeSecure(dir);
        Path source = Trees.deep(dir, 3_000);
        assertThat(Failures.of(trees.copyTree(source, target())))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(target() + "/d/d/");
        trees.deleteTree(source).join(); // others could not
        trees.deleteTree(target()).join();
    }

    @Test
    void unzipsOptions_areRefused() {
        assertThatThrownBy(() ->
                        trees.copyTree(dir, target(), TreeOptions.defaults().maxBytes(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("copyTree does not have the option maxBytes; it has keepAttributes, links, ignore,"
                        + " onConflict, progress");
    }

    @Test
    void renameThatFails_isToldWithTheFinalName() throws Exception {
        Path source = source("a=1");
        Path target = Trees.make(target());
        Path stepped = Steps.secure(target, (method, path) -> {
            if (method.equals("move")) {
                throw new AccessDeniedException(path.toString());
            }
        });
        assertThat(Failures.of(
                        trees.copyTree(source, stepped, TreeOptions.defaults().onConflict(Conflict.REPLACE))))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(target.resolve("a").toString());
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void fileThatIsLeftOutAtLast_isNotCounted() throws Exception {
        Path source = source("a=12", "b=3");
        Path target = Trees.make(target());
        TreeOptions options = TreeOptions.defaults().onConflict(Conflict.SKIP).progress(done -> {
            if (done.path().endsWith("a")) {
                try {
                    Files.writeString(target.resolve("a"), "first");
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        });
        assertThat(trees.copyTree(source, target, options).join()).isEqualTo(new TreeSummary(1, 1, 0, 1));
        assertThat(Trees.of(target)).containsExactly("a=first", "b=3");
    }
}
