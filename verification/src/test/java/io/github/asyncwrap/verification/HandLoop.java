package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.asyncwrap.testkit.DeterministicCarrier;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/** An event loop in the test's hands: it is blocked as long as the test does not run what is in it. */
final class HandLoop implements Executor {
    final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs all that is in it, on this thread. Returns how many that were. */
    int run() {
        int count = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            count++;
        }
        return count;
    }

    /** Lets time pass until something comes, and not longer. */
    void await(DeterministicCarrier carrier) {
        while (tasks.isEmpty()) {
            carrier.advance(Duration.ofMillis(1));
        }
    }

    /** Takes the next task out, when it comes. */
    Runnable take() throws InterruptedException {
        return Objects.requireNonNull(tasks.poll(Duel.PATIENCE_SECONDS, SECONDS), "nothing has come");
    }
}
