package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A delivery thread that waits makes room for another one, however deep in it the wait is. */
class DeliveryPauseTest {

    private static AsyncFuture<String> occupy(AsyncWrapper db, Gate gate) throws InterruptedException {
        AsyncFuture<String> first = db.call(gate.callable("first"));
        gate.awaitEntered(1);
        return first;
    }

    @Test
    void join_onAnAsyncStage_inACallbackOfReady_returns() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(1).build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = occupy(db, gate);
            AsyncFuture<String> second = db.call(() -> "second");
            AsyncFuture<String> resumed = db.ready()
                    .thenApply(none -> first.thenApplyAsync(row -> row + "!").join());
            gate.release();
            second.join();
            assertThat(resumed.get(10, SECONDS)).isEqualTo("first!");
        }
    }

    @Test
    void close_inACallbackOfReady_behindWhichACallbackWaits_returns() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(1)
                        .gracePeriod(Duration.ofMillis(1))
                        .build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = occupy(db, gate);
            db.call(() -> "second");
            AsyncFuture<CloseReport> closed = db.ready().thenApply(none -> {
                first.thenRunAsync(() -> {});
                return db.close(Duration.ofDays(1));
            });
            gate.release();
            assertThat(closed.get(10, SECONDS)).isNotNull();
        }
    }

    @Test
    void join_onAnAsyncStage_inABodyRunByACallback_returns() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.callerRuns())
                        .build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> complete = db.call(() -> "row");
            complete.join();
            occupy(db, gate);
            CompletableFuture<AsyncFuture<String>> run = complete.thenApplyAsync(row ->
                    db.call(() -> complete.thenApplyAsync(again -> again + "!").join()));
            assertThat(run.get(10, SECONDS).join()).isEqualTo("row!");
        }
    }

    @Test
    void submit_thatWaitsForRoom_inACallback_doesNotKeepTheOtherCallbacks() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.block(Duration.ofSeconds(30)))
                        .build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> complete = db.call(() -> "row");
            complete.join();
            AsyncFuture<String> body = db.call(() -> {
                gate.pass();
                return complete.thenApplyAsync(row -> row + "!").join();
            });
            AsyncFuture<String> submitted = complete.thenComposeAsync(row -> {
                gate.release();
                return db.call(() -> "let in");
            });
            assertThat(body.get(10, SECONDS)).isEqualTo("row!");
            assertThat(submitted.get(10, SECONDS)).isEqualTo("let in");
        }
    }
}
