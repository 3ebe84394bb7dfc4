package io.github.asyncwrap.verification;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Two threads that do something at the same moment, again and again. What hangs fails after ten seconds. */
public final class Duel implements AutoCloseable {
    public static final long PATIENCE_SECONDS = 10;

    private final ExecutorService other = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "duel");
        thread.setDaemon(true);
        return thread;
    });

    public void meet(Callable<?> here, Callable<?> there) throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        Future<?> done = other.submit(() -> {
            meet(arrived);
            return there.call();
        });
        meet(arrived);
        here.call();
        done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void meet(AtomicInteger arrived) {
        arrived.incrementAndGet();
        Spin.until(() -> arrived.get() == 2);
    }

    @Override
    public void close() {
        other.shutdownNow();
    }
}
