package io.github.asyncwrap.verification.memory;

import io.github.asyncwrap.AsyncConsumer;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;

/** What is done over and over in a heap that is too small for what it was done for. */
enum Scenario {
    STUCK_SLOTS(2_000_000) {
        @Override
        void run(long steps, Heap heap) throws InterruptedException {
            new StuckSlots().run(steps, heap);
        }
    },
    /** Each link waits for the former one; the chain never ends, and never is longer than its backlog. */
    COMPOSED_CHAIN(300_000) {
        @Override
        void run(long steps, Heap heap) throws InterruptedException {
            chain(steps, heap, (tail, db) -> tail.thenCompose(value -> row(db)));
        }
    },
    COMBINED_CHAIN(300_000) {
        @Override
        void run(long steps, Heap heap) throws InterruptedException {
            chain(steps, heap, (tail, db) -> tail.thenCombine(row(db), (one, other) -> other));
        }
    },
    LINKED_CHAIN(300_000) {
        @Override
        void run(long steps, Heap heap) throws InterruptedException {
            chain(steps, heap, (tail, db) -> tail.linked().thenCompose(value -> row(db)));
        }
    },
    /** The chain is linked from its first link on, so each one's lineage has the former one's behind it. */
    LINKED_FROM_THE_START(300_000) {
        @Override
        void run(long steps, Heap heap) throws InterruptedException {
            chain(
                    steps,
                    heap,
                    (tail, db) -> tail.thenCompose(value -> row(db).linked())
                            .thenCombine(row(db).linked(), (one, other) -> other));
        }
    },
    VIEWS(1_000_000) {
        @Override
        void run(long steps, Heap heap) throws InterruptedException {
            new PassingViews().run(steps, heap);
        }
    },
    /** Each key comes once, and is large. */
    KEYS(1_000_000) {
        @Override
        void run(long steps, Heap heap) throws InterruptedException {
            Semaphore backlog = new Semaphore(BACKLOG);
            try (AsyncWrapper db =
                    AsyncWrapper.builder("db", 2).maxPending(4 * BACKLOG).build()) {
                for (long step = 1; step <= steps; step++) {
                    backlog.acquire();
                    AsyncFuture<byte[]> call = row(db.keyed(new LargeKey(step)));
                    call.whenComplete((value, failure) -> backlog.release());
                    if (step % 7 == 0) {
                        call.cancel(true);
                    }
                    heap.look(step);
                }
            }
        }
    },
    /** An eighth of all consumers are there at a time; nearly all of them have nothing to do. */
    IDLE_CONSUMERS(800_000) {
        @Override
        void run(long steps, Heap heap) throws InterruptedException {
            List<AsyncConsumer<byte[]>> idle = new ArrayList<>();
            try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
                for (long step = 1; step <= steps; step++) {
                    AsyncConsumer<byte[]> audit = db.consumer(item -> {}, 16);
                    audit.accept(new byte[PAYLOAD]).join();
                    if (idle.size() < steps / 8) {
                        idle.add(audit);
                    } else {
                        idle.set((int) (step % idle.size()), audit);
                    }
                    heap.look(step);
                }
                long threads = Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("db-"))
                        .count();
                if (threads > 20 || db.stats().running() > 0) { // a few for two slots, some of them still kept alive
                    throw new AssertionError(idle.size() + " idle consumers hold " + threads + " threads: " + db);
                }
            }
        }
    };

    /** What is told apart by its number. */
    private static final class LargeKey {
        private final long number;

        @SuppressWarnings("unused") // is there to be noticed if it is kept
        private final byte[] payload = new byte[PAYLOAD];

        LargeKey(long number) {
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof LargeKey that && that.number == number;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }

    private static final int BACKLOG = 64;

    /** So much does the outcome or the body of a call keep, to be noticed if it is kept. */
    static final int PAYLOAD = 1_000;

    final long steps;

    Scenario(long steps) {
        this.steps = steps;
    }

    abstract void run(long steps, Heap heap) throws InterruptedException;

    static AsyncFuture<byte[]> row(AsyncWrapper db) {
        byte[] payload = new byte[PAYLOAD];
        return db.call(() -> payload);
    }

    private static void chain(
            long steps, Heap heap, BiFunction<AsyncFuture<byte[]>, AsyncWrapper, AsyncFuture<byte[]>> link)
            throws InterruptedException {
        Semaphore backlog = new Semaphore(BACKLOG);
        try (AsyncWrapper db = AsyncWrapper.builder("db", 2)
                .maxPending(4 * BACKLOG)
                .timeout(Duration.ofHours(1))
                .build()) {
            AsyncFuture<byte[]> tail = row(db).linked();
            for (long step = 1; step <= steps; step++) {
                backlog.acquire();
                tail = link.apply(tail, db);
                tail.whenComplete((value, failure) -> backlog.release());
                heap.look(step);
            }
            byte[] last = tail.join();
            if (last.length != PAYLOAD) {
                throw new AssertionError("a link was lost");
            }
        }
    }
}
