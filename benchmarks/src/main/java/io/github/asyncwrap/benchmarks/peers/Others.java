package io.github.asyncwrap.benchmarks.peers;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import com.spotify.futures.ConcurrencyLimiter;
import dev.failsafe.Bulkhead;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import io.github.asyncwrap.benchmarks.peers.Jdk.OnExecutor;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadConfig;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Future;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Other libraries, each as its documentation says that blocking code is called with it. */
final class Others {
    private Others() {}

    static Pool guava(int limit, int maxPending) {
        ListeningExecutorService service = MoreExecutors.listeningDecorator(Jdk.threads(limit, maxPending));
        return new OnExecutor(service) {
            @Override
            public <T> Future<T> submit(Body<T> body) {
                return service.submit(body);
            }
        };
    }

    static Pool resilience4j(int limit, int maxPending) {
        ThreadPoolBulkhead bulkhead = ThreadPoolBulkhead.of(
                "bench",
                ThreadPoolBulkheadConfig.custom()
                        .coreThreadPoolSize(limit)
                        .maxThreadPoolSize(limit)
                        .queueCapacity(maxPending)
                        .build());
        return new Pool() {
            @Override
            public <T> Future<T> submit(Body<T> body) {
                return bulkhead.executeSupplier(body).toCompletableFuture();
            }

            @Override
            public void close() {
                try {
                    bulkhead.close();
                } catch (Exception broken) {
                    throw new IllegalStateException("Resilience4j did not close", broken);
                }
            }
        };
    }

    /** Its bulkhead counts what runs and what waits; the threads bound what runs. */
    static Pool failsafe(int limit, int maxPending) {
        OnExecutor threads = (OnExecutor) Jdk.submit(limit, maxPending);
        FailsafeExecutor<Object> guarded =
                Failsafe.with(Bulkhead.of(limit + maxPending)).with(threads.executor);
        return new OnExecutor(threads.executor) {
            @Override
            public <T> Future<T> submit(Body<T> body) {
                return guarded.getAsync(body::get);
            }
        };
    }

    static Pool reactor(int limit, int maxPending) {
        Scheduler scheduler = Schedulers.newBoundedElastic(limit, maxPending, "bench");
        return new Pool() {
            @Override
            @SuppressWarnings("NullAway") // null is a value only where the body gives it
            public <T> Future<T> submit(Body<T> body) {
                return Mono.fromCallable(body).subscribeOn(scheduler).toFuture();
            }

            @Override
            public void close() {
                scheduler.dispose();
            }
        };
    }

    static Pool vertx(int limit) {
        Vertx vertx = Vertx.vertx();
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("bench", limit);
        return new Pool() {
            @Override
            @SuppressWarnings("NullAway") // null is a value only where the body gives it
            public <T> Future<T> submit(Body<T> body) {
                return workers.executeBlocking(body, false).toCompletionStage().toCompletableFuture();
            }

            @Override
            public void close() {
                vertx.close().toCompletionStage().toCompletableFuture().join();
            }
        };
    }

    static Pool spotify(int limit, int maxPending) {
        ConcurrencyLimiter<Object> limiter = ConcurrencyLimiter.create(limit, maxPending);
        return new OnExecutor(Jdk.threads(limit, maxPending)) {
            @Override
            @SuppressWarnings("unchecked") // the limiter hands on what the body gives
            public <T> Future<T> submit(Body<T> body) {
                return (Future<T>) limiter.add(() -> listenable(body));
            }

            private <T> ListenableFuture<Object> listenable(Body<T> body) {
                SettableFuture<Object> outcome = SettableFuture.create();
                executor.execute(() -> outcome.set(body.get()));
                return outcome;
            }
        };
    }
}
