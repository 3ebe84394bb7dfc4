package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.file.AsyncFiles;
import io.github.asyncwrap.testkit.Gate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code AsyncFiles} publishes. */
@SuppressWarnings("StreamResourceLeak") // all(stream) closes them
class FilePublishersTest extends OnDisk {
    private Path file(String content) throws IOException {
        return Files.writeString(dir.resolve("file"), content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "\r",
                "\r\n",
                "one",
                "one\n",
                "one\ntwo",
                "one\r\ntwo\r\n",
                "one\rtwo\r",
                "one\r\rtwo",
                "\n\r\n\r",
                "one\n\r\ntwo\r\r\n",
                "Größe\n€ 5\n\uD83D\uDE00\n\uFFFD"
            })
    void lines_areThoseOfABufferedReader(String content) throws IOException {
        Path path = file(content);
        assertThat(Taken.all(files.lines(path)).await()).isEqualTo(expected(path, StandardCharsets.UTF_8));
        Path wide = Files.writeString(dir.resolve("wide"), content, StandardCharsets.UTF_16);
        assertThat(Taken.all(files.lines(wide, StandardCharsets.UTF_16)).await())
                .isEqualTo(expected(wide, StandardCharsets.UTF_16));
    }

    /** Ends, and characters of several bytes, on every place around the end of a buffer of 64 KiB. */
    @Test
    void lines_acrossTheBuffer_areWhole() throws IOException {
        String tail = "\r\n\r\rx\n€\uD83D\uDE00ä\r\nlast";
        for (int length = (64 << 10) - 24; length <= 64 << 10; length++) {
            Path path = file("a".repeat(length) + tail);
            assertThat(Taken.all(files.lines(path)).await()).isEqualTo(expected(path, StandardCharsets.UTF_8));
        }
    }

    @Test
    void lines_ofAnyLength_areWhole() throws IOException {
        Random random = new Random(7);
        String[] pieces = {"a", "ü", "€", "\uD83D\uDE00", "some words ", "\n", "\r\n", "\r"};
        for (int round = 0; round < 20; round++) {
            StringBuilder content = new StringBuilder();
            int rarely = 1 + random.nextInt(20_000);
            while (content.length() < 300_000) {
                content.append(pieces[random.nextInt(rarely) == 0 ? 5 + random.nextInt(3) : random.nextInt(5)]);
            }
            Path path = file(content.toString());
            assertThat(Taken.all(files.lines(path)).await()).isEqualTo(expected(path, StandardCharsets.UTF_8));
        }
    }

    private static List<String> expected(Path path, Charset charset) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path, charset)) {
            return reader.lines().toList();
        }
    }

    @Test
    void lines_malformed_tellsTheByteBehindTheLinesBeforeIt() throws IOException {
        Path path = dir.resolve("bad");
        Files.write(path, new byte[] {'o', 'n', 'e', '\n', 'x', 'y', (byte) 0xC3, 'z', '\n', 'o'});
        Taken<String> taken = Taken.all(files.lines(path));
        assertThat(taken.failure())
                .isInstanceOf(CharacterCodingException.class)
                .hasMessageContaining(path + " - the byte at position 6 is no UTF-8");
        assertThat(taken.items).containsExactly("one");
        assertThat(Handles.isOpen(path)).isFalse();
        Files.write(path, new byte[] {0, 'a', 0, '\n', (byte) 0xDC, 0});
        Taken<String> wide = Taken.all(files.lines(path, StandardCharsets.UTF_16BE));
        assertThat(wide.failure()).isInstanceOf(CharacterCodingException.class).hasMessageContaining("at position 4");
        assertThat(wide.items).containsExactly("a");
    }

    @Test
    void lines_malformedAfterABuffer_tellsTheByte() throws IOException {
        Path path = dir.resolve("bad");
        byte[] content = "0123456789\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
        content[200_003] = (byte) 0xFF;
        Files.write(path, content);
        Taken<String> taken = Taken.all(files.lines(path));
        assertThat(taken.failure()).hasMessageContaining("position 200003");
        assertThat(taken.items).hasSize(200_003 / 11);
    }

    @Test
    void missingFile_failsWithoutARequest() {
        Taken<String> taken = Taken.from(files.lines(dir.resolve("none/file")), 0);
        assertThat(taken.failure()).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void directory_isNoFile() {
        assertThat(Taken.all(files.lines(dir)).failure())
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is a directory");
        assertThat(Taken.all(files.chunks(dir)).failure()).hasMessageContaining("is a directory");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 32 << 10, 300_000, 2_000_000})
    void chunks_areTheFile(int size) throws IOException {
        byte[] content = new byte[size == 1 ? 3_000 : 1_000_000];
        new Random(1).nextBytes(content);
        Path path = Files.write(dir.resolve("file"), content);
        List<ByteBuffer> chunks = Taken.all(files.chunks(path, size)).await();
        ByteBuffer all = ByteBuffer.allocate(content.length);
        for (ByteBuffer chunk : chunks.subList(0, chunks.size() - 1)) {
            assertThat(chunk.remaining()).isEqualTo(size);
            all.put(chunk);
        }
        all.put(chunks.get(chunks.size() - 1));
        assertThat(all.array()).isEqualTo(content);
    }

    @Test
    void chunks_ofAnEmptyFile_areNone() throws IOException {
        assertThat(Taken.all(files.chunks(file(""))).await()).isEmpty();
    }

    @Test
    void directories_areListedWalkedAndSearched() throws IOException {
        Files.createDirectories(dir.resolve("a/b"));
        for (int i = 0; i < 700; i++) {
            Files.createFile(dir.resolve("a/" + i + (i % 2 == 0 ? ".txt" : ".bin")));
        }
        Path a = dir.resolve("a");
        assertThat(Taken.all(files.list(a)).await()).containsExactlyInAnyOrderElementsOf(all(Files.list(a)));
        assertThat(Taken.all(files.walk(dir)).await()).containsExactlyInAnyOrderElementsOf(all(Files.walk(dir)));
        assertThat(Taken.all(files.walk(dir, 1)).await()).containsExactlyInAnyOrder(dir, a);
        assertThat(Taken.all(files.find(dir, 9, (path, attributes) -> attributes.isDirectory()))
                        .await())
                .containsExactlyInAnyOrder(dir, a, a.resolve("b"));
        assertThat(Taken.all(files.newDirectoryStream(a)).await()).hasSize(701);
        assertThat(Taken.all(files.newDirectoryStream(a, "*.txt")).await()).hasSize(350);
        assertThat(Taken.all(files.newDirectoryStream(a, Files::isDirectory)).await())
                .containsExactly(a.resolve("b"));
        assertThat(Taken.all(files.list(dir.resolve("none"))).failure()).isInstanceOf(NoSuchFileException.class);
        Handles.awaitClosed(a);
    }

    private static List<Path> all(Stream<Path> stream) {
        try (stream) {
            return stream.collect(Collectors.toList());
        }
    }

    @Test
    void filterThatFails_isTheEnd() throws IOException {
        file("x");
        IOException failure = new IOException("filter");
        assertThat(Taken.all(files.newDirectoryStream(dir, entry -> {
                            throw failure;
                        }))
                        .failure())
                .isSameAs(failure);
        assertThat(Handles.isOpen(dir)).isFalse();
    }

    @Test
    void matcherThatThrows_isTheEndBehindWhatMatched() throws IOException {
        for (int i = 0; i < 10; i++) {
            Files.createFile(dir.resolve(String.valueOf(i)));
        }
        IllegalStateException failure = new IllegalStateException("matcher");
        Taken<Path> taken = Taken.all(files.find(dir, 1, new BiPredicate<>() {
            private int looked;

            @Override
            public boolean test(Path path, BasicFileAttributes attributes) {
                if (looked++ == 5) {
                    throw failure;
                }
                return true;
            }
        }));
        assertThat(taken.failure()).isSameAs(failure);
        assertThat(taken.items).hasSize(5);
        assertThat(Handles.isOpen(dir)).isFalse();
    }

    /** What a wrapper of the matcher's own refuses is not that the publisher's has no room. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    @Timeout(60)
    void matcherThatIsRefusedByAnotherWrapper_isTheEndBehindWhatMatched(int refused) throws Exception {
        for (int i = 0; i < 10; i++) {
            Files.createFile(dir.resolve(String.valueOf(i)));
        }
        AtomicInteger looked = new AtomicInteger();
        try (Gate gate = Gate.create();
                AsyncWrapper other =
                        AsyncWrapper.builder("other", 1).maxPending(0).build()) {
            AsyncFuture<Integer> held = other.call(gate.callable(1));
            Taken<Path> taken = Taken.all(files.find(dir, 1, (path, attributes) -> {
                if (looked.getAndIncrement() == refused) {
                    other.asExecutorService().execute(() -> {});
                }
                return true;
            }));
            assertThat(taken.failure())
                    .isInstanceOf(AsyncRejectedException.class)
                    .hasMessageContaining("other");
            assertThat(taken.items).hasSize(refused);
            assertThat(looked).hasValue(refused + 1);
            assertThat(Handles.isOpen(dir)).isFalse();
            gate.releaseAll();
            assertThat(held.join()).isEqualTo(1);
        }
    }

    /** The same where it is refused each time, which once had the directory opened again without end. */
    @Test
    @Timeout(60)
    void filterThatIsAlwaysRefusedByAnotherWrapper_isTheEnd() throws Exception {
        file("x");
        try (Gate gate = Gate.create();
                AsyncWrapper other =
                        AsyncWrapper.builder("other", 1).maxPending(0).build()) {
            AsyncFuture<Integer> held = other.call(gate.callable(1));
            Taken<Path> taken = Taken.all(files.newDirectoryStream(dir, entry -> {
                other.asExecutorService().execute(() -> {});
                return true;
            }));
            assertThat(taken.failure()).isInstanceOf(AsyncRejectedException.class);
            assertThat(disk.stats().submitted()).isEqualTo(2); // it was opened, and read
            gate.releaseAll();
            assertThat(held.join()).isEqualTo(1);
        }
    }

    /** What says how the shifts are meant stands in the first line only. */
    @ParameterizedTest
    @ValueSource(strings = {"ISO-2022-KR", "ISO-2022-JP"})
    void lines_ofACharsetWithShifts_areThoseOfABufferedReader(String name) throws IOException {
        Charset shifting = Charset.forName(name);
        String text = name.endsWith("KR") ? "가\n나 abc\r\n다" : "あ\nい abc\r\nう";
        Path path = Files.writeString(dir.resolve("shifts"), text, shifting);
        assertThat(Taken.all(files.lines(path, shifting)).await())
                .isEqualTo(text.lines().toList())
                .isEqualTo(expected(path, shifting));
        AsyncFile file = files.open(path, shifting).join();
        assertThatThrownBy(file::readLine).isInstanceOf(IllegalArgumentException.class);
        file.close().join();
    }

    /** Much longer than what is read at once. */
    @Test
    void lines_longerThanTheBuffer_areWhole() throws IOException {
        String line = "0123456789".repeat(100_000);
        Path path = file(line + "\n\n" + line + line + "\r\nlast");
        assertThat(Taken.all(files.lines(path)).await()).containsExactly(line, "", line + line, "last");
        AsyncFile file = files.open(path).join();
        assertThat(file.readLine().join()).isEqualTo(line);
        assertThat(file.tell().join()).isEqualTo(line.length() + 1);
        file.close().join();
    }

    /** There were three calls, which opened, read, and found the end; and no other one that closed. */
    private void assertNothingWasLeftToBeClosed() {
        disk.close();
        assertThat(disk.stats().submitted()).isEqualTo(3);
    }

    @Test
    void error_isToldWhenTheFileIsClosed() throws IOException {
        Path path = Files.write(dir.resolve("bad"), new byte[] {'o', 'n', 'e', '\n', (byte) 0xFF});
        Taken<String> taken = Taken.all(files.lines(path));
        assertThat(taken.failure()).isInstanceOf(CharacterCodingException.class);
        assertThat(Handles.isOpen(path)).isFalse();
        assertNothingWasLeftToBeClosed();
    }

    @Test
    void end_isToldWhenTheFileIsClosed() throws IOException {
        Path path = file("one\ntwo\n");
        List<Boolean> open = new ArrayList<>();
        Taken<String> taken = new Taken<>(Long.MAX_VALUE) {
            @Override
            public void onComplete() {
                try {
                    open.add(Handles.isOpen(path));
                } catch (IOException failed) {
                    onError(failed);
                }
                super.onComplete();
            }
        };
        files.lines(path).subscribe(taken);
        taken.await();
        assertThat(open).containsExactly(false);
        assertNothingWasLeftToBeClosed();
    }

    @Test
    void cancel_halfWay_closesTheFile() throws IOException {
        Path path = file("a line\n".repeat(500_000));
        Taken<String> taken = new Taken<>(Long.MAX_VALUE) {
            @Override
            public void onNext(String item) {
                super.onNext(item);
                if (items.size() == 20_000) {
                    subscribed.join().cancel();
                }
            }
        };
        files.lines(path).subscribe(taken);
        Flow.Subscription subscription = taken.subscribed.join();
        while (taken.items.size() < 20_000) {
            Thread.onSpinWait();
        }
        Handles.awaitClosed(path);
        subscription.cancel();
        subscription.request(1);
        assertThat(taken.items).hasSize(20_000);
        assertThat(taken.end).isNotDone();
    }

    @Test
    void cancel_beforeARequest_closesTheFile() throws IOException {
        Path path = file("one\n");
        Taken<String> taken = Taken.from(files.lines(path), 0);
        Flow.Subscription subscription = taken.subscribed.join();
        while (disk.stats().succeeded() == 0 || disk.stats().running() > 0) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 1_000; i++) {
            Thread.yield(); // now it rests, with the file open
        }
        assertThat(Handles.isOpen(path)).isTrue();
        subscription.cancel();
        Handles.awaitClosed(path);
        assertThat(taken.end).isNotDone();
    }

    @Test
    void subscriberThatThrows_isCancelledAndTheFileClosed() throws IOException {
        Path path = file("one\n".repeat(100_000));
        Taken<String> taken = new Taken<>(Long.MAX_VALUE) {
            @Override
            public void onNext(String item) {
                super.onNext(item);
                throw new IllegalStateException("meant to be logged");
            }
        };
        files.lines(path).subscribe(taken);
        taken.subscribed.join();
        while (taken.items.isEmpty()) {
            Thread.onSpinWait();
        }
        Handles.awaitClosed(path);
        assertThat(taken.items).hasSize(1);
    }

    /** The reads of a publisher are calls, so the figures tell how far ahead it is. */
    @Test
    void slowSubscriber_keepsTheReadAheadBounded() throws IOException {
        Path path = file("0123456789abcde\n".repeat(1 << 20)); // 16 MiB, 256 batches
        Taken<String> taken = Taken.from(files.lines(path), 1);
        while (taken.items.isEmpty()) {
            Thread.onSpinWait();
        }
        while (disk.stats().succeeded() < 3 || disk.stats().running() > 0) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 1_000; i++) {
            Thread.yield();
        }
        assertThat(disk.stats().submitted()).isEqualTo(3); // it was opened, and two batches were read
        Flow.Subscription subscription = taken.subscribed.join();
        subscription.request(4095); // the rest of the first batch
        while (disk.stats().succeeded() < 4) {
            Thread.onSpinWait();
        }
        assertThat(taken.items).hasSizeLessThanOrEqualTo(4096);
        subscription.cancel();
        Handles.awaitClosed(path);
    }

    @Test
    void fullWrapper_isWaitedFor() throws Exception {
        Path path = file("one\ntwo\n");
        try (Gate gate = Gate.create();
                AsyncWrapper narrow =
                        AsyncWrapper.builder("narrow", 1).maxPending(1).build()) {
            var first = narrow.call(gate.callable(1));
            var second = narrow.call(gate.callable(2));
            Taken<String> taken = Taken.all(AsyncFiles.on(narrow).lines(path));
            assertThat(taken.subscribed.join()).isNotNull();
            gate.releaseAll();
            assertThat(taken.await()).containsExactly("one", "two");
            assertThat(first.join() + second.join()).isEqualTo(3);
        }
    }

    /** Room that is told of and taken by somebody else, again and again. */
    @Test
    void fullWrapper_whoseRoomIsTaken_isWaitedForAgain() throws Exception {
        Path path = file("x\n".repeat(300_000));
        try (AsyncWrapper narrow =
                AsyncWrapper.builder("narrow", 1).maxPending(1).build()) {
            Taken<String> taken = Taken.all(AsyncFiles.on(narrow).lines(path));
            while (!taken.end.isDone()) {
                narrow.run(() -> {});
            }
            assertThat(taken.await()).hasSize(300_000);
        }
    }

    @Test
    void closedWrapper_isTheError() throws IOException {
        Path path = file("one\n");
        AsyncWrapper view = disk.labelled("view");
        view.close();
        assertThat(Taken.all(AsyncFiles.on(view).lines(path)).failure()).isInstanceOf(AsyncRejectedException.class);
        AsyncWrapper gone = AsyncWrapper.of("gone", 1);
        gone.close();
        assertThat(Taken.all(AsyncFiles.on(gone).lines(path)).failure()).isInstanceOf(AsyncRejectedException.class);
    }

    @Test
    void wrapperThatCloses_closesTheFile() throws IOException {
        Path path = file("one\n".repeat(500_000));
        AsyncWrapper closing = AsyncWrapper.of("closing", 1);
        Taken<String> taken = Taken.from(AsyncFiles.on(closing).lines(path), 1);
        while (taken.items.isEmpty()) {
            Thread.onSpinWait();
        }
        closing.close();
        taken.subscribed.join().request(Long.MAX_VALUE);
        assertThat(taken.failure()).isInstanceOf(AsyncRejectedException.class);
        Handles.awaitClosed(path);
    }

    @Test
    void pipe_givesLinesAsTheyCome() throws Exception {
        Path pipe = Pipes.make(dir);
        Taken<String> taken = Taken.all(files.lines(pipe));
        try (OutputStream out = Files.newOutputStream(pipe)) {
            out.write("one\ntw".getBytes(StandardCharsets.UTF_8));
            while (taken.items.isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(taken.items).containsExactly("one");
            out.write("o\nthree".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(taken.await()).containsExactly("one", "two", "three");
    }

    @Test
    void pipe_cancelledWhileNobodyWrites_isClosed() throws Exception {
        Path pipe = Pipes.make(dir);
        Taken<ByteBuffer> taken = Taken.all(files.chunks(pipe));
        try (OutputStream out = Files.newOutputStream(pipe)) {
            out.write(1);
            while (taken.items.isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(taken.items.get(0).remaining()).isEqualTo(1);
            taken.subscribed.join().cancel(); // interrupts the read that waits
            disk.close();
        }
        Handles.awaitClosed(pipe);
        assertThat(disk.stats().running()).isZero();
    }
}
