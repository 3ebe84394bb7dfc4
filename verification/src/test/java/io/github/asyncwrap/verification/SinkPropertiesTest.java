package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncByteSink;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random data through the sinks, with any end: the reader gets it all, or the documented error; nobody hangs. */
@Timeout(3600) // each seed has its own limit
class SinkPropertiesTest {

    /** How a play ends. */
    private enum End {
        WHOLE,
        READER_RETURNS,
        READER_THROWS,
        WRITER_FAILS,
        CANCELLED,
        TIMED_OUT
    }

    /** What the reader saw, and what it is to do. */
    private static final class Reading {
        final End end;
        final long seed;
        final int enough;
        final IOException thrown = new IOException("the reader's own");
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        volatile boolean endSeen;

        Reading(Random random, int size) {
            End[] ends = End.values();
            this.end = random.nextInt(3) > 0 ? End.WHOLE : ends[random.nextInt(ends.length)];
            this.seed = random.nextLong();
            boolean early = end == End.READER_RETURNS || end == End.READER_THROWS;
            this.enough = early ? random.nextInt(size + 1) : Integer.MAX_VALUE;
        }

        AsyncWrapper through(AsyncWrapper wrapper) {
            return end == End.TIMED_OUT ? wrapper.within(Duration.ofMillis(1 + Math.floorMod(seed, 4L))) : wrapper;
        }

        String result() throws IOException {
            if (end == End.READER_THROWS) {
                throw thrown;
            }
            return "read";
        }

        /** How it must have ended; what races with the end of the data may also have come too late. */
        void check(AsyncSink<?, String> sink, byte[] data) throws Exception {
            AsyncFuture<String> result = sink.finish();
            result.stopped().get();
            Throwable failure = failure(result);
            byte[] seen = read.toByteArray();
            assertThat(seen).as("what was read, at %s", end).isEqualTo(Arrays.copyOf(data, seen.length));
            if (endSeen && end != End.CANCELLED) { // to cancel, one must finish first
                assertThat(seen).as("the reader saw the end, at %s", end).hasSameSizeAs(data);
            }
            if (failure == null) {
                assertThat(end == End.READER_RETURNS || end == End.CANCELLED || seen.length == data.length)
                        .as("all is read, at %s", end)
                        .isTrue();
            } else {
                switch (end) {
                    case READER_THROWS -> assertThat(failure).isSameAs(thrown);
                    case WRITER_FAILS -> assertThat(failure).hasRootCauseMessage("the writer's own");
                    case CANCELLED -> assertThat(failure).isInstanceOf(CancellationException.class);
                    case TIMED_OUT -> assertThat(failure).isInstanceOf(AsyncTimeoutException.class);
                    default -> throw new AssertionError(end + " failed", failure);
                }
            }
        }

        private static @Nullable Throwable failure(AsyncFuture<?> future) throws InterruptedException {
            try {
                Object unused = future.get();
                return null;
            } catch (ExecutionException failed) {
                return failed.getCause();
            } catch (CancellationException cancelled) {
                return cancelled;
            }
        }
    }

    /** What stops a play from outside. */
    private static Thread disturb(End end, AsyncSink<?, ?> sink, long pause) {
        Thread thread = new Thread(() -> {
            LockSupport.parkNanos(pause);
            if (end == End.CANCELLED) {
                sink.finish().cancel(pause % 2 == 0);
            }
        });
        thread.start();
        return thread;
    }

    private static void writeAll(AsyncByteSink<String> sink, Random random, byte[] data, int window)
            throws InterruptedException {
        try {
            for (int at = 0; at < data.length; ) {
                int size = Bytes.size(random, window, data.length - at);
                sink.write(Bytes.chunk(random, data, at, size)).get();
                at += size;
            }
        } catch (ExecutionException | CancellationException readerIsGone) {
            return; // the outcome tells why
        }
    }

    @Test
    void byteSink_anyDataAndEnd_isWholeOrFailsAsDocumented() throws Exception {
        Seeds.each((random, wrapper) -> {
            int window = Bytes.window(random);
            byte[] data = Bytes.random(random, window);
            Reading reading = new Reading(random, data.length);
            AsyncByteSink<String> sink = byteSink(wrapper, reading, window);
            Thread other = disturb(reading.end, sink, random.nextInt(500_000));
            byte[] written = reading.end == End.WRITER_FAILS ? Arrays.copyOf(data, data.length / 2) : data;
            writeAll(sink, random, written, window);
            if (reading.end == End.WRITER_FAILS) {
                sink.fail(new IOException("the writer's own"));
            }
            reading.check(sink, data);
            other.join();
        });
    }

    @Test
    void asOutputStream_anyDataAndEnd_isWholeOrFailsAsDocumented() throws Exception {
        Seeds.each((random, wrapper) -> {
            int window = Bytes.window(random);
            byte[] data = Bytes.random(random, window);
            Reading reading = new Reading(random, data.length);
            AsyncByteSink<String> sink = byteSink(wrapper, reading, window);
            Thread other = disturb(reading.end, sink, random.nextInt(500_000));
            byte[] written = reading.end == End.WRITER_FAILS ? Arrays.copyOf(data, data.length / 2) : data;
            try (OutputStream out = sink.asOutputStream()) {
                Bytes.writeOddly(out, written, random, window);
                if (reading.end == End.WRITER_FAILS) {
                    sink.fail(new IOException("the writer's own"));
                }
            } catch (IOException readerIsGone) {
                assertThat(reading.end).as("failed: %s", readerIsGone).isNotEqualTo(End.WHOLE);
            }
            reading.check(sink, data);
            other.join();
        });
    }

    private static AsyncByteSink<String> byteSink(AsyncWrapper wrapper, Reading reading, int window) {
        return reading.through(wrapper)
                .byteSink(
                        in -> {
                            reading.endSeen =
                                    Bytes.readOddly(in, reading.read, new Random(reading.seed), reading.enough);
                            return reading.result();
                        },
                        window);
    }

    @Test
    void sink_anyItemsAndEnd_areAllThereOrItFailsAsDocumented() throws Exception {
        Seeds.each((random, wrapper) -> {
            byte[] data = new byte[random.nextInt(600)];
            random.nextBytes(data);
            int window = 1 + random.nextInt(random.nextBoolean() ? 3 : 300);
            Reading reading = new Reading(random, data.length);
            AsyncSink<Byte, String> sink = reading.through(wrapper)
                    .sink(
                            items -> {
                                try {
                                    while (reading.read.size() < reading.enough) {
                                        if (!items.hasNext()) {
                                            reading.endSeen = true;
                                            break;
                                        }
                                        reading.read.write(items.next());
                                    }
                                } catch (UncheckedIOException failed) {
                                    throw failed.getCause();
                                }
                                return reading.result();
                            },
                            window);
            Thread other = disturb(reading.end, sink, random.nextInt(300_000));
            int size = reading.end == End.WRITER_FAILS ? data.length / 2 : data.length;
            List<AsyncFuture<Void>> writes = new ArrayList<>();
            try {
                for (int i = 0; i < size; i++) {
                    writes.add(sink.write(data[i]));
                    writes.get(i).get();
                }
            } catch (ExecutionException | CancellationException readerIsGone) {
                assertThat(reading.end).as("failed: %s", readerIsGone).isNotEqualTo(End.WHOLE);
            }
            if (reading.end == End.WRITER_FAILS) {
                sink.fail(new IOException("the writer's own"));
            }
            reading.check(sink, data);
            assertThat(writes).allMatch(AsyncFuture::isDone);
            other.join();
        });
    }
}
