package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.Gate;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is left of a call when it is over, and what is said of it. */
class AfterTheOutcomeTest {

    private static AsyncFuture<Void> occupy(AsyncWrapper db, Gate gate) throws InterruptedException {
        AsyncFuture<Void> first = db.run(gate::pass);
        gate.awaitEntered(1);
        return first;
    }

    @Test
    void cancelledBeforeItBegan_keepsNothingOfItsBody() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            occupy(db, gate);
            Callable<Integer> body = body();
            WeakReference<Callable<Integer>> collected = new WeakReference<>(body);
            AsyncFuture<Integer> call = db.call(body);
            body = null;
            call.cancel(true);
            Spin.untilCollected(collected);
            assertThat(call).isCancelled();
        }
    }

    @Test
    void endedByItself_keepsNothingOfItsBody() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            Callable<Integer> body = body();
            WeakReference<Callable<Integer>> collected = new WeakReference<>(body);
            AsyncFuture<Integer> call = db.call(body);
            body = null;
            assertThat(call.join()).isEqualTo(1024);
            Spin.untilCollected(collected);
            assertThat(call).isDone();
        }
    }

    private static Callable<Integer> body() {
        byte[] large = new byte[1024];
        return () -> large.length;
    }

    @Test
    void closeReport_ofAnUninterruptibleBody_doesNotSayThatItWasInterrupted() throws Exception {
        try (AsyncWrapper db =
                        AsyncWrapper.builder("db", 1).gracePeriod(Duration.ZERO).build();
                Gate gate = Gate.create()) {
            occupy(db.uninterruptible(), gate);
            CloseReport report = db.close(Duration.ZERO);
            assertThat(report.cancelled()).isEqualTo(1);
            assertThat(report.interrupted()).isZero();
            assertThat(gate.interruptions()).isZero();
        }
    }

    @Test
    void closeReport_ofACallThatItsUserCancelledMeanwhile_doesNotSayThatItDrained() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        try (Gate gate = Gate.create()) {
            AsyncFuture<Void> first = occupy(db, gate);
            AsyncFuture<String> pending = db.call(() -> "pending");
            CompletableFuture<CloseReport> report = new CompletableFuture<>();
            Thread closer = GivenExecutorTest.start(() -> report.complete(db.close(Duration.ofDays(1))));
            Spin.untilParked(closer);
            pending.cancel(true);
            gate.release();
            assertThat(report.join().drained()).isEqualTo(1);
            assertThat(first).isDone();
        }
    }

    @Test
    void orTimeout_ofStopped_timesOut() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<Void> bounded = occupy(db, gate).stopped().orTimeout(50, MILLISECONDS);
            assertThat(Failures.of(bounded)).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void throwableThatIsNoException_inACapturedContext_arrivesAsItIs() {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .contextCapture(() -> task -> task.run())
                .build()) {
            Throwable thrown = new Throwable("neither Exception nor Error");
            AsyncFuture<Object> call = db.call(() -> {
                AfterTheOutcomeTest.<RuntimeException>sneak(thrown);
                return 1;
            });
            assertThat(call.handle((row, failure) -> failure).join()).isSameAs(thrown);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
