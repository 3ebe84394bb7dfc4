package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code onDiscarded}: a value that came too late is not leaked. */
class OnDiscardedTest {

    @OnEveryCarrier
    void onDiscarded_cancelledBodyGivesAValue_theConsumerGetsIt(Carried carried) throws Exception {
        CompletableFuture<String> discarded = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("connection"));
            assertThat(call.onDiscarded(discarded::complete)).isSameAs(call);
            gate.awaitEntered(1);
            call.cancel(true);
            assertThat(discarded).isNotDone();
            gate.release();
            assertThat(discarded.join()).isEqualTo("connection");
        }
    }

    @OnEveryCarrier
    void onDiscarded_givenAfterTheLateValueCame_theConsumerGetsItToo(Carried carried) throws Exception {
        CompletableFuture<String> discarded = new CompletableFuture<>();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("connection"));
            gate.awaitEntered(1);
            call.complete("somebody else's");
            gate.release();
            call.stopped().join();
            call.onDiscarded(value -> {
                thread.complete(Thread.currentThread());
                discarded.complete(value);
            });
            assertThat(discarded.join()).isEqualTo("connection");
            assertThat(thread.join()).isNotSameAs(Thread.currentThread());
        }
    }

    @OnEveryCarrier
    void onDiscarded_timedOut_theConsumerGetsTheValue(Carried carried) throws Exception {
        CompletableFuture<String> discarded = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("connection"));
            gate.awaitEntered(1);
            call.orTimeout(1, TimeUnit.MILLISECONDS).onDiscarded(discarded::complete);
            Failures.of(call);
            gate.release();
            assertThat(discarded.join()).isEqualTo("connection");
        }
    }

    @Test
    void onDiscarded_valueInTimeOrNoValue_isNotCalled() throws Exception {
        AtomicInteger called = new AtomicInteger();
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            db.call(() -> "row").onDiscarded(row -> called.incrementAndGet()).join();
            AsyncFuture<String> lateNull = db.call(gate.callable((String) null));
            AsyncFuture<String> lateFailure = db.call(() -> {
                gate.pass();
                throw new IOException("late");
            });
            gate.awaitEntered(1);
            AsyncFuture<String> pending = db.call(() -> "never");
            for (AsyncFuture<String> call : List.of(lateNull, lateFailure, pending)) {
                call.onDiscarded(row -> called.incrementAndGet());
            }
            pending.cancel(true);
            lateNull.cancel(true);
            gate.release();
            gate.awaitEntered(2);
            lateFailure.cancel(true);
            gate.release();
            db.close(Duration.ofMinutes(1)); // waits for the delivery, too
        }
        assertThat(called).hasValue(0);
    }

    @Test
    void onDiscarded_consumerThrows_isLoggedAndHarmsNothing() throws Exception {
        IllegalStateException failure = new IllegalStateException("cannot close");
        try (Logged log = Logged.start();
                AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = db.call(gate.callable("connection")).onDiscarded(connection -> {
                throw failure;
            });
            gate.awaitEntered(1);
            call.cancel(true);
            gate.release();
            log.await(event -> event.hasThrown(failure));
            assertThat(db.call(() -> "next").join()).isEqualTo("next");
        }
    }

    @Test
    void onDiscarded_setTwice_saysSo() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.call(() -> "row").onDiscarded(row -> {});
            assertThatThrownBy(() -> call.onDiscarded(row -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("onDiscarded is set already");
        }
    }

    @Test
    void onDiscarded_onADerivedStage_isRefusedAndSaysWhereItBelongs() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<Integer> derived = db.call(() -> "row").thenApply(String::length);
            assertThatThrownBy(() -> derived.onDiscarded(length -> {}))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("the future of the call itself");
            derived.join();
            AsyncFuture<String> complete = AsyncFuture.completed("row");
            assertThat(complete.onDiscarded(row -> {})).isSameAs(complete);
        }
    }

    /** Each connection is either in its future or given to the consumer, whoever is first. */
    @OnEveryCarrier
    void onDiscarded_cancelAgainstTheReturn_noValueIsLostOrGivenTwice(Carried carried) {
        int rounds = 10_000;
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(1, options -> options.maxPending(rounds))) {
            List<AsyncFuture<?>> ends = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                AsyncFuture<Integer> call = db.call(opened::incrementAndGet);
                for (int spin = 0; spin < i % 400; spin++) {
                    Thread.onSpinWait();
                }
                call.cancel(true);
                call.onDiscarded(number -> closed.incrementAndGet());
                ends.add(call.handle((number, failure) -> failure == null ? received.incrementAndGet() : 0));
                ends.add(call.stopped());
            }
            ends.forEach(AsyncFuture::join);
            db.close(Duration.ofMinutes(1)); // waits for the delivery
        }
        assertThat(received.get() + closed.get()).isEqualTo(opened.get());
    }
}
