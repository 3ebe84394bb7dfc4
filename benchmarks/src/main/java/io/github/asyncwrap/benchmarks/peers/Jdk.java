package io.github.asyncwrap.benchmarks.peers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What the JDK has. */
final class Jdk {
    private Jdk() {}

    /** The pool that several peers stand on. */
    static ThreadPoolExecutor threads(int limit, int maxPending) {
        return new ThreadPoolExecutor(limit, limit, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(maxPending));
    }

    static Pool submit(int limit, int maxPending) {
        return new OnExecutor(threads(limit, maxPending)) {
            @Override
            public <T> Future<T> submit(Body<T> body) {
                return executor.submit(body);
            }
        };
    }

    static Pool supplyAsync(int limit, int maxPending) {
        return supplyAsync(threads(limit, maxPending));
    }

    private static Pool supplyAsync(ExecutorService threads) {
        return new OnExecutor(threads) {
            @Override
            public <T> Future<T> submit(Body<T> body) {
                return CompletableFuture.supplyAsync(body, executor);
            }
        };
    }

    static Pool forkJoin(int limit) {
        return supplyAsync(new ForkJoinPool(limit));
    }

    static Pool virtualThreads(int limit) {
        Semaphore slots = new Semaphore(limit);
        return new OnExecutor(virtualThreadPerTask()) {
            @Override
            public <T> Future<T> submit(Body<T> body) {
                return executor.submit(() -> {
                    slots.acquire();
                    try {
                        return body.get();
                    } finally {
                        slots.release();
                    }
                });
            }
        };
    }

    /** By name, since this is compiled for Java 17. */
    private static ExecutorService virtualThreadPerTask() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException tooOld) {
            throw new IllegalStateException("the peer 'virtual' needs Java 21 or newer", tooOld);
        }
    }

    /** A peer whose threads are an executor's. */
    abstract static class OnExecutor implements Pool {
        final ExecutorService executor;

        OnExecutor(ExecutorService executor) {
            this.executor = executor;
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
