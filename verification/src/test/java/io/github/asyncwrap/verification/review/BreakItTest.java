package io.github.asyncwrap.verification.review;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncWrapper;
import java.nio.ByteBuffer;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Each of these shows a breach: it fails as long as the breach is there. */
@SuppressWarnings("all")
class BreakItTest {

    // ---- F1: delivery workers that wait for the delivery

    @Test
    void f1_joinInACallback_onAStageDerivedFromAnotherCallOfTheDoor_returns() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        CountDownLatch go = new CountDownLatch(1);
        AsyncFuture<Integer> outer = db.call(() -> {
            go.await();
            return 1;
        });
        AsyncFuture<Integer> end =
                outer.thenApply(v -> db.call(() -> {
                            Thread.sleep(50);
                            return v + 1;
                        })
                        .thenApply(w -> w + 1)
                        .join());
        go.countDown();
        assertThat(end.get(5, SECONDS)).isEqualTo(3);
    }

    @Test
    void f1_joinInAnAsyncCallback_onAnotherAsyncStage_returns() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<Integer> done = db.call(() -> 1);
        AsyncFuture<Integer> end =
                done.thenApplyAsync(v -> done.thenApplyAsync(w -> w + 1).join());
        assertThat(end.get(5, SECONDS)).isEqualTo(2);
    }

    @Test
    void f1_sixteenSuchCallbacks_onADoorOfSixteen_return() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 16);
        CountDownLatch all = new CountDownLatch(16);
        List<AsyncFuture<Integer>> ends = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            ends.add(db.call(() -> {
                        all.countDown();
                        all.await();
                        Thread.sleep(50); // so that the callbacks are there before the bodies end
                        return 1;
                    })
                    .thenApply(v -> {
                        sleep(200);
                        return db.call(() -> {
                                    Thread.sleep(200);
                                    return v;
                                })
                                .thenApply(w -> w)
                                .join();
                    }));
        }
        for (AsyncFuture<Integer> end : ends) {
            assertThat(end.get(5, SECONDS)).isEqualTo(1);
        }
    }

    // ---- F2: close returns although outcomes are decided and not yet published

    @Test
    void f2_close_whileARunnerIsBetweenItsBodysEndAndThePublication_waitsForTheOutcome() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch hold = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Thread> runner = new AtomicReference<>();
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .executor(task -> {
                    if (Thread.currentThread() == runner.get()) {
                        held.countDown();
                        uninterruptibly(hold); // the runner is slow here: it asks for the next runner's thread
                    }
                    threads.execute(task);
                })
                .build();
        try {
            AsyncFuture<Integer> first = db.call(() -> {
                runner.set(Thread.currentThread());
                go.await();
                return 1;
            });
            AsyncFuture<Integer> derived = first.thenApply(v -> v);
            AsyncFuture<Integer> second = db.call(() -> 2);
            go.countDown();
            held.await();
            second.cancel(true);
            db.close(Duration.ofSeconds(1));
            assertThat(first.isDone()).as("an outcome when close has returned").isTrue();
            assertThat(derived.isDone()).isTrue();
        } finally {
            hold.countDown();
        }
    }

    @Test
    void f2_closeRightAfterTheBody_alwaysFindsTheOutcome() throws Exception {
        int early = 0;
        for (int i = 0; i < 20_000; i++) {
            AsyncWrapper db = AsyncWrapper.of("db", 1);
            AtomicBoolean ended = new AtomicBoolean();
            AsyncFuture<Integer> call = db.call(() -> {
                ended.set(true);
                return 1;
            });
            while (!ended.get()) {
                Thread.onSpinWait();
            }
            db.close();
            early += call.isDone() ? 0 : 1;
            call.get(1, SECONDS);
        }
        assertThat(early).isZero();
    }

    // ---- F3: dependents that run inside the publication hold up the publication of other calls

    @Test
    void f3_timeoutOfABatch_aJdkAggregateOfOneCall_doesNotHoldUpTheOthers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(10_000)
                .timeout(Duration.ofMillis(300))
                .build();
        try {
            db.run(() -> uninterruptibly(never));
            List<AsyncFuture<Integer>> pending = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                AsyncFuture<Integer> call = db.call(() -> 1);
                call.handle((v, x) -> 1);
                pending.add(call);
            }
            CompletableFuture.allOf(pending.get(0)).whenComplete((v, x) -> uninterruptibly(never));
            sleep(800);
            assertThat(pending.stream().filter(call -> !call.isDone()).count())
                    .as("calls without an outcome 500 ms after their deadline")
                    .isZero();
        } finally {
            never.countDown();
        }
    }

    @Test
    void f3_timeoutOfABatch_ownApiOnly_completesEveryCall() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(10_000)
                .timeout(Duration.ofMillis(300))
                .build();
        try {
            AsyncFuture<Integer> done = db.call(() -> 1);
            done.join();
            db.call(() -> {
                uninterruptibly(never);
                return 1;
            });
            List<AsyncFuture<Integer>> pending = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                pending.add(db.call(() -> 1));
            }
            pending.get(0).handleAsync((v, x) -> pending.get(1).handle((w, y) -> 0).join(), Runnable::run);
            pending.get(1).handle((v, x) -> 1);
            sleep(1500);
            assertThat(pending.stream().filter(call -> !call.isDone()).count())
                    .as("calls without an outcome 1.2 s after their deadline")
                    .isZero();
        } finally {
            never.countDown();
        }
    }

    @Test
    void f3_close_aCallbackRunInsideThePublicationWaitsForAnotherCall_closeReturns() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .gracePeriod(Duration.ofMillis(200))
                .build();
        CountDownLatch go = new CountDownLatch(1);
        db.call(() -> {
            go.await();
            return 1;
        });
        AsyncFuture<Integer> a = db.call(() -> 1);
        AsyncFuture<Integer> b = db.call(() -> 1);
        CompletableFuture.anyOf(a, new CompletableFuture<>())
                .whenComplete((v, x) -> b.handle((w, y) -> 0).join());
        Thread closer = start(() -> db.close(Duration.ZERO));
        closer.join(4_000);
        assertThat(b.isDone()).as("a call has an outcome 4 s after close(0) with 200 ms of grace").isTrue();
        assertThat(closer.isAlive()).isFalse();
    }

    // ---- F4: the interrupt comes before the outcome

    static final class SlowToClose extends AbstractInterruptibleChannel {
        final CountDownLatch closing = new CountDownLatch(1);
        final CountDownLatch letClose = new CountDownLatch(1);

        void use() throws Exception {
            boolean ok = false;
            begin();
            try {
                letClose.await();
                ok = true;
            } catch (InterruptedException e) {
                uninterruptibly(letClose);
            } finally {
                end(ok);
            }
        }

        @Override
        protected void implCloseChannel() {
            closing.countDown();
            uninterruptibly(letClose);
        }
    }

    @Test
    void f4_orTimeout_setsTheOutcomeEvenIfTheInterruptBlocks() throws Exception {
        SlowToClose channel = new SlowToClose();
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        try {
            AsyncFuture<Void> call = db.run(channel::use).orTimeout(100, MILLISECONDS);
            channel.closing.await();
            sleep(500);
            assertThat(call.isDone()).as("an outcome 500 ms after the deadline").isTrue();
        } finally {
            channel.letClose.countDown();
        }
    }

    @Test
    void f4_builderTimeout_setsTheOutcomeEvenIfTheInterruptBlocks() throws Exception {
        SlowToClose channel = new SlowToClose();
        AsyncWrapper db =
                AsyncWrapper.builder("db", 1).timeout(Duration.ofMillis(100)).build();
        try {
            AsyncFuture<Void> call = db.run(channel::use);
            channel.closing.await();
            sleep(500);
            assertThat(call.isDone()).isTrue();
        } finally {
            channel.letClose.countDown();
        }
    }

    @Test
    void f4_close_returnsAfterItsGraceEvenIfAnInterruptBlocks() throws Exception {
        SlowToClose channel = new SlowToClose();
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .gracePeriod(Duration.ofMillis(200))
                .build();
        try {
            AsyncFuture<Void> call = db.run(channel::use);
            while (db.stats().running() == 0) {
                sleep(1);
            }
            sleep(100);
            AsyncFuture<Integer> pending = db.call(() -> 1);
            Thread closer = start(() -> db.close(Duration.ofMillis(100)));
            closer.join(3_000);
            assertThat(closer.isAlive()).as("close(100 ms), grace 200 ms, hangs after 3 s").isFalse();
            assertThat(call.isDone()).isTrue();
            assertThat(pending.isDone()).isTrue();
        } finally {
            channel.letClose.countDown();
        }
    }

    @Test
    void f9_complete_thatWasTooLate_leavesTheFutureDone() throws Exception {
        SlowToClose channel = new SlowToClose();
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        try {
            AsyncFuture<Void> call = db.run(channel::use);
            while (db.stats().running() == 0) {
                sleep(1);
            }
            sleep(100);
            Thread canceller = start(() -> call.cancel(true));
            channel.closing.await();
            boolean mine = call.complete(null);
            assertThat(call.isDone()).as("done after complete(), which said " + mine).isTrue();
            boolean cancelled = call.cancel(true);
            assertThat(cancelled).isTrue();
        } finally {
            channel.letClose.countDown();
        }
    }

    // ---- F5: callbacks that a waiting callback has helped to fetch are stranded behind it

    @Test
    void f5_callbacksFetchedByAJoinInsideACallback_doNotWaitForThatCallback() throws Exception {
        for (int round = 0; round < 200; round++) {
            AsyncWrapper db = AsyncWrapper.of("db", 4);
            CountDownLatch go = new CountDownLatch(1);
            AsyncFuture<Integer> x = db.call(() -> {
                go.await();
                return 1;
            });
            int n = 2_000;
            CountDownLatch all = new CountDownLatch(n);
            for (int i = 0; i < n; i++) {
                x.thenRun(all::countDown);
            }
            AtomicBoolean in = new AtomicBoolean();
            AsyncFuture<Boolean> waits = db.call(() -> 1).thenApplyAsync(v -> {
                in.set(true);
                x.join();
                try {
                    return all.await(3, SECONDS);
                } catch (InterruptedException e) {
                    return false;
                }
            });
            while (!in.get()) {
                sleep(1);
            }
            sleep(2);
            go.countDown();
            assertThat(waits.get(10, SECONDS))
                    .as("round " + round + ": all callbacks of x ran while another callback waited, left " + all)
                    .isTrue();
            db.close();
        }
    }

    @Test
    void f5_callbackThatCancelsAndThenWaitsByOtherMeans_isNotWaitingForItself() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        CountDownLatch go = new CountDownLatch(1);
        AsyncFuture<Integer> first = db.call(() -> {
            go.await();
            return 1;
        });
        AsyncFuture<Integer> pending = db.call(() -> 2);
        AsyncFuture<Integer> seen = pending.handle((v, x) -> 3);
        AsyncFuture<Integer> end = first.thenApply(v -> {
            pending.complete(7);
            CompletableFuture.allOf(seen).join(); // a plain JDK future
            return 3;
        });
        go.countDown();
        assertThat(end.get(3, SECONDS)).isEqualTo(3);
    }

    // ---- F6: executors that throw after having taken the task, or run it twice

    @Test
    void f6_executorThrowsAfterTakingTheTask_atMostLimitBodiesRun() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Runnable> taken = new ArrayList<>();
        AtomicInteger n = new AtomicInteger();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .executor(task -> {
                    if (n.getAndIncrement() == 0) {
                        taken.add(task); // as ThreadPoolExecutor does with core size 0 when Thread.start fails
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    threads.execute(task);
                })
                .build();
        db.call(() -> 0);
        for (int i = 0; i < 3; i++) {
            db.call(() -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                try {
                    return go.await(2, SECONDS);
                } finally {
                    inside.decrementAndGet();
                }
            });
        }
        threads.execute(taken.get(0)); // now it has a thread after all
        sleep(300);
        go.countDown();
        assertThat(most.get()).isEqualTo(1);
    }

    @Test
    void f6_executorRunsTheTaskTwice_atMostLimitBodiesRun() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .executor(task -> {
                    threads.execute(task);
                    threads.execute(task);
                })
                .build();
        List<AsyncFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(db.call(() -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                sleep(100);
                return inside.decrementAndGet();
            }));
        }
        for (AsyncFuture<Integer> call : calls) {
            call.get(5, SECONDS);
        }
        assertThat(most.get()).isEqualTo(1);
    }

    // ---- F8: a flag that a callback left

    @Test
    void f8_aFlagLeftByACallback_doesNotReachTheNextBody() throws Exception {
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
        AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(one).build();
        CountDownLatch go = new CountDownLatch(1);
        AsyncFuture<Integer> first = db.call(() -> {
            go.await();
            return 1;
        });
        first.thenRun(() -> Thread.currentThread().interrupt());
        AsyncFuture<Boolean> second = db.call(() -> Thread.currentThread().isInterrupted());
        go.countDown();
        assertThat(second.handle((v, x) -> x == null && v).get(3, SECONDS))
                .as("the next body started with a flag")
                .isFalse();
        one.shutdownNow();
    }

    @Test
    void f8_aFlagLeftByACallback_doesNotReachTheNextCallbackOnOurThreads() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        CountDownLatch go = new CountDownLatch(1);
        AsyncFuture<Integer> first = db.call(() -> {
            go.await();
            return 1;
        });
        AtomicInteger flagged = new AtomicInteger();
        AtomicInteger order = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            first.thenRunAsync(() -> {
                if (order.getAndIncrement() == 0) {
                    Thread.currentThread().interrupt();
                } else if (Thread.currentThread().isInterrupted()) {
                    flagged.incrementAndGet();
                }
            });
        }
        go.countDown();
        eventually(() -> order.get() == 2);
        assertThat(flagged.get()).isZero();
    }

    // ---- F11: a timed get inside a callback

    @Test
    void f11_timedGetInsideACallback_isTimed() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 2);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AsyncFuture<Object> stuck = db.call(() -> {
            never.await();
            return 1;
        });
        AsyncFuture<Integer> first = db.call(() -> {
            go.await();
            return 1;
        });
        AtomicReference<Long> took = new AtomicReference<>();
        for (int i = 0; i < 2; i++) {
            first.thenRun(() -> {
                if (took.compareAndSet(null, -1L)) {
                    long t0 = System.nanoTime();
                    try {
                        stuck.get(50, MILLISECONDS);
                    } catch (TimeoutException e) {
                        took.set((System.nanoTime() - t0) / 1_000_000);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                } else {
                    sleep(2_000);
                }
            });
        }
        go.countDown();
        eventually(() -> took.get() != null && took.get() >= 0);
        never.countDown();
        assertThat(took.get()).as("ms for get(50 ms)").isLessThan(1_000);
    }

    @Test
    void f11_manyCallbacksThatEachJoin_doNotDeepenTheStack() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 2);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch later = new CountDownLatch(1);
        AsyncFuture<Integer> slow = db.call(() -> {
            later.await();
            return 1;
        });
        AsyncFuture<Integer> first = db.call(() -> {
            go.await();
            return 1;
        });
        int n = Integer.getInteger("joins", 20_000);
        AtomicInteger failed = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(n);
        for (int i = 0; i < n; i++) {
            first.thenApply(v -> slow.join()).whenComplete((v, x) -> {
                if (x != null) {
                    failed.incrementAndGet();
                }
                all.countDown();
            });
        }
        go.countDown();
        sleep(500);
        later.countDown();
        assertThat(all.await(10, SECONDS)).as("stages never completed: " + all).isTrue();
        assertThat(failed.get()).as("stages failed, with a StackOverflowError").isZero();
    }

    // ---- F12: a given executor that blocks instead of refusing, with room for exactly limit tasks

    @Test
    void f12_executorThatBlocksWhenItIsFull_withRoomForLimitTasks_theOutcomeArrives() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        Semaphore room = new Semaphore(1);
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .executor(task -> {
                    room.acquireUninterruptibly();
                    threads.execute(() -> {
                        try {
                            task.run();
                        } finally {
                            room.release();
                        }
                    });
                })
                .build();
        CountDownLatch go = new CountDownLatch(1);
        AsyncFuture<Integer> first = db.call(() -> {
            go.await();
            return 1;
        });
        AsyncFuture<Integer> derived = first.thenApply(v -> v + 1);
        AsyncFuture<Integer> second = db.call(() -> 2);
        go.countDown();
        assertThat(first.get(3, SECONDS)).isEqualTo(1);
        assertThat(derived.get(3, SECONDS)).isEqualTo(2);
        assertThat(second.get(3, SECONDS)).isEqualTo(2);
    }

    // ---- F13: stopped() comes after what runs inside the publication

    @Test
    void f13_stoppedJoinedInACombination_returns() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<Integer> done = db.call(() -> 1);
        done.join();
        CountDownLatch go = new CountDownLatch(1);
        AsyncFuture<Integer> call = db.call(() -> {
            go.await();
            return 1;
        });
        call.stopped(); // somebody has asked before; any derived stage does so, too
        AsyncFuture<Integer> end = done.thenCombine(call, (a, b) -> {
            call.stopped().join();
            return a + b;
        });
        go.countDown();
        assertThat(end.get(3, SECONDS)).isEqualTo(2);
    }

    // ---- F16: combinations whose receiver is complete run inside the publication, uncounted

    @Test
    void f16_slowCombinations_doNotBecomeAThreadEach() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("f16", 2).maxPending(1_000).build();
        AsyncFuture<Integer> done = db.call(() -> 1);
        done.join();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try {
            for (int i = 0; i < 2; i++) {
                db.call(() -> {
                    go.await();
                    return 1;
                });
            }
            for (int i = 0; i < 50; i++) {
                AsyncFuture<Integer> call = db.call(() -> 1);
                done.thenCombine(call, (a, b) -> {
                    uninterruptibly(never);
                    return 1;
                });
            }
            go.countDown();
            sleep(700);
            long threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(t -> t.getName().startsWith("f16-"))
                    .count();
            assertThat(threads).as("threads of a door of 2").isLessThanOrEqualTo(4);
        } finally {
            never.countDown();
        }
    }

    @Test
    void f16_close_waitsForTheCallbacksOfCombinationsToo() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<Integer> done = db.call(() -> 1);
        done.join();
        CountDownLatch go = new CountDownLatch(1);
        AsyncFuture<Integer> call = db.call(() -> {
            go.await();
            return 1;
        });
        AsyncFuture<Integer> end = done.thenCombine(call, (a, b) -> {
            sleep(500);
            return a + b;
        });
        go.countDown();
        db.close();
        assertThat(end).as("a callback on a thread of the wrapper, when close has returned").isDone();
    }

    // ---- F17: somebody else's callbacks on a submitting thread

    @Test
    void f17_submit_neverRunsCallbacksOfOtherCalls() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicReference<Thread> runner = new AtomicReference<>();
        AtomicReference<Thread> submitter = new AtomicReference<>();
        CountDownLatch runnerAsks = new CountDownLatch(1);
        CountDownLatch submitterAsks = new CountDownLatch(1);
        CountDownLatch refuseRunner = new CountDownLatch(1);
        CountDownLatch refuseSubmitter = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        AsyncWrapper db = AsyncWrapper.builder("db", 2)
                .executor(task -> {
                    Thread me = Thread.currentThread();
                    if (me == runner.get()) {
                        runnerAsks.countDown();
                        uninterruptibly(refuseRunner);
                        throw new RejectedExecutionException();
                    } else if (me == submitter.get()) {
                        submitterAsks.countDown();
                        uninterruptibly(refuseSubmitter);
                        throw new RejectedExecutionException();
                    } else if (asked.getAndIncrement() == 0) {
                        threads.execute(task);
                    } else {
                        throw new RejectedExecutionException();
                    }
                })
                .build();
        CountDownLatch go = new CountDownLatch(1);
        db.call(() -> {
            runner.set(Thread.currentThread());
            uninterruptibly(go);
            Thread.currentThread().interrupt(); // somebody shuts the executor down
            return 1;
        });
        eventually(() -> runner.get() != null);
        AsyncFuture<Integer> z = db.call(() -> 2); // stays pending: a runner lives
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        z.handle((v, x) -> {
            ranOn.set(Thread.currentThread());
            return 0;
        });
        Thread t = new Thread(() -> {
            submitter.set(Thread.currentThread());
            db.call(() -> 3);
        });
        t.start();
        submitterAsks.await();
        go.countDown();
        runnerAsks.await();
        refuseRunner.countDown();
        sleep(200);
        refuseSubmitter.countDown();
        eventually(() -> ranOn.get() != null);
        assertThat(ranOn.get()).isNotSameAs(t);
    }

    // ---- F18: callbacks behind an endless stream of bodies on a given executor

    @Test
    void f18_asyncCallback_onAGivenPoolOfLimitThreads_runsWhileTheDoorIsBusy() throws Exception {
        ExecutorService one = Executors.newFixedThreadPool(1);
        AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(one).build();
        AtomicBoolean end = new AtomicBoolean();
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            if (!end.get()) {
                db.run(() -> {
                    again[0].run();
                    Thread.sleep(1);
                });
            }
        };
        again[0].run();
        try {
            AsyncFuture<Integer> call = db.call(() -> 1);
            AsyncFuture<Integer> callback = call.thenApplyAsync(v -> v + 1);
            call.get(3, SECONDS);
            assertThat(callback.get(3, SECONDS)).isEqualTo(2);
        } finally {
            end.set(true);
        }
    }

    // ---- F15: close in a callback that was refused a thread

    @Test
    void f15_closeInACallbackThatRunsInsideABodyForWantOfAThread_doesNotWaitForItself() throws Exception {
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .executor(one)
                .gracePeriod(Duration.ofMillis(500))
                .build();
        AsyncFuture<Integer> done = db.call(() -> 1);
        done.join();
        AtomicReference<Long> took = new AtomicReference<>();
        sleep(100);
        AsyncFuture<Void> body = db.run(() -> done.thenRunAsync(() -> {
            long t0 = System.nanoTime();
            db.close(Duration.ofSeconds(2));
            took.set((System.nanoTime() - t0) / 1_000_000);
        }));
        body.handle((v, x) -> 0).get(10, SECONDS);
        eventually(() -> took.get() != null);
        assertThat(took.get()).as("ms that close took").isLessThan(1_000);
    }

    // ---- F20: callbacks on a write, when there is no thread for them

    @Test
    void f20_callbackOnAWrite_neverRunsInTheReader() throws Exception {
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
        AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(one).build();
        AtomicReference<Thread> reader = new AtomicReference<>();
        CountDownLatch go = new CountDownLatch(1);
        AsyncSink<ByteBuffer, Long> sink = db.byteSink(in -> {
            reader.set(Thread.currentThread());
            go.await();
            return (long) in.readAllBytes().length;
        });
        AtomicReference<Thread> ranOn = new AtomicReference<>();
        AsyncFuture<Void> next = sink.write(ByteBuffer.allocate(64 * 1024)).thenCompose(v -> {
            ranOn.set(Thread.currentThread());
            AsyncFuture<Void> second = sink.write(ByteBuffer.allocate(64 * 1024));
            second.join(); // bad manners, but the reader reads on another thread
            return second;
        });
        go.countDown();
        next.whenComplete((v, x) -> sink.finish());
        try {
            assertThat(sink.finish().get(3, SECONDS)).isGreaterThan(0);
        } finally {
            assertThat(ranOn.get()).as("the callback's thread").isNotSameAs(reader.get());
        }
    }

    // ---- F14: a mass of orTimeout

    @Test
    void f14_aMassOfOrTimeouts_doesNotBecomeAMassOfThreads() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(100_000).build();
        CountDownLatch never = new CountDownLatch(1);
        db.run(() -> uninterruptibly(never));
        List<AsyncFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            calls.add(db.call(() -> 1).orTimeout(1_500, MILLISECONDS));
        }
        int most = 0;
        while (calls.stream().anyMatch(call -> !call.isDone())) {
            most = Math.max(most, (int) Thread.getAllStackTraces().keySet().stream()
                    .filter(t -> t.getName().startsWith("async-wrap-hand"))
                    .count());
            sleep(5);
        }
        never.countDown();
        assertThat(most).as("hands").isLessThan(64);
    }

    @Test
    void f14_slowCallbacksOfOrTimeout_doNotBecomeAThreadEach() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(10_000).build();
        CountDownLatch never = new CountDownLatch(1);
        db.run(() -> uninterruptibly(never));
        for (int i = 0; i < 300; i++) {
            db.call(() -> 1).orTimeout(200, MILLISECONDS).handle((v, x) -> {
                uninterruptibly(never);
                return 0;
            });
        }
        sleep(1_500);
        long hands = Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("async-wrap-hand"))
                .count();
        never.countDown();
        assertThat(hands).as("hands").isLessThan(64);
    }

    // ---- F10: no stack left in cancel

    @Test
    void f10_cancelWithoutStack_leavesNoCallWithoutAnOutcome() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        db.call(() -> 1).join();
        int broken = 0;
        for (int i = 0; i < 300 && broken == 0; i++) {
            CountDownLatch go = new CountDownLatch(1);
            AsyncFuture<Integer> call = db.call(() -> {
                go.await();
                return 1;
            });
            if (i % 2 == 0) {
                call.handle((v, x) -> 0);
            }
            Thread t = new Thread(null, () -> deep(call), "deep", 256 * 1024);
            t.setDaemon(true);
            t.start();
            t.join(2_000);
            go.countDown();
            eventuallyOr(2_000, call::isDone);
            broken += call.isDone() ? 0 : i + 1;
        }
        assertThat(broken).as("the round in which a call stayed without an outcome").isZero();
    }

    private static boolean deep(AsyncFuture<?> call) {
        boolean tried;
        try {
            tried = deep(call);
        } catch (StackOverflowError e) {
            tried = false;
        }
        if (!tried) {
            try {
                call.cancel(true);
                tried = true;
            } catch (StackOverflowError e) {
                tried = false;
            }
        }
        return tried;
    }

    // ---- helpers

    static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void uninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static void eventually(BooleanSupplier what) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!what.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("timed out").isNegative();
            sleep(1);
        }
    }

    static void eventuallyOr(long ms, BooleanSupplier what) {
        long end = System.nanoTime() + ms * 1_000_000;
        while (!what.getAsBoolean() && System.nanoTime() - end < 0) {
            sleep(1);
        }
    }

    static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
