package io.github.asyncwrap.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A blocking call under the test's control: its bodies block until the test lets them through, and the gate counts what
 * happens to them.
 *
 * <pre>{@code
 * try (Gate gate = Gate.create()) {
 *     Future<String> future = executor.submit(gate.callable("row"));
 *     gate.awaitEntered(1);      // the body is on its thread now
 *     assertThat(future).isNotDone();
 *     gate.release();
 *     assertThat(future.get()).isEqualTo("row");
 * }
 * }</pre>
 *
 * <p>Every use of {@link #callable}, {@link #runnable} or {@link #pass} is a body; any number may be inside at once and
 * one callable may be called any number of times. They are let through in the order in which they entered. By default a
 * gate is shut, and an interrupted body throws {@link InterruptedException}.
 *
 * <p>Safe for any thread, virtual ones too. What happened before {@link #release}, {@link #releaseAll} or {@link #fail}
 * is visible to the bodies that it lets go; what a body did before it entered is visible after {@link #awaitEntered}.
 *
 * <p>A gate has no time limit for bodies: one that is never let through blocks until it is interrupted or the gate is
 * closed. It starts no threads.
 */
public final class Gate implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** One body that waits; all fields but the condition are guarded by the lock. */
    private static final class Waiter {
        final Condition wakeUp;
        boolean decided;
        /** Whether one release() went to this body, which it must pass on if it does not use it. */
        boolean tookPermit;

        @Nullable
        Throwable failure;

        Waiter(Condition wakeUp) {
            this.wakeUp = wakeUp;
        }
    }

    private final Duration patience;

    // One lock, a leaf: nothing of the user's is called under it. Each waiter has a condition of its own, because the
    // one who releases decides who is let through, not who wakes up first.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private int permits;
    private boolean open;
    private @Nullable Throwable failure;
    private boolean ignoreInterrupts;
    private int entered;
    private int inside;
    private int maxConcurrent;
    private int interruptions;

    private Gate(Duration patience) {
        this.patience = patience;
    }

    /**
     * Returns a shut gate.
     *
     * @return a new gate
     */
    public static Gate create() {
        return create(PATIENCE);
    }

    /** For the tests of the time limit. */
    static Gate create(Duration patience) {
        return new Gate(patience);
    }

    /**
     * Makes bodies swallow interrupts, count them and go on waiting, as a blocking call does that does not know
     * interrupts. Holds for bodies that are inside already, too, and cannot be undone.
     *
     * @return this gate
     */
    public Gate ignoreInterrupts() {
        locked(() -> ignoreInterrupts = true);
        return this;
    }

    /**
     * Returns a body that returns the given value once it is let through.
     *
     * @param <T> the value's type
     * @param value what the body returns
     * @return the body; it fails as {@link #pass} does
     */
    public <T extends @Nullable Object> Callable<T> callable(T value) {
        return () -> {
            pass();
            return value;
        };
    }

    /**
     * Returns a body that returns once it is let through. If it is interrupted it returns early, with the interrupt flag
     * set again, since a Runnable cannot throw {@link InterruptedException}.
     *
     * @return the body; it throws what was given to {@link #fail} as it is, even a checked exception
     */
    public Runnable runnable() {
        return () -> {
            try {
                pass();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw Gate.<RuntimeException>unchecked(e);
            }
        };
    }

    /**
     * Is the body itself: blocks the calling thread until it is let through. For bodies that do more than wait.
     *
     * @throws InterruptedException if the thread is interrupted while it waits, or was when it began to wait; never
     *     after {@link #ignoreInterrupts}, and never because of {@link #fail} unless that was given one
     * @throws Exception what was given to {@link #fail}, as it is; so may an Error or another Throwable be
     */
    public void pass() throws Exception {
        Throwable outcome;
        lock.lock();
        try {
            entered++;
            inside++;
            maxConcurrent = Math.max(maxConcurrent, inside);
            changed.signalAll();
            outcome = await();
        } finally {
            inside--;
            changed.signalAll();
            lock.unlock();
        }
        if (outcome != null) {
            throw Gate.<Exception>unchecked(outcome);
        }
    }

    /** Returns what the body is to throw, or null if it may pass. */
    private @Nullable Throwable await() throws InterruptedException {
        if (failure != null) {
            return failure;
        }
        if (open) {
            return null;
        }
        if (permits > 0) { // then nobody waits: a permit is kept only if there was nobody to take it
            permits--;
            return null;
        }
        Waiter self = new Waiter(lock.newCondition());
        waiting.addLast(self);
        while (!self.decided) {
            try {
                park(self);
            } catch (InterruptedException e) {
                interruptions++;
                changed.signalAll();
                if (!ignoreInterrupts) {
                    giveUp(self);
                    throw e;
                }
            }
        }
        return self.failure;
    }

    /** May return for no reason, as a condition does. A stepped body is decided while it lets the others go on. */
    @SuppressWarnings("WaitNotInLoop") // whoever calls this loops
    private void park(Waiter self) throws InterruptedException {
        CarrierThread here = CarrierThread.stepped();
        if (here == null) {
            self.wakeUp.await();
            return;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        lock.unlock();
        try {
            here.await(self);
        } finally {
            lock.lock();
        }
    }

    /** A body that was interrupted and let through in the same moment counts as interrupted; its permit goes on. */
    private void giveUp(Waiter self) {
        waiting.remove(self);
        if (self.tookPermit) {
            releaseOne();
        }
    }

    /**
     * Lets one body through: the one that has waited longest, or else the next one that comes. Does nothing that shows
     * on a gate that is open or fails.
     */
    public void release() {
        locked(this::releaseOne);
    }

    private void releaseOne() {
        Waiter first = waiting.pollFirst();
        if (first == null) {
            permits++;
        } else {
            first.tookPermit = true;
            decide(first, null);
        }
    }

    /**
     * Opens the gate for good: all bodies that wait are let through, and later ones do not block at all (they are
     * counted as before). A later {@link #fail} has the last word, and the other way round.
     */
    public void releaseAll() {
        locked(() -> {
            open = true;
            failure = null;
            decideAll(null);
        });
    }

    /**
     * Makes all bodies that wait, and all that come later, throw the given exception: always this same object.
     *
     * @param failure what they throw
     * @throws NullPointerException if {@code failure} is null
     */
    public void fail(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        locked(() -> {
            this.failure = failure;
            decideAll(failure);
        });
    }

    private void decideAll(@Nullable Throwable failure) {
        for (Waiter waiter; (waiter = waiting.pollFirst()) != null; ) {
            decide(waiter, failure);
        }
    }

    private static void decide(Waiter waiter, @Nullable Throwable failure) {
        waiter.decided = true;
        waiter.failure = failure;
        waiter.wakeUp.signal();
    }

    /**
     * Waits until bodies have entered this gate {@code n} times in total, whether they are still inside or not.
     *
     * @param n the number to wait for
     * @throws AssertionError if it takes longer than 30 seconds; the message says what was seen
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void awaitEntered(int n) throws InterruptedException {
        awaitAtLeast(n, () -> entered, "entered");
    }

    /**
     * Waits until bodies have felt {@code n} interrupts in total.
     *
     * @param n the number to wait for
     * @throws AssertionError if it takes longer than 30 seconds; the message says what was seen
     * @throws InterruptedException if the calling thread is interrupted
     */
    public void awaitInterruptions(int n) throws InterruptedException {
        awaitAtLeast(n, () -> interruptions, "interruptions");
    }

    private void awaitAtLeast(int n, IntSupplier seen, String what) throws InterruptedException {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (seen.getAsInt() < n && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            if (seen.getAsInt() >= n) {
                return;
            }
        } finally {
            lock.unlock();
        }
        throw new AssertionError("waited " + patience.toMillis() + " ms for " + what + "=" + n + ": " + this);
    }

    /**
     * Returns how many bodies have entered.
     *
     * @return the bodies that have entered since the beginning
     */
    public int entered() {
        return read(() -> entered);
    }

    /**
     * Returns how many bodies are inside.
     *
     * @return the bodies that have entered and not left yet, those included that were let through and did not wake up
     *     yet
     */
    public int inside() {
        return read(() -> inside);
    }

    /**
     * Returns how many bodies were inside at once, at most.
     *
     * @return the highest number that {@link #inside()} had since the beginning
     */
    public int maxConcurrent() {
        return read(() -> maxConcurrent);
    }

    /**
     * Returns how many interrupts bodies felt while they waited. An interrupt that comes after a body was let through,
     * or to a body that did not need to wait, is not felt here.
     *
     * @return the interrupts since the beginning
     */
    public int interruptions() {
        return read(() -> interruptions);
    }

    /** The same as {@link #releaseAll()}: nobody stays blocked behind a test that has ended. */
    @Override
    public void close() {
        releaseAll();
    }

    /** Returns this gate's state and counts. */
    @Override
    public String toString() {
        Throwable failing;
        String state;
        String counts;
        lock.lock();
        try {
            failing = failure;
            state = open ? "open" : "shut, permits=" + permits;
            counts = "entered=" + entered + ", inside=" + inside + ", waiting=" + waiting.size() + ", maxConcurrent="
                    + maxConcurrent + ", interruptions=" + interruptions;
        } finally {
            lock.unlock();
        }
        return "Gate[" + (failing == null ? state : "failing with " + failing) + ", " + counts + "]";
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private int read(IntSupplier field) {
        lock.lock();
        try {
            return field.getAsInt();
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X unchecked(Throwable failure) throws X {
        throw (X) failure;
    }
}
