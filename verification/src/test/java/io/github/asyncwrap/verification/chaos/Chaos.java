package io.github.asyncwrap.verification.chaos;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Overflow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One run: a door and its views, eight producers, and what all of them share. Everything comes of the seed. */
final class Chaos {
    static final int PRODUCERS = 8;
    private static final long PATIENCE_SECONDS = 30;

    final Violations violations = new Violations();
    final Tally tally = new Tally();
    final Board board = new Board();
    final AsyncWrapper door;
    final Ways ways;

    /** Whether the door is closed while the producers go on. */
    final boolean closesEarly;

    /** What somebody else gives as a call's value. */
    private final Attempt outside;

    private final long seed;
    private final Threads.Kind kind;
    private final Random setup;
    private final Told told = new Told();
    private final Threads threads;

    /** Calls that were not over when they were last looked at. */
    private final Queue<Attempt> unfinished = new ConcurrentLinkedQueue<>();

    /** Futures that are not calls, which have to be complete at the end. */
    private final Queue<CompletableFuture<?>> open = new ConcurrentLinkedQueue<>();

    Chaos(long seed, Threads.Kind kind, Overflow overflow) {
        this.seed = seed;
        this.kind = kind;
        this.setup = new Random(seed);
        this.threads = new Threads(kind, setup.nextLong(), violations);
        this.closesEarly = setup.nextInt(3) == 0;
        int limit = 1 + setup.nextInt(setup.nextBoolean() ? 4 : Ways.MOST);
        AsyncWrapperBuilder builder = threads.on(AsyncWrapper.builder("chaos", limit))
                .maxPending(setup.nextInt(Ways.MOST_PENDING))
                .overflow(overflow)
                .gracePeriod(Duration.ofSeconds(20));
        if (setup.nextBoolean()) {
            builder.timeout(Duration.ofMillis(1 + setup.nextInt(20)));
        }
        if (setup.nextBoolean()) {
            builder.pendingTimeout(Duration.ofMillis(1 + setup.nextInt(5)));
        }
        builder.listener(told);
        this.door = builder.build();
        this.ways = new Ways(door, limit, setup, threads, violations);
        this.outside = new Attempt(this, ways.any(setup), Attempt.DEEPEST, 0);
        tally.attempts.set(0);
    }

    /** Submits that many calls, closes, and looks at what must hold then. */
    void run(int calls) throws InterruptedException, ExecutionException {
        ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS, task -> new Thread(task, "producer"));
        List<Future<?>> producing = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            producing.add(producers.submit(new Producer(this, i, calls / PRODUCERS, setup.nextLong())));
        }
        for (Future<?> producer : producing) {
            await(producer);
        }
        producers.shutdown();
        CloseReport report = door.close(Duration.ofSeconds(PATIENCE_SECONDS));
        if (!report.stuck().isEmpty()) {
            violations.add("bodies are stuck: " + report);
        }
        new FinalChecks(this, told).run();
        threads.end();
    }

    /** As long as calls are submitted, nobody hangs. */
    private void await(Future<?> producer) throws InterruptedException, ExecutionException {
        for (long before = -1; ; ) {
            try {
                producer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                return;
            } catch (TimeoutException slow) {
                if (tally.attempts.get() == before) {
                    throw new AssertionError("nothing happens any more; " + this + "\n" + ThreadDump.ofAll(), slow);
                }
                before = tally.attempts.get();
            }
        }
    }

    /** What comes a moment later than what close and stopped() wait for. */
    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                violations.add(what + "; " + tally + "\n" + ThreadDump.ofAll());
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** A call of a body's; null if it was refused by an exception. */
    @Nullable
    AsyncFuture<Attempt> submitInner(int level, Random random) {
        Attempt attempt = new Attempt(this, ways.any(random), level, random.nextLong());
        AsyncFuture<Attempt> future = attempt.submit(random);
        unfinished.add(attempt);
        return future;
    }

    /** A call that waits for no other, for callbacks; if its submitter runs it, it may leave a flag on the thread. */
    AsyncFuture<Attempt> leaf(long seedOfIt) {
        Frame frame = Frame.enter(Frame.Kind.THREAD);
        try {
            AsyncFuture<Attempt> future = submitInner(Attempt.DEEPEST, new Random(seedOfIt));
            return future != null ? future : AsyncFuture.completed(outside);
        } finally {
            frame.exit();
        }
    }

    /** A call whose body closes the door; nobody may wait for it who is a body. */
    void submitClosing(Duration limit, Random random) {
        Attempt attempt = new Attempt(this, ways.any(random), Attempt.DEEPEST, random.nextLong(), limit);
        attempt.submit(random);
        unfinished.add(attempt);
    }

    /** Does something to somebody's call. */
    void meddle(Random random) {
        Attempt victim = board.any(random);
        AsyncFuture<Attempt> future = victim == null ? null : victim.future();
        if (future != null) {
            decide(future, random);
        }
    }

    /** Gives a call an outcome, or a deadline. */
    void decide(AsyncFuture<Attempt> future, Random random) {
        switch (random.nextInt(9)) {
            case 0, 1 -> future.cancel(true);
            case 2 -> future.cancel(false);
            case 3 -> future.complete(outside);
            case 4 -> future.completeExceptionally(new IOException("outside"));
            case 5 -> future.completeExceptionally(new CancellationException("outside"));
            case 6 -> future.completeExceptionally(new TimeoutException("outside"));
            case 7 -> future.orTimeout(random.nextInt(2_000), TimeUnit.MICROSECONDS);
            default -> future.completeOnTimeout(outside, random.nextInt(2_000), TimeUnit.MICROSECONDS);
        }
    }

    /** To be looked at again, when it is over. */
    void retireLater(Attempt attempt) {
        unfinished.add(attempt);
    }

    void retireSome() {
        for (int i = 0; i < 3; i++) {
            Attempt attempt = unfinished.poll();
            if (attempt != null && !attempt.retire()) {
                unfinished.add(attempt);
            }
        }
    }

    void retireAll() {
        for (Attempt attempt; (attempt = unfinished.poll()) != null; ) {
            Attempt each = attempt;
            await("a call is not over: " + each, each::retire);
        }
    }

    void mustComplete(CompletableFuture<?> future) {
        open.add(future);
        CompletableFuture<?> former = open.poll();
        if (former != null && !former.isDone()) {
            open.add(former);
        }
    }

    void awaitOpen() {
        for (CompletableFuture<?> future : open) {
            await("a stage does not complete: " + future, future::isDone);
        }
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + kind + ", " + door + ", " + ways + tally + ", " + door.stats();
    }
}
