package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Between the decision about an outcome and the moment when it can be read: nothing of anybody else's comes there. */
class PublicationTest {
    private static final Duration FOREVER = Duration.ofDays(1);

    @OnEveryCarrier
    void close_rightAfterTheBody_findsTheOutcome(Carried carried) {
        for (int round = 0; round < 300; round++) {
            AsyncWrapper db = carried.wrapper(1);
            AtomicBoolean ended = new AtomicBoolean();
            AsyncFuture<Void> call = db.run(() -> ended.set(true));
            while (!ended.get()) {
                Thread.onSpinWait();
            }
            db.close(FOREVER);
            assertThat(call).isDone();
        }
    }

    /** A callback on an aggregate of the JDK's runs inside the publication, and may wait for a call behind it. */
    @OnEveryCarrier
    void timeouts_aCallbackWaitsForTheNextOne_allComplete(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(1_000));
                Gate gate = Gate.create()) {
            db.call(gate.callable("running")); // without a deadline: the others would begin behind it
            gate.awaitEntered(1);
            AsyncWrapper hurried = db.within(Duration.ofMillis(200));
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.addAll(pairOfWhichOneWaitsForTheOther(hurried));
            }
            for (CompletableFuture<?> each : all) {
                assertThat(Failures.of(each)).isInstanceOf(AsyncTimeoutException.class);
            }
        }
    }

    @OnEveryCarrier
    void close_aCallbackWaitsForTheNextOne_allComplete(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(1);
        try (Gate gate = Gate.create()) {
            db.call(gate.callable("running"));
            gate.awaitEntered(1);
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.addAll(pairOfWhichOneWaitsForTheOther(db));
            }
            CompletableFuture<CloseReport> report = new CompletableFuture<>();
            GivenExecutorTest.start(() -> report.complete(db.close(Duration.ZERO)));
            all.forEach(Failures::of);
            assertThat(report.join().cancelled()).isEqualTo(21);
        }
    }

    /** One of them with a callback that waits for the other one's, inside the publication. */
    private static List<CompletableFuture<?>> pairOfWhichOneWaitsForTheOther(AsyncWrapper db) {
        AsyncFuture<String> first = db.call(() -> "never");
        AsyncFuture<String> second = db.call(() -> "never");
        AsyncFuture<Void> after = second.handle((row, failure) -> null);
        CompletableFuture.anyOf(first, new CompletableFuture<>()) // of one alone it would be a stage of ours
                .whenComplete((row, failure) -> after.join());
        return List.of(first, second);
    }

    @Test
    void stopped_joinedInACombination_returns() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> done = db.call(() -> "done");
            done.join();
            AsyncFuture<String> call = db.call(gate.callable("call"));
            call.stopped(); // somebody has asked before
            AsyncFuture<String> both = done.thenCombine(call, (one, other) -> {
                call.stopped().join();
                return one + other;
            });
            gate.release();
            assertThat(both.join()).isEqualTo("donecall");
        }
    }

    @OnEveryCarrier
    void slowCombinations_atMostAsManyAtOnceAsTheLimit(Carried carried) {
        List<AsyncFuture<String>> calls = new ArrayList<>();
        List<AsyncFuture<Void>> callbacks = new ArrayList<>();
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create();
                Gate slow = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> done = db.call(() -> "done");
            done.join();
            for (int i = 0; i < 50; i++) {
                AsyncFuture<String> call = db.call(gate.callable("row"));
                calls.add(call);
                callbacks.add(done.thenAcceptBoth(
                        call, (one, other) -> slow.runnable().run()));
            }
            gate.releaseAll();
            awaitWithoutHelping(calls);
            slow.releaseAll();
            callbacks.forEach(AsyncFuture::join);
            assertThat(slow.maxConcurrent()).isBetween(1, 2);
        }
    }

    @OnEveryCarrier
    void slowCallbacks_ofDeadlines_atMostAsManyAtOnceAsTheLimit(Carried carried) {
        List<AsyncFuture<String>> calls = new ArrayList<>();
        List<AsyncFuture<Void>> callbacks = new ArrayList<>();
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create().ignoreInterrupts();
                Gate slow = Gate.create().ignoreInterrupts()) {
            for (int i = 0; i < 100; i++) {
                AsyncFuture<String> call = db.call(gate.callable("row"));
                calls.add(call);
                callbacks.add(call.handle((row, failure) -> {
                    slow.runnable().run();
                    return null;
                }));
                call.orTimeout(10, TimeUnit.MILLISECONDS);
            }
            awaitWithoutHelping(calls);
            slow.releaseAll();
            callbacks.forEach(AsyncFuture::join);
            assertThat(slow.maxConcurrent()).isBetween(1, 2);
        }
    }

    @OnEveryCarrier
    void close_waitsForTheCallbacksOfCombinations(Carried carried) {
        for (int round = 0; round < 20; round++) {
            AsyncWrapper db = carried.wrapper(1);
            try (Gate gate = Gate.create()) {
                AsyncFuture<String> done = db.call(() -> "done");
                done.join();
                AsyncFuture<String> call = db.call(gate.callable("call"));
                AsyncFuture<Void> callback = done.thenAcceptBoth(call, (one, other) -> {
                    while (!OutcomeTest.isClosed(db.call(() -> "probe"))) {
                        Thread.onSpinWait();
                    }
                    for (int i = 0; i < 100; i++) {
                        Thread.yield(); // a close that does not wait would return now
                    }
                });
                gate.release();
                db.close(FOREVER);
                assertThat(callback).isDone();
            }
        }
    }

    /** The factory makes one thread only, so the runner keeps it. */
    @Test
    void flagLeftByACallbackOfAnAggregate_onTheOnlyThread_missesTheNextBody() throws Exception {
        AtomicBoolean made = new AtomicBoolean();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .threadFactory(task -> made.getAndSet(true) ? null : new Thread(task))
                        .build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(gate.callable("first"));
            CompletableFuture.allOf(first).thenRun(() -> Thread.currentThread().interrupt());
            AsyncFuture<Boolean> next = db.call(() -> Thread.currentThread().isInterrupted());
            gate.release();
            assertThat(next.get(10, TimeUnit.SECONDS)).isFalse();
        }
    }

    /** Looks at the futures only: whoever waits for one runs its callbacks. */
    private static void awaitWithoutHelping(List<? extends CompletableFuture<?>> futures) {
        while (!futures.stream().allMatch(CompletableFuture::isDone)) {
            Thread.onSpinWait();
        }
    }
}
