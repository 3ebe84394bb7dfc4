package io.github.asyncwrap.verification.stress;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A door with one slot and no threads: whoever calls {@link #carry} is its carrier. So an actor of a test is the runner
 * itself, no time goes into waking threads, and the steps of two actors meet by the million in every order.
 */
final class Stage {
    private final Queue<Runnable> asked = new ConcurrentLinkedQueue<>();
    private volatile boolean wentHomeInterrupted;

    final AsyncWrapper door =
            AsyncWrapper.builder("stage", 1).executor(asked::add).build();

    /** Runs what the door asks of its executor, until it asks for nothing more. */
    void carry() {
        for (Runnable task; (task = asked.poll()) != null; ) {
            task.run();
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

    /** For what threads of the library say, who may be a little late; {@link #end} tells if they never do. */
    static void awaitStop(AsyncFuture<?> call) {
        try {
            call.stopped().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException never) {
            // end() says what is missing
        }
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
