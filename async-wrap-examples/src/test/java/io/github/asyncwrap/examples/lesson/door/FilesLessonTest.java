package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lesson {@code files}. */
class FilesLessonTest {

    @TempDir
    Path folder;

    @Test
    void demo_seesAll_andLeavesNothing() throws Exception {
        Path picture = folder.resolve("files.svg");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        LessonRun run = LessonRun.demo("files", "--folder", empty.toString(), "--picture", picture.toString());
        assertThat(run.out().lines().filter(line -> line.startsWith("seen: "))).hasSize(16);
        assertThat(empty).isEmptyDirectory();
        Leftovers.picture(picture, "AsyncFile", "AsyncFiles", "AsyncTrees", "busy");
        Leftovers.noThread("disk-", "root-");
    }

    @Test
    void byHand_worksInTheFolder_andDeletesWhatItMade() throws Exception {
        Path mine = Files.writeString(folder.resolve("mine.txt"), "mine");
        LessonRun run = LessonRun.of("files", "--folder", folder.toString());
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().filter(line -> line.startsWith("done: "))).hasSize(14);
        assertThat(run.out()).contains("Deleted " + folder.resolve("lesson-files-"));
        assertThat(folder).isDirectoryContaining(mine::equals).isDirectoryNotContaining("glob:**/lesson-files-*");
        Leftovers.noThread("disk-", "root-");
    }

    @Test
    void byHand_withKeep_leavesTheFiles() throws Exception {
        LessonRun run = LessonRun.of("files", "--folder", folder.toString(), "--keep");
        assertThat(run.exit()).isZero();
        String last = run.out().lines().reduce((first, second) -> second).orElseThrow();
        assertThat(last).startsWith("It is all in ");
        Path kept = Path.of(last.substring("It is all in ".length()));
        assertThat(kept.getParent()).isEqualTo(folder);
        assertThat(kept.resolve("notes/diary.txt")).hasContent("Monday\nTuesday\nWednesday\n");
        assertThat(kept.resolve("copy.txt")).hasSameTextualContentAs(kept.resolve("numbers.txt"));
        assertThat(kept.resolve("many copied")).doesNotExist();
    }

    @Test
    void folderThatIsNotThere_isTold() {
        tellsThatItCannotMakeADirectory(folder.resolve("missing"), "NoSuchFileException");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void folderThatIsAFile_isTold() throws Exception {
        tellsThatItCannotMakeADirectory(Files.createFile(folder.resolve("file")), "Not a directory");
    }

    @Test
    void folderThatNobodyCanWriteIn_isTold() {
        Path proc = Path.of("/proc"); // not even the superuser
        assumeTrue(Files.isDirectory(proc));
        tellsThatItCannotMakeADirectory(proc, "Exception: ");
    }

    private static void tellsThatItCannotMakeADirectory(Path place, String why) {
        for (String mode : List.of("--keep", "--demo")) {
            LessonRun run = LessonRun.of("files", "--folder", place.toString(), mode);
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("Cannot make a directory in " + place + ": ")
                    .contains(why, "--folder");
        }
    }

    @Test
    void wrongUse_isTold() {
        assertThat(LessonRun.of("files", "--folder", " ").err()).startsWith("Invalid value for option '--folder'");
        LessonRun run = LessonRun.of("files", "--picture", "x.svg");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).startsWith("--picture is for --demo");
        assertThat(LessonRun.of("files", "--pause", "--demo").err()).startsWith("--pause is not for --demo");
    }

    /** What is not as it should be is told, and the tour goes on. */
    @Test
    void tour_inADirectoryThatIsNotEmpty_seesIt() throws Exception {
        Path many = Files.createDirectories(folder.resolve("many"));
        Files.createFile(many.resolve("extra.txt"));
        AtomicInteger notSeen = new AtomicInteger();
        try (AsyncWrapper disk = AsyncWrapper.of("disk", FilesTour.SLOTS)) {
            new FilesTour(disk, folder, (what, seen) -> {
                        if (!seen) {
                            notSeen.incrementAndGet();
                        }
                    })
                    .run();
        }
        assertThat(notSeen).hasValue(2); // the number of files, and that of the copied ones
    }

    @Test
    void interrupt_inTheMiddle_deletesWhatItMade() throws Exception {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Path work = Files.createDirectory(folder.resolve("work"));
        try (Child files = new Child(logs, List.of(), "lesson", "files", "--folder", work.toString(), "--pause")) {
            files.awaitLine("done: ");
            assertThat(work).isDirectoryContaining("glob:**/lesson-files-*");
            files.signal("INT"); // it waits for Enter, so it is in the middle for certain
            assertThat(files.awaitExit()).isEqualTo(130);
            assertThat(files.err()).isEmpty();
            assertThat(files.out().lines()).hasSize(1);
        }
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void pause_goesOnWithEnter_andWithoutAKeyboardByItself() throws Exception {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        try (Child files = new Child(logs, List.of(), "lesson", "files", "--folder", folder.toString(), "--pause")) {
            files.awaitLine("done: mkdir");
            files.type("");
            files.awaitLine("done: three writes");
            files.endInput();
            assertThat(files.awaitExit()).isZero();
            assertThat(files.err()).isEmpty();
        }
    }
}
