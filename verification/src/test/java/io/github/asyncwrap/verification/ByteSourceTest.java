package io.github.asyncwrap.verification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncWrapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** The source of bytes. */
class ByteSourceTest {
    private static final int CHUNK = 8 * 1024;

    private static Collecting<ByteBuffer> subscribe(Flow.Publisher<ByteBuffer> source) {
        Collecting<ByteBuffer> subscriber = new Collecting<>(Long.MAX_VALUE);
        source.subscribe(subscriber);
        return subscriber;
    }

    private static List<Integer> sizes(List<ByteBuffer> chunks) {
        return chunks.stream().map(ByteBuffer::remaining).toList();
    }

    @OnEveryCarrier
    void zip_asShown_arrivesWhole(Carried carried) throws Exception {
        byte[] content = new byte[300_000];
        try (AsyncWrapper db = carried.wrapper(1)) {
            Collecting<ByteBuffer> subscriber = subscribe(db.byteSource(out -> {
                try (ZipOutputStream zip = new ZipOutputStream(out)) {
                    zip.putNextEntry(new ZipEntry("rows"));
                    zip.write(content);
                }
            }));
            byte[] all = new byte
                    [sizes(subscriber.ended.join()).stream()
                            .mapToInt(Integer::intValue)
                            .sum()];
            ByteBuffer whole = ByteBuffer.wrap(all);
            subscriber.items.forEach(whole::put);
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(all))) {
                zip.getNextEntry();
                assertThat(zip.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    void smallWrites_becomeChunks_whichTheSubscriberMayKeep() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            byte[] array = new byte[3 * CHUNK];
            List<ByteBuffer> chunks = subscribe(db.byteSource(out -> {
                        for (int i = 0; i < CHUNK; i++) {
                            out.write(7);
                        }
                        out.write(8);
                        out.flush();
                        out.write(array);
                        Arrays.fill(array, (byte) 9);
                        out.write(10);
                    }))
                    .ended
                    .join();
            assertThat(sizes(chunks)).containsExactly(CHUNK, 1, CHUNK, CHUNK, CHUNK, 1);
            assertThat(chunks.get(0).get(CHUNK - 1)).isEqualTo((byte) 7);
            assertThat(chunks.get(2).get(0)).isZero();
        }
    }

    @Test
    void windowSmallerThanAChunk_makesSmallerChunks() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(sizes(subscribe(db.byteSource(out -> out.write(new byte[10]), 4))
                            .ended
                            .join()))
                    .containsExactly(4, 4, 2);
        }
    }

    /** Also what the stream had not handed over yet. */
    @Test
    void writerThrows_allThatItWroteComesFirst() {
        IOException cause = new IOException("disk");
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            Collecting<ByteBuffer> subscriber = subscribe(db.byteSource(out -> {
                out.write("row".getBytes(UTF_8));
                throw cause;
            }));
            assertThat(Failures.of(subscriber.ended)).isSameAs(cause);
            assertThat(subscriber.items).containsExactly(ByteBuffer.wrap("row".getBytes(UTF_8)));
        }
    }

    @OnEveryCarrier
    void cancel_theNextChunkThrows_andErrorsStick(Carried carried) {
        CompletableFuture<Throwable> first = new CompletableFuture<>();
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1)) {
            Collecting<ByteBuffer> subscriber = new Collecting<>(1) {
                @Override
                void got(ByteBuffer chunk) {
                    subscription().cancel();
                }
            };
            db.uninterruptible()
                    .byteSource(out -> {
                        try {
                            while (true) {
                                out.write(new byte[CHUNK]);
                            }
                        } catch (IOException refused) {
                            first.complete(refused);
                        }
                        try {
                            out.write(1);
                        } catch (IOException again) {
                            second.complete(again);
                        }
                    })
                    .subscribe(subscriber);
            assertThat(first.join()).isInstanceOf(InterruptedIOException.class);
            assertThat(second.join()).isInstanceOf(IOException.class).hasCause(first.join());
            assertThat(subscriber.items).hasSize(1);
        }
    }

    @Test
    void stream_afterTheWriterHasReturned_throws() {
        CompletableFuture<OutputStream> kept = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThat(subscribe(db.byteSource(kept::complete)).ended.join()).isEmpty();
            assertThatThrownBy(() -> kept.join().write(1))
                    .isInstanceOf(IOException.class)
                    .hasMessage("db - the stream is closed");
        }
    }

    /** From a blocking writer through two wrappers to a blocking reader. */
    @OnEveryCarrier
    void source_intoASink_carriesEverything(Carried carried) throws Exception {
        byte[] data = new byte[1_000_000];
        new Random(1).nextBytes(data);
        try (AsyncWrapper from = carried.wrapper(1);
                AsyncWrapper to = carried.wrapper(1)) {
            var sink = to.byteSink(InputStream::readAllBytes);
            from.byteSource(out -> out.write(data)).subscribe(new Collecting<>(1) {
                @Override
                void got(ByteBuffer chunk) {
                    items.clear();
                    sink.write(chunk).thenRun(() -> subscription().request(1));
                }

                @Override
                public void onComplete() {
                    sink.finish();
                    super.onComplete();
                }
            });
            // Not finish(), which would be the end: the bytes are.
            Spin.until(() -> from.stats().succeeded() == 1 && to.stats().succeeded() == 1);
            assertThat(sink.finish().get()).isEqualTo(data);
        }
    }
}
