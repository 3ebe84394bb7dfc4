package io.github.asyncwrap.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncByteSink;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.LoopGuard;
import io.github.asyncwrap.testkit.Gate;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The two streams of a byte sink: the reader's, and the one for a writer that blocks. */
class SinkStreamsTest {
    private static final int CHUNK = 8 * 1024;
    private static final int WINDOW = 64 * 1024;

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    // The reader's.

    @Test
    void available_countsWhatWaits_andSkipAndReadGoOverChunks() {
        List<Object> seen = new ArrayList<>();
        try (AsyncWrapper http = AsyncWrapper.of("http", 1);
                Gate gate = Gate.create()) {
            AsyncByteSink<String> sink = http.byteSink(in -> {
                gate.pass();
                seen.add(in.available());
                seen.add(in.read());
                seen.add(in.available());
                seen.add(in.skip(0));
                seen.add(in.skip(4));
                in.skipNBytes(1);
                seen.add(new String(in.readNBytes(2), UTF_8));
                assertThatThrownBy(() -> in.readNBytes(-1)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> in.skipNBytes(9))
                        .isInstanceOf(EOFException.class)
                        .hasMessage("http - the input ended after 2 of 9 bytes that were to be skipped");
                seen.add(in.available());
                seen.add(in.skip(3));
                seen.add(in.readNBytes(3).length);
                return "end " + in.read();
            });
            sink.write(bytes("abc"));
            sink.write(bytes("defg").asReadOnlyBuffer());
            sink.write(ByteBuffer.allocateDirect(3).put(bytes("hij")).flip());
            sink.finish();
            gate.release();
            assertThat(sink.finish().join()).isEqualTo("end -1");
        }
        assertThat(seen).containsExactly(10, (int) 'a', 9, 0L, 4L, "gh", 0, 0L, 0);
    }

    /** The array of a chunk goes to the other stream as it is; what has none is copied. */
    @Test
    void transferTo_passesArraysOn_andCopiesTheOthers() {
        byte[] array = "-heap-".getBytes(UTF_8);
        List<byte[]> given = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        OutputStream to = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("one by one");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                given.add(bytes);
                all.write(bytes, offset, length);
            }
        };
        byte[] large = new byte[20_000];
        Arrays.fill(large, (byte) 'x');
        try (AsyncWrapper http = AsyncWrapper.of("http", 1)) {
            AsyncByteSink<Long> sink = http.byteSink(in -> in.transferTo(to));
            sink.write(ByteBuffer.wrap(array, 1, 4).slice());
            sink.write(ByteBuffer.wrap(large).asReadOnlyBuffer());
            sink.write(ByteBuffer.allocateDirect(2).put(bytes("ok")).flip());
            assertThat(sink.finish().join()).isEqualTo(20_006);
        }
        assertThat(all.toString(UTF_8)).isEqualTo("heap" + new String(large, UTF_8) + "ok");
        assertThat(given.get(0)).isSameAs(array);
    }

    /** The position is the caller's; the content is not. */
    @Test
    void write_leavesThePositionOfTheBufferAlone() {
        ByteBuffer chunk = bytes("-row-").position(1).limit(4);
        try (AsyncWrapper http = AsyncWrapper.of("http", 1);
                Gate gate = Gate.create()) {
            AsyncByteSink<String> sink = http.byteSink(in -> {
                gate.pass();
                return new String(in.readAllBytes(), UTF_8);
            });
            sink.write(chunk);
            assertThat(chunk.remaining()).isEqualTo(3);
            chunk.clear();
            gate.release();
            assertThat(sink.finish().join()).isEqualTo("row");
        }
    }

    // The writer's.

    @OnEveryCarrier
    void asOutputStream_smallWrites_becomeChunks_flushedOnesAtOnce(Carried carried) throws Exception {
        try (AsyncWrapper http = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncByteSink<List<Integer>> sink = http.byteSink(in -> {
                gate.pass();
                List<Integer> sizes = new ArrayList<>();
                byte[] large = new byte[2 * CHUNK];
                for (int read; (read = in.read(large)) >= 0; ) {
                    sizes.add(read);
                }
                return sizes;
            });
            OutputStream out = sink.asOutputStream();
            assertThat(sink.asOutputStream()).isSameAs(out);
            for (int i = 0; i < CHUNK + 1; i++) {
                out.write(i);
            }
            out.flush();
            out.flush();
            out.write(new byte[2 * CHUNK + 5]);
            out.close();
            out.close();
            out.flush();
            assertThatThrownBy(() -> out.write(1))
                    .isInstanceOf(IOException.class)
                    .hasMessage("db - the stream is closed");
            gate.release();
            assertThat(sink.finish().join()).containsExactly(CHUNK, 1, CHUNK, CHUNK, 5);
        }
    }

    @Test
    void asOutputStream_theCallersArray_isCopied() throws Exception {
        try (AsyncWrapper http = AsyncWrapper.of("http", 1);
                Gate gate = Gate.create()) {
            AsyncByteSink<byte[]> sink = http.byteSink(in -> {
                gate.pass();
                return in.readAllBytes();
            });
            byte[] array = new byte[2 * CHUNK];
            OutputStream out = sink.asOutputStream();
            out.write(array);
            Arrays.fill(array, (byte) 1);
            out.close();
            gate.release();
            assertThat(sink.finish().join()).containsOnly(0);
        }
    }

    @OnEveryCarrier
    void asOutputStream_blocksWhileThereIsNoRoom_andGoesOn(Carried carried) throws Exception {
        try (AsyncWrapper http = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncByteSink<Integer> sink = http.byteSink(in -> {
                gate.pass();
                return in.readAllBytes().length;
            });
            OutputStream out = sink.asOutputStream();
            out.write(new byte[WINDOW]); // fits
            Thread writer = new Thread(() -> {
                try {
                    out.write(new byte[WINDOW]);
                    out.close();
                } catch (IOException failed) {
                    sink.fail(failed);
                }
            });
            writer.start();
            Spin.untilParked(writer);
            gate.release();
            writer.join();
            assertThat(sink.finish().join()).isEqualTo(2 * WINDOW);
        }
    }

    @Test
    void asOutputStream_theReaderIsGone_throwsTheReason() throws Exception {
        try (AsyncWrapper http = AsyncWrapper.of("http", 1)) {
            IOException refused = new IOException("connection refused");
            AsyncByteSink<String> sink = http.byteSink(in -> {
                throw refused;
            });
            sink.finish().handle((result, failure) -> result).join();
            OutputStream out = sink.asOutputStream();
            out.write(1);
            assertThatThrownBy(out::flush).isInstanceOf(IOException.class).hasCause(refused);
            assertThatThrownBy(() -> out.write(2))
                    .isInstanceOf(IOException.class)
                    .hasRootCause(refused);
            out.close(); // has been said

            AsyncByteSink<Integer> failed = http.byteSink(InputStream::read);
            IllegalStateException cause = new IllegalStateException("the producer broke");
            failed.fail(cause);
            failed.asOutputStream().write(1);
            assertThatThrownBy(failed.asOutputStream()::close)
                    .isInstanceOf(IOException.class)
                    .hasCause(cause);
        }
    }

    /** What was interrupted is not whole: the reader must not take it for that. */
    @Test
    void asOutputStream_interrupted_throwsWithTheFlag_andCloseFailsTheSink() throws Exception {
        try (AsyncWrapper http = AsyncWrapper.of("http", 1);
                Gate gate = Gate.create()) {
            AsyncByteSink<byte[]> sink = http.byteSink(in -> {
                gate.pass();
                return in.readAllBytes();
            });
            try (OutputStream out = sink.asOutputStream()) {
                out.write(new byte[WINDOW]);
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> out.write(new byte[CHUNK])).isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.interrupted()).isTrue();
            }
            gate.release();
            assertThat(Failures.of(sink.finish()))
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void asOutputStream_onAnEventLoop_isRefusedInsteadOfBlocking() throws Exception {
        try (AsyncWrapper http = AsyncWrapper.of("http", 1);
                Gate gate = Gate.create()) {
            AsyncByteSink<byte[]> sink = http.byteSink(in -> {
                gate.pass();
                return in.readAllBytes();
            });
            OutputStream out = sink.asOutputStream();
            LoopGuard.mark(Thread.currentThread());
            try {
                out.write(new byte[WINDOW]);
                assertThatThrownBy(() -> out.write(new byte[CHUNK]))
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("http - a write to the stream of a sink without room would block")
                        .hasMessageContaining("use the sink's write(...) and its future");
            } finally {
                LoopGuard.unmark(Thread.currentThread());
            }
            sink.finish().cancel(true);
        }
    }

    /** Were the reader run in place for the writer that waits, it would wait for the writer below it. */
    @OnEveryCarrier
    void asOutputStream_inABodyWhoseReaderIsPending_waitsAndIsNotRunInPlace(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncWrapper hurried = db.within(Duration.ofMillis(300)); // for the reader alone: this body needs its slot
            AtomicReference<Thread> reader = new AtomicReference<>();
            CompletableFuture<Throwable> seen = new CompletableFuture<>();
            db.run(() -> {
                        AsyncByteSink<Integer> sink = hurried.byteSink(in -> {
                            reader.set(Thread.currentThread());
                            return in.read();
                        });
                        try (OutputStream out = sink.asOutputStream()) {
                            out.write(new byte[2 * WINDOW]);
                        } catch (IOException failed) {
                            seen.complete(failed);
                        }
                    })
                    .join();
            assertThat(seen.join()).hasMessageContaining("timed out after");
            assertThat(reader).hasValue(null);
        }
    }

    /** What fits does not wait, and then the whole input is there: the reader can run in place. */
    @OnEveryCarrier
    void asOutputStream_inABodyWhoseReaderIsPending_whatFitsIsReadInPlace(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            int read = db.call(() -> {
                        AsyncByteSink<Integer> sink = db.byteSink(in -> in.readAllBytes().length);
                        try (OutputStream out = sink.asOutputStream()) {
                            out.write(new byte[WINDOW]);
                        }
                        return sink.finish().join();
                    })
                    .join();
            assertThat(read).isEqualTo(WINDOW);
        }
    }
}
