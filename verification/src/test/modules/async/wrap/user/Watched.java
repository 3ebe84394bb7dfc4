package async.wrap.user;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.observe.BlockedLoop;
import io.github.asyncwrap.observe.LoopListener;
import io.github.asyncwrap.observe.LoopMonitor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Watches a loop that a body blocks. */
public final class Watched {
    private Watched() {}

    public static String run() throws Exception {
        ExecutorService loop = Executors.newSingleThreadExecutor();
        Semaphore told = new Semaphore(0);
        AtomicReference<BlockedLoop> blocked = new AtomicReference<>();
        CompletableFuture<Duration> over = new CompletableFuture<>();
        LoopListener listener = new LoopListener() {
            @Override
            public void blocked(BlockedLoop report) {
                blocked.set(report);
                told.release();
            }

            @Override
            public void unblocked(BlockedLoop report, Duration length) {
                if (isShown(report)) {
                    over.complete(length);
                }
            }
        };
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                LoopMonitor monitor = LoopMonitor.builder("modular", loop)
                        .guarded()
                        .listener(listener)
                        .watch()) {
            while (monitor.stats().beats() == 0) {
                Thread.onSpinWait();
            }
            String guarded;
            do { // a busy machine may hold up the loop before this does
                told.drainPermits();
                guarded = loop.submit(() -> waits(db, told)).get();
            } while (!isShown(blocked.get()));
            StackTraceElement cause = blocked.get().cause();
            over.join();
            return cause.getClassName() + "." + cause.getMethodName() + ", " + guarded + ", over";
        } finally {
            loop.shutdownNow();
        }
    }

    private static boolean isShown(BlockedLoop report) {
        return String.valueOf(report.cause()).contains("Watched");
    }

    private static String waits(AsyncWrapper db, Semaphore told) throws Exception {
        told.acquire();
        CountDownLatch asked = new CountDownLatch(1);
        AsyncFuture<Void> call = db.run(asked::await);
        try {
            call.join();
            return "not guarded";
        } catch (IllegalStateException refused) {
            return "guarded";
        } finally {
            asked.countDown();
        }
    }
}
