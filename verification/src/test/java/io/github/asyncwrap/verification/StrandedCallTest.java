package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Views, changing limits, cancels, deadlines, waits for oneself and callbacks together: nothing is left behind. */
@Timeout(120)
class StrandedCallTest {
    private static final int SUBMITTERS = 3;
    private static final int CALLS = 3_000;

    enum Policy {
        REJECT(Overflow.reject()),
        BLOCK(Overflow.block(Duration.ofMillis(50))),
        CALLER_RUNS(Overflow.callerRuns()),
        DROP_OLDEST(Overflow.dropOldest());

        @SuppressWarnings("ImmutableEnumChecker")
        final Overflow overflow;

        Policy(Overflow overflow) {
            this.overflow = overflow;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everything_onOwnThreads_ends(Policy policy) throws Exception {
        run(AsyncWrapper.builder("db", 3)
                .maxPending(20)
                .overflow(policy.overflow)
                .build());
    }

    @ParameterizedTest
    @EnumSource
    void everything_onAGivenPool_ends(Policy policy) throws Exception {
        ExecutorService pool = new ThreadPoolExecutor(6, 6, 1, SECONDS, new LinkedBlockingQueue<>());
        try {
            run(AsyncWrapper.builder("db", 3)
                    .maxPending(20)
                    .overflow(policy.overflow)
                    .executor(pool)
                    .build());
        } finally {
            pool.shutdownNow();
        }
    }

    private static void run(AsyncWrapper db) throws Exception {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        try (db) {
            run(db, loop);
        } finally {
            loop.shutdownNow();
        }
    }

    private static void run(AsyncWrapper db, ExecutorService loop) throws Exception {
        AsyncWrapper outer = db.limitedTo("outer", 2);
        AsyncWrapper inner = outer.limitedTo("inner", 1);
        List<AsyncWrapper> views = List.of(
                db,
                outer,
                inner,
                db.within(Duration.ofMillis(2)),
                inner.within(Duration.ofMillis(1)),
                outer.deliverOn(loop),
                db.uninterruptible());
        Queue<AsyncFuture<?>> all = new ConcurrentLinkedQueue<>();
        AtomicInteger ready = new AtomicInteger();
        CountDownLatch ends = new CountDownLatch(SUBMITTERS);
        for (int i = 0; i < SUBMITTERS; i++) {
            GivenExecutorTest.start(() -> {
                for (int n = 0; n < CALLS; n++) {
                    one(views, all, ready);
                }
                ends.countDown();
            });
        }
        assertThat(ends.await(90, SECONDS)).as("all submitted").isTrue();
        for (AsyncFuture<?> future : all) {
            assertThat(future.handle((value, failure) -> true).get(20, SECONDS)).isTrue();
            assertThat(future.stopped().handle((value, failure) -> true).get(20, SECONDS))
                    .isTrue();
        }
        db.maxConcurrency(4);
        outer.maxConcurrency(2);
        AsyncStats stats = db.stats();
        for (long end = System.nanoTime() + SECONDS.toNanos(20);
                stats.running() + stats.pending() + stats.inPlace() > 0 && System.nanoTime() - end < 0; ) {
            Thread.onSpinWait();
            stats = db.stats();
        }
        assertThat(stats.running() + stats.pending() + stats.detached() + stats.inPlace())
                .isZero();
        assertThat(stats.succeeded() + stats.failed() + stats.cancelled() + stats.timedOut() + stats.rejected())
                .isEqualTo(stats.submitted());
        try (Gate gate = Gate.create()) {
            for (int i = 0; i < 4; i++) {
                db.run(gate::pass);
            }
            gate.awaitEntered(4); // all slots are there
        }
        assertThat(db.ready().handle((none, failure) -> true).get(20, SECONDS)).isTrue();
        long before = System.nanoTime();
        CloseReport report = db.close(Duration.ofSeconds(30));
        assertThat(report.stuck()).isEmpty();
        assertThat(System.nanoTime() - before).isLessThan(SECONDS.toNanos(20));
    }

    private static void one(List<AsyncWrapper> views, Queue<AsyncFuture<?>> all, AtomicInteger ready) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        AsyncWrapper view = views.get(random.nextInt(views.size()));
        AsyncWrapper other = views.get(random.nextInt(views.size()));
        int kind = random.nextInt(12);
        AsyncFuture<Integer> call = switch (kind) {
            case 0 ->
                view.call(() -> other.call(() -> 1).handle((row, failure) -> 1).join());
            case 1 ->
                view.call(() -> other.call(() -> 1)
                        .thenCompose(row -> view.call(() -> row))
                        .handle((row, failure) -> 1)
                        .join());
            case 2 ->
                view.call(() -> {
                    new CountDownLatch(1).await(1, MILLISECONDS); // what an interrupt ends
                    return 1;
                });
            case 3 ->
                view.call(() -> {
                    Thread.currentThread().interrupt();
                    return 1;
                });
            default -> view.call(() -> 1);
        };
        all.add(call);
        switch (random.nextInt(8)) {
            case 0 -> call.cancel(true);
            case 1 -> call.complete(2);
            case 2 -> all.add(call.thenApplyAsync(row -> row));
            case 3 -> all.add(call.thenApply(row -> row));
            case 4 -> all.add(call.linked().thenCompose(row -> other.call(() -> row)));
            case 5 -> all.add(call.orTimeout(1, MILLISECONDS));
            case 6 -> all.add(view.ready().thenRun(ready::incrementAndGet));
            default -> {}
        }
        if (random.nextInt(20) == 0) {
            views.get(random.nextInt(3)).maxConcurrency(1 + random.nextInt(4));
        }
        if (random.nextInt(20) == 0) {
            views.get(random.nextInt(3)).maxPending(random.nextInt(20));
        }
    }
}
