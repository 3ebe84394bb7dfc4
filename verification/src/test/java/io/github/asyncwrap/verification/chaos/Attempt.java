package io.github.asyncwrap.verification.chaos;

import io.github.asyncwrap.AsyncFuture;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call with its body, and what the body and the callbacks saw. A body gives its own attempt as its value, or an
 * exception of its own, so that an outcome is the body's or somebody else's beyond doubt.
 */
final class Attempt implements Callable<Attempt> {
    /** A body that waits may have waited for others before; deeper than this they do not wait. */
    static final int DEEPEST = 3;

    final Chaos chaos;
    final Way way;
    final long number;

    /** 0 for a producer's call, one more for one that a body submits and waits for, {@link #DEEPEST} if it never waits. */
    final int level;

    private final long seed;

    /** Null, or with which limit the body closes the door instead. */
    private final @Nullable Duration closing;

    private final AtomicInteger began = new AtomicInteger();
    private final AtomicInteger callbacks = new AtomicInteger();
    private final AtomicInteger discards = new AtomicInteger();
    private final AtomicBoolean wantsDiscarded = new AtomicBoolean();
    private volatile boolean flagged;

    /** What the body gave: this, or what it threw. */
    private volatile @Nullable Object gave;

    private volatile @Nullable AsyncFuture<Attempt> future;

    Attempt(Chaos chaos, Way way, int level, long seed) {
        this(chaos, way, level, seed, null);
    }

    Attempt(Chaos chaos, Way way, int level, long seed, @Nullable Duration closing) {
        this.closing = closing;
        this.chaos = chaos;
        this.way = way;
        this.level = level;
        this.seed = seed;
        this.number = chaos.tally.attempts.incrementAndGet();
    }

    /** Null until it has been submitted, and if it was refused by an exception. */
    @Nullable
    AsyncFuture<Attempt> future() {
        return future;
    }

    /** Submits it, and hangs on its future what the random numbers say. */
    @Nullable
    AsyncFuture<Attempt> submit(Random random) {
        AsyncFuture<Attempt> submitted = way.submit(this);
        if (submitted == null) {
            chaos.tally.refusedByException.increment();
            return null;
        }
        future = submitted;
        if (random.nextBoolean()) {
            chaos.tally.callbacksHung.increment();
            submitted.whenComplete((value, failure) -> calledBack());
        }
        if (random.nextBoolean()) {
            wantDiscarded();
        }
        return submitted;
    }

    private void calledBack() {
        chaos.tally.callbacks.increment();
        if (callbacks.incrementAndGet() > 1) {
            chaos.violations.add("a callback ran twice: " + this);
        }
        if (Frame.isFree() && Frame.isFlaggedByTheWrapper()) {
            chaos.violations.add("a callback was interrupted: " + this);
        }
        AsyncFuture<Attempt> completed = future;
        if (completed != null && !completed.isDone()) {
            chaos.violations.add("a callback came before the outcome: " + this);
        }
    }

    /** From here on, or earlier, a value that comes too late is expected to be handed over. */
    void wantDiscarded() {
        AsyncFuture<Attempt> submitted = future;
        if (submitted != null && wantsDiscarded.compareAndSet(false, true)) {
            submitted.onDiscarded(this::discarded);
        }
    }

    private void discarded(Attempt value) {
        chaos.tally.discards.increment();
        if (value != this || gave != this || discards.incrementAndGet() > 1) {
            chaos.violations.add("discarded " + value + " for " + this);
        }
    }

    // The body.

    @Override
    public Attempt call() throws Exception {
        boolean hasSlot = Frame.isFree();
        chaos.tally.bodies.increment();
        Frame frame = Frame.enter(Frame.Kind.BODY);
        if (began.incrementAndGet() > 1) {
            chaos.violations.add("a body ran twice: " + this);
        }
        if (hasSlot) {
            way.limits().forEach(Limited::enter);
        } else {
            chaos.tally.inPlace.increment();
        }
        try {
            look();
            if (closing != null) {
                chaos.door.close(closing);
            } else {
                new Body(this, frame, new Random(seed)).run();
            }
            look();
            gave = this;
            return this;
        } catch (Throwable thrown) {
            look();
            gave = thrown;
            throw thrown;
        } finally {
            if (hasSlot) {
                way.limits().forEach(Limited::leave);
            }
            frame.exit();
        }
    }

    /** In the body: notes an interrupt that only the wrapper can have caused. */
    void look() {
        if (Frame.isFlaggedByTheWrapper()) {
            interrupted();
        }
    }

    void interrupted() {
        flagged = true;
        if (!way.interruptible()) {
            chaos.violations.add("a body that is uninterruptible was interrupted: " + this);
        }
    }

    // The end.

    /** Whether all is over, but perhaps a callback; then this is checked, and needs not be looked at again. */
    boolean retire() {
        AsyncFuture<Attempt> ended = future;
        if (ended == null) {
            return true;
        }
        if (!ended.isDone() || !ended.stopped().isDone()) {
            return false;
        }
        wantDiscarded();
        Object given = gave;
        Object outcome = outcomeOf(ended);
        if (given == null && began.get() > 0) {
            chaos.violations.add("stopped() has completed, and the body is on its thread: " + this);
        }
        if (outcome == given) {
            chaos.tally.ownOutcomes.increment();
            if (flagged) {
                chaos.violations.add("a body was interrupted and nobody had decided its outcome: " + this);
            }
        } else if (given == this) {
            chaos.tally.lateValues.increment();
        } else if (given != null) {
            chaos.tally.lateFailures.increment();
        }
        return true;
    }

    private static @Nullable Object outcomeOf(AsyncFuture<Attempt> ended) {
        try {
            return ended.get();
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (CancellationException cancelled) {
            return cancelled.getCause() instanceof CancellationException ours ? ours : cancelled; // Java 19+ wraps it
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("interrupted, although it is complete", impossible);
        }
    }

    @Override
    public String toString() {
        return "attempt " + number + " (level " + level + ", " + way.name() + ", body " + began + ", callbacks "
                + callbacks + ", discards " + discards + ", gave " + (gave == this ? "its value" : gave) + ", "
                + future + ")";
    }
}
