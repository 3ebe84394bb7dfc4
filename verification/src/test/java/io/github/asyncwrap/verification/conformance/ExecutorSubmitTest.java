package io.github.asyncwrap.verification.conformance;

import static com.google.common.util.concurrent.MoreExecutors.directExecutor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.verification.conformance.Services.Opened;
import io.github.asyncwrap.verification.conformance.Services.Service;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** execute and submit: what becomes of one task. */
class ExecutorSubmitTest {

    @OnEveryService
    @Covers("execute(Runnable)")
    void execute_aTask_runsItOnAnotherThread(Service service) throws Exception {
        try (Opened opened = service.open(1, 1)) {
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            opened.executor.execute(() -> ran.complete(Thread.currentThread()));
            assertThat(ran.get()).isNotSameAs(Thread.currentThread());
        }
    }

    @OnEveryService
    @Covers({"submit(Callable)", "submit(Runnable)", "submit(Runnable, Object)"})
    void submit_aTask_givesItsResult(Service service) throws Exception {
        try (Opened opened = service.open(1, 1)) {
            CompletableFuture<String> ran = new CompletableFuture<>();
            CompletableFuture<String> ranAgain = new CompletableFuture<>();
            assertThat(opened.executor.submit(() -> "row").get()).isEqualTo("row");
            assertThat(opened.executor.submit((Callable<Object>) () -> null).get())
                    .isNull();
            assertThat(opened.executor
                            .submit((Runnable) () -> ran.complete("ran"))
                            .get())
                    .isNull();
            assertThat(opened.executor
                            .submit(() -> ranAgain.complete("ran"), "given")
                            .get())
                    .isEqualTo("given");
            assertThat(ran).isCompletedWithValue("ran");
            assertThat(ranAgain).isCompletedWithValue("ran");
        }
    }

    @OnEveryService
    void submit_aTaskThatThrows_givesTheSameException(Service service) throws Exception {
        try (Opened opened = service.open(1, 3)) {
            for (Throwable thrown : List.of(new IOException("disk"), new IllegalStateException(), new Error("x"))) {
                Callable<Object> task = () -> {
                    throw Probe.<RuntimeException>unchecked(thrown);
                };
                List<ListenableFuture<?>> futures = List.of(
                        opened.executor.submit(task),
                        opened.executor.submit((Runnable) () -> sneak(task)),
                        opened.executor.submit(() -> sneak(task), "given"));
                for (ListenableFuture<?> future : futures) {
                    assertThatThrownBy(future::get)
                            .isInstanceOf(ExecutionException.class)
                            .cause()
                            .isSameAs(thrown);
                }
            }
        }
    }

    private static void sneak(Callable<?> task) {
        try {
            Object unused = task.call();
        } catch (Throwable thrown) {
            throw Probe.<RuntimeException>unchecked(thrown);
        }
    }

    @OnEveryService
    @SuppressWarnings({"NullAway", "NullArgumentForNonNullParameter"}) // what it is about
    void task_thatIsNull_isANullPointerException(Service service) {
        try (Opened opened = service.open(1, 1)) {
            ListeningExecutorService executor = opened.executor;
            List<ThrowingCallable> calls = List.of(
                    () -> executor.execute(null),
                    () -> executor.submit((Callable<?>) null),
                    () -> executor.submit((Runnable) null),
                    () -> executor.submit(null, "given"));
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
            }
        }
    }

    /** The task itself sets the handler of its thread, so that no other test sees it. */
    @OnEveryService
    void execute_tasksThatThrow_reachTheirThreadsHandlerAndTheOthersGoOn(Service service) throws Exception {
        try (Opened opened = service.open(1, 1)) {
            for (Throwable thrown : List.of(new IllegalStateException("expected"), new Error("expected"))) {
                CompletableFuture<Throwable> seen = new CompletableFuture<>();
                opened.executor.execute(() -> {
                    Thread.currentThread().setUncaughtExceptionHandler((thread, uncaught) -> seen.complete(uncaught));
                    throw Probe.<RuntimeException>unchecked(thrown);
                });
                assertThat(seen.get()).isSameAs(thrown);
                assertThat(opened.executor.submit(() -> "next").get()).isEqualTo("next");
            }
        }
    }

    @OnEveryService
    void submit_aTaskThatThrows_leavesTheThreadsHandlerAlone(Service service) throws Exception {
        try (Opened opened = service.open(1, 1)) {
            CompletableFuture<Throwable> seen = new CompletableFuture<>();
            ListenableFuture<?> failed = opened.executor.submit(() -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, uncaught) -> seen.complete(uncaught));
                throw new IllegalStateException("expected");
            });
            assertThatThrownBy(failed::get).isInstanceOf(ExecutionException.class);
            assertThat(opened.executor.submit(() -> "next").get()).isEqualTo("next");
            assertThat(seen).isNotDone();
        }
    }

    @OnEveryService
    void task_thatFindsNoRoom_isRejectedAndTheOthersGoOn(Service service) throws Exception {
        try (Opened opened = service.open(1, 1);
                Gate gate = Gate.create()) {
            ListeningExecutorService executor = opened.executor;
            ListenableFuture<String> running = executor.submit(gate.callable("running"));
            gate.awaitEntered(1);
            ListenableFuture<String> pending = executor.submit(gate.callable("pending"));
            List<ThrowingCallable> calls = List.of(
                    () -> executor.execute(gate.runnable()),
                    () -> executor.submit(gate.callable("refused")),
                    () -> executor.submit(gate.runnable()),
                    () -> executor.submit(gate.runnable(), "refused"),
                    () -> executor.invokeAll(List.of(gate.callable("refused"))),
                    () -> executor.invokeAny(List.of(gate.callable("refused"))));
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call).isInstanceOf(RejectedExecutionException.class);
            }
            gate.releaseAll();
            assertThat(running.get()).isEqualTo("running");
            assertThat(pending.get()).isEqualTo("pending");
            assertThat(executor.submit(() -> "next").get()).isEqualTo("next");
            assertThat(gate.entered()).isEqualTo(2);
        }
    }

    @OnEveryService
    void cancel_whileRunning_interruptsTheTask(Service service) throws Exception {
        try (Opened opened = service.open(1, 1);
                Gate gate = Gate.create()) {
            ListenableFuture<String> running = opened.executor.submit(gate.callable("running"));
            gate.awaitEntered(1);
            assertThat(running.cancel(true)).isTrue();
            gate.awaitInterruptions(1);
            assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
            assertThat(opened.executor
                            .submit(() -> Thread.currentThread().isInterrupted())
                            .get())
                    .isFalse();
        }
    }

    @OnEveryService
    void cancelFalse_whileRunning_leavesTheTaskAlone(Service service) throws Exception {
        try (Opened opened = service.open(1, 1);
                Gate gate = Gate.create()) {
            CountDownLatch finished = new CountDownLatch(1);
            ListenableFuture<?> running = opened.executor.submit(() -> {
                gate.pass();
                finished.countDown();
                return "running";
            });
            gate.awaitEntered(1);
            assertThat(running.cancel(false)).isTrue();
            gate.release();
            finished.await();
            assertThat(gate.interruptions()).isZero();
        }
    }

    @OnEveryService
    void cancel_whilePending_keepsTheTaskFromRunning(Service service) throws Exception {
        try (Opened opened = service.open(1, 2);
                Gate gate = Gate.create()) {
            ListenableFuture<String> running = opened.executor.submit(gate.callable("running"));
            gate.awaitEntered(1);
            ListenableFuture<String> pending = opened.executor.submit(gate.callable("pending"));
            assertThat(pending.cancel(true)).isTrue();
            ListenableFuture<String> last = opened.executor.submit(() -> "last");
            gate.releaseAll();
            assertThat(running.get()).isEqualTo("running");
            assertThat(last.get()).isEqualTo("last");
            assertThat(gate.entered()).isEqualTo(1);
        }
    }

    @OnEveryService
    void listener_ofASubmittedTask_runsOnceItIsDone(Service service) throws Exception {
        try (Opened opened = service.open(1, 1);
                Gate gate = Gate.create()) {
            ListenableFuture<String> future = opened.executor.submit(gate.callable("row"));
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            future.addListener(() -> done.complete(future.isDone()), directExecutor());
            assertThat(done).isNotDone();
            gate.release();
            assertThat(done.get()).isTrue();
        }
    }

    /** What the submitter wrote is read by the task, and what the task wrote by who gets its result: plain fields. */
    @OnEveryService
    void memory_ofSubmitterAndTask_isSeenByTheNext(Service service) throws Exception {
        try (Opened opened = service.open(2, 1)) {
            int[] cell = new int[1];
            for (int round = 0; round < 20_000; round += 2) {
                int expected = round;
                cell[0] = round;
                Callable<Boolean> task = () -> {
                    boolean seen = cell[0] == expected;
                    cell[0]++;
                    return seen;
                };
                assertThat(opened.executor.submit(task).get()).isTrue();
                assertThat(cell[0]).isEqualTo(round + 1);
            }
        }
    }
}
