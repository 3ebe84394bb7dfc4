package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.verification.Failures;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Somebody changes a tree between what an operation sees and what it does. */
class TreeRacesTest extends OnDisk {
    /** A change that is made once, just before a directory of that name is opened from within the one above. */
    private static Steps.Step before(String name, Change change) {
        boolean[] done = {false};
        return (method, path) -> {
            if (method.equals("newDirectoryStream") && path.toString().equals(name) && !done[0]) {
                done[0] = true;
                change.make();
            }
        };
    }

    private interface Change {
        void make() throws IOException;
    }

    @Test
    void directorySwappedForALink_asItIsOpened_leadsNobodyOut() throws Exception {
        Path outside = Trees.make(dir.resolve("outside"), "precious=1");
        Path real = Trees.make(dir.resolve("root"), "a/f=1", "b/g=2", "c=3");
        Path root = Steps.secure(real, before("b", () -> {
            Files.move(real.resolve("b"), dir.resolve("away"));
            Files.createSymbolicLink(real.resolve("b"), outside);
        }));
        Throwable failed = Failures.of(trees.deleteTree(root));
        assertThat(Trees.of(outside)).containsExactly("precious=1");
        assertThat(failed)
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(real.resolve("b").toString());
        assertThat(Trees.of(real)).containsExactly("b->" + outside);
    }

    @Test
    void directorySwappedForAnother_asItIsOpened_leavesThatAlone() throws Exception {
        Path outside = Trees.make(dir.resolve("outside"), "precious=1");
        Path real = Trees.make(dir.resolve("root"), "b/g=2", "c=3");
        Path root = Steps.secure(real, before("b", () -> {
            Files.move(real.resolve("b"), dir.resolve("away"));
            Files.move(outside, real.resolve("b"));
        }));
        assertThat(Failures.of(trees.deleteTree(root)))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(real.resolve("b") + ": was replaced by something else while the tree was walked through");
        assertThat(Trees.of(real)).containsExactly("b/precious=1");
    }

    @Test
    void rootSwappedForALink_asItIsOpened_leadsNobodyOut() throws Exception {
        Path outside = Trees.make(dir.resolve("outside"), "precious=1");
        Path real = Trees.make(dir.resolve("root"), "a=1");
        Path root = Steps.secure(real, before("root", () -> {
            Files.move(real, dir.resolve("away"));
            Files.createSymbolicLink(real, outside);
        }));
        assertThat(Failures.of(trees.deleteTree(root)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(real + ": ");
        assertThat(Trees.of(outside)).containsExactly("precious=1");
    }

    @Test
    void rootSwappedForALink_asItIsOpenedToBeMeasured_leadsNobodyOut() throws Exception {
        Path outside = Trees.make(dir.resolve("outside"), "precious=1");
        Path real = Trees.make(dir.resolve("root"), "a=1");
        Path root = Steps.secure(real, before(real.toString(), () -> {
            Files.move(real, dir.resolve("away"));
            Files.createSymbolicLink(real, outside);
        }));
        assertThat(Failures.of(trees.diskUsage(root)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(real + ": was replaced");
    }

    /** What is deleted last is deleted from within the directory that it was in, wherever that is now. */
    @Test
    void directoryAboveTheRootSwappedForALink_leadsNobodyOut() throws Exception {
        Path outside = Trees.make(dir.resolve("outside"), "root=precious");
        Path above = dir.resolve("above");
        Path away = dir.resolve("away");
        Path root = Steps.secure(Trees.make(above.resolve("root"), "a=1"), (method, path) -> {
            if (method.equals("deleteFile") && path.toString().equals("a")) {
                Files.move(above, away);
                Files.createSymbolicLink(above, outside);
            }
        });
        trees.deleteTree(root).join();
        assertThat(Trees.of(outside)).containsExactly("root=precious");
        assertThat(away).isEmptyDirectory();
    }

    /** Deeper than directories are open at once, so that the way back is by {@code ..}. */
    @Test
    void directoryMovedAway_whileTheDescentIsBelow_doesNotTakeItAlong() throws Exception {
        Path outside = Trees.make(dir.resolve("outside"), "z=precious");
        Path real = Trees.make(dir.resolve("root"), "d/".repeat(50) + "f=deep");
        Path third = real.resolve("d/d/d");
        Files.writeString(third.resolve("z"), "3");
        Path root = Steps.secure(real, (method, path) -> {
            if (method.equals("deleteFile") && path.toString().equals("f")) {
                Files.move(third.resolve("d"), outside.resolve("d"));
            }
        });
        Throwable failed = Failures.of(trees.deleteTree(root));
        assertThat(Trees.of(outside)).contains("z=precious");
        assertThat(failed)
                .isInstanceOf(FileSystemException.class)
                .hasMessage(third + ": was replaced by something else while the tree was walked through");
        assertThat(Trees.of(third)).contains("z=3");
    }

    @Test
    void fileSwappedForALink_asItIsRead_isNotCopiedThroughIt() throws Exception {
        Path secret = Files.writeString(dir.resolve("secret"), "secret");
        Path real = Trees.make(dir.resolve("root"), "a=1", "b=2");
        Path root = Steps.secure(real, (method, path) -> {
            if (method.equals("newByteChannel") && path.toString().equals("b")) {
                Files.delete(real.resolve("b"));
                Files.createSymbolicLink(real.resolve("b"), secret);
            }
        });
        Path target = dir.resolve("target");
        assertThat(Failures.of(trees.copyTree(root, target)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(real.resolve("b").toString());
        assertThat(Trees.of(target)).containsExactly("a=1");
    }

    /** Without a {@code SecureDirectoryStream} a swap before the last look is still seen. */
    @Test
    void directorySwappedForALink_withoutSecureStreams_isSeenAtTheNextLook() throws Exception {
        Path outside = Trees.make(dir.resolve("outside"), "precious=1");
        Path real = Trees.make(dir.resolve("root"), "b/g=2");
        Path root = Steps.plain(real, before(real.resolve("b").toString(), () -> {
            Files.move(real.resolve("b"), dir.resolve("away"));
            Files.createSymbolicLink(real.resolve("b"), outside);
        }));
        assertThat(Failures.of(trees.deleteTree(root)))
                .isInstanceOf(FileSystemException.class)
                .isNotInstanceOf(NotDirectoryException.class)
                .hasMessageStartingWith(real.resolve("b") + ": was replaced");
        assertThat(Trees.of(outside)).containsExactly("precious=1");
    }
}
