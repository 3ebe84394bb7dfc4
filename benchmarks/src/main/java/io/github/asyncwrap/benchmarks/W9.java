package io.github.asyncwrap.benchmarks;

import com.pivovarit.collectors.ParallelCollectors;
import io.github.asyncwrap.AsyncWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A function that does nothing, mapped over a million elements. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class W9 {
    private static final int ELEMENTS = 1_000_000;

    /** Who maps. */
    public enum Mapper {
        /** {@link AsyncWrapper#mapAll}. */
        ours {
            @Override
            List<Integer> map(W9 its) {
                return its.door.mapAll(its.source, i -> i).join();
            }
        },
        /** {@link AsyncWrapper#forEach}, which keeps no result. */
        oursForEach {
            @Override
            List<Integer> map(W9 its) {
                long count = its.door.forEach(its.source, i -> {}).join();
                return its.source.subList(0, (int) count);
            }
        },
        /** A publisher of the results. */
        oursPublished {
            @Override
            List<Integer> map(W9 its) {
                Collecting all = new Collecting();
                its.door.mapping((Integer i) -> i).publish(its.source).subscribe(all);
                return all.end.join();
            }
        },
        /** {@code parallel-collectors}, in order. */
        parallelCollectors {
            @Override
            List<Integer> map(W9 its) {
                return its.source.stream()
                        .collect(ParallelCollectors.parallel(i -> i, Collectors.toList(), its.pool, its.limit))
                        .join();
            }
        },
        /** {@code supplyAsync} with a {@link Semaphore}, by hand. */
        semaphore {
            @Override
            List<Integer> map(W9 its) {
                Semaphore window = new Semaphore(2 * its.limit);
                List<CompletableFuture<Integer>> all = new ArrayList<>(ELEMENTS);
                for (Integer i : its.source) {
                    window.acquireUninterruptibly();
                    all.add(CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return i;
                                } finally {
                                    window.release();
                                }
                            },
                            its.pool));
                }
                List<Integer> results = new ArrayList<>(ELEMENTS);
                all.forEach(one -> results.add(one.join()));
                return results;
            }
        };

        abstract List<Integer> map(W9 its);
    }

    /** A subscriber that requests everything. */
    private static final class Collecting implements Flow.Subscriber<Integer> {
        private final List<Integer> results = new ArrayList<>(ELEMENTS);
        final CompletableFuture<List<Integer>> end = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Integer item) {
            results.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(results);
        }
    }

    /** Who maps. */
    @Param
    public Mapper peer = Mapper.ours;

    /** How many at once. */
    @Param("2")
    public int limit = 1;

    private final List<Integer> source = IntStream.range(0, ELEMENTS).boxed().toList();
    private AsyncWrapper door = AsyncWrapper.of("none", 1);
    private ExecutorService pool = Executors.newSingleThreadExecutor();

    /** Starts the threads. */
    @Setup(Level.Trial)
    public void open() {
        close();
        door = AsyncWrapper.of("bench", limit);
        pool = Executors.newFixedThreadPool(limit);
    }

    /** Stops them. */
    @TearDown(Level.Trial)
    public void close() {
        door.close();
        pool.shutdown();
    }

    /**
     * All elements.
     *
     * @return the results
     */
    @Benchmark
    public List<Integer> mapAll() {
        List<Integer> results = peer.map(this);
        if (results.size() != ELEMENTS) {
            throw new IllegalStateException(results.size() + " results");
        }
        return results;
    }
}
