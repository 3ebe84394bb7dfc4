package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeOptions.Conflict;
import io.github.asyncwrap.file.TreeProgress;
import io.github.asyncwrap.file.TreeSummary;
import io.github.asyncwrap.verification.Failures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnzipTest extends OnDisk {
    private static final int CHUNK = 64 << 10;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_CRC = 16;
    private static final int CENTRAL_SIZE = 24;

    private Path target() {
        return dir.resolve("target");
    }

    /** A zip file with these names, as they are; each with its name's length as text. */
    private Path zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    zip.write(Integer.toString(name.length()).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return Files.write(dir.resolve("a.zip"), bytes.toByteArray());
    }

    private Path zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return Files.write(dir.resolve("a.zip"), bytes.toByteArray());
    }

    /** Lets the list of entries say something else of the first entry. */
    private static void forge(Path file, int field, int value) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (bytes.getInt(at) != CENTRAL) {
            at++;
        }
        bytes.putInt(at + field, value);
        Files.write(file, bytes.array());
    }

    @Test
    void files_areUnpacked_alsoWithoutEntriesForTheirDirectories() throws Exception {
        Path zip = zip("a/b/c", "d", "./a/e", "f/", "f/./g");
        assertThat(trees.unzip(zip, target()).join()).isEqualTo(new TreeSummary(4, 4, 0, 4));
        assertThat(Trees.of(target())).containsExactly("a/b/c=5", "a/e=5", "d=1", "f/g=5");
    }

    @Test
    void targetThatIsThere_isAddedTo() throws Exception {
        Path target = Trees.make(target(), "a/kept=1");
        trees.unzip(zip("a/b"), target).join();
        assertThat(Trees.of(target)).containsExactly("a/b=3", "a/kept=1");
        Path link = Files.createSymbolicLink(dir.resolve("link"), target);
        trees.unzip(zip("a/c"), link).join();
        assertThat(Trees.of(target)).containsExactly("a/b=3", "a/c=3", "a/kept=1");
    }

    @ParameterizedTest
    @CsvSource({
        "../a, leads upwards",
        "a/../../b, leads upwards",
        "a/.., leads upwards",
        ".., leads upwards",
        "a/../b, leads upwards",
        "/a, is absolute",
        "//a, is absolute",
        "C:/a, begins with a drive",
        "c:a, begins with a drive",
        "a\\b, has a backslash",
        "..\\a, has a backslash",
        "\\\\server\\a, has a backslash",
    })
    void nameThatLeadsSomewhereElse_isRefused_beforeAnythingIsWritten(String name, String why) throws Exception {
        Path zip = zip("fine", name);
        assertThat(Failures.of(trees.unzip(zip, target())))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(zip + " -> " + name + ": the name of the entry " + why);
        assertThat(dir).isDirectoryNotContaining(path -> !path.equals(zip));
    }

    @Test
    void nameWithANul_isRefused_andPrintable() throws Exception {
        Path zip = zip("a\0b\n");
        assertThat(Failures.of(trees.unzip(zip, target())))
                .hasMessage(zip + " -> a\\u0000b\\u000a: the name of the entry has a NUL");
    }

    @Test
    void nameThatTheTargetDoesNotHave_isRefused() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.windows())) {
            Path target = memory.getPath("C:\\target");
            assertThat(Failures.of(trees.unzip(zip("fine", "a/b:c"), target)))
                    .hasMessageContaining("a/b:c: the target's file system has no such names");
            assertThat(target).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, a/b, the entry is in one that is a file",
        "a/b, a, another entry has that name",
        "a, ./a, another entry has that name",
        "a/b/c, a//b, another entry has that name",
        "a/, a, another entry has that name",
        "b, ./, ''",
        "b, ., the entry has no name",
    })
    void entriesThatCollide_areRefused_beforeAnythingIsWritten(String one, String other, String why) throws Exception {
        Path zip = zip(one, other);
        if (why.isEmpty()) {
            trees.unzip(zip, target()).join();
        } else {
            assertThat(Failures.of(trees.unzip(zip, target()))).hasMessageEndingWith(" -> " + other + ": " + why);
            assertThat(target()).doesNotExist();
        }
    }

    @Test
    void linkBelowTheTarget_isNotWrittenThrough() throws Exception {
        Path outside = Trees.make(dir.resolve("outside"), "c=former");
        for (Conflict conflict : Conflict.values()) {
            Path target =
                    Trees.make(dir.resolve("target-" + conflict), "a->" + outside, "file->" + outside.resolve("c"));
            TreeOptions options = TreeOptions.defaults().onConflict(conflict);
            assertThat(Failures.of(trees.unzip(zip("a/b"), target, options)))
                    .hasMessage(target.resolve("a")
                            + ": is not a directory of the target, and nothing is unpacked through it");
            assertThat(Failures.of(trees.unzip(zip("a/c/d"), target, options))).isInstanceOf(FileSystemException.class);
        }
        Path target = dir.resolve("target-REPLACE");
        trees.unzip(zip("file"), target, TreeOptions.defaults().onConflict(Conflict.REPLACE))
                .join();
        assertThat(target.resolve("file")).hasContent("4").matches(path -> !Files.isSymbolicLink(path));
        assertThat(Trees.of(outside)).containsExactly("c=former");
    }

    @Test
    void declaredBytes_beyondTheLimit_areRefused_beforeAnythingIsWritten() throws Exception {
        Path zip = zip("bomb", new byte[1001]);
        TreeOptions limit = TreeOptions.defaults().maxBytes(1000);
        assertThat(Failures.of(trees.unzip(zip, target(), limit)))
                .hasMessage(zip + " -> bomb: the entries say that they have more than maxBytes, 1000");
        assertThat(target()).doesNotExist();
        trees.unzip(zip, target(), TreeOptions.defaults().maxBytes(1001)).join();
        assertThat(target().resolve("bomb")).hasSize(1001);
    }

    @Test
    void sumOfDeclaredBytes_isLimited_andByDefaultToo() throws Exception {
        Path zip = zip("aa", "bb");
        assertThat(Failures.of(trees.unzip(zip, target(), TreeOptions.defaults().maxBytes(1))))
                .hasMessage(zip + " -> bb: the entries say that they have more than maxBytes, 1");
        Path huge = zip("aa", "bb", "cc", "dd");
        forge(huge, CENTRAL_SIZE, -2); // 4 GiB less 2
        assertThat(Failures.of(trees.unzip(huge, dir.resolve("other"))))
                .hasMessage(huge + " -> dd: the entries say that they have more than maxBytes, 4294967296");
        assertThat(dir.resolve("other")).doesNotExist();
    }

    @Test
    void moreBytesThanDeclared_endIt_atOnce() throws Exception {
        Path zip = zip("bomb", new byte[100 * CHUNK]);
        forge(zip, CENTRAL_SIZE, 10);
        List<TreeProgress> told = new ArrayList<>();
        Throwable failed =
                Failures.of(trees.unzip(zip, target(), TreeOptions.defaults().progress(told::add)));
        assertThat(failed)
                .isInstanceOf(FileSystemException.class)
                .hasMessage(target().resolve("bomb") + ": the entry has more bytes than the 10 that it says")
                .hasCauseInstanceOf(ZipException.class);
        assertThat(told).isEmpty();
        assertThat(target()).isEmptyDirectory();
    }

    @Test
    void fewerBytesThanDeclared_orOthers_areAnError() throws Exception {
        Path zip = zip("a", new byte[10]);
        forge(zip, CENTRAL_SIZE, 11);
        assertThat(Failures.of(trees.unzip(zip, target())))
                .hasMessage(target().resolve("a") + ": the entry has only 10 bytes of the 11 that it says");
        Path damaged = zip("b", new byte[10]);
        forge(damaged, CENTRAL_CRC, 1);
        assertThat(Failures.of(trees.unzip(damaged, target())))
                .hasMessage(target().resolve("b") + ": the entry is damaged: its checksum is another one");
        assertThat(target()).isEmptyDirectory();
    }

    @Test
    void entries_beyondTheLimit_areRefused_beforeAnythingIsWritten() throws Exception {
        Path zip = zip("a", "b", "c");
        assertThat(Failures.of(trees.unzip(zip, target(), TreeOptions.defaults().maxEntries(2))))
                .hasMessage(zip + ": has 3 entries, and maxEntries is 2");
        assertThat(target()).doesNotExist();
        trees.unzip(zip, target(), TreeOptions.defaults().maxEntries(3)).join();
    }

    @Test
    void directoriesThatEntriesImply_areLimited() throws Exception {
        Path zip = zip("d/".repeat(30_000) + "f");
        assertThat(Failures.of(trees.unzip(zip, target(), TreeOptions.defaults().maxEntries(30_000))))
                .hasMessageEndingWith(": the files and directories are more than maxEntries, 30000");
        assertThat(target()).doesNotExist();
    }

    @Test
    void whatIsInTheWay_isAnError_orSkipped_orReplaced() throws Exception {
        Path target = Trees.make(target(), "a=former", "d=file");
        Path zip = zip("a", "b");
        assertThat(Failures.of(trees.unzip(zip, target)))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(target.resolve("a").toString());
        assertThat(trees.unzip(zip, target, TreeOptions.defaults().onConflict(Conflict.SKIP))
                        .join())
                .isEqualTo(new TreeSummary(1, 1, 0, 1));
        assertThat(Trees.of(target)).containsExactly("a=former", "b=1", "d=file");
        TreeOptions replace = TreeOptions.defaults().onConflict(Conflict.REPLACE);
        trees.unzip(zip, target, replace).join();
        assertThat(Trees.of(target)).containsExactly("a=1", "b=1", "d=file");
        assertThat(Failures.of(trees.unzip(zip("d/e"), target, replace)))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(target.resolve("d") + ": is no directory, and no directory replaces it");
        trees.unzip(zip("d/e", "f"), target, TreeOptions.defaults().onConflict(Conflict.SKIP))
                .join();
        assertThat(Trees.of(target)).containsExactly("a=1", "b=1", "d=file", "f=1");
    }

    @Test
    void ignored_isLeftOut_andProgressIsExact() throws Exception {
        List<TreeProgress> told = new ArrayList<>();
        trees.unzip(
                        zip("a/b", "c/d", "e"),
                        target(),
                        TreeOptions.defaults()
                                .ignore(path -> path.endsWith("c"))
                                .progress(told::add))
                .join();
        assertThat(Trees.of(target())).containsExactly("a/b=3", "e=1");
        assertThat(told)
                .containsExactly(
                        new TreeProgress(target().resolve("a/b"), new TreeSummary(0, 0, 0, 1)),
                        new TreeProgress(target().resolve("a/b"), new TreeSummary(1, 0, 0, 1)),
                        new TreeProgress(target().resolve("a"), new TreeSummary(1, 1, 0, 1)),
                        new TreeProgress(target().resolve("e"), new TreeSummary(1, 1, 0, 2)),
                        new TreeProgress(target().resolve("e"), new TreeSummary(2, 1, 0, 2)),
                        new TreeProgress(target(), new TreeSummary(2, 2, 0, 2)));
    }

    @Test
    void cancel_inTheMiddleOfAFile_leavesNothingHalf() throws Exception {
        Path zip = zip("a", new byte[4 * CHUNK]);
        Cancelled.inProgress(2, (trees, options) -> trees.unzip(zip, target(), options));
        assertThat(target()).isEmptyDirectory();
    }

    @Test
    void missingOrDamagedPaths_areErrorsThatNameThem() throws Exception {
        Path missing = dir.resolve("missing");
        assertThat(Failures.of(trees.unzip(missing, target())))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
        assertThat(Failures.of(trees.unzip(zip("a"), missing.resolve("target"))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
        Path damaged = Files.writeString(dir.resolve("damaged.zip"), "no zip file at all, and not quite short");
        assertThat(Failures.of(trees.unzip(damaged, target())))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(damaged + ": ")
                .hasCauseInstanceOf(ZipException.class);
        Path file = Files.writeString(dir.resolve("file"), "1");
        assertThat(Failures.of(trees.unzip(zip("a"), file)))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(file + ": is no directory");
        assertThat(target()).doesNotExist();
    }

    @Test
    void whatItCannotDo_isRefusedAtOnce() throws Exception {
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path elsewhere = memory.getPath("/a.zip");
            assertThatThrownBy(() -> trees.unzip(elsewhere, target()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("zipFile must be of the default file system, was /a.zip");
        }
        assertThatThrownBy(() -> TreeOptions.defaults().maxBytes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxBytes must not be negative, was -1");
        assertThatThrownBy(() -> TreeOptions.defaults().maxEntries(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxEntries must not be negative, was -1");
    }

    @Test
    void timesOfADirectoryThatWasThere_areSetOnlyWhereItIsReplaced() throws Exception {
        Path file = zip("d/", "d/a");
        FileTime was = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
        Path there = Trees.make(target().resolve("d"));
        for (Conflict conflict : Conflict.values()) {
            Files.deleteIfExists(there.resolve("a"));
            Files.setLastModifiedTime(there, was);
            FileTime packed;
            try (ZipFile zip = new ZipFile(file.toFile())) {
                packed = zip.stream().findFirst().orElseThrow().getLastModifiedTime();
            }
            trees.unzip(file, target(), TreeOptions.defaults().keepAttributes().onConflict(conflict))
                    .join();
            if (conflict == Conflict.REPLACE) {
                assertThat(Files.getLastModifiedTime(there)).isEqualTo(packed);
            } else {
                assertThat(Files.getLastModifiedTime(there)).as("%s", conflict).isGreaterThan(packed);
            }
        }
    }

    @Test
    void fileThatIsLeftOutAtLast_isNotCounted() throws Exception {
        Path file = zip("a", "bcd");
        TreeOptions options = TreeOptions.defaults().onConflict(Conflict.SKIP).progress(done -> {
            if (done.path().endsWith("a")) {
                try {
                    Files.writeString(target().resolve("a"), "first");
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            }
        });
        assertThat(trees.unzip(file, target(), options).join()).isEqualTo(new TreeSummary(1, 1, 0, 1));
        assertThat(Trees.of(target())).containsExactly("a=first", "bcd=3");
    }

    @ParameterizedTest
    @CsvSource({"a,A", "a,a.", "\u00e9,e\u0301", "d/a,D/b"})
    void namesThatTheTargetTakesForTheSame_areRefused(String one, String other) throws Exception {
        Path file = zip(one, other);
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.windows())) {
            Path target = memory.getPath("C:\\target");
            assertThat(Failures.of(trees.unzip(file, target)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(" -> " + other + ": the target's file system takes '")
                    .hasMessageEndingWith("' for the name of another entry");
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void namesThatDifferInCase_areTwoWhereTheyAre() throws Exception {
        Path file = zip("a", "A");
        try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
            Path target = memory.getPath("/target");
            trees.unzip(file, target).join();
            assertThat(Trees.of(target)).containsExactly("A=1", "a=1");
        }
    }
}
