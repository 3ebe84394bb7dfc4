package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of a call when it is over, and what is said of it. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AfterTheOutcomeTest {
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void release() {
        go.countDown();
    }

    private AsyncFuture<?> occupy(AsyncWrapper db) throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        AsyncFuture<?> first = db.run(() -> {
            entered.countDown();
            while (true) {
                try {
                    go.await();
                    return;
                } catch (InterruptedException ignored) {
                    // goes on
                }
            }
        });
        entered.await();
        return first;
    }

    @Test
    void cancelledBeforeItBegan_keepsNothingOfItsBody() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        occupy(db);
        Callable<Integer> body = body();
        WeakReference<Callable<Integer>> collected = new WeakReference<>(body);
        AsyncFuture<Integer> call = db.call(body);
        body = null;
        call.cancel(true);
        assertThat(isCollected(collected)).isTrue();
        assertThat(call.isCancelled()).isTrue();
    }

    @Test
    void endedByItself_keepsNothingOfItsBody() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        Callable<Integer> body = body();
        WeakReference<Callable<Integer>> collected = new WeakReference<>(body);
        AsyncFuture<Integer> call = db.call(body);
        body = null;
        assertThat(call.join()).isEqualTo(1024);
        assertThat(isCollected(collected)).isTrue();
        assertThat(call.isDone()).isTrue();
    }

    /** Each stage is the other side of the next one's: only a look at what has stopped keeps the chain short. */
    @Test
    void either_ofAnEitherThatIsOver_keepsNothingOfIt() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<Integer> first = either(db, db.call(() -> 1));
        WeakReference<Origin> collected = new WeakReference<>(first.origin());
        AsyncFuture<Integer> second = either(db, first);
        first = null;
        AsyncFuture<Integer> third = either(db, second);
        assertThat(isCollected(collected)).isTrue();
        assertThat(second).isDone();
        assertThat(third).isDone();
    }

    private static AsyncFuture<Integer> either(AsyncWrapper db, AsyncFuture<Integer> other) {
        AsyncFuture<Integer> fresh = db.call(() -> 2);
        AsyncFuture<Integer> stage = fresh.applyToEither(other, row -> row);
        stage.join();
        stage.stopped().join();
        return stage;
    }

    private static boolean isCollected(WeakReference<?> reference) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reference.refersTo(null) && System.nanoTime() - deadline < 0) {
            System.gc();
        }
        return reference.refersTo(null);
    }

    private static Callable<Integer> body() {
        byte[] large = new byte[1024];
        return () -> large.length;
    }

    @Test
    void closeReport_ofAnUninterruptibleBody_doesNotSayThatItWasInterrupted() throws Exception {
        AsyncWrapper db =
                AsyncWrapper.builder("db", 1).gracePeriod(Duration.ZERO).build();
        occupy(db.uninterruptible());
        CloseReport report = db.close(Duration.ZERO);
        assertThat(report.cancelled()).isEqualTo(1);
        assertThat(report.interrupted()).isZero();
    }

    @Test
    void closeReport_ofACallThatItsUserCancelledMeanwhile_doesNotSayThatItDrained() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<?> first = occupy(db);
        AsyncFuture<String> pending = db.call(() -> "pending");
        CloseReport[] report = new CloseReport[1];
        Thread closer = new Thread(() -> report[0] = db.close(Duration.ofDays(1)));
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        pending.cancel(true);
        go.countDown();
        closer.join();
        assertThat(first.isDone()).isTrue();
        assertThat(report[0].drained()).isEqualTo(1);
    }

    @Test
    void orTimeout_ofStopped_timesOut() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<Void> bounded = occupy(db).stopped().orTimeout(50, MILLISECONDS);
        AsyncFuture<Boolean> timedOut = bounded.handle((none, failure) -> failure != null);
        assertThat(timedOut.get(10, SECONDS)).isTrue();
    }

    /** White box: this thread is the runner, between taking and beginning. */
    @Test
    void stopped_ofACallDroppedAfterItWasTaken_comesWhenTheSlotIsFree() {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.given(task -> {}));
        Call<String> call = door.root.newCall(() -> "row");
        door.admission.submit(call);
        assertThat(door.slots.begin(new Runner(door))).isSameAs(call);
        AsyncFuture<Void> stopped = call.stopped();
        call.cancel(true);
        assertThat(stopped.isDone() && door.roster.stats(door.line).running() == 1)
                .isFalse();
    }

    @Test
    void throwableThatIsNoException_inACapturedContext_arrivesAsItIs() {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .contextCapture(() -> task -> task.run())
                .build();
        Throwable thrown = new Throwable("neither Exception nor Error");
        AsyncFuture<Object> call = db.call(() -> {
            AfterTheOutcomeTest.<RuntimeException>sneak(thrown);
            return 1;
        });
        assertThat(call.handle((row, failure) -> failure).join()).isSameAs(thrown);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
