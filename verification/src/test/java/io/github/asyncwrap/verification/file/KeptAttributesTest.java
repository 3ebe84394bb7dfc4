package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncTrees;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeOptions.Conflict;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a copy has of its source besides the bytes. */
class KeptAttributesTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
    private static final TreeOptions KEEP = TreeOptions.defaults().keepAttributes();

    @TempDir
    Path dir = Path.of("");

    private Path source = dir;
    private Path target = dir;
    private final AsyncWrapper disk = AsyncWrapper.of("disk", 2);
    private final AsyncTrees trees = AsyncTrees.on(disk);

    @BeforeEach
    void make() throws IOException {
        assumeThat(dir.getFileSystem().supportedFileAttributeViews()).contains("posix");
        source = Trees.make(dir.resolve("source"), "d/private=1", "d/script=2", "d/read-only=3", "l->d");
        target = dir.resolve("target");
        permit("d/private", "rw-------");
        permit("d/script", "rwxr-x--x");
        permit("d/read-only", "r--r--r--");
        permit("d", "r-xr-xr-x"); // what is in it is made before it is so
        for (String path : new String[] {"d/private", "d/script", "d/read-only", "d", ""}) {
            Files.setLastModifiedTime(source.resolve(path), LONG_AGO);
        }
    }

    @AfterEach
    void close() throws IOException {
        disk.close();
        for (Path root : new Path[] {source, target}) {
            Path closed = root.resolve("d");
            if (Files.exists(closed)) {
                Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
    }

    private void permit(String path, String permissions) throws IOException {
        Files.setPosixFilePermissions(source.resolve(path), PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void timesAndPermissions_areKeptIfAsked() throws Exception {
        trees.copyTree(source, target, KEEP).join();
        assertThat(permissions(target.resolve("d/private"))).isEqualTo("rw-------");
        assertThat(permissions(target.resolve("d/script"))).isEqualTo("rwxr-x--x");
        assertThat(permissions(target.resolve("d/read-only"))).isEqualTo("r--r--r--");
        assertThat(permissions(target.resolve("d"))).isEqualTo("r-xr-xr-x");
        for (String path : new String[] {"d/private", "d/script", "d/read-only", "d", ""}) {
            assertThat(Files.getLastModifiedTime(target.resolve(path))).as(path).isEqualTo(LONG_AGO);
        }
        assertThat(Trees.of(target)).isEqualTo(Trees.of(source));
    }

    /** As any new file, it has what the umask leaves of it. */
    @Test
    void permissions_withoutThat_areThoseOfTheSourceLessTheUmask() throws Exception {
        Path probe = Files.createFile(
                dir.resolve("probe"), PosixFilePermissions.asFileAttribute(Set.of(PosixFilePermission.values())));
        Set<PosixFilePermission> left = Files.getPosixFilePermissions(probe);
        trees.copyTree(source, target).join();
        for (String path : new String[] {"d/private", "d/script", "d/read-only", "d"}) {
            Set<PosixFilePermission> expected = Files.getPosixFilePermissions(source.resolve(path));
            expected.retainAll(left);
            assertThat(Files.getPosixFilePermissions(target.resolve(path)))
                    .as(path)
                    .isEqualTo(expected);
            assertThat(Files.getLastModifiedTime(target.resolve(path))).isNotEqualTo(LONG_AGO);
        }
    }

    @Test
    void privateFile_isPrivateWhileItIsWritten() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("nothing");
        TreeOptions looking = KEEP.progress(done -> {
            if (done.path().endsWith("private") && done.done().files() == 0) {
                try (var hidden = Files.newDirectoryStream(target.resolve("d"), ".*.part")) {
                    seen.set(permissions(hidden.iterator().next()));
                } catch (IOException failed) {
                    throw new AssertionError(failed);
                }
            }
        });
        trees.copyTree(source, target, looking).join();
        assertThat(seen).hasValue("rw-------");
    }

    @Test
    void directoryThatWasThere_getsThemOnlyWithReplace() throws Exception {
        Path old = Files.createDirectories(target.resolve("d"));
        trees.copyTree(source, target, KEEP.onConflict(Conflict.SKIP)).join();
        assertThat(Files.getLastModifiedTime(old)).isNotEqualTo(LONG_AGO);
        trees.copyTree(source, target, KEEP.onConflict(Conflict.REPLACE)).join();
        assertThat(Files.getLastModifiedTime(old)).isEqualTo(LONG_AGO);
        assertThat(permissions(old)).isEqualTo("r-xr-xr-x");
    }

    @Test
    void flagsOfWindows_areKeptBetweenSystemsThatHaveThem() throws Exception {
        Configuration windows = Configuration.windows().toBuilder()
                .setAttributeViews("basic", "dos")
                .build();
        try (FileSystem from = Jimfs.newFileSystem(windows);
                FileSystem to = Jimfs.newFileSystem(windows)) {
            Path a = Trees.make(from.getPath("C:\\from"), "a=1").resolve("a");
            Files.setAttribute(a, "dos:hidden", true);
            Files.setAttribute(a, "dos:readonly", true);
            trees.copyTree(from.getPath("C:\\from"), to.getPath("C:\\to"), KEEP).join();
            Path b = to.getPath("C:\\to\\a");
            assertThat(Files.readAttributes(b, "dos:hidden,readonly,system,archive"))
                    .isEqualTo(Files.readAttributes(a, "dos:hidden,readonly,system,archive"))
                    .containsEntry("hidden", true);
        }
    }

    @Test
    void permissions_fromASystemWithoutThem_areThoseOfNewFiles() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path from = Trees.make(memory.getPath("/from"), "a=1");
            Files.setLastModifiedTime(from.resolve("a"), LONG_AGO);
            trees.copyTree(from, dir.resolve("to"), KEEP).join();
            assertThat(Files.getLastModifiedTime(dir.resolve("to/a"))).isEqualTo(LONG_AGO);
            assertThat(permissions(dir.resolve("to/a"))).isEqualTo(permissions(Files.createFile(dir.resolve("new"))));
        }
    }
}
