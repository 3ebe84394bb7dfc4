package io.github.asyncwrap.verification.memory;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A view for each request, which nobody has after it. */
final class PassingViews {
    private static final int REMEMBERED = 1_000;

    private final List<WeakReference<Object>> views = new ArrayList<>();

    void run(long steps, Heap heap) throws InterruptedException {
        try (AsyncWrapper db =
                AsyncWrapper.builder("db", 2).timeout(Duration.ofDays(30)).build()) {
            for (long step = 1; step <= steps; step++) {
                pass(db, step);
                heap.look(step);
            }
            while (views.stream().anyMatch(view -> view.get() != null)) {
                System.gc();
            }
        }
    }

    private void pass(AsyncWrapper db, long step) {
        AsyncWrapper within = db.within(Duration.ofSeconds(1 + step));
        Object view = switch ((int) (step % 5)) {
            case 0 -> limited(within.limitedTo("passing", 1), step);
            case 1 -> executor(within.asExecutorService(), step);
            case 2 -> waitedFor(within.limitedTo("waited for", 1));
            default -> {
                use(Scenario.row(within), step);
                yield within;
            }
        };
        if (step % REMEMBERED < 5) {
            views.add(new WeakReference<>(view));
        }
    }

    private static Object limited(AsyncWrapper view, long step) {
        use(Scenario.row(view), step);
        view.maxConcurrency(2);
        return view;
    }

    private static Object executor(ListeningExecutorService executor, long step) {
        byte[] payload = new byte[Scenario.PAYLOAD];
        use((AsyncFuture<byte[]>) executor.submit(() -> payload), step);
        if (step % 3 != 0) { // who forgets it does no harm
            executor.shutdown();
        }
        return executor;
    }

    /** Somebody waits for room in it, and stops waiting. */
    private static Object waitedFor(AsyncWrapper view) {
        view.maxPending(0);
        AsyncFuture<byte[]> first = Scenario.row(view);
        AsyncFuture<Void> ready = view.ready();
        ready.cancel(true);
        first.join();
        return view;
    }

    private static void use(AsyncFuture<byte[]> call, long step) {
        if (step % 2 == 0) {
            call.join();
        } else {
            call.cancel(true);
            call.stopped().join();
        }
    }
}
