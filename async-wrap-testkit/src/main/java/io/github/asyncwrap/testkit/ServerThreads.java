package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one server. MockWebServer does not tell which threads are its own; but a thread belongs to the thread
 * group of the one that created it. So the server is started on a thread of a group made for it, and everything that
 * comes of that can be listed and waited for.
 *
 * <p>Waiting here goes on through interrupts, and sets the caller's interrupt flag again afterwards.
 */
final class ServerThreads {

    /** What may fail with an IOException. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ThreadGroup group;

    ServerThreads(String name) {
        group = new ThreadGroup(name);
    }

    /** Runs an action on a thread of this group, which nobody else interrupts, until it ends; throws what it throws. */
    void run(String name, Action action) throws IOException {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(group, () -> thrown.set(thrownBy(action)), name);
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            interrupted |= joinWasInterrupted(thread, Long.MAX_VALUE);
        }
        restore(interrupted);
        Throwable failure = thrown.get();
        if (failure != null) {
            throw ServerThreads.<IOException>unchecked(failure);
        }
    }

    /**
     * Waits until this group has no thread.
     *
     * @throws IllegalStateException if it still has one after 5 seconds
     */
    void awaitEnd() {
        long start = System.nanoTime();
        boolean interrupted = false;
        List<Thread> live = live();
        while (!live.isEmpty()) {
            long left = PATIENCE.toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                restore(interrupted);
                throw new IllegalStateException("not ended after " + PATIENCE.toMillis() + " ms: " + this);
            }
            interrupted |= joinWasInterrupted(live.get(0), left);
            live = live();
        }
        restore(interrupted);
    }

    /** The threads that have not ended. */
    List<Thread> live() {
        // enumerate() drops silently what does not fit, so an array that comes back full may be too small.
        Thread[] found = new Thread[16];
        int count = group.enumerate(found);
        while (count == found.length) {
            found = new Thread[2 * found.length];
            count = group.enumerate(found);
        }
        return Arrays.asList(found).subList(0, count);
    }

    @Override
    public String toString() {
        return live().toString();
    }

    private static @Nullable Throwable thrownBy(Action action) {
        try {
            action.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static boolean joinWasInterrupted(Thread thread, long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X unchecked(Throwable failure) throws X {
        throw (X) failure;
    }
}
