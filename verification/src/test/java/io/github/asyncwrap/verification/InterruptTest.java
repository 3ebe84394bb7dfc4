package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Law 5: an interrupt hits the body it was meant for and nothing else. */
class InterruptTest {

    @OnEveryCarrier
    void cancelTrue_whileRunning_interruptsTheBodyOnce(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(call.cancel(true)).isTrue();
            assertThat(call.cancel(true)).isTrue();
            call.completeExceptionally(new IllegalStateException());
            gate.awaitInterruptions(1);
            gate.release();
            call.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(1);
        }
    }

    @OnEveryCarrier
    void cancelFalse_whileRunning_leavesTheBodyAlone(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertThat(call.cancel(false)).isTrue();
            assertThat(call.stopped()).isNotDone();
            gate.release();
            call.stopped().join();
            assertThat(gate.interruptions()).isZero();
        }
    }

    @OnEveryCarrier
    void interruptedBody_setsTheFlagAgain_neitherCallbackNorNextBodySeesIt(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<Object> call = db.call(() -> {
                gate.runnable().run(); // sets the flag again
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return "late";
            });
            CompletableFuture<Boolean> callback =
                    call.stopped().thenApply(stopped -> Thread.currentThread().isInterrupted());
            AsyncFuture<Boolean> next = db.call(() -> Thread.currentThread().isInterrupted());
            gate.awaitEntered(1);
            call.cancel(true);
            assertThat(next.join()).isFalse();
            assertThat(callback.join()).isFalse();
        }
    }

    /** A body that completes a future runs its callbacks; they must not eat the interrupt that is the body's. */
    @OnEveryCarrier
    void interrupt_whileTheBodyRunsACallback_staysWithTheBody(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            CompletableFuture<String> promise =
                    db.call(() -> "row").thenApply(row -> row).newIncompleteFuture();
            promise.thenRun(gate.runnable()); // returns early, with the flag set, when it is interrupted
            CompletableFuture<Boolean> seen = new CompletableFuture<>();
            AsyncFuture<Boolean> call = db.call(() -> {
                promise.complete("row");
                return seen.complete(Thread.currentThread().isInterrupted());
            });
            gate.awaitEntered(1);
            call.cancel(true);
            assertThat(seen.join()).isTrue();
        }
    }

    @Test
    void foreignFlag_onOwnThreads_isClearedBeforeTheNextBody() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> rude = db.call(() -> {
                Thread.currentThread().interrupt();
                return "row";
            });
            AsyncFuture<Boolean> next = db.call(() -> Thread.currentThread().isInterrupted());
            assertThat(rude.join()).isEqualTo("row");
            assertThat(next.join()).isFalse();
        }
    }

    @Test
    void foreignFlag_onAGivenExecutor_goesHomeWithItsRunnerAndTheSlotMovesOn() throws Exception {
        BlockingQueue<Boolean> flagsAtHome = new LinkedBlockingQueue<>();
        ExecutorService threads = telling(flagsAtHome);
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(threads).build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> rude = db.call(() -> {
                gate.pass();
                Thread.currentThread().interrupt();
                return "row";
            });
            CompletableFuture<Boolean> callback =
                    rude.thenApply(row -> Thread.currentThread().isInterrupted());
            AsyncFuture<Boolean> next = db.call(() -> Thread.currentThread().isInterrupted());
            gate.release();
            assertThat(next.join()).isFalse();
            assertThat(callback.join()).isFalse();
            while (!flagsAtHome.take()) {
                // that was the runner that took its slot, or one with callbacks
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void interruptedBody_setsTheFlagAgainOnAGivenExecutor_whoseThreadComesHomeWithoutIt() throws Exception {
        BlockingQueue<Boolean> flagsAtHome = new LinkedBlockingQueue<>();
        ExecutorService threads = telling(flagsAtHome);
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).executor(threads).build();
                Gate gate = Gate.create()) {
            AsyncFuture<Void> call = db.run(() -> gate.runnable().run()); // sets the flag again
            gate.awaitEntered(1);
            call.cancel(true);
            assertThat(flagsAtHome.take()).isFalse();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Tells what flag a thread has after each task. */
    private static ExecutorService telling(BlockingQueue<Boolean> flagsAtHome) {
        return new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            protected void afterExecute(Runnable task, Throwable thrown) {
                flagsAtHome.add(Thread.currentThread().isInterrupted());
            }
        };
    }

    /** Cancels race with the body's return on a thread that goes on to the next body at once. */
    @OnEveryCarrier
    void cancel_againstTheBodysReturn_neverHitsALaterBodyOrCallback(Carried carried) throws Exception {
        int rounds = 20_000;
        AtomicInteger leaked = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService canceller = Executors.newSingleThreadExecutor();
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(2 * rounds))) {
            List<AsyncFuture<?>> observers = new ArrayList<>();
            AsyncFuture<?>[] target = new AsyncFuture<?>[1];
            var cancelling = canceller.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    start.await();
                    target[0].cancel(true);
                    start.await();
                }
                return null;
            });
            for (int i = 0; i < rounds; i++) {
                int spins = i % 200;
                AsyncFuture<Void> body = db.run(() -> {
                    for (int spin = 0; spin < spins; spin++) {
                        Thread.onSpinWait();
                    }
                });
                target[0] = body;
                if (i % 2 == 0) {
                    observers.add(body.stopped().thenRun(() -> countFlag(leaked)));
                }
                observers.add(db.run(() -> countFlag(leaked)));
                start.await();
                start.await();
            }
            cancelling.get();
            observers.forEach(AsyncFuture::join);
        } finally {
            canceller.shutdownNow();
        }
        assertThat(leaked).hasValue(0);
    }

    private static void countFlag(AtomicInteger leaked) {
        if (Thread.currentThread().isInterrupted()
                && !Thread.currentThread().getName().startsWith("pool")) {
            leaked.incrementAndGet();
        }
    }
}
