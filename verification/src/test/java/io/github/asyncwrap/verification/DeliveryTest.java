package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.MoreExecutors;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** Laws 7, 8 and 14: where callbacks run, and what they must not hold up. */
class DeliveryTest {

    @OnEveryCarrier
    void slowCallback_registeredBeforeTheEnd_doesNotHoldTheSlot(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create();
                Gate slow = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> first = db.call(gate.callable("first"));
            gate.awaitEntered(1);
            AsyncFuture<Void> callback = first.thenRun(slow.runnable());
            AsyncFuture<String> pending = db.call(() -> "pending");
            gate.release();
            assertThat(pending.join()).isEqualTo("pending");
            assertThat(db.call(() -> "later").join()).isEqualTo("later");
            assertThat(callback).isNotDone();
            slow.release();
            callback.join();
        }
    }

    @OnEveryCarrier
    void slowCallback_onAPlainAggregate_doesNotHoldTheSlot(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create();
                Gate slow = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> first = db.call(gate.callable("first"));
            gate.awaitEntered(1);
            CompletableFuture<Void> callback = CompletableFuture.allOf(first).thenRun(slow.runnable());
            AsyncFuture<String> pending = db.call(() -> "pending");
            gate.release();
            assertThat(pending.join()).isEqualTo("pending");
            slow.release();
            callback.join();
        }
    }

    @OnEveryCarrier
    void slowCallbacks_moreThanTheHouseHasThreadsFor_holdNoSlotAndMakeNoMoreThreads(Carried carried) {
        List<AsyncFuture<Void>> callbacks = new ArrayList<>();
        try (AsyncWrapper db = carried.wrapper(2);
                Gate slow = Gate.create().ignoreInterrupts()) {
            for (int i = 0; i < 50; i++) {
                Gate gate = Gate.create();
                AsyncFuture<String> call = db.call(gate.callable("row"));
                callbacks.add(call.thenRun(slow.runnable()));
                gate.release();
                while (!call.isDone()) {
                    Thread.onSpinWait(); // a joiner would run the callback itself
                }
            }
            assertThat(db.call(() -> "still open").join()).isEqualTo("still open");
            slow.releaseAll();
            callbacks.forEach(AsyncFuture::join);
            assertThat(slow.maxConcurrent()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void submit_runsNothingOfTheUsersOnTheSubmitter() {
        Thread submitter = Thread.currentThread();
        List<Thread> seen = new ArrayList<>();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).maxPending(0).build()) {
            for (int i = 0; i < 200; i++) {
                AsyncFuture<Boolean> call = db.call(() -> seen.add(Thread.currentThread()));
                call.exceptionally(refused -> false).join();
            }
        }
        assertThat(seen).isNotEmpty().doesNotContain(submitter);
    }

    @Test
    void asyncMethods_withoutAnExecutor_useTheHousesThreadsAndNeverTheCommonPool() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.call(() -> "row");
            assertThat(call.defaultExecutor()).isNotSameAs(ForkJoinPool.commonPool());
            AsyncFuture<String> thread =
                    call.thenApplyAsync(row -> Thread.currentThread().getName());
            assertThat(thread.join()).startsWith("db-");
            assertThat(thread.thenApplyAsync(name -> Thread.currentThread().getName())
                            .join())
                    .startsWith("db-");
        }
    }

    @Test
    void chain_ofThenApply_needsNoStack() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Integer> last = db.call(gate.callable(0));
            for (int i = 0; i < 100_000; i++) {
                last = last.thenApply(count -> count + 1);
            }
            gate.release();
            assertThat(last.join()).isEqualTo(100_000);
        }
    }

    @Test
    void chain_ofListenersThatCompleteTheNext_needsNoStack() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Integer> current = db.call(gate.callable(0));
            for (int i = 0; i < 100_000; i++) {
                CompletableFuture<Integer> next = current.newIncompleteFuture();
                int number = i;
                current.addListener(() -> next.complete(number), MoreExecutors.directExecutor());
                current = (AsyncFuture<Integer>) next;
            }
            gate.release();
            assertThat(current.join()).isEqualTo(99_999);
        }
    }

    @Test
    void callback_thatWaitsForAnotherOneBehindIt_runsItFirst() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            CompletableFuture<String> promise = call.newIncompleteFuture();
            CompletableFuture<Integer> length = promise.thenApply(String::length);
            AsyncFuture<Integer> nested = call.thenApply(row -> {
                promise.complete(row);
                return length.join();
            });
            gate.release();
            assertThat(nested.join()).isEqualTo(3);
        }
    }

    @Test
    void callbacks_onAnExecutorThatRefuses_failTheirStageAndNothingElse() {
        Executor refusing = task -> {
            throw new java.util.concurrent.RejectedExecutionException("no");
        };
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<String> refused = call.thenApplyAsync(row -> row, refusing);
            AsyncFuture<String> fine = call.thenApply(row -> row + "!");
            gate.release();
            assertThat(fine.join()).isEqualTo("row!");
            assertThat(Failures.of(refused)).hasMessage("no");
        }
    }
}
