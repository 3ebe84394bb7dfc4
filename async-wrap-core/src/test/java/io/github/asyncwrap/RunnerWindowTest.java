package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** White box: what others do while a runner is between two of its steps. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunnerWindowTest {

    /** The runner has seen that nothing hangs on the outcome, so it keeps its slot and the only thread there is. */
    @Test
    void slowCallback_registeredWhileTheRunnerWaitsForTheLock_doesNotHoldUpTheNextBody() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        HeldBody body = new HeldBody();
        HeldBody slow = new HeldBody();
        try {
            Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.given(one));
            Call<String> first = body.begin(door.root);
            Call<String> next = door.root.submit(() -> "next");
            AtomicReference<@Nullable AsyncFuture<Boolean>> callback = new AtomicReference<>();
            body.letGoBefore(door, () -> callback.set(first.thenApply(row -> slow.callStubbornly())));
            assertThat(next.join()).isEqualTo("next");
            slow.letGo();
            assertThat(Objects.requireNonNull(callback.get()).join()).isTrue();
        } finally {
            one.shutdownNow();
        }
    }

    /** Its place is free only when the runner has skipped it; what hangs on that must not go home with the runner. */
    @Test
    void callbackOnTheStopOfACall_droppedAfterItWasTaken_isNotLost() throws Exception {
        AtomicReference<@Nullable Call<String>> taken = new AtomicReference<>();
        AtomicReference<@Nullable Runnable> runner = new AtomicReference<>();
        Carrier carrier = new Carrier() {
            @Override
            public void execute(Runnable task) {
                if (!runner.compareAndSet(null, task)) {
                    new Thread(task).start();
                }
            }

            /** Asked by the runner, among other times, between taking the call and beginning it. */
            @Override
            public long nanoTime() {
                Call<String> call = taken.get();
                if (call != null && call.state() == Call.TAKEN) {
                    taken.set(null);
                    call.cancel(true);
                }
                return System.nanoTime();
            }
        };
        Door door = new Door(AsyncWrapper.builder("db", 1), carrier);
        Call<String> call = door.root.newCall(() -> "never");
        AsyncFuture<String> over = call.stopped().thenApply(stopped -> "over");
        door.admission.submit(call);
        taken.set(call);
        Objects.requireNonNull(runner.get()).run();
        assertThat(call).isCancelled();
        assertThat(over.get(20, TimeUnit.SECONDS)).isEqualTo("over");
    }

    /** Whoever drops it decides that first, and forgets the body a moment later. */
    @Test
    void callThatIsBeingDropped_afterItWasTaken_isNotBegun() {
        Door door = new Door(AsyncWrapper.builder("db", 1), new Nobody());
        Call<String> call = door.root.submit(() -> "row");
        assertThat(door.slots.begin(new Runner(door))).isSameAs(call);
        assertThat(call.dropTaken()).isTrue();
        assertThat(call.beginBody(0)).isNull();
    }

    /** A call that is let in while its submitter waits for room has the submitter's thread, until a body begins. */
    @Test
    void closeReport_callThatWasTakenAndNeverBegan_isNotStuck() throws Exception {
        Door door = new Door(
                AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.block(Duration.ofDays(1)))
                        .gracePeriod(Duration.ZERO),
                Carriers.given(task -> {}));
        Call<String> first = door.root.newCall(() -> "first");
        door.admission.submit(first);
        Call<String> second = door.root.newCall(() -> "second");
        Thread submitter = new Thread(() -> door.admission.submit(second), "submitter");
        submitter.start();
        while (second.state() != Call.BLOCKED) {
            Thread.onSpinWait();
        }
        first.cancel(true);
        submitter.join();
        assertThat(door.slots.begin(new Runner(door)))
                .isSameAs(second); // this thread is the runner now, between taking and beginning
        CloseReport report = door.close(0);
        assertThatThrownBy(second::join).isInstanceOf(CancellationException.class);
        assertThat(report.stuck()).isEmpty();
    }

    /** The test is the runner, between taking and beginning. */
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
}
