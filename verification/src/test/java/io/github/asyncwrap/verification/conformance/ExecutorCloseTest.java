package io.github.asyncwrap.verification.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.github.asyncwrap.testkit.Gate;
import io.github.asyncwrap.verification.conformance.Services.Opened;
import io.github.asyncwrap.verification.conformance.Services.Service;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The close that Java 19 added to ExecutorService; by reflection, since this is compiled for an older one. */
@EnabledForJreRange(min = JRE.JAVA_19)
class ExecutorCloseTest {

    @OnEveryService
    @Covers("close()")
    void close_withTasksRunningAndPending_waitsForThem(Service service) throws Exception {
        try (Opened opened = service.open(1, 1);
                Gate gate = Gate.create()) {
            ListenableFuture<String> running = opened.executor.submit(gate.callable("running"));
            gate.awaitEntered(1);
            ListenableFuture<String> pending = opened.executor.submit(gate.callable("pending"));
            OtherThread<Boolean> closer = OtherThread.calls(() -> {
                close(opened);
                return running.isDone() && pending.isDone();
            });
            awaitShutdown(opened);
            assertThat(closer.hasReturned()).isFalse();
            gate.releaseAll();
            assertThat(closer.result()).isTrue();
            assertThat(opened.executor.isTerminated()).isTrue();
            assertThat(running.get()).isEqualTo("running");
            assertThat(pending.get()).isEqualTo("pending");
            close(opened); // has no effect
        }
    }

    @OnEveryService
    void close_interrupted_stopsTheTasksAndLeavesTheFlagSet(Service service) throws Exception {
        try (Opened opened = service.open(1, 1);
                Gate gate = Gate.create()) {
            ListenableFuture<String> running = opened.executor.submit(gate.callable("running"));
            gate.awaitEntered(1);
            opened.executor.execute(gate.runnable());
            OtherThread<Boolean> closer = OtherThread.calls(() -> {
                close(opened);
                return Thread.currentThread().isInterrupted();
            });
            awaitShutdown(opened);
            closer.interrupt();
            gate.awaitInterruptions(1);
            assertThat(closer.result()).isTrue();
            assertThat(opened.executor.isTerminated()).isTrue();
            assertThat(running).isDone();
            assertThat(gate.entered()).isEqualTo(1);
        }
    }

    private static void close(Opened opened) throws ReflectiveOperationException {
        ExecutorService.class.getMethod("close").invoke(opened.executor);
    }

    private static void awaitShutdown(Opened opened) {
        while (!opened.executor.isShutdown()) {
            Thread.onSpinWait();
        }
    }
}
