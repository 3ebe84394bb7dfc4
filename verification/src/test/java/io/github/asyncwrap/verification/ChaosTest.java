package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import io.github.asyncwrap.Overflow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything at once, at random, and then a look at what must hold whatever happened. The seed of a failure is in its
 * message; {@code -Dchaos.calls=…} makes each run longer than the short form in the build.
 */
class ChaosTest {
    private static final int PRODUCERS = 8;
    private static final int CALLS = Integer.getInteger("chaos.calls", 40_000);

    private static final String CHECKED = "a checked exception";
    private static final String ERROR = "an error";

    /** What the bodies themselves counted. */
    private final AtomicInteger inside = new AtomicInteger();

    private final AtomicInteger most = new AtomicInteger();
    private final AtomicLong bodies = new AtomicLong();
    private final AtomicLong outcomes = new AtomicLong();
    private final AtomicInteger callbacksInterrupted = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void chaos_whateverHappens_everyInvariantHolds(long seed) throws Exception {
        Random setup = new Random(seed);
        int limit = 1 << setup.nextInt(7);
        ExecutorService given = Executors.newCachedThreadPool();
        AsyncWrapperBuilder builder = AsyncWrapper.builder("chaos", limit)
                .maxPending(setup.nextInt(200))
                .gracePeriod(Duration.ofSeconds(20));
        if (setup.nextBoolean()) {
            builder.timeout(Duration.ofMillis(1 + setup.nextInt(20)));
        }
        if (setup.nextBoolean()) {
            builder.pendingTimeout(Duration.ofMillis(1 + setup.nextInt(5)));
        }
        if (setup.nextBoolean()) {
            builder.overflow(Overflow.block(Duration.ofMillis(2)));
        }
        if (setup.nextInt(3) > 0) {
            builder.executor(task -> {
                if (ThreadLocalRandom.current().nextInt(20) == 0) {
                    throw new RejectedExecutionException("at random");
                }
                given.execute(task);
            });
        }
        AsyncWrapper door = builder.build();
        ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS);
        List<Future<List<Attempt>>> producing = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            Random random = new Random(setup.nextLong());
            producing.add(producers.submit(() -> produce(door, random)));
        }
        List<Attempt> calls = new ArrayList<>();
        for (Future<List<Attempt>> producer : producing) {
            calls.addAll(producer.get());
        }
        door.close();
        producers.shutdown();
        given.shutdown();

        String run = "seed " + seed + ": " + door.stats();
        assertThat(calls).as(run).allMatch(attempt -> attempt.call().isDone());
        for (Attempt attempt : calls) {
            attempt.call().stopped().get(30, TimeUnit.SECONDS);
        }
        assertThat(given.awaitTermination(30, TimeUnit.SECONDS)).as(run).isTrue();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (outcomes.get() < calls.size() && System.nanoTime() < deadline) {
            Thread.onSpinWait(); // a callback may come a little later than what close and stopped() wait for
        }
        assertThat(outcomes.get()).as("callbacks, each once; " + run).isEqualTo(calls.size());
        assertThat(most.get()).as("bodies at once; " + run).isBetween(1, limit);
        assertThat(inside.get()).as(run).isZero();
        assertThat(calls)
                .as("bodies that began with somebody else's interrupt; " + run)
                .noneMatch(attempt -> attempt.beganInterrupted && attempt.hasItsOwnOutcome());
        assertThat(callbacksInterrupted.get())
                .as("callbacks that ran interrupted; " + run)
                .isZero();
        AsyncStats end = door.stats();
        assertThat(end.running() + end.pending() + end.detached()).as(run).isZero();
        assertThat(end.submitted()).as(run).isEqualTo(calls.size());
        assertThat(end.succeeded() + end.failed() + end.cancelled() + end.timedOut() + end.rejected())
                .as(run)
                .isEqualTo(calls.size());
        assertThat(bodies.get()).as(run).isLessThanOrEqualTo(calls.size() - end.rejected());
    }

    private List<Attempt> produce(AsyncWrapper door, Random random) {
        List<Attempt> calls = new ArrayList<>();
        for (int i = 0; i < CALLS / PRODUCERS; i++) {
            Attempt attempt = new Attempt(random.nextInt(12));
            AsyncFuture<Integer> call = door.call(() -> body(attempt));
            attempt.call = call;
            calls.add(attempt);
            call.whenComplete((value, failure) -> {
                outcomes.incrementAndGet();
                callbacksInterrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
            });
            AsyncFuture<Integer> victim = calls.get(calls.size() - 1 - random.nextInt(Math.min(calls.size(), 10)))
                    .call();
            switch (random.nextInt(10)) {
                case 0 -> victim.cancel(true);
                case 1 -> victim.cancel(false);
                case 2 -> victim.complete(-1);
                case 3 -> victim.completeExceptionally(new IOException("outside"));
                case 4 -> victim.orTimeout(random.nextInt(2_000), TimeUnit.MICROSECONDS);
                case 5 ->
                    victim.thenRun(() -> {
                        throw new IllegalStateException("a callback that throws");
                    });
                case 6 -> victim.exceptionally(failure -> 0).join();
                case 7 -> victim.stopped().thenRun(Thread::yield);
                default -> {}
            }
        }
        return calls;
    }

    private int body(Attempt attempt) throws Exception {
        bodies.incrementAndGet();
        attempt.beganInterrupted = Thread.currentThread().isInterrupted();
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try {
            switch (attempt.kind) {
                case 0 -> throw new IOException(CHECKED);
                case 1 -> throw new StackOverflowError(ERROR);
                case 2 -> TimeUnit.MICROSECONDS.sleep(500);
                case 3 -> Thread.yield();
                case 4 -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(5);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // and returns with the flag set
                    }
                }
                default -> {}
            }
            return attempt.kind;
        } finally {
            inside.decrementAndGet();
        }
    }

    /** A call, and what its body saw; a body that is cancelled as it begins may well begin interrupted. */
    private static final class Attempt {
        final int kind;
        private @Nullable AsyncFuture<Integer> call;
        volatile boolean beganInterrupted;

        Attempt(int kind) {
            this.kind = kind;
        }

        AsyncFuture<Integer> call() {
            return Objects.requireNonNull(call);
        }

        boolean hasItsOwnOutcome() {
            if (!call().isCompletedExceptionally()) {
                return call().join() == kind;
            }
            String message = Failures.of(call()).getMessage();
            return Objects.equals(message, CHECKED) || Objects.equals(message, ERROR);
        }
    }
}
