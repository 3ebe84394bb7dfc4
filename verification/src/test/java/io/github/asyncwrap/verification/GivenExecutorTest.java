package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Executors that do not keep to what an executor promises. */
class GivenExecutorTest {

    @Test
    void executor_throwsAndRunsTheTaskLater_theLimitHolds() {
        List<Runnable> taken = new ArrayList<>();
        Executor executor = task -> {
            if (taken.isEmpty()) {
                taken.add(task); // as a ThreadPoolExecutor without core threads does when a thread cannot be started
                throw new OutOfMemoryError("unable to create native thread");
            }
            start(task);
        };
        try (AsyncWrapper db = wrapper(1, executor);
                Gate gate = Gate.create()) {
            assertThat(OutcomeTest.reason(db.call(() -> "refused"))).isEqualTo(Reason.CARRIER);
            List<AsyncFuture<String>> calls = List.of(db.call(gate.callable("a")), db.call(gate.callable("b")));
            Thread late = start(taken.get(0));
            while (late.isAlive() && gate.inside() < 2) {
                Thread.onSpinWait();
            }
            gate.releaseAll();
            assertThat(calls).extracting(CompletableFuture::join).containsExactly("a", "b");
            assertThat(gate.maxConcurrent()).isEqualTo(1);
        }
    }

    @Test
    void executor_throwsWhenTheBodyHasBegun_theBodyGivesTheOutcome() {
        try (Gate gate = Gate.create();
                AsyncWrapper db = wrapper(1, task -> {
                    start(task);
                    while (gate.entered() == 0) {
                        Thread.onSpinWait();
                    }
                    throw new RejectedExecutionException("too late");
                })) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            assertThat(call).isNotDone();
            gate.release();
            assertThat(call.join()).isEqualTo("row");
            assertThat(db.stats().rejected()).isZero();
        }
    }

    @Test
    void executor_runsTheTaskTwice_theLimitHolds() {
        AtomicInteger ended = new AtomicInteger();
        try (AsyncWrapper db = wrapper(1, task -> {
                    for (int i = 0; i < 2; i++) {
                        start(() -> {
                            task.run();
                            ended.incrementAndGet();
                        });
                    }
                });
                Gate gate = Gate.create()) {
            List<AsyncFuture<String>> calls = List.of(db.call(gate.callable("a")), db.call(gate.callable("b")));
            while (ended.get() == 0 && gate.inside() < 2) {
                Thread.onSpinWait(); // one is in the gate, the other one finds nothing to do
            }
            gate.releaseAll();
            assertThat(calls).extracting(CompletableFuture::join).containsExactly("a", "b");
            assertThat(gate.maxConcurrent()).isEqualTo(1);
        }
    }

    /** The submitter is the one to find out that nobody will come for a call of somebody else's. */
    @Test
    void submit_failsAnothersCall_runsNoneOfItsCallbacks() throws Exception {
        try (Gate gate = Gate.create();
                AsyncWrapper db = wrapper(2, task -> {
                    if (Thread.currentThread().getName().equals("first")) {
                        gate.runnable().run(); // counts as a runner that is coming
                    }
                    throw new RejectedExecutionException("no thread");
                })) {
            CompletableFuture<AsyncFuture<String>> first = new CompletableFuture<>();
            Thread submitter = new Thread(() -> first.complete(db.call(() -> "first")), "first");
            submitter.start();
            gate.awaitEntered(1);
            AsyncFuture<String> pending = db.call(() -> "stays pending, since a runner may come");
            assertThat(pending).isNotDone();
            AsyncFuture<Thread> callback = pending.handle((row, failure) -> Thread.currentThread());
            gate.releaseAll();
            assertThat(callback.join()).isNotSameAs(submitter);
            assertThat(OutcomeTest.reason(first.join())).isEqualTo(Reason.CARRIER);
            assertThat(OutcomeTest.reason(pending)).isEqualTo(Reason.CARRIER);
            assertThat(Failures.of(pending)).hasRootCauseMessage("no thread");
        }
    }

    private static AsyncWrapper wrapper(int limit, Executor executor) {
        return AsyncWrapper.builder("db", limit).executor(executor).build();
    }

    static Thread start(Runnable task) {
        Thread thread = new Thread(task, "given");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
