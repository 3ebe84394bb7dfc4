package io.github.asyncwrap.examples.lesson.door;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.ShutdownHook;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.Lesson;
import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.Problems;
import io.github.asyncwrap.examples.lesson.Timeline;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.file.AsyncTrees;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Asks: how does a program that must not wait work with files, when every system call for files blocks? By calls of a wrapper
 * with a few slots, which is the disk's door: {@link AsyncFiles} has the methods of {@code java.nio.file.Files} as futures,
 * an {@code AsyncFile} is an open one with a position, {@link AsyncTrees} copies and deletes whole trees. What is done is in
 * {@link FilesTour}: one thread asks for all of it, and only waits where it wants to look at a result.
 */
@Command(
        name = "files",
        description = {
            "Files, open files and whole trees without waiting for the disk: write, seek, read, copy, delete.",
            "It works in a new directory, which it deletes in the end. The exit code is 0 if all was seen that should be."
        })
public final class FilesLesson extends Lesson {

    /** For the last call and the deletion, if it is stopped. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            converter = OptionTypes.Folder.class,
            description = "Where the new directory is made; it must be there (default: the one for temporary files).")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();

    @Option(
            names = "--keep",
            description = "Leaves the directory with what is in it, to be looked at (default: it is deleted).")
    private boolean keep;

    @Option(
            names = "--pause",
            description = "Waits for Enter after each step, so that the files can be looked at (default: it goes on).")
    private boolean pause;

    @Override
    protected int run(PrintWriter out) throws IOException, InterruptedException {
        AtomicBoolean allSeen = new AtomicBoolean(true);
        try (AsyncWrapper keyboard = AsyncWrapper.of("keyboard", 1);
                AsyncWrapper disk = AsyncWrapper.of("disk", FilesTour.SLOTS)) {
            Path root = show(disk, (what, seen) -> {
                out.println((seen ? "done: " : "NOT AS IT SHOULD BE: ") + what);
                out.flush();
                allSeen.compareAndSet(true, seen);
                if (pause) {
                    // A keyboard blocks, too, and no interrupt ends that. The wait for it, as a call of the disk, ends
                    // when Ctrl+C closes the disk.
                    int unused = disk.call(
                                    () -> keyboard.call(FilesLesson::awaitEnter).get())
                            .join();
                }
            });
            out.println(keep ? "It is all in " + root : "Deleted " + root);
        }
        return allSeen.get() ? 0 : 1;
    }

    /** Reads to the end of a line, or of all input. */
    private static int awaitEnter() throws IOException {
        int read;
        do {
            read = System.in.read();
        } while (read != '\n' && read != -1);
        return read;
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        if (pause) {
            throw misused("--pause is not for --demo");
        }
        Timeline timeline = new Timeline("lesson files: each row is one call of a wrapper with two slots");
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", FilesTour.SLOTS)
                .listener(new CallTimeline(timeline))
                .build()) {
            Path root = show(disk, demo::see);
            demo.see(
                    keep ? "the directory is kept" : "the directory is gone",
                    Awaited.get(AsyncFiles.on(disk).exists(root)) == keep);
            demo.see("no call is left", disk.stats().running() + disk.stats().pending() == 0);
        }
        demo.draw(timeline.svg());
    }

    /** Whatever ends it, also Ctrl+C, the directory is deleted. */
    private Path show(AsyncWrapper disk, BiConsumer<String, Boolean> see) throws IOException, InterruptedException {
        AtomicBoolean stopping = new AtomicBoolean();
        CountDownLatch over = new CountDownLatch(1);
        // Before the directory is made: no moment is left in which it is there, and nobody to delete it.
        ShutdownHook hook = ShutdownHook.of("stop-tour", () -> {
            stopping.set(true);
            CloseReport unusedReport = disk.close(Duration.ZERO);
            boolean unused = Uninterruptibles.awaitUninterruptibly(over, PATIENCE);
        });
        // Another one than the disk, which may be closed while the directory is being made, and is when it is deleted.
        try (hook;
                AsyncWrapper door = AsyncWrapper.of("root", 1)) {
            Path root = make(AsyncFiles.on(door));
            try {
                new FilesTour(disk, root, see).run();
            } finally {
                if (!keep) {
                    Object unused = Awaited.get(AsyncTrees.on(door).deleteTree(root));
                }
            }
            return root;
        } finally {
            over.countDown();
            if (stopping.get()) {
                // The JVM is ending. That calls were refused by then is nothing to tell anybody.
                Uninterruptibles.awaitUninterruptibly(new CountDownLatch(1));
            }
        }
    }

    private Path make(AsyncFiles files) throws IOException, InterruptedException {
        try {
            return Awaited.get(files.createTempDirectory(folder, "lesson-files-"));
        } catch (IOException e) {
            throw new LessonException(
                    "Cannot make a directory in " + folder + ": " + Problems.describe(e)
                            + " (--folder names another place)",
                    e);
        }
    }
}
