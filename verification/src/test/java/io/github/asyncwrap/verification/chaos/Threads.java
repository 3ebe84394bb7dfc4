package io.github.asyncwrap.verification.chaos;

import io.github.asyncwrap.AsyncWrapperBuilder;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where bodies and callbacks get their threads from, all of it unreliable; and whether it is clean afterwards. */
final class Threads {
    private static final int SCARCE = 6;
    private static final long LIMIT_SECONDS = 30;

    enum Kind {
        /** The wrapper's own, from a factory that fails at random. */
        PLATFORM,
        /** Somebody's pool, which refuses at random, also after it has taken a task. */
        GIVEN,
        /** Somebody's pool with too few threads, which refuses when they are busy. */
        SCARCE,
        VIRTUAL;

        /** Those that this Java has. */
        static List<Kind> available() {
            return Runtime.version().feature() >= 21 ? List.of(values()) : List.of(PLATFORM, GIVEN, SCARCE);
        }
    }

    private final Kind kind;
    private final Random random;
    private final Violations violations;
    private final Queue<Thread> own = new ConcurrentLinkedQueue<>();
    private final ExecutorService pool;

    /** Where callbacks are delivered by some views; it refuses at random, too. */
    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));

    Threads(Kind kind, long seed, Violations violations) {
        this.kind = kind;
        this.random = new Random(seed);
        this.violations = violations;
        this.pool = kind == Kind.SCARCE
                ? new ThreadPoolExecutor(0, SCARCE, 1, TimeUnit.SECONDS, new SynchronousQueue<>())
                : Executors.newCachedThreadPool();
    }

    AsyncWrapperBuilder on(AsyncWrapperBuilder builder) {
        return switch (kind) {
            case PLATFORM -> builder.threadFactory(this::newThread);
            case GIVEN -> builder.executor(this::refuseOrRun);
            case SCARCE -> builder.executor(task -> pool.execute(() -> clean(task)));
            case VIRTUAL -> builder.virtualThreads();
        };
    }

    /** An executor for callbacks. */
    Executor loop() {
        return callback -> {
            if (random.nextInt(20) == 0) {
                throw new RejectedExecutionException("the loop refuses at random");
            }
            loop.execute(() -> clean(callback));
        };
    }

    private @Nullable Thread newThread(Runnable task) {
        switch (random.nextInt(20)) {
            case 0 -> throw new IllegalStateException("no thread, at random");
            case 1 -> {
                return null;
            }
            default -> {
                Thread thread = new Thread(task, "own");
                thread.setDaemon(true);
                own.add(thread);
                return thread;
            }
        }
    }

    private void refuseOrRun(Runnable task) {
        switch (random.nextInt(100)) {
            case 0, 1, 2, 3 -> throw new RejectedExecutionException("refused at random");
            case 4 -> throw new StackOverflowError("refused by an error");
            case 5 -> {
                pool.execute(() -> clean(task));
                throw new RejectedExecutionException("taken, and then refused");
            }
            case 6 -> {
                pool.execute(() -> clean(task));
                pool.execute(() -> clean(task));
            }
            default -> pool.execute(() -> clean(task));
        }
    }

    /** A thread that the wrapper has borrowed comes back as it was. */
    private void clean(Runnable task) {
        Frame frame = Frame.enter(Frame.Kind.THREAD);
        try {
            task.run();
        } finally {
            if (frame.clearFlag()) {
                violations.add("a borrowed thread came back interrupted");
            }
            frame.exit();
        }
    }

    /** After the door was closed and all is over: no thread is left. */
    void end() throws InterruptedException {
        for (Thread thread : own) {
            thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
            if (thread.isAlive()) {
                violations.add("a thread of the wrapper lives after close: " + ThreadDump.of(thread));
            }
        }
        loop.shutdown();
        pool.shutdown();
        for (ExecutorService each : new ExecutorService[] {loop, pool}) {
            if (!each.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                violations.add("a borrowed thread does not come back: " + ThreadDump.ofAll());
            }
        }
    }
}
