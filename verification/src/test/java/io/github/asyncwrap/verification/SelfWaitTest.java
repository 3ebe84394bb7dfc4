package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** Law 9, beyond {@link EveryWaySelfWaitTest}: depth, interrupts, many waiting for one, and no stack left. */
class SelfWaitTest {
    private final List<AsyncWrapper> doors = new ArrayList<>();

    private AsyncWrapper door(Carried carried, int limit) {
        AsyncWrapper door = carried.wrapper(limit, options -> options.maxPending(100_000));
        doors.add(door);
        return door;
    }

    /** Whatever happened, every outcome is counted once and nothing goes on. */
    @AfterEach
    void nothingIsLeft() {
        for (AsyncWrapper door : doors) {
            door.close();
            AsyncStats stats = door.stats();
            assertThat(stats.succeeded() + stats.failed() + stats.cancelled() + stats.timedOut() + stats.rejected())
                    .isEqualTo(stats.submitted());
            assertThat(stats.running() + stats.pending() + stats.detached() + stats.inPlace())
                    .as("%s", stats)
                    .isZero();
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @OnEveryCarrier
    void joins_nestedDeeply_allReturn(Carried carried) {
        AsyncWrapper db = door(carried, 1);
        assertThat(db.call(nested(db, 60)).join()).isEqualTo(60);
    }

    private static Callable<Integer> nested(AsyncWrapper db, int depth) {
        return () -> depth == 0 ? 0 : 1 + db.call(nested(db, depth - 1)).join();
    }

    /** Each call waits for the one submitted after it, and the outer for the first: in place, a thousand deep. */
    @OnEveryCarrier
    void chainOfJoins_aThousandLong_returnsOrSaysThatTheStackIsFull(Carried carried) {
        AsyncWrapper db = door(carried, 1);
        AsyncFuture<Integer> first = db.call(nested(db, 1_000));
        Throwable failure = first.<Throwable>handle((depth, thrown) -> thrown).join();
        if (failure == null) {
            assertThat(first.join()).isEqualTo(1_000);
        } else {
            assertThat(failure).hasRootCauseInstanceOf(StackOverflowError.class);
        }
        assertThat(db.call(() -> "usable").join()).isEqualTo("usable");
    }

    /** The same without nesting: each waits for the one before it, which is done when it is asked. */
    @OnEveryCarrier
    void chainOfStages_aThousandLong_needsNoStack(Carried carried) {
        AsyncWrapper db = door(carried, 1);
        AsyncFuture<Integer> outer = db.call(() -> {
            AsyncFuture<Integer> end = db.call(() -> 0);
            for (int i = 0; i < 1_000; i++) {
                end = end.thenCompose(depth -> db.call(() -> depth + 1));
            }
            return end.join();
        });
        assertThat(outer.join()).isEqualTo(1_000);
    }

    @OnEveryCarrier
    void join_ofTheStopOfGatheredCalls_runsThemInPlace(Carried carried) {
        AsyncWrapper db = door(carried, 1);
        db.run(() -> Gather.all(List.of(db.call(() -> 1), db.call(() -> 2)))
                        .stopped()
                        .join())
                .join();
    }

    @OnEveryCarrier
    void cancelOfTheOuter_whileAnInnerRunsInPlace_interruptsWhenThatHasEnded(Carried carried) throws Exception {
        AsyncWrapper db = door(carried, 1);
        AtomicInteger innerInterrupted = new AtomicInteger();
        CompletableFuture<Boolean> outerInterrupted = new CompletableFuture<>();
        try (Gate gate = Gate.create()) {
            AsyncFuture<Object> outer = db.call(() -> {
                AsyncFuture<Object> inner = db.call(() -> {
                    try {
                        gate.pass();
                    } catch (InterruptedException e) {
                        innerInterrupted.incrementAndGet();
                    }
                    if (Thread.currentThread().isInterrupted()) {
                        innerInterrupted.incrementAndGet();
                    }
                    return "inner";
                });
                inner.join();
                // It was cancelled long before, so the interrupt is here or comes now.
                boolean felt;
                try {
                    felt = new CountDownLatch(1).await(30, TimeUnit.SECONDS); // false, where a gate would wait for ever
                } catch (InterruptedException e) {
                    felt = true;
                }
                outerInterrupted.complete(felt);
                return "outer";
            });
            gate.awaitEntered(1);
            assertThat(outer.cancel(true)).isTrue();
            assertThat(outer.stopped()).isNotDone();
            gate.release();
            outer.stopped().join();
        }
        assertThat(innerInterrupted).hasValue(0);
        assertThat(outerInterrupted.join()).isTrue();
    }

    @OnEveryCarrier
    void cancelOfTheInner_inPlace_isClearedBeforeTheOuterGoesOn(Carried carried) throws Exception {
        AsyncWrapper db = door(carried, 1);
        CompletableFuture<AsyncFuture<Object>> inner = new CompletableFuture<>();
        try (Gate gate = Gate.create()) {
            AsyncFuture<Boolean> outer = db.call(() -> {
                AsyncFuture<Object> pending = db.call(() -> {
                    try {
                        gate.pass();
                    } finally {
                        Thread.currentThread().interrupt(); // the inner body leaves it set
                    }
                    return "inner";
                });
                inner.complete(pending);
                Throwable unused = Failures.of(pending);
                return Thread.currentThread().isInterrupted();
            });
            gate.awaitEntered(1);
            assertThat(inner.join().cancel(true)).isTrue();
            assertThat(outer.join()).isFalse();
        }
    }

    @OnEveryCarrier
    void timedGet_onAPendingCall_doesNotRunIt(Carried carried) {
        AsyncWrapper db = door(carried, 1);
        AtomicInteger ran = new AtomicInteger();
        AsyncFuture<Integer> outer = db.call(() -> {
            AsyncFuture<Integer> pending = db.call(ran::incrementAndGet);
            assertThatThrownBy(() -> pending.get(20, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> pending.get(0, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            return ran.get();
        });
        assertThat(outer.join()).isZero();
    }

    @OnEveryCarrier
    void invokeAll_insideABody_runsTheTasksInPlace(Carried carried) {
        AsyncWrapper db = door(carried, 1);
        ListeningExecutorService executor = db.asExecutorService();
        AsyncFuture<Integer> outer = db.call(() -> {
            int sum = 0;
            for (Future<Integer> future : executor.invokeAll(List.<Callable<Integer>>of(() -> 1, () -> 2, () -> 3))) {
                sum += future.get();
            }
            for (Future<Integer> future :
                    executor.invokeAll(List.<Callable<Integer>>of(() -> 4), 30, TimeUnit.SECONDS)) {
                sum += future.get();
            }
            return sum;
        });
        assertThat(outer.join()).isEqualTo(10);
    }

    @OnEveryCarrier
    void invokeAny_insideABody_runsTheTasksInPlace(Carried carried) {
        AsyncWrapper db = door(carried, 1);
        ListeningExecutorService executor = db.asExecutorService();
        AsyncFuture<Integer> outer = db.call(() -> {
            Callable<Integer> failing = () -> {
                throw new IllegalArgumentException("the first one fails");
            };
            return executor.invokeAny(List.of(failing, () -> 2, () -> 3))
                    + executor.invokeAny(List.of(failing, () -> 2), 30, TimeUnit.SECONDS);
        });
        assertThat(outer.join()).isBetween(4, 5);
    }

    /** What is waited for comes to stand behind the stage only while the body waits already. */
    @OnEveryCarrier
    void join_onAStageThatComposesLaterOnAnotherThread_returns(Carried carried) throws Exception {
        AsyncWrapper db = door(carried, 1);
        AsyncWrapper other = door(carried, 1);
        try (Gate gate = Gate.create()) {
            AsyncFuture<String> outer = db.call(() -> other.call(gate.callable("first"))
                    .thenCompose(first -> db.call(() -> first + ", second"))
                    .thenApply(both -> both + ", third")
                    .join());
            gate.awaitEntered(1);
            gate.release();
            assertThat(outer.join()).isEqualTo("first, second, third");
        }
    }

    @OnEveryCarrier
    void twoBodies_joiningTheSamePendingCall_itRunsOnce(Carried carried) {
        for (int round = 0; round < 200; round++) {
            AsyncWrapper db = door(carried, 2);
            AtomicInteger ran = new AtomicInteger();
            CountDownLatch both = new CountDownLatch(2);
            CompletableFuture<AsyncFuture<Integer>> pending = new CompletableFuture<>();
            Callable<Integer> body = () -> {
                both.countDown();
                both.await(); // both slots are taken
                return pending.join().join();
            };
            AsyncFuture<Integer> one = db.call(body);
            AsyncFuture<Integer> two = db.call(body);
            pending.complete(db.call(ran::incrementAndGet));
            assertThat(one.join()).isEqualTo(1);
            assertThat(two.join()).isEqualTo(1);
            assertThat(ran).hasValue(1);
        }
    }

    /** The bodies themselves have no end; the stack has. */
    @OnEveryCarrier
    void joins_untilTheStackOverflows_everyCallCompletesAndTheDoorIsUsable(Carried carried) {
        AsyncWrapper db = door(carried, 1);
        for (int round = 0; round < 5; round++) {
            // A call that was admitted as the stack ended is pending, unknown to its submitter, and starts a new chain.
            AtomicBoolean over = new AtomicBoolean();
            Queue<AsyncFuture<Integer>> calls = new ConcurrentLinkedQueue<>();
            AsyncFuture<Integer> first = db.call(endless(db, calls, over));
            calls.add(first);
            assertThat(Failures.of(first)).isNotNull();
            over.set(true);
            for (AsyncFuture<Integer> call : calls) {
                Throwable unused =
                        call.<Throwable>handle((value, failure) -> failure).join();
                call.stopped().join();
            }
            assertThat(db.call(() -> "usable").join()).isEqualTo("usable");
        }
    }

    private static Callable<Integer> endless(AsyncWrapper db, Queue<AsyncFuture<Integer>> calls, AtomicBoolean over) {
        return () -> {
            if (over.get()) {
                return 0;
            }
            AsyncFuture<Integer> next = db.call(endless(db, calls, over));
            calls.add(next);
            return 1 + next.join();
        };
    }
}
