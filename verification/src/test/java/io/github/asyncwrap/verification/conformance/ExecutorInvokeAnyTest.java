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
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** invokeAny: the result of one task that succeeded. */
class ExecutorInvokeAnyTest {

    /** The three forms of it. */
    private interface InvokeAny {
        String of(ListeningExecutorService executor, List<Callable<String>> tasks)
                throws InterruptedException, ExecutionException, TimeoutException;
    }

    private static final List<InvokeAny> FORMS = List.of(
            (executor, tasks) -> executor.invokeAny(tasks),
            (executor, tasks) -> executor.invokeAny(tasks, 1, DAYS),
            (executor, tasks) -> executor.invokeAny(tasks, Duration.ofDays(1)));

    private static Callable<String> failing() {
        return () -> {
            throw new IOException("disk");
        };
    }

    @OnEveryService
    @Covers({"invokeAny(Collection)", "invokeAny(Collection, long, TimeUnit)", "invokeAny(Collection, Duration)"})
    void invokeAny_withOneThatSucceeds_givesItsResult(Service service) throws Exception {
        try (Opened opened = service.open(1, 10)) {
            for (InvokeAny form : FORMS) {
                assertThat(form.of(opened.executor, List.of(() -> "row"))).isEqualTo("row");
                assertThat(form.of(opened.executor, List.of(failing(), () -> "row", failing())))
                        .isEqualTo("row");
            }
        }
    }

    @OnEveryService
    void invokeAny_whenOneHasSucceeded_cancelsTheOthers(Service service) throws Exception {
        for (InvokeAny form : FORMS) {
            try (Opened opened = service.open(2, 10);
                    Gate gate = Gate.create()) {
                Callable<String> second = () -> {
                    gate.awaitEntered(1);
                    return "quick";
                };
                assertThat(form.of(opened.executor, List.of(gate.callable("slow"), second)))
                        .isEqualTo("quick");
                gate.awaitInterruptions(1);
            }
        }
    }

    @OnEveryService
    void invokeAny_withNoneThatSucceeds_failsAsOneOfThem(Service service) {
        try (Opened opened = service.open(2, 10)) {
            for (InvokeAny form : FORMS) {
                assertThatThrownBy(() -> form.of(opened.executor, List.of(failing(), failing(), failing())))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(IOException.class);
            }
        }
    }

    @OnEveryService
    @SuppressWarnings("NullAway") // what it is about
    void invokeAny_givenNoneOrNull_refusesAtOnce(Service service) {
        try (Opened opened = service.open(1, 10)) {
            List<ThrowingCallable> calls = new ArrayList<>();
            for (InvokeAny form : FORMS) {
                assertThatThrownBy(() -> form.of(opened.executor, List.of()))
                        .isInstanceOf(IllegalArgumentException.class);
                calls.add(() -> form.of(opened.executor, null));
                calls.add(() -> form.of(opened.executor, Arrays.asList((Callable<String>) null)));
                calls.add(() -> form.of(opened.executor, Arrays.asList(failing(), null)));
            }
            calls.add(() -> opened.executor.invokeAny(List.of(failing()), 1, null));
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
            }
        }
    }

    @OnEveryService
    void invokeAny_atItsDeadline_timesOutAndCancelsTheTasks(Service service) throws Exception {
        List<InvokeAny> timed = List.of(
                (executor, tasks) -> executor.invokeAny(tasks, 20, MILLISECONDS),
                (executor, tasks) -> executor.invokeAny(tasks, Duration.ofMillis(20)));
        for (InvokeAny form : timed) {
            try (Opened opened = service.open(1, 10);
                    Gate gate = Gate.create()) {
                List<Callable<String>> tasks = List.of(gate.callable("running"), gate.callable("pending"));
                assertThatThrownBy(() -> form.of(opened.executor, tasks)).isInstanceOf(TimeoutException.class);
                opened.executor.shutdown();
                assertThat(opened.executor.awaitTermination(1, DAYS)).isTrue(); // though nobody opened the gate
            }
        }
    }

    @OnEveryService
    void invokeAny_interrupted_cancelsTheTasks(Service service) throws Exception {
        for (InvokeAny form : FORMS) {
            Services.assertAnInterruptCancelsTheTasks(service, form::of);
        }
    }

    @OnOurService
    void invokeAny_insideABodyOfTheSameDoor_needsNoSecondSlot(Service service) throws Exception {
        try (Opened opened = service.open(1, 10)) {
            for (InvokeAny form : FORMS) {
                ListenableFuture<String> outer =
                        opened.executor.submit(() -> form.of(opened.executor, List.of(failing(), () -> "row")));
                assertThat(outer.get()).isEqualTo("row");
            }
        }
    }
}
