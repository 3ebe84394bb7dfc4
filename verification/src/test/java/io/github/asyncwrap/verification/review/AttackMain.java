package io.github.asyncwrap.verification.review;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncWrapper;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Attacks that did not succeed, kept to be run again. args: seconds. */
@SuppressWarnings("all")
public final class AttackMain {
    static int problems;

    static synchronized void problem(String text) {
        if (problems++ < 30) {
            System.out.println("PROBLEM " + text);
        }
    }

    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[0]);
        interrupts(seconds, null);
        ExecutorService given = Executors.newCachedThreadPool(r -> {
            Thread t = new Thread(r);
            t.setDaemon(true);
            return t;
        });
        interrupts(seconds, given);
        if (args.length < 2) {
            sinks(seconds);
            stacks();
            memory();
        }
        System.out.println("problems=" + problems);
        System.exit(0);
    }

    /** A body is interrupted only if somebody else decided its outcome, at most once, and no callback sees a flag. */
    static void interrupts(int seconds, ExecutorService given) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        AtomicLong wrong = new AtomicLong();
        AtomicLong twice = new AtomicLong();
        AtomicLong callback = new AtomicLong();
        AtomicLong hits = new AtomicLong();
        AsyncWrapper db = given == null
                ? AsyncWrapper.builder("db", 2).timeout(Duration.ofMillis(3)).build()
                : AsyncWrapper.builder("db", 2).executor(given).timeout(Duration.ofMillis(3)).build();
        Runnable producer = () -> {
            SplittableRandom r = new SplittableRandom(System.nanoTime());
            while (System.nanoTime() < end) {
                AtomicInteger seen = new AtomicInteger();
                AtomicLong firstHit = new AtomicLong();
                long length = r.nextInt(30) == 0 ? 6_000_000 : r.nextInt(60_000);
                boolean set = given == null && r.nextBoolean();
                AtomicBoolean began = new AtomicBoolean();
                AsyncFuture<Integer> f = db.call(() -> {
                    began.set(true);
                    long stop = System.nanoTime() + length;
                    do {
                        if (Thread.interrupted()) {
                            hits.incrementAndGet();
                            seen.incrementAndGet();
                        }
                    } while (System.nanoTime() < stop);
                    if (set) {
                        Thread.currentThread().interrupt();
                    }
                    return 1;
                });
                if (r.nextInt(3) == 0) {
                    f.handle((v, x) -> {
                        if (Thread.currentThread().isInterrupted()) {
                            callback.incrementAndGet();
                        }
                        return 1;
                    });
                }
                switch (r.nextInt(4)) {
                    case 0 -> {
                        LockSupport.parkNanos(r.nextInt(80_000));
                        f.cancel(true);
                    }
                    case 1 -> {
                        while (!began.get() && !f.isDone()) {
                            Thread.onSpinWait();
                        }
                        long stop = System.nanoTime() + r.nextInt(60_000);
                        while (System.nanoTime() < stop) {
                            Thread.onSpinWait();
                        }
                        f.complete(3);
                    }
                    case 2 -> f.cancel(false);
                    default -> f.handle((v, x) -> 0).join();
                }
                f.stopped().join();
                Object outcome = f.handle((v, x) -> x != null ? x : v).join();
                if (seen.get() > 1) {
                    twice.incrementAndGet();
                }
                if (seen.get() > 0 && outcome.equals(1)) {
                    wrong.incrementAndGet();
                }
            }
        };
        Thread[] threads = new Thread[3];
        for (int i = 0; i < 3; i++) {
            threads[i] = new Thread(producer);
            threads[i].start();
        }
        for (Thread t : threads) {
            t.join(60_000);
            if (t.isAlive()) {
                problem("interrupts: producer hangs " + List.of(t.getStackTrace()) + db);
            }
        }
        System.out.println("interrupts: given=" + (given != null) + " hits=" + hits + " wrong=" + wrong + " twice="
                + twice + " callback=" + callback + " " + db.stats());
        if (wrong.get() + twice.get() + callback.get() > 0) {
            problem("interrupts");
        }
        db.close(Duration.ofSeconds(1));
    }

    static void sinks(int seconds) throws Exception {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        SplittableRandom r = new SplittableRandom(7);
        int n = 0;
        AsyncWrapper db = AsyncWrapper.of("sink", 2);
        while (System.nanoTime() < end) {
            n++;
            int how = r.nextInt(6);
            int chunks = 1 + r.nextInt(40);
            int stopAt = r.nextInt(chunks);
            int size = 1 + r.nextInt(50_000);
            int slow = r.nextInt(30_000);
            AtomicLong read = new AtomicLong();
            AsyncSink<ByteBuffer, Long> sink = db.byteSink(in -> {
                byte[] buffer = new byte[1 + slow];
                long total = 0;
                int k;
                int steps = 0;
                while ((k = in.read(buffer)) >= 0) {
                    total += k;
                    read.set(total);
                    if (how == 1 && ++steps > stopAt) {
                        return total;
                    }
                    if (how == 2 && ++steps > stopAt) {
                        in.close();
                        LockSupport.parkNanos(10_000);
                        throw new IllegalStateException("reader");
                    }
                    if (slow % 3 == 0) {
                        LockSupport.parkNanos(slow);
                    }
                }
                return total;
            });
            AtomicInteger i = new AtomicInteger();
            CompletableFuture<Void> over = new CompletableFuture<>();
            Runnable[] more = new Runnable[1];
            more[0] = () -> {
                int at = i.getAndIncrement();
                if (at == chunks) {
                    sink.finish();
                    over.complete(null);
                    return;
                }
                if (how == 3 && at == stopAt) {
                    sink.fail(new Exception("writer"));
                }
                sink.write(ByteBuffer.allocate(size)).whenComplete((v, x) -> {
                    if (x != null) {
                        over.complete(null);
                    } else {
                        more[0].run();
                    }
                });
            };
            more[0].run();
            if (how == 4) {
                LockSupport.parkNanos(r.nextInt(300_000));
                sink.finish().cancel(r.nextBoolean());
            }
            if (how == 5) {
                sink.finish().orTimeout(r.nextInt(300), TimeUnit.MICROSECONDS);
            }
            try {
                over.get(5, TimeUnit.SECONDS);
                Object got = sink.finish().handle((v, x) -> x != null ? x : v).get(5, TimeUnit.SECONDS);
                if (how == 0 && !got.equals((long) chunks * size)) {
                    problem("sink: " + got + " of " + (long) chunks * size);
                }
                sink.finish().stopped().get(5, TimeUnit.SECONDS);
                if (!sink.write(ByteBuffer.allocate(1)).isCompletedExceptionally()) {
                    problem("sink: a write after the end was taken, how=" + how + " " + sink);
                }
            } catch (Exception e) {
                problem("sink how=" + how + " " + e + " " + sink + " " + db);
            }
        }
        db.close(Duration.ofSeconds(1));
        System.out.println("sinks: " + n + " " + db.stats());
    }

    static void stacks() throws Exception {
        Thread t = new Thread(
                null,
                () -> {
                    try {
                        AsyncWrapper db = AsyncWrapper.of("stack", 1);
                        for (int kind = 0; kind < 8; kind++) {
                            for (int end = 0; end < 3; end++) {
                                CountDownLatch go = new CountDownLatch(1);
                                AsyncFuture<Integer> call = db.call(() -> {
                                    go.await();
                                    return 1;
                                });
                                AsyncFuture<Integer> done = db.call(() -> 1);
                                AsyncFuture<Integer> f = call;
                                AtomicInteger listened = new AtomicInteger();
                                for (int i = 0; i < 100_000; i++) {
                                    AsyncFuture<Integer> g = f;
                                    f = switch (kind) {
                                        case 0 -> g.thenApply(v -> v);
                                        case 1 -> g.thenCompose(v -> AsyncFutureOf.done(v, call));
                                        case 2 -> g.whenComplete((v, x) -> {});
                                        case 3 -> g.thenCombine(call, (a, b) -> a);
                                        case 4 -> g.handle((v, x) -> v == null ? 0 : v);
                                        case 5 -> g.applyToEither(new CompletableFuture<>(), v -> v);
                                        case 6 -> {
                                            g.addListener(listened::incrementAndGet, Runnable::run);
                                            yield g;
                                        }
                                        default -> call.thenCombine(g, (a, b) -> b);
                                    };
                                }
                                if (end == 0) {
                                    go.countDown();
                                } else if (end == 1) {
                                    call.cancel(true);
                                } else {
                                    call.completeExceptionally(new Exception("x"));
                                }
                                try {
                                    f.handle((v, x) -> {
                                                for (Throwable c = x; c != null; c = c.getCause()) {
                                                    if (c instanceof StackOverflowError) {
                                                        problem("stacks kind " + c);
                                                    }
                                                }
                                                return 0;
                                            })
                                            .get(20, TimeUnit.SECONDS);
                                } catch (Exception e) {
                                    problem("stacks kind=" + kind + " end=" + end + " " + e);
                                }
                                if (kind == 6) {
                                    long until = System.nanoTime() + 5_000_000_000L;
                                    while (listened.get() < 100_000 && System.nanoTime() < until) {
                                        Thread.onSpinWait();
                                    }
                                    if (listened.get() != 100_000) {
                                        problem("listeners " + listened);
                                    }
                                }
                                go.countDown();
                                call.stopped().join();
                            }
                        }
                        // a loop by thenCompose
                        AsyncFuture<Integer> loop = loop(db, 20_000);
                        loop.get(30, TimeUnit.SECONDS);
                        db.close(Duration.ofSeconds(5));
                    } catch (Throwable e) {
                        problem("stacks " + e);
                        e.printStackTrace(System.out);
                    }
                },
                "stacks",
                512 * 1024);
        t.start();
        t.join(120_000);
        System.out.println("stacks: over " + !t.isAlive());
    }

    static AsyncFuture<Integer> loop(AsyncWrapper db, int n) {
        return n == 0 ? db.call(() -> 0) : db.call(() -> n).thenCompose(v -> loop(db, n - 1));
    }

    static final class AsyncFutureOf {
        static AsyncFuture<Integer> done(int v, AsyncFuture<?> like) {
            AsyncFuture<Integer> f = like.newIncompleteFuture();
            f.complete(v);
            return f;
        }
    }

    static void memory() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("mem", 1)
                .maxPending(100_000)
                .timeout(Duration.ofMillis(50))
                .pendingTimeout(Duration.ofSeconds(3600))
                .build();
        CountDownLatch never = new CountDownLatch(1);
        db.run(() -> {
            while (true) {
                try {
                    never.await();
                    return;
                } catch (InterruptedException e) {
                    // stuck
                }
            }
        });
        long first = 0;
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 300_000; i++) {
                AsyncFuture<byte[]> f = db.call(() -> new byte[1]);
                if (i % 3 == 0) {
                    f.cancel(true);
                } else if (i % 3 == 1) {
                    f.orTimeout(1, TimeUnit.HOURS);
                    f.complete(null);
                }
            }
            Thread.sleep(200);
            System.gc();
            System.gc();
            long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            if (round == 1) {
                first = used;
            }
            System.out.println("memory: " + used / 1024 + " KiB " + db.stats());
        }
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        if (used > first + 4_000_000) {
            problem("memory grows " + first + " " + used);
        }
        never.countDown();
    }
}
