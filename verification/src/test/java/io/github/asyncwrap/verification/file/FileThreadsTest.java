package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.LoopGuard;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.verification.Carried;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On which threads files work, and which they leave alone. */
class FileThreadsTest {
    private static final StandardOpenOption[] BOTH = {
        StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE
    };

    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "loop");
        thread.setDaemon(true);
        return thread;
    });

    @TempDir
    Path dir = Path.of("");

    @AfterEach
    void stopTheLoop() {
        loop.shutdownNow();
    }

    private Path lines(int count) throws Exception {
        return Files.writeString(dir.resolve("a"), "x\n".repeat(count));
    }

    private <T> T onTheLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get();
    }

    /** Notes the threads of its signals. */
    private static final class Traced<T> extends Taken<T> {
        final Queue<String> threads = new ConcurrentLinkedQueue<>();

        Traced() {
            super(Long.MAX_VALUE);
        }

        @Override
        void signalled() {
            threads.add(Thread.currentThread().getName());
        }
    }

    static Stream<Carried> carriers() {
        return Carried.available();
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void everyCarrier_readsWritesAndPublishes(Carried carried) throws Exception {
        Path path = lines(100_000);
        Path copy = dir.resolve("b");
        try (AsyncWrapper disk = carried.wrapper(2)) {
            AsyncFiles files = AsyncFiles.on(disk);
            assertThat(Taken.all(files.lines(path)).await()).hasSize(100_000);
            AsyncFile target = files.open(copy, BOTH).join();
            assertThat(target.write(files.chunks(path)).join()).isEqualTo(200_000);
            target.seek(199_998);
            assertThat(target.readLine().join()).isEqualTo("x");
            target.close().join();
            assertThat(files.mismatch(path, copy).join()).isEqualTo(-1);
            assertThat(Taken.all(files.walk(dir)).await()).containsExactlyInAnyOrder(dir, path, copy);
        }
    }

    @Test
    void signalsAndCallbacks_underDeliverOn_areOnThatExecutor() throws Exception {
        Path path = lines(3_000);
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFiles files = AsyncFiles.on(disk.deliverOn(loop));
            Traced<String> lines = new Traced<>();
            files.lines(path).subscribe(lines);
            assertThat(lines.await()).hasSize(3_000);
            assertThat(lines.threads).hasSize(3_002).containsOnly("loop");
            AsyncFile file = files.open(path, BOTH).join();
            Traced<ByteBuffer> chunks = new Traced<>();
            file.chunks(10).subscribe(chunks);
            chunks.await();
            assertThat(chunks.threads).hasSize(602).containsOnly("loop");
            Queue<String> threads = new ConcurrentLinkedQueue<>();
            List<AsyncFuture<?>> futures = List.of(
                    file.read(1),
                    file.write("x"),
                    file.write(files.chunks(path)),
                    file.close(),
                    file.size(),
                    file.close());
            for (AsyncFuture<?> future : futures) {
                future.handle((value, failed) ->
                                threads.add(Thread.currentThread().getName()))
                        .join();
            }
            assertThat(threads).hasSize(6).containsOnly("loop");
        }
    }

    /** The executor is gone: what remains to be told is told elsewhere, and nothing stays open. */
    @Test
    void executorOfDeliverOn_thatRefuses_leavesNothingOpen() throws Exception {
        Path path = lines(100_000);
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFiles files = AsyncFiles.on(disk.deliverOn(loop));
            AsyncFile file = files.open(path).join();
            Taken<String> taken = Taken.from(files.lines(path), 1);
            Flow.Subscription subscription = taken.subscribed.join();
            loop.shutdown();
            subscription.request(Long.MAX_VALUE);
            assertThat(taken.await()).hasSize(100_000);
            file.close().join();
            assertThat(Handles.isOpen(path)).isFalse();
        }
    }

    /** Everything is begun on a marked thread, and delivered there; the only threads that wait are the wrapper's. */
    @Test
    void guardedThread_canDoEverything() throws Exception {
        Path path = lines(100_000);
        Path copy = dir.resolve("b");
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 2)) {
            AsyncFiles files = AsyncFiles.on(disk.deliverOn(loop));
            AsyncFuture<Long> copied = onTheLoop(() -> {
                LoopGuard.mark(Thread.currentThread());
                return files.open(path)
                        .thenCompose(source -> files.open(copy, BOTH)
                                .thenCompose(target -> target.write(source.chunks())
                                        .thenCompose(bytes -> target.seek(0)
                                                .thenCompose(sought -> target.readLine())
                                                .thenCompose(line -> target.close())
                                                .thenCompose(closed -> source.close())
                                                .thenApply(closed -> bytes))));
            });
            assertThat(copied.join()).isEqualTo(200_000);
            Taken<String> taken = onTheLoop(() -> Taken.all(files.lines(copy)));
            assertThat(taken.await()).hasSize(100_000);
            assertThat(Handles.isOpen(path) || Handles.isOpen(copy)).isFalse();
        }
    }

    /** What would block elsewhere is an exception for an operation; publishers wait for room, and a close goes on. */
    @Test
    void guardedThread_ofAFullWrapper_isNotBlocked() throws Exception {
        Path path = lines(1_000);
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1)
                        .maxPending(2)
                        .overflow(Overflow.block(Duration.ofMinutes(5)))
                        .build();
                Gate gate = Gate.create()) {
            AsyncFiles files = AsyncFiles.on(disk.deliverOn(loop));
            AsyncFile file = files.open(path).join();
            AsyncFile other = files.open(dir.resolve("b"), BOTH).join();
            List<AsyncFuture<Integer>> held =
                    Stream.generate(() -> disk.call(gate.callable(1))).limit(3).toList();
            onTheLoop(() -> {
                        LoopGuard.mark(Thread.currentThread());
                        assertThatThrownBy(() -> file.read(1)).isInstanceOf(IllegalStateException.class);
                        return file.close();
                    })
                    .join();
            assertThat(Handles.isOpen(path)).isFalse();
            Taken<String> taken = onTheLoop(() -> Taken.all(files.lines(path)));
            AsyncFuture<Long> copied = onTheLoop(() -> other.write(files.chunks(path)));
            taken.subscribed.join();
            assertThat(onTheLoop(() -> taken.end.isDone() || copied.isDone())).isFalse();
            gate.releaseAll();
            held.forEach(AsyncFuture::join);
            assertThat(taken.await()).hasSize(1_000);
            assertThat(copied.join()).isEqualTo(2_000);
            onTheLoop(other::close).join();
        }
    }

    /** Room that is told of and taken by somebody else, again and again. */
    @Test
    void guardedThread_whoseRoomIsTaken_waitsAgain() throws Exception {
        Path path = lines(200_000);
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1)
                .maxPending(1)
                .overflow(Overflow.block(Duration.ofMinutes(5)))
                .build()) {
            AsyncFiles files = AsyncFiles.on(disk.deliverOn(loop));
            onTheLoop(() -> {
                LoopGuard.mark(Thread.currentThread());
                return null;
            });
            Taken<String> taken = Taken.all(files.lines(path));
            while (!taken.end.isDone()) {
                AsyncFuture<Void> rival = disk.run(() -> {});
                assertThat(rival).isNotNull();
            }
            assertThat(taken.await()).hasSize(200_000);
        }
    }

    /** What is thrown though there is room is no wait. */
    @Test
    @Timeout(60)
    void threadOnWhichNoCallIsTaken_isTheError() throws Exception {
        Path path = lines(1_000);
        IllegalStateException failure = new IllegalStateException("thrown each time");
        AtomicReference<@Nullable Thread> marked = new AtomicReference<>();
        Predicate<Thread> broken = thread -> {
            if (thread == marked.get()) {
                throw failure;
            }
            return false;
        };
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1)
                .overflow(Overflow.block(Duration.ofMinutes(5)))
                .build()) {
            AsyncFiles files = AsyncFiles.on(disk.deliverOn(loop));
            AsyncFile file = files.open(dir.resolve("b"), BOTH).join();
            LoopGuard.mark(broken);
            onTheLoop(() -> {
                marked.set(Thread.currentThread());
                return null;
            });
            assertThat(Taken.all(file.lines()).failure()).isSameAs(failure);
            AsyncFuture<Long> copied = file.write(files.chunks(path));
            assertThatThrownBy(copied::join).hasCause(failure);
            marked.set(null);
            file.close().join();
        } finally {
            LoopGuard.unmark(broken);
        }
    }

    /** The thread that ends a write would wait for room that only itself can make: it must not. */
    @Test
    void closeBehindAWrite_ofAFullWrapper_neverWaitsOnTheOnlyThread() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1)
                        .executor(loop)
                        .maxPending(1)
                        .overflow(Overflow.block(Duration.ofMinutes(5)))
                        .build();
                Gate gate = Gate.create()) {
            AsyncFile file = AsyncFiles.on(disk).open(dir.resolve("b"), BOTH).join();
            AsyncFuture<Integer> held = disk.call(gate.callable(1));
            gate.awaitEntered(1);
            AsyncFuture<Void> written = file.write("x");
            List<Thread> blocked = Stream.generate(() -> new Thread(() -> {
                        AsyncFuture<Void> unused = disk.run(() -> {});
                    }))
                    .limit(2)
                    .toList();
            for (Thread thread : blocked) {
                thread.start();
                while (thread.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
            }
            AsyncFuture<Void> closed = file.close();
            gate.releaseAll();
            closed.join();
            written.join();
            assertThat(held.join()).isEqualTo(1);
            for (Thread thread : blocked) {
                thread.join();
            }
            assertThat(Handles.isOpen(file.path())).isFalse();
        }
    }

    @Test
    void flagOfACaller_thatRunsTheOperationItself_staysAndClosesNothing() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.builder("disk", 1)
                        .maxPending(0)
                        .overflow(Overflow.callerRuns())
                        .build();
                Gate gate = Gate.create()) {
            AsyncFile file = AsyncFiles.on(disk).open(dir.resolve("b"), BOTH).join();
            AsyncFuture<Integer> held = disk.call(gate.callable(1));
            gate.awaitEntered(1);
            Thread.currentThread().interrupt();
            AsyncFuture<Void> written = file.write("x");
            assertThat(Thread.interrupted()).isTrue();
            written.join();
            gate.releaseAll();
            assertThat(held.join()).isEqualTo(1);
            assertThat(file.size().join()).isEqualTo(1);
            file.close().join();
        }
    }

    @Test
    void flagOfABody_thatWaitsForAnOperation_staysAndClosesNothing() throws Exception {
        try (AsyncWrapper disk = AsyncWrapper.of("disk", 1)) {
            AsyncFile file = AsyncFiles.on(disk).open(dir.resolve("b"), BOTH).join();
            boolean flag = disk.call(() -> {
                        Thread.currentThread().interrupt();
                        file.write("x").join();
                        return Thread.interrupted();
                    })
                    .join();
            assertThat(flag).isTrue();
            assertThat(file.size().join()).isEqualTo(1);
            file.close().join();
        }
    }
}
