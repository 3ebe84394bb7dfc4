package io.github.asyncwrap.verification.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.verification.Spin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An open file, operation by operation. */
class AsyncFileTest extends OnDisk {
    private static final StandardOpenOption[] BOTH = {
        StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE
    };

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void operations_inTheirOrder() throws Exception {
        Path path = dir.resolve("a");
        AsyncFile file = files.open(path, BOTH).join();
        AsyncFuture<Void> first = file.write("one\n");
        AsyncFuture<Void> second = file.write(bytes("two\r\n"));
        AsyncFuture<Void> third = file.write("drei: ü".getBytes(StandardCharsets.UTF_8));
        AsyncFuture<Long> told = file.tell();
        file.seek(0);
        AsyncFuture<ByteBuffer> read = file.read(2);
        AsyncFuture<@Nullable String> line = file.readLine();
        AsyncFuture<Long> afterLine = file.tell();
        AsyncFuture<@Nullable String> nextLine = file.readLine();
        AsyncFuture<ByteBuffer> afterLines = file.read(3);
        AsyncFuture<String> rest = file.readText();
        AsyncFuture<ByteBuffer> none = file.read(1);
        AsyncFuture<@Nullable String> noLine = file.readLine();
        AsyncFuture<Long> size = file.size();
        AsyncFuture<Void> closed = file.close();
        closed.join();
        List.of(first, second, third).forEach(AsyncFuture::join);
        assertThat(told.join()).isEqualTo(17);
        assertThat(text(read.join())).isEqualTo("on");
        assertThat(line.join()).isEqualTo("e");
        assertThat(afterLine.join()).isEqualTo(4);
        assertThat(nextLine.join()).isEqualTo("two");
        assertThat(text(afterLines.join())).isEqualTo("dre");
        assertThat(rest.join()).isEqualTo("i: ü");
        assertThat(none.join().hasRemaining()).isFalse();
        assertThat(noLine.join()).isNull();
        assertThat(size.join()).isEqualTo(17);
        assertThat(path).hasContent("one\ntwo\r\ndrei: ü");
    }

    @Test
    void manyWrites_areInOrderUnderLoad() throws Exception {
        Path path = dir.resolve("a");
        AsyncFile file = files.open(path, BOTH).join();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 900; i++) {
            expected.append(i).append('\n');
            file.write(i + "\n");
        }
        file.close().join();
        assertThat(Files.readString(path)).isEqualTo(expected.toString());
    }

    @Test
    void write_afterALine_isWhereTheLineEnded() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "one\ntwo\nthree\n");
        AsyncFile file = files.open(path, BOTH).join();
        file.readLine();
        file.write("TWO");
        assertThat(file.readLine().join()).isEmpty();
        assertThat(file.readLine().join()).isEqualTo("three");
        file.close().join();
        assertThat(path).hasContent("one\nTWO\nthree\n");
    }

    @Test
    void positional_leavesThePosition() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "0123456789");
        AsyncFile file = files.open(path, BOTH).join();
        file.seek(2);
        assertThat(text(file.readAt(5, 3).join())).isEqualTo("567");
        assertThat(text(file.readAt(8, 100).join())).isEqualTo("89");
        assertThat(file.readAt(100, 1).join().hasRemaining()).isFalse();
        ByteBuffer written = bytes("xAByy").position(1).limit(3);
        file.writeAt(4, written).join();
        assertThat(written.remaining()).isEqualTo(2);
        assertThat(file.tell().join()).isEqualTo(2);
        assertThat(text(file.readAll().join())).isEqualTo("23AB6789");
        file.truncate(5).join();
        assertThat(file.tell().join()).isEqualTo(5);
        file.force(true).join();
        file.close().join();
        assertThat(path).hasContent("0123A");
    }

    @Test
    void append_isAtTheEnd() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "one ");
        AsyncFile file = files.open(path, StandardOpenOption.APPEND).join();
        assertThat(file.tell().join()).isEqualTo(4);
        file.write("two");
        assertThat(file.tell().join()).isEqualTo(7);
        file.close().join();
        assertThat(path).hasContent("one two");
    }

    @Test
    void openWithoutOptions_readsOnTheSharedWrapper() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "ü", StandardCharsets.ISO_8859_1);
        AsyncFile file = AsyncFile.open(path, StandardCharsets.ISO_8859_1).join();
        assertThat(file.readText().join()).isEqualTo("ü");
        assertThat(file.charset()).isEqualTo(StandardCharsets.ISO_8859_1);
        assertThat(file.path()).isEqualTo(path);
        file.close().join();
        AsyncFile utf = AsyncFile.open(path).join();
        assertThat(utf.charset()).isEqualTo(StandardCharsets.UTF_8);
        utf.close().join();
    }

    @Test
    void text_thatIsNone_isAnErrorWithItsPlace() throws Exception {
        Path path = Files.write(dir.resolve("a"), new byte[] {'a', '\n', 'b', (byte) 0xE2, (byte) 0x82, '\n'});
        AsyncFile file = files.open(path, BOTH).join();
        assertThat(file.readLine().join()).isEqualTo("a");
        assertThatThrownBy(() -> file.readLine().join())
                .hasCauseInstanceOf(CharacterCodingException.class)
                .hasMessageContaining("2 bytes at position 3 are no UTF-8");
        file.seek(0);
        assertThatThrownBy(() -> file.readText().join()).hasMessageContaining("position 3");
        assertThatThrownBy(() -> file.write("x\uD800y").join())
                .hasCauseInstanceOf(CharacterCodingException.class)
                .hasMessageContaining("index 1");
        file.close().join();
        assertThat(Files.size(path)).isEqualTo(6);
    }

    @Test
    void linesOfWideText_areRefusedAtOnce() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "one\n", StandardCharsets.UTF_16);
        AsyncFile file = files.open(path, StandardCharsets.UTF_16).join();
        assertThatThrownBy(file::readLine)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UTF-16");
        assertThatThrownBy(file::lines).isInstanceOf(IllegalArgumentException.class);
        assertThat(file.readText().join()).isEqualTo("one\n");
        file.close().join();
    }

    @Test
    void publishers_readFromThePositionAndLeaveTheFileOpen() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "one\ntwo\nthree");
        AsyncFile file = files.open(path, BOTH).join();
        file.readLine();
        assertThat(Taken.all(file.lines()).await()).containsExactly("two", "three");
        assertThat(Taken.all(file.lines()).await()).isEmpty();
        file.seek(4);
        file.readLine();
        List<ByteBuffer> chunks = Taken.all(file.chunks(3)).await();
        assertThat(chunks).extracting(AsyncFileTest::text).containsExactly("thr", "ee");
        file.seek(0);
        assertThat(Taken.all(file.chunks()).await())
                .extracting(ByteBuffer::remaining)
                .containsExactly(13);
        file.close().join();
        assertThat(Taken.all(file.lines()).failure()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void closeAmidAPublisher_isItsError() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "some line\n".repeat(100_000));
        AsyncFile file = files.open(path).join();
        Taken<String> taken = Taken.from(file.lines(), 1);
        while (taken.items.isEmpty()) {
            Thread.onSpinWait();
        }
        file.close().join();
        taken.subscribed.join().request(Long.MAX_VALUE);
        assertThat(taken.failure()).isInstanceOf(ClosedChannelException.class);
        assertThat(Handles.isOpen(path)).isFalse();
    }

    @Test
    void afterClose_aClearError() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "one");
        AsyncFile file = files.open(path, BOTH).join();
        file.close().join();
        file.close().join();
        assertThat(Handles.isOpen(path)).isFalse();
        for (AsyncFuture<?> refused :
                List.of(file.read(1), file.write("x"), file.size(), file.tell(), file.seek(1), file.force(false))) {
            assertThatThrownBy(refused::join)
                    .hasCauseInstanceOf(ClosedChannelException.class)
                    .hasMessageContaining(path + " - the file is closed, or is closing: open it again");
        }
        assertThat(file).hasToString("AsyncFile " + path + " (operations=0, closed)");
    }

    @Test
    void directoryAndMissingParent_areErrors() {
        assertThatThrownBy(() -> files.open(dir).join())
                .hasCauseInstanceOf(FileSystemException.class)
                .hasMessageContaining(dir + ": is a directory");
        assertThatThrownBy(() -> files.open(dir.resolve("none/a"), BOTH).join())
                .hasCauseInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
    }

    @Test
    void badArguments_areErrorsAtOnce() throws Exception {
        AsyncFile file = files.open(dir.resolve("a"), BOTH).join();
        assertThatThrownBy(() -> file.read(0)).hasMessage("count must be at least 1 byte, was 0");
        assertThatThrownBy(() -> file.seek(-1)).hasMessage("to must not be negative, was -1");
        assertThatThrownBy(() -> file.readAt(-2, 1)).hasMessage("from must not be negative, was -2");
        assertThatThrownBy(() -> file.writeAt(-3, bytes("x"))).hasMessage("to must not be negative, was -3");
        assertThatThrownBy(() -> file.truncate(-4)).hasMessage("size must not be negative, was -4");
        assertThatThrownBy(() -> file.chunks(0)).hasMessageContaining("at least 1 byte, was 0");
        file.close().join();
    }

    /** Positions beyond 2^32, in a file that takes no room. */
    @Test
    void sparseFile_of5GiB_isReadAtItsEnd() throws Exception {
        Path path = dir.resolve("sparse");
        long far = 5L << 30;
        AsyncFile file = files.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.SPARSE)
                .join();
        file.writeAt(far, bytes("x\nend\n")).join();
        assumeThat(sizeOnDisk(path)).as("the file system has no sparse files").isLessThan(1L << 30);
        assertThat(file.size().join()).isEqualTo(far + 6);
        assertThat(file.seek(far - 2).thenCompose(sought -> file.readLine()).join())
                .isEqualTo("\0\0x");
        assertThat(file.tell().join()).isEqualTo(far + 2);
        assertThat(Taken.all(file.lines()).await()).containsExactly("end");
        assertThat(text(file.readAt(far + 2, 3).join())).isEqualTo("end");
        file.seek(0);
        assertThatThrownBy(() -> file.readAll().join()).hasMessageContaining("more than an array can hold");
        file.truncate(far + 3).join();
        file.seek(far);
        file.writeAt(far + 1, ByteBuffer.wrap(new byte[] {(byte) 0xFF})).join();
        assertThatThrownBy(() -> file.readLine().join()).hasMessageContaining("position " + (far + 1));
        file.close().join();
        assertThat(Files.size(path)).isEqualTo(far + 3);
    }

    private static long sizeOnDisk(Path path) throws IOException, InterruptedException {
        Process du = new ProcessBuilder("du", "-k", path.toString()).start();
        String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return du.waitFor() == 0 ? Long.parseLong(said.substring(0, said.indexOf('\t'))) << 10 : 0;
    }

    @Test
    void fileThatShrinks_endsSooner() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "x".repeat(1_000_000));
        AsyncFile file = files.open(path).join();
        Taken<ByteBuffer> taken = Taken.from(file.chunks(1_000), 1);
        while (taken.items.isEmpty()) {
            Thread.onSpinWait();
        }
        Files.writeString(path, "");
        taken.subscribed.join().request(Long.MAX_VALUE);
        assertThat(taken.await().stream().mapToInt(ByteBuffer::remaining).sum()).isLessThanOrEqualTo(600_000);
        assertThat(file.readAt(0, 100).join().hasRemaining()).isFalse();
        file.close().join();
    }

    /** As one that shrinks between the two looks of an operation: some files of Linux always say 4 KiB. */
    @Test
    void fileShorterThanItSays_endsSooner() throws Exception {
        Path path = Path.of("/sys/devices/system/cpu/online");
        assumeThat(Files.isReadable(path) && Files.size(path) > 1_000)
                .as("there is " + path)
                .isTrue();
        String content = Files.readString(path);
        AsyncFile file = files.open(path).join();
        assertThat(text(file.readAt(0, 1_000).join())).isEqualTo(content);
        assertThat(text(file.read(1_000).join())).isEqualTo(content);
        file.close().join();
        assertThat(Taken.all(files.chunks(path)).await())
                .extracting(AsyncFileTest::text)
                .containsExactly(content);
    }

    /** The open of a pipe waits for one who writes; by then nobody wants it any more. */
    @Test
    void lateFile_isClosed() throws Exception {
        Path pipe = Pipes.make(dir);
        AsyncFuture<AsyncFile> opening = files.open(pipe);
        // One that is counted as running may not have begun, and would be dropped.
        Spin.until(() -> !disk.runningCalls().isEmpty());
        assertThat(opening.cancel(true)).isTrue();
        FileChannel.open(pipe, StandardOpenOption.WRITE).close();
        opening.stopped().join();
        Spin.until(() -> disk.stats().submitted() == 2); // by a call, and not some day by the garbage collector
        Handles.awaitClosed(pipe);
    }

    @Test
    void read_ofMoreThanThereIs_isWhatThereIs() throws Exception {
        byte[] content = new byte[200_000];
        Arrays.fill(content, (byte) 7);
        Path path = Files.write(dir.resolve("a"), content);
        AsyncFile file = files.open(path).join();
        assertThat(file.read(150_000).join().remaining()).isEqualTo(150_000);
        assertThat(file.read(Integer.MAX_VALUE).join().remaining()).isEqualTo(50_000);
        file.close().join();
    }
}
