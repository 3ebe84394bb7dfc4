package io.github.asyncwrap.verification.chaos;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.Cancellation;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a body does, at random. It only waits for calls that it has submitted itself, and a producer's call only for
 * older producers' calls: so nobody waits in a circle, but for what the wrapper makes of it.
 */
final class Body {
    private static final int HARMLESS = 22;
    private static final int WAITING = 6;

    private final Attempt attempt;
    private final Chaos chaos;
    private final Frame frame;
    private final Random random;

    Body(Attempt attempt, Frame frame, Random random) {
        this.attempt = attempt;
        this.chaos = attempt.chaos;
        this.frame = frame;
        this.random = random;
    }

    void run() throws Exception {
        boolean mayWait = attempt.level < Attempt.DEEPEST;
        switch (random.nextInt(mayWait ? HARMLESS + WAITING : HARMLESS)) {
            case 0, 1 -> throw new IOException("a checked exception");
            case 2 -> throw new StackOverflowError("an error");
            case 3 -> throw new CancellationException("by the body");
            case 4, 5 -> sleep();
            case 6 -> sleepAndKeepTheFlag();
            case 7 -> Frame.leaveFlag();
            case 8 -> spin();
            case 9, 10 -> stopByAction();
            case 11 -> Thread.yield();
            case 12 -> chaos.meddle(random);
            case 13 -> completeItself();
            case HARMLESS, HARMLESS + 1 -> waitForInner();
            case HARMLESS + 2, HARMLESS + 3 -> waitForDerived();
            case HARMLESS + 4 -> waitForOlder();
            case HARMLESS + 5 -> waitForAWhile();
            default -> {}
        }
    }

    private long micros(int most) {
        return random.nextInt(most);
    }

    private void sleep() throws InterruptedException {
        try {
            TimeUnit.MICROSECONDS.sleep(micros(1_000));
        } catch (InterruptedException e) {
            noteInterrupt();
            throw e;
        }
    }

    private void sleepAndKeepTheFlag() {
        try {
            TimeUnit.MILLISECONDS.sleep(2);
        } catch (InterruptedException e) {
            noteInterrupt();
            Thread.currentThread().interrupt(); // and returns with the flag set
        }
    }

    private void noteInterrupt() {
        if (!frame.hasForeignFlag()) {
            attempt.interrupted();
        }
    }

    private void spin() {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros(100));
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** Waits for something that no interrupt ends. */
    @SuppressWarnings("try") // nothing is to be done with a block
    private void stopByAction() {
        CountDownLatch stop = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        long seed = random.nextLong();
        try (Cancellation block = Cancellation.onCancel(() -> {
            if (runs.getAndIncrement() != 0) {
                chaos.violations.add("an action ran twice, or after its block: " + attempt);
            }
            stop.countDown();
            act(new Random(seed));
        })) {
            boolean unused = Uninterruptibles.awaitUninterruptibly(stop, micros(1_000), TimeUnit.MICROSECONDS);
        }
        runs.incrementAndGet();
    }

    private void act(Random ofTheAction) {
        Frame here = Frame.enter(Frame.Kind.THREAD);
        try {
            switch (ofTheAction.nextInt(3)) {
                case 0 -> throw new IllegalStateException("an action that throws");
                case 1 -> chaos.meddle(ofTheAction);
                default -> {}
            }
        } finally {
            here.exit();
        }
    }

    private void completeItself() {
        AsyncFuture<Attempt> future = attempt.future();
        if (future != null) {
            chaos.decide(future, random);
        }
    }

    private @Nullable AsyncFuture<Attempt> inner() {
        return chaos.submitInner(attempt.level + 1, random);
    }

    private void waitForInner() {
        waitFor(inner());
        waitFor(inner());
    }

    private void waitForDerived() {
        AsyncFuture<Attempt> first = inner();
        AsyncFuture<Attempt> second = inner();
        if (first == null || second == null) {
            return;
        }
        long seed = random.nextLong();
        waitFor(
                switch (random.nextInt(5)) {
                    case 0 -> first.linked().thenApply(value -> value);
                    case 1 -> first.thenCombineAsync(second, (one, other) -> one);
                    case 2 -> first.handle((value, failure) -> value).thenCompose(value -> chaos.leaf(seed));
                    case 3 -> first.linked().thenCompose(value -> second);
                    default -> first.applyToEither(second, value -> value).exceptionally(failure -> attempt);
                });
    }

    private void waitForOlder() {
        Attempt other = chaos.board.any(random);
        if (attempt.level == 0 && other != null && other.number < attempt.number) {
            waitFor(other.future());
        }
    }

    private void waitFor(@Nullable CompletableFuture<?> future) {
        if (future == null) {
            return;
        }
        try {
            future.join();
        } catch (CompletionException | CancellationException itsOwnAffair) {
            // only that it ends matters here
        }
        attempt.look();
    }

    /** A timed wait runs nothing in place. */
    private void waitForAWhile() throws InterruptedException {
        AsyncFuture<Attempt> future = inner();
        if (future == null) {
            return;
        }
        try {
            future.get(1 + micros(500), TimeUnit.MICROSECONDS);
        } catch (InterruptedException e) {
            noteInterrupt();
            throw e;
        } catch (ExecutionException | CancellationException | TimeoutException itsOwnAffair) {
            // only that it ends matters here
        }
    }
}
