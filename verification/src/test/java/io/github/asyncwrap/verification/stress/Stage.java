package io.github.asyncwrap.verification.stress;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Carrier;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A door with one slot and no threads, not even the library's: whoever calls {@link #carry} is its carrier. So an actor
 * of a test is the runner itself, no time goes into waking threads, and the steps of two actors meet by the million in
 * every order. A thread that the library started inside a model-checked run would be led by the checker for ever.
 */
final class Stage implements Carrier {
    private static volatile @Nullable Boolean kind;

    private final boolean ownsThreads;
    private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
    private volatile boolean wentHomeInterrupted;

    final AsyncWrapper door;

    private Stage(boolean ownsThreads) {
        this.ownsThreads = ownsThreads;
        this.door = AsyncWrapper.builder("stage", 1).carrier(this).build();
    }

    /**
     * Half of them own their threads: their calls come in and end without the lock. Those of the others take it each time.
     */
    static Stage ofEitherKind() {
        Boolean only = kind;
        return new Stage(only == null ? ThreadLocalRandom.current().nextBoolean() : only);
    }

    /** From here on all are of one kind: for a checker that has to do the same again and again. */
    static void only(boolean thatOwnThreads) {
        kind = thatOwnThreads;
    }

    @Override
    public boolean ownsThreads() {
        return ownsThreads;
    }

    @Override
    public void execute(Runnable task) {
        asked.add(task);
    }

    @Override
    public void hand(Runnable task) {
        asked.add(task);
    }

    /** Nobody here waits for a time to come: the only deadlines are graces, which all bodies keep. */
    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        return () -> {};
    }

    @Override
    public boolean proceed(long waitNanos) {
        Runnable task = asked.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Runs what the door asks of its executor, until it asks for nothing more. */
    void carry() {
        while (proceed(0)) {
            if (Thread.interrupted()) {
                wentHomeInterrupted = true; // no body and no test here interrupts by itself
            }
        }
    }

    /**
     * How a call ended, in a word, and whatever must never be: to be asked when nobody but the asker is on the stage.
     *
     * @param calls how many calls the door has been given
     */
    String end(AsyncFuture<?> call, int calls) {
        carry();
        AsyncStats stats = door.stats();
        long counted = stats.succeeded() + stats.failed() + stats.cancelled() + stats.timedOut() + stats.rejected();
        boolean isEmpty = stats.running() + stats.pending() + stats.detached() == 0;
        return outcome(call)
                + (call.stopped().isDone() ? "" : ", never stopped")
                + (wentHomeInterrupted ? ", the thread went home interrupted" : "")
                + (isEmpty && counted == calls ? "" : ", but " + stats);
    }

    /** The value, or how the call failed. */
    static String outcome(AsyncFuture<?> call) {
        try {
            return call.isDone() ? String.valueOf(call.join()) : "no outcome";
        } catch (CancellationException cancelled) {
            return "cancelled";
        } catch (CompletionException failed) {
            return failed.getCause() instanceof RejectedExecutionException ? "refused" : "failed: " + failed.getCause();
        }
    }
}
