package io.github.asyncwrap.benchmarks;

import io.github.asyncwrap.benchmarks.peers.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/** Bodies that hold all slots of a peer until they are let go. */
final class Stuck {
    /** Holds nothing. */
    static final Stuck NOBODY = new Stuck();

    private final CountDownLatch go = new CountDownLatch(1);
    private final List<Future<?>> bodies = new ArrayList<>();

    private Stuck() {}

    Stuck(Pool pool, int limit) throws InterruptedException {
        CountDownLatch began = new CountDownLatch(limit);
        for (int i = 0; i < limit; i++) {
            bodies.add(pool.submit(() -> {
                began.countDown();
                return await(go);
            }));
        }
        began.await();
    }

    private static Object await(CountDownLatch latch) {
        try {
            latch.await();
            return "done";
        } catch (InterruptedException closed) {
            return "closed";
        }
    }

    void letGo() throws Exception {
        go.countDown();
        for (Future<?> body : bodies) {
            Object unused = body.get();
        }
    }
}
