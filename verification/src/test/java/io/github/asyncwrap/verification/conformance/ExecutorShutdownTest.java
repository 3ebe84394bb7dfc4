package io.github.asyncwrap.verification.conformance;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.verification.conformance.Services.Opened;
import io.github.asyncwrap.verification.conformance.Services.Service;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The end of an executor. */
class ExecutorShutdownTest {

    @OnEveryService
    @Covers({"shutdown()", "isShutdown()", "isTerminated()", "awaitTermination(long, TimeUnit)"})
    void shutdown_withTasksRunningAndPending_letsThemFinish(Service service) throws Exception {
        try (Opened opened = service.open(1, 2);
                Gate gate = Gate.create()) {
            ListeningExecutorService executor = opened.executor;
            ListenableFuture<String> running = executor.submit(gate.callable("running"));
            gate.awaitEntered(1);
            ListenableFuture<String> pending = executor.submit(gate.callable("pending"));
            assertThat(executor.isShutdown()).isFalse();
            assertThat(executor.isTerminated()).isFalse();

            executor.shutdown();
            assertThat(executor.isShutdown()).isTrue();
            assertThat(executor.isTerminated()).isFalse();
            executor.shutdown(); // changes nothing

            gate.release();
            gate.awaitEntered(2);
            assertThat(running.get()).isEqualTo("running");
            assertThat(executor.isTerminated()).isFalse();
            gate.release();
            assertThat(executor.awaitTermination(1, DAYS)).isTrue();
            assertThat(executor.isTerminated()).isTrue();
            assertThat(pending).isDone();
            assertThat(pending.get()).isEqualTo("pending");
            assertThat(gate.interruptions()).isZero();
        }
    }

    @OnEveryService
    @Covers("awaitTermination(Duration)")
    void shutdown_ofAnIdleOne_terminatesIt(Service service) throws Exception {
        try (Opened opened = service.open(1, 1)) {
            assertThat(opened.executor.submit(() -> "row").get()).isEqualTo("row");
            opened.executor.shutdown();
            assertThat(opened.executor.awaitTermination(Duration.ofDays(1))).isTrue();
            assertThat(opened.executor.awaitTermination(0, MILLISECONDS)).isTrue();
            assertThat(opened.executor.isTerminated()).isTrue();
        }
        try (Opened opened = service.open(1, 1)) {
            opened.executor.shutdown(); // had no task at all
            assertThat(opened.executor.awaitTermination(1, DAYS)).isTrue();
        }
    }

    @OnEveryService
    void task_afterTheShutdown_isRejected(Service service) throws Exception {
        for (boolean now : new boolean[] {false, true}) {
            try (Opened opened = service.open(1, 10);
                    Gate gate = Gate.create()) {
                ListeningExecutorService executor = opened.executor;
                ListenableFuture<String> running = executor.submit(gate.callable("running"));
                gate.awaitEntered(1);
                if (now) {
                    executor.shutdownNow();
                } else {
                    executor.shutdown();
                }
                List<Callable<String>> tasks = List.of(gate.callable("refused"));
                List<ThrowingCallable> calls = List.of(
                        () -> executor.execute(gate.runnable()),
                        () -> executor.submit(gate.callable("refused")),
                        () -> executor.submit(gate.runnable()),
                        () -> executor.submit(gate.runnable(), "refused"),
                        () -> executor.invokeAll(tasks),
                        () -> executor.invokeAll(tasks, 1, DAYS),
                        () -> executor.invokeAny(tasks),
                        () -> executor.invokeAny(tasks, 1, DAYS));
                for (ThrowingCallable call : calls) {
                    assertThatThrownBy(call).isInstanceOf(RejectedExecutionException.class);
                }
                gate.releaseAll();
                assertThat(executor.awaitTermination(1, DAYS)).isTrue();
                assertThat(running).isDone();
                assertThat(gate.entered()).isEqualTo(1);
            }
        }
    }

    @OnEveryService
    void awaitTermination_beforeTheEnd_isFalseAtItsDeadline(Service service) throws Exception {
        try (Opened opened = service.open(1, 1);
                Gate gate = Gate.create()) {
            ListeningExecutorService executor = opened.executor;
            assertThat(executor.awaitTermination(1, MILLISECONDS)).isFalse(); // idle, but nobody shut it down
            executor.execute(gate.runnable());
            executor.shutdown();
            assertThat(executor.awaitTermination(1, MILLISECONDS)).isFalse();
            assertThat(executor.awaitTermination(0, MILLISECONDS)).isFalse();
            assertThat(executor.awaitTermination(-1, MILLISECONDS)).isFalse();
            assertThat(executor.awaitTermination(Duration.ofMillis(1))).isFalse();
        }
    }

    @OnEveryService
    void awaitTermination_interrupted_saysSoAndStopsNothing(Service service) throws Exception {
        try (Opened opened = service.open(1, 1);
                Gate gate = Gate.create()) {
            ListenableFuture<String> running = opened.executor.submit(gate.callable("running"));
            opened.executor.shutdown();
            OtherThread<?> caller = OtherThread.calls(() -> opened.executor.awaitTermination(1, DAYS));
            caller.interrupt();
            assertThatThrownBy(caller::result).hasCauseInstanceOf(InterruptedException.class);
            gate.release();
            assertThat(running.get()).isEqualTo("running");
        }
    }

    @OnEveryService
    @Covers("shutdownNow()")
    void shutdownNow_withTasksRunningAndPending_interruptsTheFormerAndReturnsTheLatter(Service service)
            throws Exception {
        for (boolean afterShutdown : new boolean[] {false, true}) {
            try (Opened opened = service.open(1, 10);
                    Gate gate = Gate.create()) {
                ListeningExecutorService executor = opened.executor;
                ListenableFuture<String> running = executor.submit(gate.callable("running"));
                gate.awaitEntered(1);
                executor.execute(gate.runnable());
                executor.execute(gate.runnable());
                if (afterShutdown) {
                    executor.shutdown();
                }
                assertThat(executor.shutdownNow()).hasSize(2);
                gate.awaitInterruptions(1);
                assertThat(executor.isShutdown()).isTrue();
                assertThat(executor.awaitTermination(1, DAYS)).isTrue();
                assertThat(executor.isTerminated()).isTrue();
                assertThat(running).isDone();
                assertThat(gate.entered()).isEqualTo(1);
                assertThat(executor.shutdownNow()).isEmpty();
            }
        }
    }

    @OnEveryService
    void shutdownNow_withATaskThatIgnoresInterrupts_terminatesWhenItReturns(Service service) throws Exception {
        try (Opened opened = service.open(1, 1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            opened.executor.execute(gate.runnable());
            gate.awaitEntered(1);
            assertThat(opened.executor.shutdownNow()).isEmpty();
            gate.awaitInterruptions(1);
            assertThat(opened.executor.isTerminated()).isFalse();
            assertThat(opened.executor.awaitTermination(1, MILLISECONDS)).isFalse();
            gate.release();
            assertThat(opened.executor.awaitTermination(1, DAYS)).isTrue();
        }
    }

    @OnOurService
    void shutdownNow_withTasksPending_cancelsThemAndReturnsRunnablesThatDoNothing(Service service) throws Exception {
        try (Opened opened = service.open(1, 10);
                Gate gate = Gate.create()) {
            ListenableFuture<String> running = opened.executor.submit(gate.callable("running"));
            gate.awaitEntered(1);
            ListenableFuture<String> pending = opened.executor.submit(gate.callable("pending"));
            List<Runnable> neverStarted = opened.executor.shutdownNow();
            assertThat(running).isCancelled();
            assertThat(pending).isCancelled();
            assertThat(neverStarted).hasSize(1);
            gate.releaseAll();
            neverStarted.forEach(Runnable::run);
            assertThat(gate.entered()).isEqualTo(1);
        }
    }
}
