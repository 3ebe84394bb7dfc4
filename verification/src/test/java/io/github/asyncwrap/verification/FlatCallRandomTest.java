package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Bodies that give stages, the stages' ends, cancels, completions, deadlines and a close, in random orders and at random
 * times: nothing stays incomplete, no value is lost, no stage goes on that could be told to stop, and the figures fit.
 */
class FlatCallRandomTest {
    private static final int SEEDS = 400;
    private static final int CALLS = 12;

    /** One play. */
    private static final class Play {
        private final DeterministicCarrier time;
        private final Random random;
        private final AsyncWrapper db;
        private final List<AsyncFuture<Integer>> futures = new ArrayList<>();

        /** What bodies gave, and is theirs to give. */
        private final List<CompletableFuture<Integer>> given = new ArrayList<>();

        private final AtomicLong discarded = new AtomicLong();

        Play(DeterministicCarrier time, long seed) {
            this.time = time;
            this.random = new Random(seed);
            this.db = AsyncWrapper.builder("db", 2)
                    .maxPending(6)
                    .gracePeriod(Duration.ofSeconds(1))
                    .carrier(time)
                    .build();
        }

        private Duration moment() {
            return Duration.ofMillis(random.nextInt(50));
        }

        /** Gives a stage after some time, which may or may not end by itself, or be stopped. */
        private CompletionStage<Integer> body(Duration blocks, Duration goesOn, int how) throws Exception {
            time.sleep(blocks);
            CompletableFuture<Integer> inner = new CompletableFuture<>();
            given.add(inner);
            if (how < 4) {
                Runnable unused = time.schedule(
                        () -> time.hand(() -> {
                            if (how == 0) {
                                inner.completeExceptionally(new IOException("no row"));
                            } else {
                                inner.complete(how);
                            }
                        }),
                        goesOn.toNanos());
            }
            return how == 1 ? inner.minimalCompletionStage() : inner;
        }

        private void submit() {
            Duration blocks = moment();
            Duration goesOn = moment();
            int how = random.nextInt(6);
            AsyncWrapper view = random.nextInt(3) == 0 ? db.within(moment().plusMillis(1)) : db;
            AsyncFuture<Integer> future = view.<Integer>flatCall(() -> body(blocks, goesOn, how));
            futures.add(random.nextBoolean() ? future : future.onDiscarded(value -> discarded.incrementAndGet()));
        }

        private void end(AsyncFuture<Integer> future) {
            switch (random.nextInt(4)) {
                case 0 -> future.cancel(true);
                case 1 -> future.cancel(false);
                case 2 -> future.complete(-1);
                default -> future.orTimeout(moment().toMillis() + 1, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
        }

        void run() throws Exception {
            while (futures.size() < CALLS) {
                switch (random.nextInt(3)) {
                    case 0 -> time.advance(moment());
                    case 1 -> submit();
                    default -> {
                        if (!futures.isEmpty()) {
                            end(futures.get(random.nextInt(futures.size())));
                        }
                    }
                }
            }
            CloseReport report = db.close(moment());
            assertThat(futures).allMatch(AsyncFuture::isDone);
            assertThat(report.stuck()).isEmpty();
            time.advance(Duration.ofSeconds(2));
            assertThat(given).as("stages that could be stopped").allMatch(CompletableFuture::isDone);
            assertThat(futures).allMatch(future -> future.stopped().isDone());
            AsyncStats stats = db.stats();
            assertThat(stats.running() + stats.pending() + stats.detached()).isZero();
            assertThat(stats.succeeded() + stats.failed() + stats.cancelled() + stats.timedOut() + stats.rejected())
                    .isEqualTo(CALLS);
        }
    }

    @Test
    void anyOrder_leavesNothing() {
        AtomicLong seeds = new AtomicLong();
        DeterministicCarrier.explore(SEEDS, time -> new Play(time, seeds.incrementAndGet()).run());
        assertThat(seeds).hasValue(SEEDS);
    }
}
