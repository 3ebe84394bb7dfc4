package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Law 13: every error tells what was measured, in the same order. */
class ErrorTextTest {

    @Test
    void errors_allOfThem_tellWhatWasMeasured() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(2)
                .gracePeriod(Duration.ZERO)
                .build();
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> running = db.call(gate.callable("late"));
            gate.awaitEntered(1);
            AsyncFuture<String> cancelled = db.call(() -> "pending");
            AsyncFuture<String> pending = db.call(() -> "pending");
            assertText(db.call(() -> "full"), "refused, full", "queued=\\d+ ms, ran=0 ms, running=1/1, pending=2/2");
            cancelled.cancel(true);
            assertText(cancelled, "cancelled", "queued=\\d+ ms, ran=0 ms, running=1/1, pending=1/2");
            running.orTimeout(1, TimeUnit.MILLISECONDS);
            pending.orTimeout(1, TimeUnit.MILLISECONDS);
            assertText(running, "timed out", "queued=\\d+ ms, ran=\\d+ ms, running=1/1, pending=[01]/2");
            assertText(pending, "timed out", "queued=\\d+ ms, ran=0 ms, running=1/1, pending=0/2");
            db.close(Duration.ZERO);
            assertText(
                    db.call(() -> "closed"), "refused, closed", "queued=\\d+ ms, ran=0 ms, running=1/1, pending=0/2");
        }
        try (AsyncWrapper refused =
                AsyncWrapper.builder("given", 3).executor(Runnable::run).build()) {
            AsyncFuture<String> call = refused.call(() -> "inline");
            assertText(
                    call,
                    "given",
                    "refused, the carrier gave no thread",
                    "queued=\\d+ ms, ran=0 ms, running=0/3, pending=0/1000");
            assertThat(Failures.of(call)).cause().hasMessageContaining("runs tasks on the thread that submits them");
        }
    }

    @Test
    void cancellation_detachedBody_tellsHowLongItRan() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            call.cancel(true);
            assertThat(Failures.of(call)).isInstanceOf(CancellationException.class);
            assertText(call, "cancelled", "queued=\\d+ ms, ran=\\d+ ms, running=1/1, pending=0/1000");
        }
    }

    private static void assertText(AsyncFuture<?> call, String reason, String figures) {
        assertText(call, "db", reason, figures);
    }

    private static void assertText(AsyncFuture<?> call, String name, String reason, String figures) {
        Throwable failure = Failures.of(call);
        assertThat(failure.getMessage()).matches(name + " - " + reason + " after \\d+ ms \\(" + figures + "\\)");
        assertThat(failure.getStackTrace()).isEmpty();
    }
}
