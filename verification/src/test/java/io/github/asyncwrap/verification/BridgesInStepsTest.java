package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncByteSink;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both ends of a bridge one step at a time, in virtual time: the end that waits lets the other go on. */
@Timeout(30)
class BridgesInStepsTest {
    private static final int SEEDS = 20;
    private static final int WINDOW = 64 * 1024;

    private static AsyncWrapper wrapper(long seed, int limit) {
        return AsyncWrapper.builder("db", limit)
                .carrier(DeterministicCarrier.step(seed))
                .build();
    }

    private static void writeAll(AsyncSink<Integer, ?> sink, int from) {
        if (from == 0) {
            sink.finish();
        } else {
            sink.write(from).thenRun(() -> writeAll(sink, from - 1));
        }
    }

    private static int count(Iterator<Integer> items) {
        int count = 0;
        while (items.hasNext()) {
            items.next();
            count++;
        }
        return count;
    }

    /** What writes are callbacks, which run where the reader waits. */
    @Test
    void reader_thatWaits_letsTheWritersCallbacksRun() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try (AsyncWrapper db = wrapper(seed, 1)) {
                CompletableFuture<Integer> counted = new CompletableFuture<>();
                AsyncSink<Integer, Boolean> sink = db.sink(items -> counted.complete(count(items)), 3);
                writeAll(sink, 50);
                db.ready().thenCompose(ready -> db.run(() -> {})).join(); // its turn comes behind the reader
                assertThat(counted.join()).as("seed %s", seed).isEqualTo(50);
            }
        }
    }

    /** The writer is a body, and comes when the reader waits, or before it. */
    @Test
    void reader_thatWaits_letsAWritingBodyRun() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try (AsyncWrapper db = wrapper(seed, 2)) {
                AsyncByteSink<Integer> sink = db.byteSink(in -> in.readAllBytes().length);
                AsyncFuture<Void> written = db.run(() -> {
                    try (OutputStream out = sink.asOutputStream()) {
                        out.write(new byte[WINDOW]);
                    }
                });
                assertThat(written.thenCompose(done -> sink.finish()).join())
                        .as("seed %s", seed)
                        .isEqualTo(WINDOW);
            }
        }
    }

    @Test
    void reader_thatWaitsInVain_isWokenByItsDeadline() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try (AsyncWrapper db = wrapper(seed, 1)) {
                CompletableFuture<Throwable> seen = new CompletableFuture<>();
                AsyncSink<Integer, Boolean> sink = db.within(Duration.ofHours(1))
                        .sink(items -> {
                            try {
                                return items.hasNext();
                            } catch (UncheckedIOException ended) {
                                seen.complete(ended.getCause());
                                throw ended;
                            }
                        });
                db.run(() -> {}).join(); // behind the reader
                assertThat(seen.join()).as("seed %s", seed).isInstanceOf(InterruptedIOException.class);
                assertThat(Failures.of(sink.finish())).isInstanceOf(AsyncTimeoutException.class);
            }
        }
    }

    /** The subscriber runs where the writer waits. */
    @Test
    void writer_thatWaits_letsTheSubscriberRun() {
        for (long seed = 0; seed < SEEDS; seed++) {
            try (AsyncWrapper db = wrapper(seed, 1)) {
                Flow.Publisher<Integer> source = db.source(
                        out -> {
                            for (int i = 0; i < 50; i++) {
                                out.accept(i);
                            }
                        },
                        3);
                Collecting<Integer> subscriber = new Collecting<>(1) {
                    @Override
                    void got(Integer item) {
                        subscription().request(1);
                    }
                };
                source.subscribe(subscriber);
                db.run(() -> {}).join(); // behind the writer
                db.run(() -> {}).thenRunAsync(() -> {}).join(); // and its callbacks
                assertThat(subscriber.ended).as("seed %s", seed).isCompleted();
                assertThat(subscriber.items).hasSize(50);
                assertThat(subscriber.wrong()).isNull();
            }
        }
    }
}
