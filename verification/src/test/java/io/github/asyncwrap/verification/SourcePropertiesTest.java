package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random data through the sources, with any end: the subscriber gets it all, or the documented error; nobody hangs. */
@Timeout(3600) // each seed has its own limit
class SourcePropertiesTest {

    /** How a play ends. */
    private enum End {
        WHOLE,
        WRITER_THROWS,
        SUBSCRIBER_CANCELS,
        SUBSCRIBER_THROWS,
        BAD_REQUEST,
        TIMED_OUT
    }

    /** Requests at random, and ends it when its time has come. */
    private static final class Odd<T> extends Collecting<T> {
        final End end;
        private final Random random;
        private final int enough;
        private long requested;

        Odd(Random random, int enough) {
            super(0);
            End[] ends = End.values();
            this.end = random.nextInt(3) > 0 ? End.WHOLE : ends[random.nextInt(ends.length)];
            this.random = new Random(random.nextLong());
            this.enough = enough;
        }

        AsyncWrapper through(AsyncWrapper wrapper) {
            return end == End.TIMED_OUT ? wrapper.within(Duration.ofMillis(1 + random.nextInt(4))) : wrapper;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            super.onSubscribe(subscription);
            more();
        }

        @Override
        void got(T item) throws Exception {
            if (items.size() > enough) {
                switch (end) {
                    case SUBSCRIBER_CANCELS -> subscription().cancel();
                    case SUBSCRIBER_THROWS -> throw new IOException("the subscriber's own");
                    case BAD_REQUEST -> subscription().request(-(long) items.size());
                    default -> {}
                }
            }
            more();
        }

        private void more() {
            if (requested == items.size() || random.nextInt(10) == 0) {
                int n = random.nextInt(8) == 0 ? 1_000 : 1 + random.nextInt(5);
                requested += n;
                subscription().request(n);
            }
        }

        boolean endsSilently() {
            return items.size() > enough && (end == End.SUBSCRIBER_CANCELS || end == End.SUBSCRIBER_THROWS);
        }

        /** Null if it completed. */
        @Nullable
        Throwable failure() throws Exception {
            try {
                Object unused = ended.get(15, SECONDS);
                return null;
            } catch (ExecutionException failed) {
                return failed.getCause();
            }
        }
    }

    private static final class WritersOwn extends IOException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void byteSource_anyDataAndEnd_isWholeOrFailsAsDocumented() throws Exception {
        Seeds.each((random, wrapper) -> {
            int window = Bytes.window(random);
            byte[] data = Bytes.random(random, window);
            long seed = random.nextLong();
            Odd<ByteBuffer> subscriber = new Odd<>(random, random.nextInt(6));
            byte[] written = subscriber.end == End.WRITER_THROWS ? Arrays.copyOf(data, data.length / 2) : data;
            CountDownLatch writerIsOff = new CountDownLatch(1);
            subscriber
                    .through(wrapper)
                    .byteSource(
                            out -> {
                                try {
                                    Bytes.writeOddly(out, written, new Random(seed), window);
                                    if (subscriber.end == End.WRITER_THROWS) {
                                        throw new WritersOwn();
                                    }
                                } finally {
                                    writerIsOff.countDown();
                                }
                            },
                            window)
                    .subscribe(subscriber);
            check(subscriber, wrapper, writerIsOff, () -> bytes(subscriber.items), written);
        });
    }

    @Test
    void source_anyItemsAndEnd_areAllThereOrItFailsAsDocumented() throws Exception {
        Seeds.each((random, wrapper) -> {
            byte[] data = new byte[random.nextInt(600)];
            random.nextBytes(data);
            Odd<Byte> subscriber = new Odd<>(random, random.nextInt(300));
            int size = subscriber.end == End.WRITER_THROWS ? data.length / 2 : data.length;
            CountDownLatch writerIsOff = new CountDownLatch(1);
            Flow.Publisher<Byte> source = subscriber
                    .through(wrapper)
                    .source(
                            out -> {
                                try {
                                    for (int i = 0; i < size; i++) {
                                        out.accept(data[i]);
                                    }
                                    if (subscriber.end == End.WRITER_THROWS) {
                                        throw new WritersOwn();
                                    }
                                } finally {
                                    writerIsOff.countDown();
                                }
                            },
                            1 + random.nextInt(random.nextBoolean() ? 3 : 300));
            source.subscribe(subscriber);
            check(
                    subscriber,
                    wrapper,
                    writerIsOff,
                    () -> {
                        ByteArrayOutputStream all = new ByteArrayOutputStream();
                        subscriber.items.forEach(all::write);
                        return all.toByteArray();
                    },
                    Arrays.copyOf(data, size));
        });
    }

    private interface Seen {
        byte[] bytes();
    }

    private static void check(
            Odd<?> subscriber, AsyncWrapper wrapper, CountDownLatch writerIsOff, Seen seen, byte[] written)
            throws Exception {
        Spin.until(() -> subscriber.ended.isDone()
                || (subscriber.endsSilently()
                        && wrapper.stats().running() + wrapper.stats().pending() == 0));
        if (subscriber.endsSilently()) {
            assertThat(writerIsOff.await(15, SECONDS)).as("the writer is off").isTrue();
        } else {
            Throwable failure = subscriber.failure();
            if (failure == null) {
                assertThat(seen.bytes()).as("at the end, %s", subscriber.end).isEqualTo(written);
            } else {
                switch (subscriber.end) {
                    case WRITER_THROWS -> {
                        assertThat(failure).isInstanceOf(WritersOwn.class);
                        assertThat(seen.bytes()).as("all that was written").isEqualTo(written);
                    }
                    case BAD_REQUEST ->
                        assertThat(failure)
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("request(-");
                    case TIMED_OUT -> assertThat(failure).isInstanceOf(AsyncTimeoutException.class);
                    default -> throw new AssertionError(subscriber.end + " failed", failure);
                }
            }
        }
        byte[] bytes = seen.bytes();
        assertThat(bytes).as("a beginning, %s", subscriber.end).isEqualTo(Arrays.copyOf(written, bytes.length));
        assertThat(subscriber.wrong()).isNull();
    }

    private static byte[] bytes(List<ByteBuffer> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer chunk : new ArrayList<>(chunks)) {
            byte[] bytes = new byte[chunk.remaining()];
            chunk.duplicate().get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }
}
