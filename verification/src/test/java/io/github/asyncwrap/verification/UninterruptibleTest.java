package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** {@code uninterruptible()}: outcomes are set as ever, and the body is never interrupted. */
class UninterruptibleTest {

    /** Has a body in the gate, decides its outcome, and looks for a flag when the body goes on. */
    private static void assertNotInterrupted(Carried carried, Consumer<AsyncFuture<Boolean>> decide) throws Exception {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<Boolean> call = db.uninterruptible().call(() -> {
                gate.pass();
                return flag.complete(Thread.currentThread().isInterrupted());
            });
            gate.awaitEntered(1);
            decide.accept(call);
            assertThat(call).isDone();
            assertThat(call.stopped()).isNotDone();
            assertThat(db.stats().detached()).isEqualTo(1);
            gate.release();
            call.stopped().join();
            assertThat(flag.join()).isFalse();
            assertThat(gate.interruptions()).isZero();
        }
    }

    @OnEveryCarrier
    void cancel_setsTheOutcomeAndLeavesTheBodyAlone(Carried carried) throws Exception {
        assertNotInterrupted(carried, call -> assertThat(call.cancel(true)).isTrue());
    }

    @OnEveryCarrier
    void completion_fromOutside_leavesTheBodyAlone(Carried carried) throws Exception {
        assertNotInterrupted(carried, call -> assertThat(call.complete(true)).isTrue());
    }

    @OnEveryCarrier
    void timeout_setsTheOutcomeAndLeavesTheBodyAlone(Carried carried) throws Exception {
        assertNotInterrupted(
                carried,
                call -> assertThat(Failures.of(call.orTimeout(1, TimeUnit.MILLISECONDS)))
                        .isInstanceOf(AsyncTimeoutException.class));
    }

    @Test
    void close_atItsDeadline_leavesTheBodyAloneAndReportsIt() throws Exception {
        AsyncWrapper db =
                AsyncWrapper.builder("db", 1).gracePeriod(Duration.ZERO).build();
        try (Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.uninterruptible().call(gate.callable("late"));
            gate.awaitEntered(1);
            CloseReport report = db.close(Duration.ZERO);
            assertThat(report.cancelled()).isEqualTo(1);
            assertThat(report.stuck()).hasSize(1);
            assertThat(call).isCancelled();
            gate.release();
            call.stopped().join();
            assertThat(gate.interruptions()).isZero();
        }
    }

    @Test
    void uninterruptible_aViewOfIt_isSo_andTheParentIsNot() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2);
                Gate polite = Gate.create();
                Gate rude = Gate.create()) {
            AsyncFuture<String> one = db.uninterruptible()
                    .labelled("find")
                    .limitedTo("reports", 1)
                    .call(polite.callable("row"));
            AsyncFuture<String> other = db.call(rude.callable("row"));
            polite.awaitEntered(1);
            rude.awaitEntered(1);
            one.cancel(true);
            other.cancel(true);
            rude.awaitInterruptions(1);
            polite.release();
            one.stopped().join();
            assertThat(polite.interruptions()).isZero();
        }
    }
}
