package io.github.asyncwrap.verification.review;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import io.github.asyncwrap.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Random everything at once on one door, closed at a random moment; then the books must balance. args: seconds seed. */
@SuppressWarnings("all")
public final class ChaosMain {
    static final AtomicLong problems = new AtomicLong();

    static void problem(long seed, String text) {
        System.out.println("PROBLEM seed=" + seed + ": " + text);
        problems.incrementAndGet();
    }

    public static void main(String[] args) throws Exception {
        long end = System.nanoTime() + Long.parseLong(args[0]) * 1_000_000_000L;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        int rounds = 0;
        long calls = 0;
        while (System.nanoTime() < end) {
            calls += round(seed++);
            rounds++;
        }
        System.out.println("rounds=" + rounds + " calls=" + calls + " problems=" + problems);
        System.exit(problems.get() == 0 ? 0 : 1);
    }

    static long round(long seed) throws Exception {
        SplittableRandom r = new SplittableRandom(seed);
        int limit = 1 + r.nextInt(4);
        int kind = r.nextInt(Runtime.version().feature() >= 21 ? 4 : 3);
        AsyncWrapperBuilder b =
                AsyncWrapper.builder("chaos", limit).maxPending(r.nextInt(30)).gracePeriod(Duration.ofSeconds(5));
        if (r.nextBoolean()) {
            b.timeout(Duration.ofNanos(100_000 + r.nextInt(5_000_000)));
        }
        if (r.nextBoolean()) {
            b.pendingTimeout(Duration.ofNanos(100_000 + r.nextInt(3_000_000)));
        }
        if (r.nextInt(3) == 0) {
            b.overflow(Overflow.block(Duration.ofMillis(1 + r.nextInt(20))));
        }
        ThreadPoolExecutor pool = null;
        if (kind == 1 || kind == 2) {
            pool = new ThreadPoolExecutor(
                    0, limit + (kind == 1 ? 20 : 0), 100, TimeUnit.MILLISECONDS, new SynchronousQueue<>());
            ThreadPoolExecutor p = pool;
            AtomicInteger n = new AtomicInteger();
            Executor e = kind == 1
                    ? pool
                    : task -> {
                        if (n.incrementAndGet() % 7 == 0) {
                            throw new RejectedExecutionException("every seventh");
                        }
                        p.execute(task);
                    };
            b.executor(e);
        } else if (kind == 3) {
            b.virtualThreads();
        }
        AsyncWrapper db = b.build();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger max = new AtomicInteger();
        AtomicLong flags = new AtomicLong();
        AtomicLong callbackFlags = new AtomicLong();
        AtomicLong callbacks = new AtomicLong();
        AtomicLong expectedCallbacks = new AtomicLong();
        AtomicLong submitterRan = new AtomicLong();
        Queue<AsyncFuture<?>> all = new ConcurrentLinkedQueue<>();
        Queue<AsyncFuture<?>> derived = new ConcurrentLinkedQueue<>();
        ThreadLocal<Boolean> submitting = new ThreadLocal<>();
        int producers = 1 + r.nextInt(4);
        int per = 20 + r.nextInt(200);
        boolean foreign = r.nextInt(4) == 0;
        CountDownLatch done = new CountDownLatch(producers);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < producers; t++) {
            SplittableRandom q = r.split();
            Thread thread = new Thread(() -> {
                List<AsyncFuture<?>> mine = new ArrayList<>();
                try {
                    for (int i = 0; i < per; i++) {
                        int shape = q.nextInt(10);
                        int nanos = q.nextInt(400_000);
                        submitting.set(true);
                        AsyncFuture<Integer> f = db.call(() -> {
                            if (Boolean.TRUE.equals(submitting.get())) {
                                submitterRan.incrementAndGet();
                            }
                            int now = inside.incrementAndGet();
                            max.accumulateAndGet(now, Math::max);
                            try {
                                if (Thread.currentThread().isInterrupted()) {
                                    flags.incrementAndGet(); // may be ours, if cancelled at once: judged statistically
                                }
                                switch (shape) {
                                    case 0:
                                        Thread.sleep(1);
                                        break;
                                    case 1:
                                        LockSupport.parkNanos(nanos);
                                        break;
                                    case 2:
                                        throw new IllegalStateException("body");
                                    case 3:
                                        try {
                                            Thread.sleep(0, nanos);
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                        break;
                                    case 4:
                                        throw new Error("body");
                                    case 5:
                                        if (foreign) {
                                            Thread.currentThread().interrupt();
                                        }
                                        break;
                                    default:
                                }
                                return 1;
                            } finally {
                                inside.decrementAndGet();
                            }
                        });
                        submitting.set(false);
                        all.add(f);
                        mine.add(f);
                        switch (q.nextInt(12)) {
                            case 0:
                                f.cancel(true);
                                break;
                            case 1:
                                f.cancel(false);
                                break;
                            case 2:
                                f.complete(2);
                                break;
                            case 3:
                                f.completeExceptionally(new Exception("outside"));
                                break;
                            case 4:
                                f.orTimeout(q.nextInt(500), TimeUnit.MICROSECONDS);
                                break;
                            case 5:
                                expectedCallbacks.incrementAndGet();
                                derived.add(f.handle((v, x) -> {
                                    callbacks.incrementAndGet();
                                    if (Thread.currentThread().isInterrupted()) {
                                        callbackFlags.incrementAndGet();
                                    }
                                    return 1;
                                }));
                                break;
                            case 6:
                                expectedCallbacks.incrementAndGet();
                                derived.add(f.whenCompleteAsync((v, x) -> {
                                    callbacks.incrementAndGet();
                                    throw new IllegalStateException("callback");
                                }));
                                break;
                            case 7:
                                expectedCallbacks.incrementAndGet();
                                f.addListener(callbacks::incrementAndGet, Runnable::run);
                                break;
                            case 8:
                                derived.add(f.stopped());
                                break;
                            case 9:
                                AsyncFuture<?> other = mine.get(q.nextInt(mine.size()));
                                if (q.nextBoolean()) {
                                    other.cancel(true);
                                } else {
                                    derived.add(f.thenCombine(other, (x, y) -> null));
                                }
                                break;
                            case 10:
                                if (q.nextInt(4) == 0) {
                                    f.handle((v, x) -> 1).join();
                                }
                                break;
                            default:
                        }
                        if (q.nextInt(8) == 0) {
                            LockSupport.parkNanos(q.nextInt(300_000));
                        }
                    }
                } catch (Throwable x) {
                    problem(seed, "producer: " + x);
                    x.printStackTrace(System.out);
                } finally {
                    done.countDown();
                }
            });
            threads.add(thread);
            thread.start();
        }
        Thread.sleep(r.nextInt(25));
        if (r.nextInt(3) == 0) {
            done.await(10, TimeUnit.SECONDS);
        }
        long t0 = System.nanoTime();
        int early = 0;
        List<AsyncFuture<?>> before = new ArrayList<>(all);
        Thread second = null;
        if (r.nextBoolean()) {
            second = new Thread(() -> {
                db.close(Duration.ofMillis(5));
            });
            second.start();
        }
        db.close(Duration.ofMillis(r.nextInt(40)));
        for (AsyncFuture<?> f : before) {
            if (!f.isDone()) {
                early++;
            }
        }
        if (early > 0) {
            problem(seed, "CLOSE-EARLY " + early + " of " + before.size() + " futures incomplete when close returned, kind " + kind);
        }
        long took = (System.nanoTime() - t0) / 1_000_000;
        if (took > 3000) {
            problem(seed, "close took " + took);
        }
        if (!done.await(10, TimeUnit.SECONDS)) {
            problem(seed, "producers hang " + db);
            for (Thread t : threads) {
                System.out.println(t + " " + List.of(t.getStackTrace()));
            }
        }
        if (second != null) {
            second.join(10_000);
        }
        long wait = System.nanoTime() + 5_000_000_000L;
        for (AsyncFuture<?> f : all) {
            while (!f.isDone() && System.nanoTime() < wait) {
                Thread.sleep(1);
            }
            if (!f.isDone()) {
                problem(seed, "incomplete " + f);
            }
            while (!f.stopped().isDone() && System.nanoTime() < wait) {
                Thread.sleep(1);
            }
            if (!f.stopped().isDone()) {
                problem(seed, "not stopped " + f);
            }
        }
        for (AsyncFuture<?> f : derived) {
            while (!f.isDone() && System.nanoTime() < wait) {
                Thread.sleep(1);
            }
            if (!f.isDone()) {
                problem(seed, "derived incomplete " + f + " kind " + kind);
            }
        }
        while (callbacks.get() < expectedCallbacks.get() && System.nanoTime() < wait) {
            Thread.sleep(1);
        }
        if (callbacks.get() != expectedCallbacks.get()) {
            problem(seed, "callbacks " + callbacks + " of " + expectedCallbacks);
        }
        AsyncStats s = db.stats();
        if (s.running() != 0 || s.pending() != 0 || s.detached() != 0) {
            problem(seed, "left: " + s);
        }
        if (s.submitted() != all.size()
                || s.submitted() != s.succeeded() + s.failed() + s.cancelled() + s.timedOut() + s.rejected()) {
            problem(seed, "books: " + s + " of " + all.size());
        }
        if (max.get() > limit) {
            problem(seed, "bodies " + max + " of " + limit);
        }
        if (submitterRan.get() > 0) {
            problem(seed, "body on submitter");
        }
        if (callbackFlags.get() > 0) {
            problem(seed, "callbacks with a flag " + callbackFlags + " kind " + kind + " foreign " + foreign);
        }
        if (pool != null) {
            pool.shutdown();
            if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
                problem(seed, "pool does not end");
            }
        }
        return all.size();
    }
}
