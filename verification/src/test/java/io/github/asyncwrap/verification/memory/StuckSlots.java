package io.github.asyncwrap.verification.memory;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import io.github.asyncwrap.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A backend that hangs, with callers who go on calling and give up in every way there is. */
final class StuckSlots {
    private static final int SLOTS = 4;
    private static final int AT_ONCE = 200;
    private static final byte[] NOTHING = new byte[0];

    /** Not a gate, which keeps a little of each body inside. */
    private final CountDownLatch end = new CountDownLatch(1);

    private final List<Function<Long, AsyncFuture<byte[]>>> ways = new ArrayList<>();

    void run(long steps, Heap heap) throws InterruptedException {
        try (AsyncWrapper db = stuck(options())) {
            AsyncWrapper dropping = stuck(options().overflow(Overflow.dropOldest()));
            AsyncWrapper few = db.limitedTo("few", 2);
            ways.add(step -> givenUp(Scenario.row(db), step));
            ways.add(step -> givenUp(Scenario.row(db.within(Duration.ofSeconds(60 + step % 1_000_000))), step));
            ways.add(step -> givenUp(Scenario.row(db).orTimeout(1 + step % 100_000, TimeUnit.MINUTES), step));
            ways.add(step -> givenUp(Scenario.row(few), step));
            ways.add(step -> Scenario.row(dropping)); // a later one drops it
            ways.add(step -> Scenario.row(few.within(Duration.ofNanos(1 + step % 1_000)))); // time gives it up
            List<AsyncFuture<byte[]>> latest = new ArrayList<>();
            for (long step = 1; step <= steps; step++) {
                latest.add(ways.get((int) (step % ways.size())).apply(step));
                if (latest.size() == AT_ONCE) {
                    latest.forEach(call -> call.isDone()); // they were held together until here
                    latest.clear();
                    awaitRoom(few);
                }
                heap.look(step);
            }
            end.countDown();
            dropping.close();
        }
    }

    /** A door whose slots all have a body that heeds no interrupt. */
    private AsyncWrapper stuck(AsyncWrapperBuilder options) throws InterruptedException {
        AsyncWrapper db = options.build();
        CountDownLatch begun = new CountDownLatch(SLOTS);
        for (int i = 0; i < SLOTS; i++) {
            db.run(() -> {
                begun.countDown();
                end.await();
            });
        }
        begun.await();
        return db;
    }

    private static AsyncWrapperBuilder options() {
        return AsyncWrapper.builder("db", SLOTS)
                .maxPending(10 * AT_ONCE)
                .timeout(Duration.ofHours(2))
                .pendingTimeout(Duration.ofHours(1));
    }

    private static AsyncFuture<byte[]> givenUp(AsyncFuture<byte[]> call, long step) {
        boolean givenUp = switch ((int) (step / 7 % 3)) {
            case 0 -> call.cancel(true);
            case 1 -> call.cancel(false);
            default -> call.complete(NOTHING);
        };
        if (!givenUp) {
            throw new AssertionError("refused: " + call);
        }
        return call;
    }

    /** Until time has given up what was left to it. */
    private static void awaitRoom(AsyncWrapper few) {
        while (few.stats().pending() > 0) {
            Thread.onSpinWait();
        }
    }
}
