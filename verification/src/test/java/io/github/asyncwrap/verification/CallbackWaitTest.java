package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A callback that waits for another future of its door, which may need the very thread that waits. */
class CallbackWaitTest {

    @OnEveryCarrier
    void join_inACallback_onAStageOfAnotherCall_returns(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate outer = Gate.create();
                Gate inner = Gate.create()) {
            AsyncFuture<Integer> end = db.call(outer.callable(1)).thenApply(row -> {
                AsyncFuture<Integer> stage = db.call(inner.callable(row + 1)).thenApply(next -> next + 1);
                inner.release(); // not before the stage hangs on the call
                return stage.join();
            });
            outer.release();
            assertThat(end.join()).isEqualTo(3);
        }
    }

    @OnEveryCarrier
    void join_inAnAsyncCallback_onAnotherAsyncStage_returns(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            AsyncFuture<Integer> call = db.call(() -> 1);
            AsyncFuture<Integer> end = call.thenApplyAsync(
                    row -> call.thenApplyAsync(same -> same + 1).join());
            assertThat(end.join()).isEqualTo(2);
        }
    }

    @OnEveryCarrier
    void join_inAsManyCallbacksAsThereAreDeliveryThreads_allReturn(Carried carried) {
        int limit = 8;
        CountDownLatch inside = new CountDownLatch(limit);
        CountDownLatch registered = new CountDownLatch(limit);
        List<AsyncFuture<Integer>> ends = new ArrayList<>();
        try (AsyncWrapper db = carried.wrapper(limit);
                Gate outer = Gate.create();
                Gate inner = Gate.create()) {
            for (int i = 0; i < limit; i++) {
                ends.add(db.call(outer.callable(i)).thenApply(row -> {
                    arriveAndAwait(inside);
                    AsyncFuture<Integer> stage = db.call(inner.callable(row)).thenApply(same -> same);
                    arriveAndAwait(registered);
                    inner.releaseAll();
                    return stage.join();
                }));
            }
            outer.releaseAll();
            for (int i = 0; i < limit; i++) {
                assertThat(ends.get(i).join()).isEqualTo(i);
            }
        }
    }

    /** Each has a thread while it waits: none runs inside another one, which would need a stack for all of them. */
    @OnEveryCarrier
    void join_inManyCallbacks_doesNotDeepenTheStack(Carried carried) {
        int count = 100;
        CountDownLatch begun = new CountDownLatch(count);
        AtomicInteger deepest = new AtomicInteger();
        List<AsyncFuture<String>> ends = new ArrayList<>();
        try (AsyncWrapper db = carried.wrapper(2);
                Gate first = Gate.create();
                Gate slow = Gate.create()) {
            AsyncFuture<String> slowCall = db.call(slow.callable("slow"));
            AsyncFuture<String> call = db.call(first.callable("first"));
            for (int i = 0; i < count; i++) {
                ends.add(call.thenApply(row -> {
                    int depth = Thread.currentThread().getStackTrace().length;
                    deepest.accumulateAndGet(depth, Math::max);
                    begun.countDown();
                    return slowCall.join();
                }));
            }
            first.release();
            TimeoutTest.awaitUninterruptibly(begun);
            slow.releaseAll();
            assertThat(ends).allMatch(end -> end.join().equals("slow"));
            assertThat(deepest.get()).isLessThan(count);
        }
    }

    @OnEveryCarrier
    void timedGet_inACallback_doesNotWaitForTheCallbackBehindIt(Carried carried) {
        AtomicBoolean second = new AtomicBoolean();
        CountDownLatch timedOut = new CountDownLatch(1);
        List<AsyncFuture<Void>> callbacks = new ArrayList<>();
        try (AsyncWrapper db = carried.wrapper(2);
                Gate never = Gate.create();
                Gate gate = Gate.create()) {
            AsyncFuture<String> stuck = db.call(never.callable("never"));
            AsyncFuture<String> call = db.call(gate.callable("row"));
            for (int i = 0; i < 2; i++) {
                callbacks.add(call.thenRun(() -> {
                    if (second.getAndSet(true)) {
                        TimeoutTest.awaitUninterruptibly(timedOut);
                    } else {
                        assertThat(timesOut(stuck)).isTrue();
                        timedOut.countDown();
                    }
                }));
            }
            gate.release();
            callbacks.forEach(AsyncFuture::join);
        }
    }

    /**
     * Whoever waits for a derived stage helps with its callbacks when it is complete. Here the publisher is held up, so the
     * waiting callback gets them all, and must not keep them behind itself.
     */
    @OnEveryCarrier
    void join_inACallback_thatFetchesOtherCallbacks_doesNotKeepThem(Carried carried) {
        int count = 10;
        CountDownLatch ran = new CountDownLatch(count);
        try (AsyncWrapper db = carried.wrapper(3);
                Gate gate = Gate.create()) {
            // Of a derived stage: who waits for a call itself fetches none.
            AsyncFuture<String> call = db.call(gate.callable("row")).thenApply(row -> row);
            for (int i = 0; i < count; i++) {
                call.thenRun(ran::countDown);
            }
            CompletableFuture<Void> holdsUp =
                    CompletableFuture.allOf(call).thenRun(() -> TimeoutTest.awaitUninterruptibly(ran));
            AsyncFuture<String> waits = db.call(() -> "other").thenApplyAsync(other -> {
                String row = call.join();
                TimeoutTest.awaitUninterruptibly(ran);
                return row;
            });
            while (call.getNumberOfDependents() < count + 3) {
                Thread.onSpinWait(); // an aggregate counts twice, and the last one is the join
            }
            gate.release();
            assertThat(waits.join()).isEqualTo("row");
            holdsUp.join();
        }
    }

    private static void arriveAndAwait(CountDownLatch latch) {
        latch.countDown();
        TimeoutTest.awaitUninterruptibly(latch);
    }

    private static boolean timesOut(CompletableFuture<?> future) {
        try {
            future.get(1, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException expected) {
            return true;
        } catch (ExecutionException | InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
