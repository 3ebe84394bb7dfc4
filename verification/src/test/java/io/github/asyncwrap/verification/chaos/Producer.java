package io.github.asyncwrap.verification.chaos;

import io.github.asyncwrap.AsyncFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Submits calls, and after each one does something to it, to another one, or to the door. */
final class Producer implements Runnable {
    private static final int WINDOW = 128;
    private static final int NEAR = 10;

    private final Chaos chaos;
    private final int number;
    private final int calls;
    private final Random random;
    private final Deque<Attempt> latest = new ArrayDeque<>();
    private final @Nullable Attempt[] near = new @Nullable Attempt[NEAR];

    Producer(Chaos chaos, int number, int calls, long seed) {
        this.chaos = chaos;
        this.number = number;
        this.calls = calls;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        Frame frame = Frame.enter(Frame.Kind.THREAD);
        try {
            for (int i = 0; i < calls; i++) {
                submit(i);
                act();
                if (frame.clearFlag()) {
                    chaos.violations.add("a producer was interrupted");
                }
                chaos.retireSome();
                if (chaos.closesEarly && i == calls * 3L / 4) {
                    close();
                }
            }
        } catch (RuntimeException | Error thrown) {
            chaos.violations.add("a producer threw " + thrown + " at " + thrown.getStackTrace()[0]);
            throw thrown;
        } finally {
            latest.forEach(chaos::retireLater);
            frame.exit();
        }
    }

    private void submit(int turn) {
        Attempt attempt = new Attempt(chaos, chaos.ways.any(random), 0, random.nextLong());
        attempt.submit(random);
        chaos.board.put(attempt, random);
        near[turn % NEAR] = attempt;
        latest.add(attempt);
        if (latest.size() > WINDOW) {
            Attempt oldest = latest.remove();
            if (!oldest.retire()) {
                chaos.retireLater(oldest);
            }
        }
    }

    private void act() {
        Attempt attempt = near[random.nextInt(NEAR)];
        AsyncFuture<Attempt> victim = attempt == null ? null : attempt.future();
        if (attempt == null || victim == null) {
            return;
        }
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4 -> chaos.decide(victim, random);
            case 5 -> chaos.meddle(random);
            case 6 -> throwingCallbacks(victim);
            case 7 -> chaos.mustComplete(victim.exceptionally(failure -> attempt));
            case 8 -> victim.exceptionally(failure -> attempt).join();
            case 9 -> victim.stopped().thenRun(Thread::yield);
            case 10 -> victim.stopped().join();
            case 11 -> attempt.wantDiscarded();
            case 12 -> cancelLinked(victim);
            case 13 -> cancelCombined(victim);
            case 14 -> compose(victim);
            case 15 -> waitForAWhile(victim);
            case 16 -> ready();
            case 17 -> victim.thenRunAsync(Frame::leaveFlag);
            case 18 -> rarely();
            default -> {}
        }
    }

    private void rarely() {
        switch (random.nextInt(12)) {
            case 0, 1 -> chaos.ways.changeALimit(random);
            case 2, 3 -> chaos.ways.changeMaxPending(random);
            case 4 -> chaos.ways.replaceAnExecutor(random);
            default -> {}
        }
    }

    private static void throwingCallbacks(AsyncFuture<Attempt> victim) {
        victim.thenRun(() -> {
            throw new IllegalStateException("a callback that throws");
        });
        victim.thenAcceptAsync(value -> {
            throw new StackOverflowError("a callback that throws");
        });
    }

    private void cancelLinked(AsyncFuture<Attempt> victim) {
        long seed = random.nextLong();
        AsyncFuture<Attempt> derived = victim.linked().thenApply(value -> value).thenCompose(value -> chaos.leaf(seed));
        chaos.mustComplete(derived);
        if (random.nextBoolean()) {
            derived.cancel(random.nextBoolean());
        }
    }

    private void cancelCombined(AsyncFuture<Attempt> victim) {
        Attempt attempt = near[random.nextInt(NEAR)];
        AsyncFuture<Attempt> other = attempt == null ? null : attempt.future();
        if (other != null) {
            AsyncFuture<Attempt> derived = victim.linked().thenCombine(other.linked(), (one, two) -> one);
            chaos.mustComplete(derived);
            chaos.mustComplete(derived.stopped());
            if (random.nextBoolean()) {
                derived.cancel(random.nextBoolean());
            }
        }
    }

    private void compose(AsyncFuture<Attempt> victim) {
        long seed = random.nextLong();
        AsyncFuture<Attempt> derived =
                victim.handle((value, failure) -> value).thenComposeAsync(value -> chaos.leaf(seed));
        chaos.mustComplete(derived);
        chaos.mustComplete(derived.stopped());
    }

    private void waitForAWhile(AsyncFuture<Attempt> victim) {
        try {
            victim.get(random.nextInt(300), TimeUnit.MICROSECONDS);
        } catch (ExecutionException | CancellationException | TimeoutException itsOwnAffair) {
            // only that it returns matters here
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ready() {
        AsyncFuture<Void> ready = chaos.ways.any(random).wrapper().ready();
        chaos.mustComplete(ready);
        long seed = random.nextLong();
        switch (random.nextInt(3)) {
            case 0 -> ready.thenRun(() -> chaos.leaf(seed));
            case 1 -> ready.cancel(true);
            default -> {}
        }
    }

    /** Several close, with limits of their own, also from a body and from a callback; the others go on submitting. */
    private void close() {
        Duration limit = Duration.ofMillis(random.nextInt(20));
        switch (number) {
            case 0, 1 -> chaos.door.close(limit);
            case 2 -> chaos.submitClosing(limit, random);
            case 3 -> AsyncFuture.completed(limit).thenAcceptAsync(chaos.door::close);
            // On a delivery thread of the door, never inside a body: others may wait for that, and close for them.
            case 4 -> chaos.mustComplete(chaos.door.ready().handleAsync((none, refused) -> chaos.door.close(limit)));
            default -> {}
        }
    }
}
