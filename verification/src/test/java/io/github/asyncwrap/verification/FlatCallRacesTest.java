package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** {@code flatCall}: ends from outside against the body that gives its stage, and against the stage. */
class FlatCallRacesTest {
    private static final int ROUNDS = 2_000;

    @OnEveryCarrier
    void cancel_againstTheBodyThatGivesItsStage_cancelsThat(Carried carried) {
        try (AsyncWrapper db = carried.wrapper(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                CompletableFuture<String> inner = new CompletableFuture<>();
                AtomicBoolean begun = new AtomicBoolean();
                AtomicBoolean go = new AtomicBoolean();
                AsyncFuture<String> call = db.flatCall(() -> {
                    begun.set(true);
                    Spin.until(go::get);
                    return inner;
                });
                Spin.until(begun::get);
                go.set(true);
                for (int spins = round % 400; spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                assertThat(call.cancel(true)).isTrue();
                call.stopped().join();
                assertThat(inner).isCancelled();
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
            CompletableFuture<String> inner = new CompletableFuture<>();
            AtomicBoolean begun = new AtomicBoolean();
            AtomicBoolean go = new AtomicBoolean();
            AsyncWrapper db = carried.wrapper(1);
            AsyncFuture<String> call = db.flatCall(() -> {
                begun.set(true);
                Spin.until(go::get);
                return inner;
            });
            Spin.until(begun::get);
            Thread completer = new Thread(
                    () -> {
                        go.set(true);
                        Spin.until(() -> db.stats().running() == 0);
                        inner.complete("row");
                    },
                    "completer");
            completer.start();
            CloseReport report = db.close(Duration.ofSeconds(30));
            assertThat(call).isCompletedWithValue("row");
            assertThat(report.cancelled()).isZero();
            completer.join();
        }
    }
}
