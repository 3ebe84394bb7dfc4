package io.github.asyncwrap.examples.lesson.door;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.file.AsyncTrees;
import io.github.asyncwrap.file.TreeOptions;
import io.github.asyncwrap.file.TreeSummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Does with files, in a directory that is empty at first, what people do with files; all by one wrapper. */
final class FilesTour {
    /** How many calls the disk gets at once. */
    static final int SLOTS = 2;

    private static final int MANY = 20;
    private static final int LINES = 10_000;
    private static final int CHUNK = 4096;

    private final AsyncWrapper disk;
    private final Path root;
    private final BiConsumer<String, Boolean> see;
    private final AsyncFiles files;
    private final AsyncTrees trees;

    /**
     * Not yet begun.
     *
     * @param disk with {@link #SLOTS} slots
     * @param root an empty directory
     * @param see is told what should be seen, and whether it was
     */
    FilesTour(AsyncWrapper disk, Path root, BiConsumer<String, Boolean> see) {
        this.disk = disk;
        this.root = root;
        this.see = see;
        this.files = AsyncFiles.on(disk.labelled("AsyncFiles"));
        this.trees = AsyncTrees.on(disk.labelled("AsyncTrees"));
    }

    void run() throws IOException, InterruptedException {
        useOneFile();
        publish();
        copyAndMove();
        writeMany();
        useTrees();
    }

    /** An open file: its operations are in order, though nobody waits for one to ask for the next. */
    private void useOneFile() throws IOException, InterruptedException {
        Path dir = root.resolve("notes");
        Path path = dir.resolve("diary.txt");
        boolean before = Awaited.get(files.exists(path));
        AsyncFiles opened = AsyncFiles.on(disk.labelled("AsyncFile"));
        AsyncFile file = Awaited.get(
                files.createDirectories(dir).thenCompose(made -> opened.open(path, CREATE_NEW, READ, WRITE)));
        see.accept("mkdir and open made " + root.relativize(path), !before && Awaited.get(files.exists(path)));

        // While all slots are taken nothing can be written: whoever asks for it is not kept waiting, but has a future.
        CountDownLatch slotsTaken = new CountDownLatch(1);
        List<AsyncFuture<Void>> taken = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            taken.add(disk.labelled("busy").run(slotsTaken::await));
        }
        List<AsyncFuture<Void>> writes = new ArrayList<>();
        for (String line : List.of("Monday\n", "Tuesday\n", "Wednesday\n")) {
            writes.add(file.write(line));
        }
        boolean waiting = writes.stream().noneMatch(Future::isDone);
        slotsTaken.countDown();
        for (AsyncFuture<Void> each : taken) {
            Awaited.get(each);
        }
        AsyncFuture<Void> rewound = file.seek(0);
        AsyncFuture<String> text = file.readText();
        Awaited.get(Gather.all(writes));
        Awaited.get(rewound);
        see.accept(
                "three writes were asked for while the disk was busy: nobody waited, and they are in order",
                waiting && Awaited.get(text).equals("Monday\nTuesday\nWednesday\n"));

        AsyncFuture<Void> toTuesday = file.seek("Monday\n".length());
        AsyncFuture<@Nullable String> line = file.readLine();
        AsyncFuture<Long> position = file.tell();
        AsyncFuture<ByteBuffer> next = file.read(3);
        AsyncFuture<Void> closed = file.close();
        Awaited.get(toTuesday);
        see.accept(
                "seek, read a line, tell, read 3 bytes",
                "Tuesday".equals(Awaited.get(line))
                        && Awaited.get(position) == "Monday\nTuesday\n".length()
                        && StandardCharsets.UTF_8
                                .decode(Awaited.get(next))
                                .toString()
                                .equals("Wed"));
        Awaited.get(closed);
        see.accept(
                "after close the file takes no more, and says so",
                failure(file.write("Thursday\n")) instanceof ClosedChannelException);
    }

    /** A file as a stream: the publisher reads only so far ahead as the subscriber asks. */
    private void publish() throws IOException, InterruptedException {
        Path path = root.resolve("numbers.txt");
        List<String> numbers =
                IntStream.range(0, LINES).mapToObj(Integer::toString).toList();
        Awaited.get(files.write(path, numbers));
        see.accept(
                LINES + " lines came one by one, as they were written",
                Awaited.get(Collected.of(files.lines(path))).equals(numbers));
        List<ByteBuffer> chunks = Awaited.get(Collected.of(files.chunks(path, CHUNK)));
        long size = Awaited.get(files.size(path));
        see.accept(
                "the same file in " + chunks.size() + " chunks of " + CHUNK + " bytes at most",
                chunks.size() == (size + CHUNK - 1) / CHUNK
                        && chunks.stream().mapToLong(ByteBuffer::remaining).sum() == size);
        Path copy = root.resolve("copy.txt");
        AsyncFile target = Awaited.get(files.open(copy, CREATE_NEW, WRITE));
        AsyncFuture<Long> written = target.write(files.chunks(path));
        long bytes = Awaited.get(written.thenCompose(count -> target.close().thenApply(closed -> count)));
        see.accept(
                "a publisher was written to a file: " + bytes + " bytes, without a difference",
                bytes == size && Awaited.get(files.mismatch(path, copy)) == -1);
    }

    private void copyAndMove() throws IOException, InterruptedException {
        Path one = root.resolve("one.txt");
        Path two = root.resolve("two.txt");
        Path three = root.resolve("three.txt");
        String text = Awaited.get(files.writeString(one, "one")
                .thenCompose(written -> files.copy(one, two))
                .thenCompose(copied -> files.move(two, three))
                .thenCompose(moved -> files.readString(three)));
        see.accept(
                "write, copy, move, read: each when the one before was done",
                text.equals("one") && Awaited.get(files.exists(one)) && !Awaited.get(files.exists(two)));
        see.accept(
                "a copy onto a file that is there is an error, and leaves it",
                failure(files.copy(root.resolve("numbers.txt"), three)) instanceof FileAlreadyExistsException
                        && Awaited.get(files.readString(three)).equals("one"));
        Awaited.get(Gather.all(Stream.of(one, three).map(files::delete).toList()));
        see.accept(
                "what was deleted is gone, and reading it is an error that names it",
                failure(files.readString(three)) instanceof NoSuchFileException missing
                        && three.toString().equals(missing.getFile()));
    }

    private void writeMany() throws IOException, InterruptedException {
        Path dir = root.resolve("many");
        Awaited.get(files.createDirectories(dir.resolve("deeper")));
        List<AsyncFuture<Path>> writes = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            writes.add(files.writeString(dir.resolve(i + ".txt"), "file " + i));
        }
        Awaited.get(Gather.all(writes));
        Awaited.get(files.writeString(dir.resolve("deeper/deep.txt"), "deep"));
        List<Path> found = Awaited.get(Collected.of(files.newDirectoryStream(dir, "*.txt")));
        see.accept(MANY + " files were asked for at once, and all are there", found.size() == MANY);
    }

    private void useTrees() throws IOException, InterruptedException {
        Path source = root.resolve("many");
        Path target = root.resolve("many copied");
        AtomicLong told = new AtomicLong();
        TreeSummary copied = Awaited.get(
                trees.copyTree(source, target, TreeOptions.defaults().progress(progress -> told.incrementAndGet())));
        see.accept(
                "copyTree copied " + copied.files() + " files in " + copied.directories()
                        + " directories, and told how far it was",
                copied.files() == MANY + 1
                        && copied.directories() == 2
                        && told.get() > MANY
                        && Awaited.get(trees.diskUsage(target)).equals(Awaited.get(trees.diskUsage(source)))
                        && Awaited.get(files.readString(target.resolve("deeper/deep.txt")))
                                .equals("deep"));
        see.accept(
                "copyTree onto a tree that is there is an error",
                failure(trees.copyTree(source, target)) instanceof FileAlreadyExistsException);
        TreeSummary deleted = Awaited.get(trees.deleteTree(target));
        see.accept(
                "deleteTree deleted as much as was copied, and no more",
                deleted.equals(copied) && Awaited.get(files.notExists(target)) && Awaited.get(files.exists(source)));
    }

    private static @Nullable Throwable failure(AsyncFuture<?> future) throws InterruptedException {
        try {
            Object unused = Awaited.get(future);
            return null;
        } catch (IOException e) {
            return e;
        }
    }
}
