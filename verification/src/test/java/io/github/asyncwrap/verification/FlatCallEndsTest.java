package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Carrier;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** When, where and with what a future of {@code flatCall} ends, and what it keeps afterwards. */
class FlatCallEndsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    // Slow callbacks of others.

    @Test
    void stage_thatIsComplete_behindASlowCallback_isSeen() throws Exception {
        List<CompletionStage<String>> stages = List.of(
                CompletableFuture.completedStage("row"),
                CompletableFuture.completedFuture("row"),
                AsyncFuture.completed("row"));
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate slow = Gate.create()) {
            AsyncFuture<Void> callback = FlatCallLawsTest.takeDelivery(db, slow);
            for (CompletionStage<String> stage : stages) {
                assertThat(db.flatCall(() -> stage).get(1, TimeUnit.MINUTES)).isEqualTo("row");
            }
            assertThat(callback).isNotDone();
            slow.release();
            callback.join();
        }
    }

    @Test
    void stage_thatEndsLater_behindASlowCallback_isSeen() throws Exception {
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate slow = Gate.create()) {
            AsyncFuture<Void> callback = FlatCallLawsTest.takeDelivery(db, slow);
            AsyncFuture<String> call = db.flatCall(() -> inner);
            Spin.until(() -> db.stats().succeeded() == 2);
            inner.complete("row");
            assertThat(call.get(1, TimeUnit.MINUTES)).isEqualTo("row");
            assertThat(callback).isNotDone();
            slow.release();
            callback.join();
        }
    }

    /** The JDK's aggregate knows nothing of us, so its join hands nothing on. */
    @Test
    void callback_thatWaitsForAnAggregateOfThem_ends() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> row = db.call(gate.callable("row")).thenApply(before -> {
                AsyncFuture<String> call = db.flatCall(() -> CompletableFuture.completedStage(before + " too"));
                CompletableFuture.allOf(call).orTimeout(1, TimeUnit.MINUTES).join();
                return call.join();
            });
            gate.release();
            assertThat(row.join()).isEqualTo("row too");
        }
    }

    // Deadlines.

    @Test
    void completeOnTimeout_behindASlowCallback_cancelsTheStage() throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).carrier(time).build();
                Gate slow = Gate.create()) {
            AsyncFuture<Void> callback = FlatCallLawsTest.takeDelivery(db, slow);
            AsyncFuture<String> call = db.flatCall(() -> inner);
            AsyncFuture<String> same = call.completeOnTimeout("late", 1, TimeUnit.HOURS);
            assertThat(same).isSameAs(call);
            Spin.until(() -> db.stats().succeeded() == 2);
            time.advance(HOUR);
            assertThat(call.join()).isEqualTo("late");
            Spin.until(inner::isCancelled);
            assertThat(callback).isNotDone();
            slow.release();
            callback.join();
        }
    }

    /** A callback on an aggregate of the JDK's runs inside the publication, before the others are handed over. */
    @Test
    void close_asOneTimesOut_waitsForItsCallbacks() throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real();
        AsyncWrapper db = AsyncWrapper.builder("db", 1).carrier(time).build();
        try (Gate slow = Gate.create()) {
            AsyncFuture<String> call = db.within(HOUR).flatCall(CompletableFuture<String>::new);
            AsyncFuture<Boolean> callback = call.handle((row, failure) -> true);
            CompletableFuture<Void> inside = CompletableFuture.allOf(call).handle((row, failure) -> {
                slow.runnable().run();
                return null;
            });
            Spin.until(() -> db.stats().succeeded() == 1);
            time.advance(HOUR);
            slow.awaitEntered(1);
            CompletableFuture<Boolean> cameBefore = new CompletableFuture<>();
            Thread closer = new Thread(
                    () -> {
                        db.close(Duration.ofDays(1));
                        cameBefore.complete(callback.isDone());
                    },
                    "closer");
            closer.start();
            Spin.until(() -> cameBefore.isDone()
                    || (db.toString().contains("closed")
                            && (closer.getState() == Thread.State.TIMED_WAITING
                                    || closer.getState() == Thread.State.WAITING)));
            slow.release();
            assertThat(cameBefore.join()).isTrue();
            inside.join();
        }
    }

    // A closer, before the stage is followed.

    /** Keeps one task that was meant for a hand. */
    private static final class HeldHand implements Carrier {
        final CompletableFuture<Runnable> held = new CompletableFuture<>();
        private final AtomicBoolean holds = new AtomicBoolean();

        void holdNext() {
            holds.set(true);
        }

        @Override
        public void execute(Runnable task) {
            new Thread(task, "body").start();
        }

        @Override
        public void hand(Runnable task) {
            if (holds.compareAndSet(true, false)) {
                held.complete(task);
            } else {
                Carrier.super.hand(task);
            }
        }

        /** Time stands still, so a closer waits for what is to be published however long that takes. */
        @Override
        public long nanoTime() {
            return 0;
        }
    }

    @Test
    void close_atItsLimit_beforeTheStageIsFollowed_leavesNothingIncomplete() {
        HeldHand carrier = new HeldHand();
        CompletableFuture<String> inner = new CompletableFuture<>();
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .carrier(carrier)
                .gracePeriod(Duration.ZERO)
                .build();
        AsyncFuture<String> call = db.flatCall(() -> {
            carrier.holdNext();
            return inner.minimalCompletionStage();
        });
        Runnable follow = carrier.held.join();
        CloseReport report = db.close(Duration.ZERO);
        assertThat(call).isCancelled();
        assertThat(report.cancelled()).isEqualTo(1);
        follow.run();
        assertThat(call).isCancelled();
    }

    // The cancel of the stage.

    /** Of a user's own class, whose cancel does what the user has written. */
    private static final class OwnStage extends CompletableFuture<String> {
        final AtomicInteger cancels = new AtomicInteger();
        final Runnable onCancel;
        final Runnable onSubscription;

        OwnStage(Runnable onCancel, Runnable onSubscription) {
            this.onCancel = onCancel;
            this.onSubscription = onSubscription;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            cancels.incrementAndGet();
            onCancel.run();
            return false;
        }

        @Override
        public CompletableFuture<String> whenCompleteAsync(
                BiConsumer<? super String, ? super Throwable> action, Executor executor) {
            onSubscription.run();
            return super.whenCompleteAsync(action, executor);
        }
    }

    @Test
    void cancel_ofTheStage_thatThrows_isNoFailureOfTheOther() {
        OwnStage inner = new OwnStage(
                () -> {
                    throw new AssertionError("cancel");
                },
                () -> {});
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncFuture<String> call = db.flatCall(() -> inner);
        Spin.until(() -> db.stats().succeeded() == 1);
        assertThat(call.cancel(true)).isTrue();
        assertThat(call).isCancelled();
        assertThat(inner.cancels).hasValue(1);
        inner.complete("late");
        assertThat(call.stopped().join()).isNull();
        assertThat(db.close(HOUR).cancelled()).isZero();
    }

    /** Two threads look for the stage after the outcome: the one that subscribes to it, and the one that cancels. */
    @Test
    void cancel_whileTheStageIsSubscribedTo_cancelsItOnce() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate subscribing = Gate.create()) {
            OwnStage inner = new OwnStage(() -> {}, subscribing.runnable());
            AsyncFuture<String> call = db.flatCall(() -> inner);
            subscribing.awaitEntered(1);
            assertThat(call.cancel(true)).isTrue();
            Spin.until(() -> inner.cancels.get() == 1);
            subscribing.release();
            inner.complete("late");
            call.stopped().join(); // told by the subscriber
            assertThat(inner.cancels).hasValue(1);
        }
    }

    // What comes too late.

    @Test
    void failure_thatComesTooLate_isTold() {
        AtomicReference<Throwable> told = new AtomicReference<>();
        AsyncListener listener = new AsyncListener() {
            @Override
            public void discarded(Event call, Throwable failure) {
                told.set(failure);
            }
        };
        CompletableFuture<String> inner = new CompletableFuture<>();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1).listener(listener).build()) {
            AsyncFuture<String> call = db.flatCall(inner::minimalCompletionStage);
            Spin.until(() -> db.stats().succeeded() == 1);
            call.cancel(true);
            IOException late = new IOException("late");
            inner.completeExceptionally(late);
            Spin.until(() -> told.get() != null); // a hand tells it
            assertThat(told.get()).isSameAs(late);
        }
    }

    // Memory.

    @Test
    void stage_thatIsOver_isNotKept() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            CompletableFuture<WeakReference<?>> seen = new CompletableFuture<>();
            AsyncFuture<String> call = db.flatCall(() -> {
                CompletableFuture<String> stage = CompletableFuture.completedFuture("row");
                seen.complete(new WeakReference<>(stage));
                return stage;
            });
            call.stopped().join();
            Spin.untilCollected(seen.join());
            assertThat(call.join()).isEqualTo("row");
        }
    }
}
