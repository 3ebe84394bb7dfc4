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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** invokeAll: a list of tasks, a list of futures that are done. */
class ExecutorInvokeAllTest {

    /** The three forms of it. */
    private interface InvokeAll {
        List<Future<String>> of(ListeningExecutorService executor, List<Callable<String>> tasks)
                throws InterruptedException;
    }

    private static final List<InvokeAll> FORMS = List.of(
            (executor, tasks) -> executor.invokeAll(tasks),
            (executor, tasks) -> executor.invokeAll(tasks, 1, DAYS),
            (executor, tasks) -> executor.invokeAll(tasks, Duration.ofDays(1)));

    @OnEveryService
    @Covers({"invokeAll(Collection)", "invokeAll(Collection, long, TimeUnit)", "invokeAll(Collection, Duration)"})
    void invokeAll_whateverEndsFirst_givesTheFuturesInTheOrderOfTheTasks(Service service) throws Exception {
        try (Opened opened = service.open(2, 10)) {
            for (InvokeAll form : FORMS) {
                CountDownLatch secondIsOver = new CountDownLatch(1);
                List<Callable<String>> tasks = new ArrayList<>();
                tasks.add(() -> {
                    secondIsOver.await();
                    return "0";
                });
                tasks.add(() -> {
                    secondIsOver.countDown();
                    return "1";
                });
                for (int i = 2; i < 10; i++) {
                    String number = "" + i;
                    tasks.add(() -> number);
                }
                List<Future<String>> futures = form.of(opened.executor, tasks);
                assertThat(futures).hasSize(10).allMatch(Future::isDone).allMatch(ListenableFuture.class::isInstance);
                for (int i = 0; i < 10; i++) {
                    assertThat(futures.get(i).get()).isEqualTo("" + i);
                }
            }
        }
    }

    @OnEveryService
    void invokeAll_withATaskThatThrows_waitsForTheOthers(Service service) throws Exception {
        try (Opened opened = service.open(1, 10)) {
            for (InvokeAll form : FORMS) {
                IOException thrown = new IOException("disk");
                List<Future<String>> futures = form.of(
                        opened.executor,
                        List.of(
                                () -> {
                                    throw thrown;
                                },
                                () -> "row"));
                assertThat(futures).hasSize(2).allMatch(Future::isDone);
                assertThatThrownBy(futures.get(0)::get)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isSameAs(thrown);
                assertThat(futures.get(1).get()).isEqualTo("row");
            }
        }
    }

    @OnEveryService
    void invokeAll_ofNothing_givesNothing(Service service) throws Exception {
        try (Opened opened = service.open(1, 1)) {
            for (InvokeAll form : FORMS) {
                assertThat(form.of(opened.executor, List.of())).isEmpty();
            }
        }
    }

    @OnEveryService
    @SuppressWarnings({"NullAway", "NullArgumentForNonNullParameter"}) // what it is about
    void invokeAll_givenNull_isANullPointerException(Service service) {
        try (Opened opened = service.open(1, 10)) {
            List<ThrowingCallable> calls = new ArrayList<>();
            for (InvokeAll form : FORMS) {
                calls.add(() -> form.of(opened.executor, null));
                calls.add(() -> form.of(opened.executor, Arrays.asList(() -> "row", (Callable<String>) null)));
            }
            calls.add(() -> opened.executor.invokeAll(List.of(() -> "row"), 1, null));
            for (ThrowingCallable call : calls) {
                assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
            }
        }
    }

    @OnEveryService
    void invokeAll_atItsDeadline_cancelsWhatHasNotEnded(Service service) throws Exception {
        try (Opened opened = service.open(1, 10);
                Gate gate = Gate.create()) {
            List<Callable<String>> tasks = List.of(gate.callable("running"), gate.callable("pending"));
            List<Future<String>> futures = opened.executor.invokeAll(tasks, 20, MILLISECONDS);
            assertThat(futures).hasSize(2).allMatch(Future::isCancelled);
            opened.executor.shutdown();
            assertThat(opened.executor.awaitTermination(1, DAYS)).isTrue(); // though nobody opened the gate
        }
    }

    @OnEveryService
    void invokeAll_atItsDeadline_keepsWhatHasEnded(Service service) throws Exception {
        try (Opened opened = service.open(2, 10);
                Gate gate = Gate.create()) {
            List<Future<String>> futures = List.of();
            for (long millis = 50; futures.isEmpty() || futures.get(0).isCancelled(); millis *= 2) {
                futures = opened.executor.invokeAll(
                        List.of(() -> "quick", gate.callable("slow")), Duration.ofMillis(millis));
            }
            assertThat(futures.get(0).get()).isEqualTo("quick");
            assertThat(futures.get(1)).isCancelled();
        }
    }

    @OnEveryService
    void invokeAll_withoutAnyTime_givesFuturesThatAreDone(Service service) throws Exception {
        try (Opened opened = service.open(1, 10);
                Gate gate = Gate.create()) {
            for (long none : new long[] {0, -1}) {
                List<Callable<String>> tasks = List.of(gate.callable("one"), gate.callable("two"));
                assertThat(opened.executor.invokeAll(tasks, none, MILLISECONDS))
                        .hasSize(2)
                        .allMatch(Future::isCancelled);
            }
        }
    }

    @OnEveryService
    void invokeAll_interrupted_cancelsTheTasks(Service service) throws Exception {
        for (InvokeAll form : FORMS) {
            Services.assertAnInterruptCancelsTheTasks(service, form::of);
        }
    }

    @OnOurService
    void invokeAll_insideABodyOfTheSameDoor_needsNoSecondSlot(Service service) throws Exception {
        try (Opened opened = service.open(1, 10)) {
            for (InvokeAll form : FORMS) {
                List<Callable<String>> tasks = List.of(() -> "a", () -> "b", () -> "c");
                ListenableFuture<String> outer = opened.executor.submit(() -> {
                    StringBuilder rows = new StringBuilder();
                    for (Future<String> inner : form.of(opened.executor, tasks)) {
                        rows.append(inner.get());
                    }
                    return rows.toString();
                });
                assertThat(outer.get()).isEqualTo("abc");
            }
        }
    }
}
