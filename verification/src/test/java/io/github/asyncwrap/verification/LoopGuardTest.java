package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.LoopGuard;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Law 10: a marked thread is never blocked; it gets an exception at once that says what to do instead. */
class LoopGuardTest {
    private static final Callable<String> BODY = () -> "row";

    @AfterEach
    void unmark() {
        LoopGuard.unmark(Thread.currentThread());
    }

    private static void assertRefused(ThrowingCallable blocking, String what, String instead) {
        LoopGuard.mark(Thread.currentThread());
        try {
            assertThatThrownBy(blocking)
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(what)
                    .hasMessageContaining(Thread.currentThread().getName())
                    .hasMessageContaining("event loop")
                    .hasMessageContaining(instead);
        } finally {
            LoopGuard.unmark(Thread.currentThread());
        }
    }

    @Test
    void waits_onAnIncompleteFuture_areRefused() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            for (AsyncFuture<String> future : List.of(call, call.thenApply(row -> row), call.linked(), call.copy())) {
                assertRefused(future::get, "get()", "callback");
                assertRefused(future::join, "join()", "callback");
                assertRefused(() -> future.get(1, TimeUnit.SECONDS), "a timed get", "callback");
            }
            assertRefused(() -> call.stopped().join(), "join()", "callback");
        }
    }

    @Test
    void looks_onAnIncompleteFuture_areAllowed() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            LoopGuard.mark(Thread.currentThread());
            assertThatThrownBy(() -> call.get(0, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(call.getNow("absent")).isEqualTo("absent");
            assertThat(call.isDone()).isFalse();
            assertThat(db.stats().submitted()).isEqualTo(1);
            LoopGuard.unmark(Thread.currentThread());
        }
    }

    @Test
    void waits_onACompleteFuture_areAllowed() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncFuture<String> call = db.call(BODY);
            call.join();
            LoopGuard.mark(Thread.currentThread());
            assertThat(call.join()).isEqualTo("row");
            assertThat(call.get()).isEqualTo("row");
            assertThat(call.get(1, TimeUnit.SECONDS)).isEqualTo("row");
            LoopGuard.unmark(Thread.currentThread());
        }
    }

    @Test
    void call_thatBlockWouldKeepWaiting_isRefusedAndCounted() throws Exception {
        assertFullDoorRefuses(Overflow.block(Duration.ofSeconds(30)));
    }

    @Test
    void call_thatCallerRunsWouldRunHere_isRefusedAndCounted() throws Exception {
        assertFullDoorRefuses(Overflow.callerRuns());
    }

    private static void assertFullDoorRefuses(Overflow overflow) throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(overflow)
                        .build();
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.call(gate.callable("row"));
            gate.awaitEntered(1);
            assertRefused(() -> db.call(ran::incrementAndGet), "Overflow." + overflow, "ready()");
            gate.release();
            running.join();
            assertThat(db.stats().rejected()).isEqualTo(1);
            assertThat(db.stats().submitted()).isEqualTo(2);
            // While there is room it is a call like any other.
            LoopGuard.mark(Thread.currentThread());
            AsyncFuture<Integer> admitted = db.call(ran::incrementAndGet);
            LoopGuard.unmark(Thread.currentThread());
            assertThat(admitted.join()).isEqualTo(1);
        }
    }

    @Test
    void close_isRefusedAndTheDoorStaysOpen() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertRefused(db::close, "close", "another thread");
            assertRefused(() -> db.close(Duration.ZERO), "close", "another thread");
            assertThat(db.call(BODY).join()).isEqualTo("row");
        }
    }

    /** It does not wait for anything. */
    @Test
    void close_ofAView_isAllowed() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            AsyncWrapper view = db.labelled("view");
            LoopGuard.mark(Thread.currentThread());
            assertThatCode(view::close).doesNotThrowAnyException();
            LoopGuard.unmark(Thread.currentThread());
        }
    }

    @Test
    void executorView_waits_areRefusedAndNothingIsSubmitted() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            ListeningExecutorService executor = db.asExecutorService();
            List<Callable<String>> tasks = List.of(BODY);
            assertRefused(() -> executor.invokeAll(tasks), "invokeAll", "another thread");
            assertRefused(() -> executor.invokeAll(tasks, 1, TimeUnit.SECONDS), "invokeAll", "another thread");
            assertRefused(() -> executor.invokeAny(tasks), "invokeAny", "another thread");
            assertRefused(() -> executor.invokeAny(tasks, 1, TimeUnit.SECONDS), "invokeAny", "another thread");
            assertRefused(() -> executor.awaitTermination(1, TimeUnit.SECONDS), "awaitTermination", "another thread");
            assertThat(db.stats().submitted()).isZero();
            assertThat(executor.isShutdown()).isFalse();
        }
    }

    @Test
    void submitCancelAndCallbacks_onAMarkedThread_areAllowed() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            LoopGuard.mark(Thread.currentThread());
            AsyncFuture<String> call = db.call(gate.callable("row"));
            AsyncFuture<String> pending = db.call(BODY);
            AsyncFuture<Integer> stage = call.thenApply(String::length);
            assertThat(pending.cancel(true)).isTrue();
            assertThatCode(() -> db.maxConcurrency(2)).doesNotThrowAnyException();
            assertThat(db.asExecutorService().submit(BODY)).isNotNull();
            LoopGuard.unmark(Thread.currentThread());
            gate.release();
            assertThat(stage.join()).isEqualTo(3);
        }
    }

    @Test
    void predicate_marksThreadsUntilItIsTakenBack() {
        Thread here = Thread.currentThread();
        Predicate<Thread> loops = thread -> thread == here;
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            LoopGuard.mark(loops);
            try {
                assertThatThrownBy(call::join).isInstanceOf(IllegalStateException.class);
                // Another thread is no event loop.
                AsyncFuture<String> elsewhere = AsyncWrapper.shared().call(() -> call.join());
                gate.release();
                while (!elsewhere.isDone()) {
                    Thread.onSpinWait();
                }
            } finally {
                LoopGuard.unmark(loops);
            }
            assertThat(call.join()).isEqualTo("row");
        }
    }

    @Test
    void unmark_ofAMarkedThread_letsItWaitAgain() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            LoopGuard.mark(Thread.currentThread());
            LoopGuard.mark(Thread.currentThread());
            LoopGuard.unmark(Thread.currentThread());
            assertThat(db.call(BODY).join()).isEqualTo("row");
        }
    }
}
