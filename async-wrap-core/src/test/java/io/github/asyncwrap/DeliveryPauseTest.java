package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A delivery thread that waits makes room for another one, however deep in it the wait is. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeliveryPauseTest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private AsyncFuture<String> occupy(AsyncWrapper db) throws InterruptedException {
        AsyncFuture<String> first = db.call(() -> {
            entered.countDown();
            go.await();
            return "first";
        });
        entered.await();
        return first;
    }

    @Test
    void join_onAnAsyncStage_inACallbackOfReady_returns() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(1).build();
        AsyncFuture<String> first = occupy(db);
        AsyncFuture<String> second = db.call(() -> "second");
        AsyncFuture<String> resumed = db.ready()
                .thenApply(none -> first.thenApplyAsync(row -> row + "!").join());
        go.countDown();
        second.join();
        assertThat(resumed.get(10, SECONDS)).isEqualTo("first!");
    }

    @Test
    void close_inACallbackOfReady_behindWhichACallbackWaits_returns() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(1)
                .gracePeriod(Duration.ofMillis(1))
                .build();
        AsyncFuture<String> first = occupy(db);
        db.call(() -> "second");
        AsyncFuture<CloseReport> closed = db.ready().thenApply(none -> {
            first.thenRunAsync(() -> {});
            return db.close(Duration.ofDays(1));
        });
        go.countDown();
        assertThat(closed.get(10, SECONDS)).isNotNull();
    }

    @Test
    void join_onAnAsyncStage_inABodyRunByACallback_returns() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(0)
                .overflow(Overflow.callerRuns())
                .build();
        AsyncFuture<String> complete = db.call(() -> "row");
        complete.join();
        occupy(db);
        CompletableFuture<AsyncFuture<String>> run = complete.thenApplyAsync(row ->
                db.call(() -> complete.thenApplyAsync(again -> again + "!").join()));
        try {
            assertThat(run.get(10, SECONDS).join()).isEqualTo("row!");
        } finally {
            go.countDown();
        }
    }

    @Test
    void submit_thatWaitsForRoom_inACallback_doesNotKeepTheOtherCallbacks() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(0)
                .overflow(Overflow.block(Duration.ofSeconds(30)))
                .build();
        AsyncFuture<String> complete = db.call(() -> "row");
        complete.join();
        CountDownLatch blocks = new CountDownLatch(1);
        AsyncFuture<String> body = db.call(() -> {
            blocks.await();
            return complete.thenApplyAsync(row -> row + "!").join();
        });
        AsyncFuture<String> submitted = complete.thenComposeAsync(row -> {
            blocks.countDown();
            return db.call(() -> "let in");
        });
        assertThat(body.get(10, SECONDS)).isEqualTo("row!");
        assertThat(submitted.get(10, SECONDS)).isEqualTo("let in");
    }
}
