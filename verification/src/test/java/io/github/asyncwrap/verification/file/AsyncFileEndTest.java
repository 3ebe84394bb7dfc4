package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.verification.Spin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancelling, failing, closing. */
class AsyncFileEndTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path dir = Path.of("");

    private Path path() {
        return dir.resolve("a");
    }

    private AsyncFile open(AsyncWrapper disk) {
        return AsyncFiles.on(disk)
                .open(path(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
                .join();
    }

    @Test
    void cancelOfOne_leavesItOutAndTheFileOpen() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 1);
                Gate gate = Gate.create()) {
            AsyncFile file = open(disk);
            AsyncFuture<Integer> held = disk.call(gate.callable(1));
            AsyncFuture<Void> one = file.write("1");
            AsyncFuture<Void> two = file.write("2");
            AsyncFuture<Void> three = file.write("3");
            assertThat(two.cancel(true)).isTrue();
            gate.releaseAll();
            three.join();
            one.join();
            assertThat(held.join()).isEqualTo(1);
            assertThat(file.size().join()).isEqualTo(2);
            file.close().join();
            assertThat(path()).hasContent("13");
        }
    }

    @Test
    void cancelsAmidOperations_neverCloseTheChannel() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFile file = open(disk);
            byte[] block = new byte[256 << 10];
            List<AsyncFuture<?>> stopped = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                AsyncFuture<?> cancelled =
                        i % 2 == 0 ? file.writeAt(0, ByteBuffer.wrap(block)) : file.readAt(0, 1 << 20);
                Thread.yield();
                cancelled.cancel(true);
                stopped.add(cancelled.stopped());
            }
            stopped.forEach(AsyncFuture::join);
            file.truncate(0);
            file.write("still open").join();
            file.close().join();
            assertThat(path()).hasContent("still open");
        }
    }

    @Test
    void fullDisk_sticks() throws Exception {
        assumeThat(Files.exists(FULL)).as("there is a " + FULL).isTrue();
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFile file =
                    AsyncFiles.on(disk).open(FULL, StandardOpenOption.WRITE).join();
            AsyncFuture<Void> first = file.write("one");
            AsyncFuture<Void> second = file.write("two");
            AsyncFuture<Void> forced = file.force(false);
            AsyncFuture<Void> closed = file.close();
            String why = "No space left on device";
            assertThatThrownBy(first::join)
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining(why);
            for (AsyncFuture<Void> later : List.of(second, forced, closed, file.close())) {
                assertThatThrownBy(later::join)
                        .hasCauseInstanceOf(IOException.class)
                        .hasMessageContaining(FULL + " - a former write failed, so bytes are missing: " + why);
            }
            Handles.awaitClosed(FULL);
        }
    }

    @Test
    void writeToAFileOpenedToRead_failsAlone() throws Exception {
        Files.writeString(path(), "one");
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFile file = AsyncFiles.on(disk).open(path()).join();
            assertThatThrownBy(() -> file.write("x").join()).isInstanceOf(Exception.class);
            assertThat(file.readText().join()).isEqualTo("one");
            file.close().join();
        }
    }

    @Test
    void close_withOperationsPending_isBehindThem() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 1);
                Gate gate = Gate.create()) {
            AsyncFile file = open(disk);
            AsyncFuture<Integer> held = disk.call(gate.callable(1));
            AsyncFuture<Void> one = file.write("1");
            AsyncFuture<Void> two = file.write("2");
            AsyncFuture<Void> closed = file.close();
            AsyncFuture<Void> late = file.write("3");
            assertThatThrownBy(late::join).hasCauseInstanceOf(ClosedChannelException.class);
            assertThat(closed).isNotDone();
            assertThat(file.toString()).endsWith("(operations=2, closing)");
            assertThat(closed.cancel(true)).isTrue(); // that of one who waits, not the close itself
            AsyncFuture<Void> again = file.close();
            assertThat(file.toString()).endsWith("(operations=2, closing)");
            gate.releaseAll();
            again.join();
            assertThat(held.join()).isEqualTo(1);
            one.join();
            two.join();
            assertThat(path()).hasContent("12");
            assertThat(Handles.isOpen(path())).isFalse();
        }
    }

    @Test
    void close_ofAFullWrapper_closesAllTheSame() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1).maxPending(1).build();
                Gate gate = Gate.create()) {
            AsyncFile file = open(disk);
            AsyncFuture<Integer> held = disk.call(gate.callable(1));
            AsyncFuture<Integer> full = disk.call(gate.callable(2));
            assertThatThrownBy(() -> file.write("1").join()).hasCauseInstanceOf(AsyncRejectedException.class);
            file.close().join();
            assertThat(Handles.isOpen(path())).isFalse();
            gate.releaseAll();
            assertThat(held.join() + full.join()).isEqualTo(3);
        }
    }

    /** The one that helps out is busy; so one can look before it does. */
    @Test
    void close_ofAFullWrapper_isToldWhenTheFileIsClosed() throws Exception {
        AsyncWrapper shared = AsyncWrapper.shared();
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1).maxPending(0).build();
                Gate gate = Gate.create()) {
            AsyncFile file = open(disk);
            List<AsyncFuture<Integer>> held = new ArrayList<>();
            held.add(disk.call(gate.callable(1)));
            for (int i = Math.min(32, Runtime.getRuntime().availableProcessors() + 4); i > 0; i--) {
                held.add(shared.call(gate.callable(1)));
            }
            gate.awaitEntered(held.size());
            AsyncFuture<Void> closed = file.close();
            assertThat(Handles.isOpen(path())).isTrue();
            assertThat(closed).isNotDone();
            gate.releaseAll();
            closed.join();
            assertThat(Handles.isOpen(path())).isFalse();
            held.forEach(AsyncFuture::join);
        }
    }

    @Test
    void close_ofAClosedWrapper_closesAllTheSame() throws Exception {
        AsyncWrapper disk = AsyncWrapper.of("disk", 1);
        AsyncFile file = open(disk);
        file.write("1").join();
        disk.close();
        assertThatThrownBy(() -> file.write("2").join()).hasCauseInstanceOf(AsyncRejectedException.class);
        file.close().join();
        assertThat(Handles.isOpen(path())).isFalse();
        assertThat(path()).hasContent("1");
    }

    @Test
    void wrapperThatCancelsTheClose_closesAllTheSame() throws Exception {
        AsyncWrapper disk = AsyncWrapper.of("disk", 1);
        try (Gate gate = Gate.create()) {
            AsyncFile file = open(disk);
            AsyncFuture<Integer> held = disk.uninterruptible().call(gate.callable(1));
            gate.awaitEntered(1);
            AsyncFuture<Void> closed = file.close();
            AsyncFuture<?> watching = closed.whenComplete((nothing, failed) -> gate.releaseAll());
            Object unused = disk.close(Duration.ZERO);
            watching.join();
            assertThat(Handles.isOpen(path())).isFalse();
            assertThatThrownBy(held::join).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void pipe_isReadInOrderUntilItsEnd() throws Exception {
        Path pipe = Pipes.make(dir);
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFuture<AsyncFile> opening = AsyncFiles.on(disk).open(pipe);
            AsyncFuture<String> rest;
            AsyncFuture<Void> closed;
            try (OutputStream out = Files.newOutputStream(pipe)) {
                AsyncFile file = opening.join();
                AsyncFuture<@Nullable String> line = file.readLine();
                AsyncFuture<ByteBuffer> four = file.read(4);
                rest = file.readText();
                closed = file.close();
                out.write("one\ntw".getBytes(StandardCharsets.UTF_8));
                assertThat(line.join()).isEqualTo("one");
                // One that is counted as running may not have begun, and would be dropped.
                Spin.until(() -> !disk.runningCalls().isEmpty());
                assertThat(four.cancel(true)).isTrue(); // its body waits; the bytes it gets are lost
                out.write("ox and more".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(rest.join()).isEqualTo(" and more");
            closed.join();
        }
    }
}
