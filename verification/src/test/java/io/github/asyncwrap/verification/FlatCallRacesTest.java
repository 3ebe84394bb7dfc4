package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** {@code flatCall}: ends from outside against the body that gives its stage, and against the stage. */
class FlatCallRacesTest {
    private static final int ROUNDS = 2_000;

    @OnEveryCarrier
    void cancel_againstTheBodyThatGivesItsStage_cancelsThat(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                Giving body = new Giving();
                AsyncFuture<String> call = db.flatCall(body);
                Spin.until(body.begun::get);
                body.go.set(true);
                for (int spins = round % 400; spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                assertThat(call.cancel(true)).isTrue();
                call.stopped().join();
                assertThat(body.inner).isCancelled();
            }
            assertThat(db.stats().running()).isZero();
        }
    }

    @Test
    void cancel_againstTheStagesEnd_oneOfThemIsTheOutcome_andNoValueIsLost() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Duel duel = new Duel()) {
            for (int round = 0; round < ROUNDS; round++) {
                CompletableFuture<String> inner = new CompletableFuture<>();
                CompletableFuture<String> discarded = new CompletableFuture<>();
                AtomicBoolean begun = new AtomicBoolean();
                AsyncFuture<String> call = db.<String>flatCall(() -> {
                            begun.set(true);
                            return inner.minimalCompletionStage();
                        })
                        .onDiscarded(discarded::complete);
                Spin.until(begun::get);
                duel.meet(() -> inner.complete("row"), () -> call.cancel(true));
                call.stopped().join();
                if (call.isCancelled()) {
                    assertThat(discarded.join()).isEqualTo("row");
                } else {
                    assertThat(call.join()).isEqualTo("row");
                    assertThat(discarded).isNotDone();
                }
            }
        }
    }

    @OnEveryCarrier
    void close_againstTheBodyThatGivesItsStage_leavesNothingIncomplete(Carried carried) throws Exception {
        for (int round = 0; round < ROUNDS / 10; round++) {
            Giving body = new Giving();
            AsyncWrapper db = carried.wrapper(1);
            AsyncFuture<String> call = db.flatCall(body);
            Spin.until(body.begun::get);
            Thread completer = new Thread(
                    () -> {
                        body.go.set(true);
                        Spin.until(() -> db.stats().running() == 0);
                        body.inner.complete("row");
                    },
                    "completer");
            completer.start();
            CloseReport report = db.close(Duration.ofSeconds(30));
            assertThat(call).isCompletedWithValue("row");
            assertThat(report.cancelled()).isZero();
            completer.join();
        }
    }

    /** A stage that is complete as the close deadline passes, too: the report says what became of the future. */
    @Test
    void close_atItsLimit_againstTheStagesEnd_reportsTheOutcome() throws Exception {
        try (Duel duel = new Duel()) {
            for (int round = 0; round < ROUNDS / 4; round++) {
                CompletableFuture<String> inner = new CompletableFuture<>();
                AsyncWrapper db = AsyncWrapper.of("db", 1);
                AsyncFuture<String> call = db.flatCall(() -> inner);
                db.call(() -> "after it").join();
                CompletableFuture<CloseReport> report = new CompletableFuture<>();
                int spins = round % 200;
                duel.meet(() -> report.complete(db.close(Duration.ZERO)), () -> {
                    for (int left = spins; left > 0; left--) {
                        Thread.onSpinWait();
                    }
                    return inner.complete("row");
                });
                assertThat(call).isDone();
                assertThat(report.join().cancelled()).isEqualTo(call.isCancelled() ? 1 : 0);
            }
        }
    }

    @OnEveryCarrier
    void close_atOnce_againstTheBodyThatGivesItsStage_leavesNothingIncomplete(Carried carried) throws Exception {
        for (int round = 0; round < ROUNDS / 10; round++) {
            Giving body = new Giving();
            AsyncWrapper db = carried.wrapper(1);
            AsyncFuture<String> call = db.flatCall(body);
            Spin.until(body.begun::get);
            body.go.set(true);
            for (int spins = round % 40; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            CloseReport report = db.close(Duration.ZERO);
            assertThat(call).isCancelled();
            assertThat(report.cancelled()).isEqualTo(1);
            call.stopped().join();
            assertThat(body.inner).isCancelled();
        }
    }

    /** Two ends from outside, while the call may still be decided: what is counted is what the future says. */
    @Test
    void cancel_againstComplete_whileTheBodyRuns_theOutcomeIsTheOneThatIsCounted() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Duel duel = new Duel()) {
            long cancelled = 0;
            for (int round = 0; round < ROUNDS; round++) {
                AtomicBoolean begun = new AtomicBoolean();
                AsyncFuture<String> call = db.flatCall(() -> {
                    begun.set(true);
                    Spin.until(() -> Thread.currentThread().isInterrupted());
                    return new CompletableFuture<String>();
                });
                Spin.until(begun::get);
                AtomicBoolean completed = new AtomicBoolean();
                duel.meet(
                        () -> {
                            completed.set(call.complete("mine"));
                            return null;
                        },
                        () -> call.cancel(true));
                call.stopped().join();
                assertThat(call.isCancelled()).isEqualTo(!completed.get());
                cancelled += call.isCancelled() ? 1 : 0;
                assertThat(db.stats().cancelled()).isEqualTo(cancelled);
                assertThat(db.stats().succeeded()).isEqualTo(round + 1 - cancelled);
            }
        }
    }

    /** The deadline of the call goes with its body's return, and that of the future is there before. */
    @OnEveryCarrier
    void deadline_againstTheBodyThatGivesItsStage_comes(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(1)) {
            for (int round = 0; round < ROUNDS / 20; round++) {
                CompletableFuture<String> inner = new CompletableFuture<>();
                long end = System.nanoTime() + 1_000_000 + round * 10_000L;
                AsyncFuture<String> call = db.within(Duration.ofMillis(1)).flatCall(() -> {
                    while (System.nanoTime() - end < 0) {
                        Thread.onSpinWait();
                    }
                    return inner;
                });
                assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
                call.stopped().join();
                assertThat(inner.isCancelled() || inner.getNumberOfDependents() == 0)
                        .isTrue();
            }
            assertThat(db.stats().running()).isZero();
        }
    }

    /** A body that gives its stage when it is told to. */
    private static final class Giving implements Callable<CompletionStage<String>> {
        final CompletableFuture<String> inner = new CompletableFuture<>();
        final AtomicBoolean begun = new AtomicBoolean();
        final AtomicBoolean go = new AtomicBoolean();

        @Override
        public CompletionStage<String> call() {
            begun.set(true);
            Spin.until(go::get);
            return inner;
        }
    }
}
