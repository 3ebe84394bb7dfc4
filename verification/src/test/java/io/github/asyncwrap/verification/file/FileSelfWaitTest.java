package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.ThrowingRunnable;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.file.AsyncTrees;
import io.github.asyncwrap.testkit.Gate;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Law 9: bodies that wait for a file of their own wrapper, and above all for its close. */
class FileSelfWaitTest {
    @TempDir
    Path dir = Path.of("");

    private AsyncFuture<AsyncFile> open(AsyncWrapper disk, String name) {
        return AsyncFiles.on(disk).open(dir.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void inABody(AsyncWrapper disk, ThrowingRunnable body) {
        disk.run(body).join();
    }

    @Test
    void operationsInABody_areRunInPlace() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 1)) {
            AsyncFiles files = AsyncFiles.on(disk);
            AsyncTrees trees = AsyncTrees.on(disk);
            inABody(disk, () -> {
                Path tree = files.createDirectory(dir.resolve("tree")).join();
                files.writeString(tree.resolve("a"), "x").join();
                assertThat(files.readString(tree.resolve("a")).join()).isEqualTo("x");
                assertThat(trees.copyTree(tree, dir.resolve("copy")).join().files())
                        .isEqualTo(1);
                assertThat(trees.moveTree(dir.resolve("copy"), dir.resolve("moved"))
                                .join())
                        .exists();
                assertThat(trees.diskUsage(tree).join().bytes()).isEqualTo(1);
                assertThat(trees.zip(tree, dir.resolve("zip")).join().files()).isEqualTo(1);
                assertThat(trees.unzip(dir.resolve("zip"), dir.resolve("out"))
                                .join()
                                .files())
                        .isEqualTo(1);
                assertThat(trees.deleteTree(tree).join().files()).isEqualTo(1);
            });
        }
        assertThat(dir.resolve("tree")).doesNotExist();
    }

    @Test
    void closeInABody_withNothingPending_isRunInPlace() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 1)) {
            inABody(disk, () -> {
                AsyncFile file = open(disk, "a").join();
                file.write("x").join();
                file.close().join();
                assertThat(Handles.isOpen(file.path())).isFalse();
            });
        }
        assertThat(dir.resolve("a")).hasContent("x");
    }

    @Test
    void closeInABody_withWritesPending_runsThemFirst() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 1)) {
            inABody(disk, () -> {
                AsyncFile file = open(disk, "a").join();
                AsyncFuture<Void> one = file.write("1");
                AsyncFuture<Void> two = file.write("2");
                AsyncFuture<Void> three = file.write("3");
                assertThat(two.cancel(true)).isTrue();
                file.close().join();
                assertThat(one).isCompleted();
                assertThat(three).isCompleted();
            });
        }
        assertThat(dir.resolve("a")).hasContent("13");
    }

    @Test
    void closeInABody_secondOne_isHelpedToo() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 1)) {
            inABody(disk, () -> {
                AsyncFile file = open(disk, "a").join();
                AsyncFuture<Void> written = file.write("1");
                AsyncFuture<Void> first = file.close();
                AsyncFuture<String> derived = file.close().thenApply(nothing -> "closed");
                assertThat(first.cancel(true)).isTrue();
                derived.join();
                assertThat(written).isCompleted();
            });
        }
        assertThat(dir.resolve("a")).hasContent("1");
    }

    /** There is no room for the closing call, but for the write that was there before. */
    @Test
    void closeInABody_withTheQueueFull_runsWhatIsInIt() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1).maxPending(1).build()) {
            inABody(disk, () -> {
                AsyncFile file = open(disk, "a").join();
                AsyncFuture<Void> written = file.write("1");
                file.close().join();
                assertThat(written).isCompleted();
            });
        }
        assertThat(dir.resolve("a")).hasContent("1");
    }

    @Test
    void closesInABodyOfEachSlot_allEnd() throws Exception {
        int limit = 4;
        CyclicBarrier barrier = new CyclicBarrier(limit);
        try (AsyncWrapper disk = AsyncWrapper.of("disk", limit)) {
            List<AsyncFuture<Void>> bodies = IntStream.range(0, limit)
                    .mapToObj(i -> disk.run(() -> {
                        AsyncFile file = open(disk, "a" + i).join();
                        AsyncFuture<Void> written = file.write("x");
                        barrier.await();
                        file.close().join();
                        barrier.await(); // so nobody's slot is free before all are closed
                        assertThat(written).isCompleted();
                    }))
                    .toList();
            bodies.forEach(AsyncFuture::join);
        }
        assertThat(dir).isDirectoryContaining(file -> file.endsWith("a3"));
    }

    /** The wrapper of the file is full; so the one of the house closes, all of whose slots wait for that. */
    @Test
    void closeInABodyOfTheOneThatHelpsOut_isRunInPlace() throws Exception {
        AsyncWrapper shared = AsyncWrapper.shared();
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1).maxPending(0).build();
                Gate gate = Gate.create()) {
            int limit = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
            List<AsyncFile> files = IntStream.range(0, limit)
                    .mapToObj(i -> open(disk, "a" + i).join())
                    .toList();
            AsyncFuture<Integer> held = disk.call(gate.callable(1));
            CyclicBarrier barrier = new CyclicBarrier(limit);
            List<AsyncFuture<Void>> bodies = files.stream()
                    .map(file -> shared.run(() -> {
                        barrier.await();
                        file.close().join();
                        barrier.await();
                    }))
                    .toList();
            bodies.forEach(AsyncFuture::join);
            gate.releaseAll();
            assertThat(held.join()).isEqualTo(1);
        }
    }
}
