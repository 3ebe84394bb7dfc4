package io.github.asyncwrap.verification.file;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.file.AsyncFile;
import io.github.asyncwrap.verification.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Files that are not as others: open to append, in wide text, pipes, and those without a size. */
class AsyncFileKindsTest extends OnDisk {
    /** The system would write at the end, and say nothing. */
    @Test
    void append_atAPosition_isRefusedAndDoesNotStick() throws Exception {
        Path path = Files.writeString(dir.resolve("a"), "one");
        AsyncFile file = files.open(path, WRITE, APPEND).join();
        assertThat(Failures.of(file.writeAt(0, ByteBuffer.wrap(new byte[1]))))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        path + " - is open to append, which would write at the end and not at position 0: open it with"
                                + " WRITE alone");
        file.write("two").join();
        file.close().join();
        assertThat(path).hasContent("onetwo");
    }

    @Test
    void wideText_writtenInPieces_hasOneMark() throws Exception {
        Path path = dir.resolve("a");
        AsyncFile file =
                files.open(path, StandardCharsets.UTF_16, CREATE, READ, WRITE).join();
        AsyncFuture<Void> one = file.write("one\n");
        file.write("two\n").join();
        one.join();
        file.seek(0).join();
        assertThat(file.readText().join()).isEqualTo("one\ntwo\n");
        file.close().join();
        AsyncFile again =
                files.open(path, StandardCharsets.UTF_16, WRITE, APPEND).join();
        again.write("three").join();
        again.close().join();
        assertThat(Files.readString(path, StandardCharsets.UTF_16)).isEqualTo("one\ntwo\nthree");
    }

    @Test
    void wideText_fromTheMiddle_isRefused() throws Exception {
        Path path = Files.write(dir.resolve("a"), new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0, 'b', 0});
        AsyncFile file = files.open(path, StandardCharsets.UTF_16, READ).join();
        file.seek(4).join();
        assertThat(Failures.of(file.readText()))
                .hasMessageStartingWith(
                        path + " - the order of the bytes of UTF-16 is told at the beginning of the file,"
                                + " and the position is 4: ");
        assertThat(file.tell().join()).isEqualTo(4);
        file.seek(0).join();
        assertThat(file.readText().join()).isEqualTo("ab");
        assertThat(file.readText().join()).isEmpty();
        file.close().join();
    }

    @Test
    void textThatIsNone_leavesThePosition() throws Exception {
        Path path = Files.write(dir.resolve("a"), new byte[] {'a', (byte) 0xFF});
        AsyncFile file = files.open(path, READ).join();
        assertThat(Failures.of(file.readText())).hasMessageContaining("at position 1");
        assertThat(file.tell().join()).isZero();
        file.close().join();
    }

    /** What was read ahead for lines stays, and no write looks for a position. */
    @Test
    void pipe_openForBoth_isWrittenAfterALine() throws Exception {
        AsyncFile pipe = files.open(Pipes.make(dir), READ, WRITE).join();
        pipe.write("one\ntwo\n").join();
        assertThat(pipe.readLine().join()).isEqualTo("one");
        pipe.write("three\n").join();
        assertThat(pipe.readLine().join()).isEqualTo("two");
        assertThat(pipe.readLine().join()).isEqualTo("three");
        pipe.close().join();
    }

    @Test
    void fileWithoutASize_isReadAtAPosition() throws Exception {
        Path status = Path.of("/proc/self/status");
        assumeThat(Files.isReadable(status)).as("there is a " + status).isTrue();
        AsyncFile file = files.open(status, READ).join();
        ByteBuffer name = file.readAt(0, 5).join();
        assertThat(StandardCharsets.UTF_8.decode(name).toString()).isEqualTo("Name:");
        file.close().join();
    }
}
