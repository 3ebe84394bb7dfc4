package io.github.asyncwrap.verification.file;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.verification.Duel;
import io.github.asyncwrap.verification.Spin;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishers and files whose ends meet: nothing stays open, nobody is left waiting, no signal is lost. */
@Timeout(60)
class FileRacesTest {
    private static final int ROUNDS = 500;

    private final Random random = new Random(12);
    private final Duel duel = new Duel();
    private final AsyncWrapper disk = AsyncWrapper.of("disk", 2);
    private final AsyncFiles files = AsyncFiles.on(disk);

    @TempDir
    Path dir = Path.of("");

    @AfterEach
    void end() {
        duel.close();
        disk.close();
        assertThat(disk.stats().running() + disk.stats().pending()).isZero();
    }

    private void pause(int most) {
        for (int i = random.nextInt(most); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    private void awaitRest() {
        Spin.until(() -> disk.stats().running() + disk.stats().pending() == 0);
    }

    @Test
    void request_asTheDeliveryComesToRest_isNotLost() throws Exception {
        int lines = 3_000;
        Path path = Files.writeString(dir.resolve("a"), "x\n".repeat(lines));
        Taken<String> taken = Taken.from(files.lines(path), 0);
        Flow.Subscription subscription = taken.subscribed.join();
        for (int i = 1; i <= lines; i++) {
            int all = i;
            subscription.request(1);
            Spin.until(() -> taken.items.size() >= all);
            assertThat(taken.items).hasSize(all);
            pause(200);
        }
        assertThat(taken.await()).hasSize(lines);
    }

    @Test
    void cancel_againstTheOpening_leavesNothingOpen() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "one\ntwo\n".repeat(50_000));
        for (int round = 0; round < ROUNDS; round++) {
            Taken<String> taken = Taken.from(files.lines(path), round % 3);
            Flow.Subscription subscription = taken.subscribed.join();
            pause(5_000);
            subscription.cancel();
            int after = taken.items.size();
            awaitRest();
            assertThat(taken.items.size()).isBetween(after, after + 1); // one may be on its way
            assertThat(taken.end).isNotDone();
        }
        Handles.awaitClosed(path);
    }

    /** The open of a pipe waits for one who writes. */
    @Test
    void cancel_whileABodyOpens_closesWhatItHasOpened() throws Exception {
        Path pipe = Pipes.make(dir);
        Taken<ByteBuffer> taken = Taken.from(files.chunks(pipe), 0);
        Flow.Subscription subscription = taken.subscribed.join();
        // One that is counted as running may not have begun, and would be dropped.
        Spin.until(() -> !disk.runningCalls().isEmpty());
        subscription.cancel();
        FileChannel.open(pipe, StandardOpenOption.WRITE).close();
        awaitRest();
        Handles.awaitClosed(pipe);
    }

    /** A read that nobody interrupts waits for ever. */
    @Test
    void cancel_againstTheBeginOfARead_interruptsIt() throws Exception {
        Path pipe = Pipes.make(dir);
        try (FileChannel held = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int round = 0; round < ROUNDS; round++) {
                Taken<ByteBuffer> taken = Taken.from(files.chunks(pipe), 0);
                Flow.Subscription subscription = taken.subscribed.join();
                int turns = round % 100;
                duel.meet(
                        () -> {
                            subscription.request(1);
                            return null;
                        },
                        () -> {
                            for (int i = 0; i < 20 * turns; i++) {
                                Thread.onSpinWait();
                            }
                            subscription.cancel();
                            return null;
                        });
                awaitRest();
            }
            while (Handles.count(pipe) > 1) {
                Thread.yield();
            }
            assertThat(held.isOpen()).isTrue();
        }
    }

    @Test
    void cancel_whileABodyReads_closesBehindIt() throws Exception {
        Files.createFile(dir.resolve("a"));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean open = new AtomicBoolean();
        Taken<Path> taken = Taken.all(files.newDirectoryStream(dir, entry -> {
            entered.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    goOn.await();
                    waiting = false;
                } catch (InterruptedException cancelled) {
                    Thread.onSpinWait(); // it goes on reading
                }
            }
            open.set(Handles.isOpen(dir));
            return true;
        }));
        entered.await();
        taken.subscribed.join().cancel();
        disk.run(() -> {}).join(); // behind a close, if that had been submitted
        goOn.countDown();
        awaitRest();
        assertThat(open).isTrue();
        Handles.awaitClosed(dir);
    }

    @Test
    void operation_againstClose_isDoneOrRefusedClearly() throws Exception {
        Path path = dir.resolve("a");
        for (int round = 0; round < ROUNDS; round++) {
            AsyncFile file = files.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .join();
            CompletableFuture<AsyncFuture<Void>> write = new CompletableFuture<>();
            int turns = round % 50;
            duel.meet(
                    () -> {
                        for (int i = 0; i < turns; i++) {
                            Thread.onSpinWait();
                        }
                        write.complete(file.write("x"));
                        return null;
                    },
                    file::close);
            file.close().get(Duel.PATIENCE_SECONDS, SECONDS);
            assertThat(Handles.isOpen(path)).isFalse();
            boolean written = true;
            try {
                write.join().get(Duel.PATIENCE_SECONDS, SECONDS);
            } catch (ExecutionException refused) {
                written = false;
                assertThat(refused)
                        .hasCauseInstanceOf(ClosedChannelException.class)
                        .hasMessageContaining("the file is closed, or is closing");
            }
            assertThat(Files.size(path)).isEqualTo(written ? 1 : 0);
            Files.delete(path);
        }
    }

    @Test
    void close_againstTheWrappersClose_isToldWhenItIsDone() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "x");
        for (int round = 0; round < ROUNDS / 2; round++) {
            AsyncWrapper closing = AsyncWrapper.of("closing", 1);
            AsyncFile file = AsyncFiles.on(closing).open(path).join();
            int turns = round % 100;
            duel.meet(
                    () -> {
                        for (int i = 0; i < 20 * turns; i++) {
                            Thread.onSpinWait();
                        }
                        AsyncFuture<Void> closed = file.close();
                        closed.get(Duel.PATIENCE_SECONDS, SECONDS);
                        assertThat(Handles.isOpen(path)).isFalse();
                        return null;
                    },
                    () -> closing.close(Duration.ZERO));
        }
    }

    @Test
    void chunkAndEnd_asTheWriterComesToRest_areNotLost() throws Exception {
        Path path = dir.resolve("a");
        AsyncFile file = files.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .join();
        for (int round = 0; round < ROUNDS; round++) {
            Driven driven = new Driven();
            long before = disk.stats().succeeded();
            AsyncFuture<Long> written = file.write(driven);
            driven.next(new byte[] {1, 2});
            Spin.until(() -> disk.stats().succeeded() > before);
            pause(300);
            boolean another = round % 2 == 0;
            if (another) {
                driven.next(new byte[] {3});
            }
            driven.complete();
            assertThat(written.get(Duel.PATIENCE_SECONDS, SECONDS)).isEqualTo(another ? 3 : 2);
            assertThat(driven.cancels).hasValue(0);
        }
        file.close().join();
        assertThat(Files.size(path)).isEqualTo(ROUNDS * 5L / 2);
    }

    @Test
    void cancelOfTheResult_againstTheLastChunk_endsTheSubscription() throws Exception {
        Path path = dir.resolve("a");
        AsyncFile file = files.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .join();
        for (int round = 0; round < ROUNDS; round++) {
            Driven driven = new Driven();
            AsyncFuture<Long> written = file.write(driven);
            AtomicBoolean cancelled = new AtomicBoolean();
            duel.meet(
                    () -> {
                        driven.next(new byte[1]);
                        return null;
                    },
                    () -> {
                        cancelled.set(written.cancel(true));
                        return null;
                    });
            assertThat(cancelled).isTrue();
            assertThat(driven.cancels).hasValue(1);
        }
        file.close().get(Duel.PATIENCE_SECONDS, SECONDS);
        assertThat(Handles.isOpen(path)).isFalse();
    }
}
