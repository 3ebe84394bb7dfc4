package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One step at a time, on virtual time, in the order of coming. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // the carrier runs it, whoever keeps it
class DeterministicCarrierTest {
    private static final Duration HOUR = Duration.ofHours(1);

    /** For what does not depend on it. */
    private static final Duration PATIENCE = DeterministicCarrier.PATIENCE;

    private final DeterministicCarrier carrier = DeterministicCarrier.step();

    private static AsyncWrapper wrapper(DeterministicCarrier carrier, int limit) {
        return AsyncWrapper.builder("db", limit).carrier(carrier).build();
    }

    // Steps.

    @Test
    void body_notStepped_isPending() {
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<String> call = db.call(() -> "row");

            assertThat(call).isNotDone();
            assertThat(carrier.pendingTasks()).isEqualTo(1);
            assertThat(db.stats().pending()).isEqualTo(1);

            assertThat(carrier.runNext()).isTrue();

            assertThat(call).isCompletedWithValue("row");
            assertThat(carrier.pendingTasks()).isZero();
            assertThat(carrier.runNext()).isFalse();
        }
    }

    @Test
    void runAll_runsBodiesAndWhatComesOfThem() {
        try (AsyncWrapper db = wrapper(carrier, 2)) {
            AsyncFuture<Integer> sum = db.call(() -> 1).thenCompose(one -> db.call(() -> one + 1));

            assertThat(carrier.runAll()).isGreaterThan(1);

            assertThat(sum).isCompletedWithValue(2);
            assertThat(carrier.runAll()).isZero();
        }
    }

    @Test
    void bodies_withoutASeed_runInTheOrderOfComing() {
        List<Integer> order = new ArrayList<>();
        try (AsyncWrapper db = wrapper(carrier, 5)) {
            for (int i = 0; i < 5; i++) {
                int number = i;
                db.run(() -> order.add(number));
            }
            carrier.runAll();
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void runAll_taskThatHandsItselfOverAgain_saysSo() {
        DeterministicCarrier impatient = DeterministicCarrier.step(PATIENCE, PATIENCE, 20);
        Runnable[] again = new Runnable[1];
        again[0] = () -> impatient.execute(again[0]);
        impatient.execute(again[0]);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(impatient::runAll)
                .withMessageStartingWith("no end after 20 steps: does a task hand itself over again?");
    }

    @Test
    void join_outside_drives() {
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            assertThat(db.call(() -> "row").join()).isEqualTo("row");
            assertThat(db.call(() -> "row").thenApplyAsync(String::length).join())
                    .isEqualTo(3);
        }
    }

    @Test
    void drivingMethods_insideABody_areRefused() {
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            for (Runnable drive : List.<Runnable>of(
                    carrier::runNext, carrier::runAll, () -> carrier.advance(Duration.ofSeconds(1)))) {
                AsyncFuture<Void> call = db.run(drive::run);
                assertThatThrownBy(call::join)
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("is one of them: a body waits with sleep(Duration) or await(condition)");
            }
        }
    }

    // Time.

    @Test
    void sleepingBody_isRunning_untilItsTimeHasCome() {
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<String> call = db.call(() -> {
                carrier.sleep(HOUR);
                return "row";
            });
            assertThat(carrier.runAll()).isEqualTo(1);
            assertThat(db.stats().running()).isEqualTo(1);
            assertThat(carrier.waitingTasks()).isEqualTo(1);

            carrier.advance(HOUR.minusNanos(1));
            assertThat(call).isNotDone();

            carrier.advance(Duration.ofNanos(1));
            assertThat(call).isCompletedWithValue("row");
            assertThat(carrier.elapsed()).isEqualTo(HOUR);
            assertThat(carrier.waitingTasks()).isZero();
        }
    }

    @Test
    void sleepers_wakeInTheOrderOfTheirTimes() {
        List<Integer> order = new ArrayList<>();
        try (AsyncWrapper db = wrapper(carrier, 5)) {
            for (int seconds : List.of(3, 1, 2)) {
                db.run(() -> {
                    carrier.sleep(Duration.ofSeconds(seconds));
                    order.add(seconds);
                });
            }
            carrier.advance(Duration.ofSeconds(3));
        }
        assertThat(order).containsExactly(1, 2, 3);
    }

    @Test
    void deadline_passes_interruptsTheBody() {
        List<String> heard = new ArrayList<>();
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<String> call = db.within(HOUR).call(() -> {
                try {
                    carrier.sleep(HOUR.multipliedBy(2));
                } catch (InterruptedException e) {
                    heard.add("interrupted at " + carrier.elapsed().toHours() + " h");
                }
                return "late";
            });
            carrier.runAll();
            carrier.advance(HOUR.plusMillis(10));

            assertThat(call).isCompletedExceptionally();
            assertThat(heard).containsExactly("interrupted at 1 h");
            assertThat(db.stats().running()).isZero();
        }
    }

    @Test
    void elapse_runsNothing() {
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<String> call = db.within(HOUR).call(() -> "row");
            carrier.elapse(HOUR.multipliedBy(2));
            assertThat(call).isNotDone();
            assertThat(carrier.pendingTasks()).isEqualTo(2); // the body and the deadline, whichever is first
        }
    }

    @Test
    void timedGet_ofWhatTakesLonger_givesUpInVirtualTime() {
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<Void> call = db.run(() -> carrier.sleep(HOUR));
            assertThatThrownBy(() -> call.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(carrier.elapsed()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void timedGet_insideABody_givesUpInVirtualTime() {
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<Object> outer = db.call(() -> {
                AsyncFuture<String> pending = db.within(HOUR).call(() -> "row");
                assertThatThrownBy(() -> pending.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
                assertThat(carrier.elapsed()).isEqualTo(Duration.ofSeconds(1));
                return "row";
            });
            assertThat(outer.join()).isEqualTo("row");
        }
    }

    @Test
    void overflowBlock_waitsInVirtualTime() {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(0)
                .overflow(Overflow.block(HOUR))
                .carrier(carrier)
                .build()) {
            AsyncFuture<Void> slow = db.run(() -> carrier.sleep(HOUR.multipliedBy(2)));
            AsyncFuture<Void> refused = db.run(() -> {});

            assertThat(carrier.elapsed()).isBetween(HOUR, HOUR.plusMillis(1));
            assertThatThrownBy(refused::join).hasCauseInstanceOf(AsyncRejectedException.class);
            slow.join();
        }
    }

    @Test
    void close_withItsOnlySlotTaken_cutsOffInVirtualTime() {
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<Void> running = db.run(() -> carrier.sleep(HOUR));
            AsyncFuture<String> pending = db.call(() -> "row");
            carrier.runAll();

            CloseReport report = db.close(Duration.ofSeconds(1));

            assertThat(report.cancelled()).isEqualTo(2);
            assertThat(running).isCancelled();
            assertThatThrownBy(pending::join).isInstanceOf(CancellationException.class);
            assertThat(carrier.elapsed()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void time_thatCannotBe_isRefused() {
        assertThatThrownBy(() -> carrier.advance(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("time must not be negative, but was PT-0.001S");
        assertThatThrownBy(() -> carrier.elapse(Duration.ofDays(200_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("time must end within 292 years of the clock's start, but was PT4800000H at PT0S");
        assertThatThrownBy(() -> carrier.sleep(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    // Waiting.

    @Test
    void await_outside_drivesUntilItHolds() throws Exception {
        try (AsyncWrapper db = wrapper(carrier, 2)) {
            AsyncFuture<Void> first = db.run(() -> carrier.sleep(HOUR));
            AsyncFuture<Void> second = db.run(() -> carrier.sleep(HOUR.multipliedBy(2)));

            carrier.await(first::isDone);

            assertThat(carrier.elapsed()).isEqualTo(HOUR);
            assertThat(second).isNotDone();
            second.join();
        }
    }

    @Test
    void await_insideABody_letsTheOthersGoOn() {
        List<String> told = new ArrayList<>();
        try (AsyncWrapper db = wrapper(carrier, 2)) {
            AsyncFuture<Void> waits = db.run(() -> {
                carrier.await(() -> told.contains("done"));
                told.add("heard");
            });
            carrier.runAll();
            assertThat(waits).isNotDone();

            db.run(() -> told.add("done"));
            carrier.runAll();

            assertThat(waits).isCompleted();
            assertThat(told).containsExactly("done", "heard");
        }
    }

    @Test
    void gate_onACarrier_isPassedInSteps() throws Exception {
        try (AsyncWrapper db = wrapper(carrier, 2);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<String> other = db.call(gate.callable("other"));
            carrier.runAll();
            gate.awaitEntered(2);
            assertThat(gate.inside()).isEqualTo(2);

            gate.release();
            carrier.runAll();
            assertThat(call).isCompletedWithValue("row");
            assertThat(other).isNotDone();

            other.cancel(true);
            carrier.runAll();
            assertThat(gate.interruptions()).isEqualTo(1);
            assertThat(gate.inside()).isZero();
            assertThat(other.stopped()).isDone();
        }
    }

    /** Each waits for what the one before it does, and does nothing that the carrier could see. */
    @Test
    void chain_ofSilentWaits_isFollowed() {
        int length = 10;
        List<CompletableFuture<Integer>> links = new ArrayList<>();
        try (AsyncWrapper db = wrapper(carrier, length + 1)) {
            List<AsyncFuture<Void>> calls = new ArrayList<>();
            for (int i = 0; i <= length; i++) {
                links.add(new CompletableFuture<>());
            }
            for (int i = length; i > 0; i--) { // the last of the chain looks first
                int number = i;
                calls.add(db.run(() -> {
                    carrier.await(links.get(number - 1)::isDone);
                    links.get(number).complete(number);
                    carrier.await(links.get(length)::isDone);
                }));
            }
            carrier.runAll();
            links.get(0).complete(0);
            carrier.runAll();

            assertThat(calls).allMatch(AsyncFuture::isDone);
        }
    }

    @Test
    void interrupt_ofTheDrivingThread_isForItselfAlone() {
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<Boolean> call = db.call(() -> Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
            carrier.runAll();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(call).isCompletedWithValue(false);
        }
    }

    @Test
    void await_interrupted_throws() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> carrier.await(() -> false)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> carrier.sleep(HOUR)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(carrier.elapsed()).isZero();
    }

    @Test
    void anotherThread_completesWhatIsWaitedFor() throws Exception {
        CompletableFuture<String> elsewhere = new CompletableFuture<>();
        Thread thread = new Thread(() -> elsewhere.complete("row"));
        try (AsyncWrapper db = wrapper(carrier, 1)) {
            AsyncFuture<String> call = db.call(() -> "first").thenCombine(elsewhere, (first, second) -> second);
            carrier.runAll();
            thread.start();
            assertThat(call.join()).isEqualTo("row");
        } finally {
            thread.join();
        }
    }

    // What goes wrong.

    @Test
    void wait_thatNothingCanEnd_failsWithTheSchedule() {
        DeterministicCarrier impatient = DeterministicCarrier.step(PATIENCE, Duration.ofMillis(50), 1_000);
        CompletableFuture<String> never = new CompletableFuture<>();
        try (AsyncWrapper db = wrapper(impatient, 1)) {
            AsyncFuture<Void> call = db.run(() -> impatient.await(never::isDone));

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(call::join)
                    .withMessageContaining("waits for ever: nothing is left to run")
                    .withMessageContaining("DeterministicCarrier[STEP, 0 ms, pending=0, waiting=1] waits: thread-1"
                            + " (from io.github.asyncwrap.testkit.DeterministicCarrierTest")
                    .withMessageMatching("(?s).*   1\\. 0 ms +thread-1 \\(from .*\\) begins, waits");
            never.complete("at last");
        }
    }

    /** Patience begins with the wait, not with what happened last. */
    @Test
    void wait_afterALongPause_isGivenItsTime() throws Exception {
        DeterministicCarrier impatient = DeterministicCarrier.step(PATIENCE, Duration.ofMillis(500), 1_000);
        long end = System.nanoTime() + Duration.ofMillis(600).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait(); // it is real time that has to pass
        }
        int[] looks = new int[1];
        impatient.await(() -> ++looks[0] > 3);
        assertThat(looks[0]).isEqualTo(4);
    }

    @Test
    void body_thatBlocksForReal_failsWithItsStack() throws Exception {
        Duration patience = Duration.ofMillis(200);
        DeterministicCarrier impatient = DeterministicCarrier.step(patience, PATIENCE, 1_000);
        CountDownLatch latch = new CountDownLatch(1);
        AsyncWrapper db = wrapper(impatient, 1);
        CompletableFuture<Thread> body = new CompletableFuture<>();
        AsyncFuture<Void> call = db.run(() -> {
            body.complete(Thread.currentThread());
            latch.await();
        });
        FutureTask<Long> blockedAt = new FutureTask<>(() -> {
            Thread thread = body.join();
            Spin.until(() -> thread.getState() == Thread.State.WAITING);
            return System.nanoTime();
        });
        new Thread(blockedAt).start();
        long start = System.nanoTime();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(impatient::runNext)
                .withMessageContaining("thread-1")
                .withMessageContaining("there is DeterministicCarrier.real()")
                .havingCause()
                .withMessage("thread-1 is here")
                .satisfies(cause -> {
                    // On a busy machine the body may still be on its way when the patience is over.
                    if (blockedAt.get() - start < patience.toNanos()) {
                        assertThat(cause.getStackTrace())
                                .anyMatch(frame -> frame.getClassName().endsWith("CountDownLatch"));
                    }
                });
        latch.countDown();
        call.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS);
    }

    // Other modes.

    @Test
    void inline_bodyHasRunWhenItsFutureComes() {
        DeterministicCarrier inline = DeterministicCarrier.inline();
        try (AsyncWrapper db = wrapper(inline, 1)) {
            Thread here = Thread.currentThread();
            AsyncFuture<Thread> call = db.call(Thread::currentThread);
            assertThat(call).isCompletedWithValueMatching(thread -> thread != here);
            assertThat(db.call(() -> db.call(() -> "inner").join())).isCompletedWithValue("inner");
            assertThatThrownBy(() -> db.call(() -> {
                                throw new IllegalArgumentException("bad");
                            })
                            .getNow(null))
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void inline_bodyThatWaits_isLeftWaiting() {
        DeterministicCarrier inline = DeterministicCarrier.inline();
        try (AsyncWrapper db = wrapper(inline, 2)) {
            AsyncFuture<String> call = db.call(() -> {
                inline.sleep(HOUR);
                return "row";
            });
            assertThat(call).isNotDone();
            assertThat(db.stats().running()).isEqualTo(1);
            inline.advance(HOUR);
            assertThat(call).isCompletedWithValue("row");
        }
    }

    @Test
    void real_bodiesRunBesideOneAnother_andTimeStandsStill() throws Exception {
        DeterministicCarrier real = DeterministicCarrier.real();
        try (AsyncWrapper db = wrapper(real, 2);
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.within(HOUR).call(gate.callable("row"));
            AsyncFuture<String> second = db.call(gate.callable("row"));
            gate.awaitEntered(2);
            assertThat(gate.maxConcurrent()).isEqualTo(2);

            real.advance(HOUR.minusMillis(1));
            assertThat(first).isNotDone();

            real.advance(Duration.ofMillis(11));
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(first::get)
                    .withCauseInstanceOf(AsyncTimeoutException.class);
            gate.awaitInterruptions(1);
            assertThat(second).isNotDone();
            gate.release();
            assertThat(second.join()).isEqualTo("row");
        }
    }

    @Test
    void real_sleepingBody_wakesWhenTheClockHasMoved() throws Exception {
        DeterministicCarrier real = DeterministicCarrier.real();
        try (AsyncWrapper db = wrapper(real, 1)) {
            AsyncFuture<Duration> call = db.call(() -> {
                real.sleep(HOUR);
                return real.elapsed();
            });
            real.await(() -> real.waitingTasks() == 1);
            real.advance(HOUR);
            assertThat(call.join()).isEqualTo(HOUR);
            assertThat(real.waitingTasks()).isZero();
        }
    }

    // Seeds.

    @Test
    void sameSeed_sameOrder_andOthersOthers() {
        Set<List<Integer>> orders = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            List<Integer> order = order(seed);
            assertThat(order(seed)).isEqualTo(order);
            orders.add(order);
        }
        assertThat(orders.size()).isGreaterThan(10);
    }

    private static List<Integer> order(long seed) {
        List<Integer> order = new ArrayList<>();
        DeterministicCarrier seeded = DeterministicCarrier.step(seed);
        try (AsyncWrapper db = wrapper(seeded, 3)) {
            List<AsyncFuture<Boolean>> stages = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                stages.add(db.call(() -> {
                            seeded.sleep(Duration.ofMillis(1));
                            return order.add(number);
                        })
                        .thenApplyAsync(added -> order.add(10 + number)));
            }
            stages.forEach(AsyncFuture::join);
        }
        return order;
    }

    @Test
    void clock_beginsNearItsOverflow() {
        long start = carrier.nanoTime();
        carrier.elapse(HOUR);
        assertThat(carrier.nanoTime() - start).isEqualTo(HOUR.toNanos());
        assertThat(carrier.nanoTime()).isNegative();
        assertThat(start).isPositive();
    }
}
