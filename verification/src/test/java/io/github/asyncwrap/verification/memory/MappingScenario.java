package io.github.asyncwrap.verification.memory;

import io.github.asyncwrap.AsyncWrapper;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;

/** A mapping of very many elements. */
enum MappingScenario {
    FOR_EACH {
        @Override
        long count(AsyncWrapper db, int elements) {
            return db.forEach(source(elements), i -> {}).join();
        }
    },
    MAP_ALL {
        @Override
        long count(AsyncWrapper db, int elements) {
            List<Integer> all = db.mapAll(source(elements), i -> i % 100).join(); // the JVM shares such small ones
            for (int i = 0; i < elements; i++) {
                if (all.get(i) != i % 100) {
                    throw new AssertionError("at " + i + ": " + all.get(i));
                }
            }
            return all.size();
        }
    },
    PUBLISH {
        @Override
        long count(AsyncWrapper db, int elements) {
            CompletableFuture<Long> count = new CompletableFuture<>();
            db.<Integer, Integer>mapping(i -> i).publish(source(elements)).subscribe(new Counting(count));
            return count.join();
        }
    };

    private static final int LIMIT = 2;

    abstract long count(AsyncWrapper db, int elements);

    void run(int elements) {
        try (AsyncWrapper db = AsyncWrapper.of("db", LIMIT)) {
            long count = count(db, elements);
            if (count != elements) {
                throw new AssertionError("elements were lost or doubled: " + count);
            }
        }
    }

    static Iterable<Integer> source(int elements) {
        return () -> IntStream.range(0, elements).iterator();
    }

    /** Checks the order. */
    private static final class Counting implements Flow.Subscriber<Integer> {
        private final CompletableFuture<Long> result;
        private long count;

        Counting(CompletableFuture<Long> result) {
            this.result = result;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Integer item) {
            if (item != count++) {
                result.completeExceptionally(new AssertionError("out of order at " + count));
            }
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            result.complete(count);
        }
    }
}
