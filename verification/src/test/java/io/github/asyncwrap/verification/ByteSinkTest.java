package io.github.asyncwrap.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The byte sink: every byte arrives, nobody waits for somebody who is gone. */
class ByteSinkTest {
    private static final int WINDOW = 64 * 1024;

    @OnEveryCarrier
    void write_thenFinish_theReaderGetsEveryByteAndItsEnd(Carried carried) {
        try (AsyncWrapper http = carried.wrapper(1)) {
            AsyncSink<ByteBuffer, String> sink = http.byteSink(in -> new String(in.readAllBytes(), UTF_8));
            assertThat(sink.write(bytes("one "))).isCompleted();
            sink.write(ByteBuffer.allocate(0));
            sink.write(bytes("two")).join();
            assertThat(sink.finish().join()).isEqualTo("one two");
            assertThat(sink.finish().join()).isEqualTo("one two");
        }
    }

    @Test
    void read_withALargeBuffer_givesChunksOneByOne() {
        try (AsyncWrapper http = AsyncWrapper.of("http", 1)) {
            AsyncSink<ByteBuffer, List<Integer>> sink = http.byteSink(in -> {
                List<Integer> sizes = new ArrayList<>();
                byte[] buffer = new byte[1024];
                for (int read; (read = in.read(buffer)) >= 0; ) {
                    sizes.add(read);
                }
                return sizes;
            });
            for (int size : new int[] {10, 1, 500, 1024}) {
                sink.write(ByteBuffer.allocate(size));
            }
            assertThat(sink.finish().join()).containsExactly(10, 1, 500, 1024);
        }
    }

    @OnEveryCarrier
    void write_beyondTheWindow_completesWhenTheReaderHasMadeRoom(Carried carried) throws Exception {
        try (AsyncWrapper http = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncSink<ByteBuffer, Integer> sink = http.byteSink(in -> {
                gate.pass();
                int first = in.readNBytes(WINDOW).length;
                gate.pass();
                return first + in.readAllBytes().length;
            });
            assertThat(sink.write(ByteBuffer.allocate(WINDOW - 1))).isCompleted();
            AsyncFuture<Void> full = sink.write(ByteBuffer.allocate(WINDOW));
            assertThat(full).isNotDone();
            assertThat(Failures.of(sink.write(ByteBuffer.allocate(1))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("db - write while 131071 bytes of a window of 65536 wait to be read: "
                            + "wait for the future of the last write");
            gate.release();
            full.join();
            sink.write(ByteBuffer.allocate(1)).join();
            gate.release();
            assertThat(sink.finish().join()).isEqualTo(2 * WINDOW);
        }
    }

    @OnEveryCarrier
    void readerEnds_earlyOrByAnException_waitingAndLaterWritesFailWithTheReason(Carried carried) throws Exception {
        try (AsyncWrapper http = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncSink<ByteBuffer, String> early = http.byteSink(in -> {
                gate.pass();
                return "413";
            });
            AsyncFuture<Void> waiting = early.write(ByteBuffer.allocate(WINDOW));
            gate.release();
            assertThat(Failures.of(waiting))
                    .isInstanceOf(IOException.class)
                    .hasMessage("db - the reader returned before the end of its input, after 0 bytes");
            assertThat(Failures.of(early.write(bytes("x")))).isSameAs(Failures.of(waiting));
            assertThat(early.finish().join()).isEqualTo("413");

            IOException refused = new IOException("connection refused");
            AsyncSink<ByteBuffer, String> failing = http.byteSink(in -> {
                gate.pass();
                throw refused;
            });
            AsyncFuture<Void> stuck = failing.write(ByteBuffer.allocate(WINDOW));
            gate.release();
            assertThat(Failures.of(stuck)).isSameAs(refused);
            assertThat(Failures.of(failing.write(bytes("x")))).isSameAs(refused);
            assertThat(Failures.of(failing.finish())).isSameAs(refused);
        }
    }

    @OnEveryCarrier
    void fail_theReaderThrowsWithTheCause_andErrorsStick(Carried carried) throws Exception {
        try (AsyncWrapper http = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncSink<ByteBuffer, byte[]> sink = http.byteSink(in -> {
                gate.pass();
                return in.readAllBytes();
            });
            AsyncFuture<Void> waiting = sink.write(ByteBuffer.allocate(WINDOW));
            IllegalStateException cause = new IllegalStateException("the producer broke");
            sink.fail(cause);
            sink.fail(new IllegalStateException("too late"));
            assertThat(Failures.of(waiting)).isInstanceOf(IOException.class).hasCause(cause);
            assertThat(Failures.of(sink.write(bytes("x")))).hasCause(cause);
            gate.release();
            assertThat(Failures.of(sink.finish()))
                    .isInstanceOf(IOException.class)
                    .hasCause(cause);
        }
    }

    @OnEveryCarrier
    void finish_thenWriteOrFail_changesNothing(Carried carried) throws Exception {
        try (AsyncWrapper http = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncSink<ByteBuffer, Integer> sink = http.byteSink(in -> {
                gate.pass();
                return in.readAllBytes().length;
            });
            sink.write(bytes("row"));
            AsyncFuture<Integer> result = sink.finish();
            sink.fail(new IOException("ignored"));
            assertThat(Failures.of(sink.write(bytes("x"))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("db - write after finish()");
            gate.release();
            assertThat(result.join()).isEqualTo(3);
        }
    }

    @OnEveryCarrier
    void cancel_wakesTheReaderAndTheWriter(Carried carried) throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        try (AsyncWrapper http = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncSink<ByteBuffer, Integer> sink = http.byteSink(in -> {
                gate.runnable().run();
                try {
                    return in.read();
                } catch (Throwable thrown) {
                    seen.complete(thrown);
                    throw thrown;
                }
            });
            gate.awaitEntered(1);
            AsyncFuture<Void> waiting = sink.write(ByteBuffer.allocate(WINDOW));
            sink.finish().cancel(false); // no interrupt: the stream alone must wake the reader
            gate.release();
            assertThat(seen.join()).isInstanceOf(InterruptedIOException.class);
            assertThat(Failures.of(waiting)).isInstanceOf(CancellationException.class);
            assertThat(Failures.of(sink.write(bytes("x")))).isInstanceOf(CancellationException.class);
        }
    }

    @OnEveryCarrier
    void refusedCall_writesAndFinishFailWithTheRefusal(Carried carried) {
        AsyncWrapper http = carried.wrapper(1);
        http.close();
        AsyncSink<ByteBuffer, Integer> sink = http.byteSink(InputStream::read);
        assertThat(Failures.of(sink.write(bytes("x")))).isInstanceOf(AsyncRejectedException.class);
        assertThat(Failures.of(sink.finish())).isInstanceOf(AsyncRejectedException.class);
    }

    @Test
    void reader_closesItsStream_writesFailAndTheResultArrives() {
        try (AsyncWrapper http = AsyncWrapper.of("http", 1);
                Gate gate = Gate.create()) {
            AsyncSink<ByteBuffer, String> sink = http.byteSink(in -> {
                int first = in.read();
                in.close();
                in.close();
                assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessage("http - the stream is closed");
                gate.pass();
                return "enough " + first;
            });
            sink.write(ByteBuffer.wrap(new byte[] {7}));
            AsyncFuture<Void> write = sink.write(ByteBuffer.allocate(WINDOW));
            assertThat(Failures.of(write)).hasMessage("http - the reader closed its stream after 1 bytes");
            gate.release();
            assertThat(sink.finish().join()).isEqualTo("enough 7");
        }
    }

    /** The reader's end, a cancel and a fail race with writes: none of them may leave a write waiting. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void write_againstTheReadersEnd_neverHangs(int way) throws Exception {
        try (AsyncWrapper http = AsyncWrapper.of("http", 1)) {
            for (int round = 0; round < 300; round++) {
                int chunks = round % 4;
                AsyncSink<ByteBuffer, Integer> sink = http.byteSink(in -> {
                    for (int i = 0; i < chunks; i++) {
                        in.readNBytes(WINDOW);
                    }
                    return way == 0 ? chunks : in.readAllBytes().length;
                });
                Thread other = new Thread(() -> {
                    if (way == 1) {
                        sink.fail(new IOException("broken"));
                    } else if (way == 2) {
                        sink.finish().cancel(true);
                    }
                });
                other.start();
                for (int i = 0; i < 6; i++) {
                    AsyncFuture<Void> write = sink.write(ByteBuffer.allocate(WINDOW));
                    write.exceptionally(failure -> null).get();
                    if (write.isCompletedExceptionally()) {
                        break;
                    }
                }
                other.join();
                sink.finish().handle((result, failure) -> null).get();
            }
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
