package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Cancellation;
import io.github.asyncwrap.testkit.Gate;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code Cancellation.onCancel}: a body says how it is stopped. */
@SuppressWarnings("try") // the block is what the resource is for
class CancellationTest {
    private final AtomicInteger ran = new AtomicInteger();

    private enum End {
        CANCELLED,
        TIMED_OUT,
        COMPLETED,
        FAILED;

        Object decide(AsyncFuture<String> call) {
            return switch (this) {
                case CANCELLED -> call.cancel(true);
                case TIMED_OUT -> call.orTimeout(1, TimeUnit.MILLISECONDS);
                case COMPLETED -> call.complete("other");
                case FAILED -> call.completeExceptionally(new IllegalStateException());
            };
        }
    }

    /** The gate ignores interrupts and opens by the action alone. */
    private AsyncFuture<String> inTheBlock(AsyncWrapper db, Gate gate) throws InterruptedException {
        AsyncFuture<String> call = db.call(() -> {
            try (Cancellation stop = Cancellation.onCancel(() -> {
                ran.incrementAndGet();
                gate.release();
            })) {
                gate.pass();
            }
            return "late";
        });
        gate.awaitEntered(1);
        return call;
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void onCancel_decidedInsideTheBlock_runsOnceAndStopsTheBody(End end) throws Exception {
        for (boolean interruptible : new boolean[] {true, false}) {
            ran.set(0);
            try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                    Gate gate = Gate.create().ignoreInterrupts()) {
                AsyncFuture<String> call = inTheBlock(interruptible ? db : db.uninterruptible(), gate);
                end.decide(call);
                call.stopped().join();
                call.cancel(true);
                assertThat(ran).hasValue(1);
                assertThat(gate.interruptions()).isLessThanOrEqualTo(interruptible ? 1 : 0);
            }
        }
    }

    @OnEveryCarrier
    void onCancel_cutOffByClose_stopsTheBody(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(1);
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            inTheBlock(db, gate);
            assertThat(db.close(Duration.ZERO).stuck()).isEmpty();
            assertThat(ran).hasValue(1);
        }
    }

    @OnEveryCarrier
    void onCancel_cancelFalse_leavesTheBodyAloneUntilClose(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(1);
        try (Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<String> call = inTheBlock(db, gate);
            call.cancel(false);
            call.cancel(true); // as CompletableFuture answers, and no more
            assertThat(ran).hasValue(0);
            assertThat(call.stopped()).isNotDone();
            assertThat(db.close(Duration.ZERO).stuck()).isEmpty();
            assertThat(ran).hasValue(1);
        }
    }

    /** The thread that cancels must not do what may take long. */
    @OnEveryCarrier
    void onCancel_theAction_runsOffTheCanceller(Carried carried) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<Void> call = db.uninterruptible().run(() -> {
                try (Cancellation stop = Cancellation.onCancel(() -> {
                    db.stats(); // needs the lock
                    thread.complete(Thread.currentThread());
                    gate.release();
                })) {
                    gate.pass();
                }
            });
            gate.awaitEntered(1);
            call.cancel(true);
            assertThat(thread.join()).isNotSameAs(Thread.currentThread());
        }
    }

    @OnEveryCarrier
    void onCancel_cancelledBefore_runsAtOnceOnTheBodysThread(Carried carried) throws Exception {
        CompletableFuture<Boolean> ranHere = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<Void> call = db.uninterruptible().run(() -> {
                gate.pass();
                Thread[] by = new Thread[1];
                try (Cancellation stop = Cancellation.onCancel(() -> by[0] = Thread.currentThread())) {
                    ranHere.complete(by[0] == Thread.currentThread());
                }
            });
            gate.awaitEntered(1);
            call.cancel(true);
            gate.release();
            assertThat(ranHere.join()).isTrue();
        }
    }

    @OnEveryCarrier
    void onCancel_cancelledAfterTheBlock_neverRuns(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<Void> call = db.run(() -> {
                try (Cancellation stop = Cancellation.onCancel(ran::incrementAndGet)) {
                    stop.close(); // closing again does nothing
                }
                gate.pass();
            });
            gate.awaitEntered(1);
            call.cancel(true);
            call.stopped().join();
            assertThat(gate.interruptions()).isEqualTo(1);
        }
        assertThat(ran).hasValue(0);
    }

    @OnEveryCarrier
    void close_theActionHasBegun_waitsForItsEndAndKeepsTheFlag(Carried carried) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Thread> body = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate action = Gate.create().ignoreInterrupts()) {
            AsyncFuture<Void> call = db.uninterruptible().run(() -> {
                try (Cancellation stop = Cancellation.onCancel(() -> {
                    action.runnable().run();
                    over.set(true);
                })) {
                    body.complete(Thread.currentThread());
                    Spin.until(() -> action.entered() > 0);
                }
                flag.complete(over.get() && Thread.interrupted());
            });
            Thread thread = body.join();
            call.cancel(true);
            action.awaitEntered(1);
            Spin.untilParked(thread);
            thread.interrupt(); // somebody else's
            assertThat(flag).isNotDone();
            action.release();
            assertThat(flag.join()).isTrue();
        }
    }

    /** Whatever comes first: the action does not begin after the block, and is over when the block is. */
    @OnEveryCarrier
    void cancel_againstTheEndOfTheBlock_noActionRunsBehindIt(Carried carried) {
        AtomicInteger behind = new AtomicInteger();
        try (AsyncWrapper db = carried.wrapper(1)) {
            for (int i = 0; i < 5_000; i++) {
                AtomicBoolean over = new AtomicBoolean();
                AtomicBoolean begun = new AtomicBoolean();
                int spins = i % 300;
                AsyncFuture<Void> call = db.uninterruptible().run(() -> {
                    try (Cancellation stop = Cancellation.onCancel(() -> {
                        Thread.yield();
                        behind.addAndGet(over.get() ? 1 : 0);
                    })) {
                        begun.set(true);
                        for (int spin = 0; spin < spins; spin++) {
                            Thread.onSpinWait();
                        }
                    }
                    over.set(true);
                });
                Spin.until(begun::get);
                call.cancel(true);
                call.stopped().join();
            }
        }
        assertThat(behind).hasValue(0);
    }

    @OnEveryCarrier
    void nestedBlocks_allThatAreOpenRun_thoseThatAreClosedDoNot(Carried carried) throws Exception {
        AtomicInteger closed = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(2);
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<Void> call = db.uninterruptible().run(() -> {
                try (Cancellation outer = Cancellation.onCancel(all::countDown)) {
                    try (Cancellation former = Cancellation.onCancel(closed::incrementAndGet)) {
                        ran.incrementAndGet();
                    }
                    try (Cancellation inner = Cancellation.onCancel(all::countDown)) {
                        gate.pass();
                    }
                }
            });
            gate.awaitEntered(1);
            call.cancel(true);
            TimeoutTest.awaitUninterruptibly(all);
            gate.release();
            call.stopped().join();
        }
        assertThat(ran).hasValue(1);
        assertThat(closed).hasValue(0);
    }

    @OnEveryCarrier
    void onCancel_inABodyRunInPlace_concernsTheInnerOne(Carried carried) throws Exception {
        AtomicInteger outerRan = new AtomicInteger();
        CompletableFuture<AsyncFuture<String>> inner = new CompletableFuture<>();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<Integer> outer = db.call(() -> {
                try (Cancellation stop = Cancellation.onCancel(outerRan::incrementAndGet)) {
                    AsyncFuture<String> call = db.call(() -> {
                        try (Cancellation innerStop = Cancellation.onCancel(() -> {
                            ran.incrementAndGet();
                            gate.release();
                        })) {
                            gate.pass();
                        }
                        return "late";
                    });
                    inner.complete(call);
                    return call.handle((row, failure) -> outerRan.get()).join();
                }
            });
            gate.awaitEntered(1);
            inner.join().cancel(true);
            assertThat(outer.join()).isZero();
            inner.join().stopped().join();
            assertThat(ran).hasValue(1);
        }
    }

    @OnEveryCarrier
    void onCancel_theOuterBodyIsCancelled_itsActionRunsAndTheInnersDoesNot(Carried carried) throws Exception {
        CountDownLatch outerRan = new CountDownLatch(1);
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> outer = db.call(() -> {
                try (Cancellation stop = Cancellation.onCancel(outerRan::countDown)) {
                    return db.call(() -> {
                                try (Cancellation innerStop = Cancellation.onCancel(ran::incrementAndGet)) {
                                    gate.pass();
                                }
                                return "row";
                            })
                            .join();
                }
            });
            gate.awaitEntered(1);
            outer.cancel(true);
            TimeoutTest.awaitUninterruptibly(outerRan);
            gate.release();
            outer.stopped().join();
            assertThat(gate.interruptions()).isZero();
        }
        assertThat(ran).hasValue(0);
    }

    @Test
    void onCancel_outsideABody_doesNothing() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            try (Cancellation stop = Cancellation.onCancel(ran::incrementAndGet)) {
                db.call(() -> "row").cancel(true);
            }
            AsyncFuture<String> callback = db.call(() -> "row").thenApplyAsync(row -> {
                try (Cancellation stop = Cancellation.onCancel(ran::incrementAndGet)) {
                    return row;
                }
            });
            assertThat(callback.join()).isEqualTo("row");
        }
        assertThat(ran).hasValue(0);
        assertThatThrownBy(() -> Cancellation.onCancel(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("action");
    }

    @OnEveryCarrier
    void onCancel_theActionThrows_isLoggedAndHarmsNothing(Carried carried) throws Exception {
        IllegalStateException failure = new IllegalStateException("cannot stop");
        try (Logged log = Logged.start();
                AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create().ignoreInterrupts()) {
            AsyncFuture<Void> call = db.run(() -> {
                try (Cancellation outer = Cancellation.onCancel(gate::release);
                        Cancellation inner = Cancellation.onCancel(() -> {
                            gate.release();
                            throw failure;
                        })) {
                    gate.pass(); // once for each: an action that has not begun when its block ends never runs
                    gate.pass();
                }
            });
            gate.awaitEntered(1);
            call.cancel(true);
            call.stopped().join();
            log.await(line -> line.hasThrown(failure));
            assertThat(log.count(line -> line.hasThrown(failure))).isEqualTo(1);
            assertThat(db.call(() -> "next").join()).isEqualTo("next");
        }
    }

    /** The reason for all this: a read of a socket does not react to interrupts (of a virtual thread it does). */
    @OnEveryCarrier
    void socketRead_cancelled_isEndedByClosingTheSocket(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AsyncFuture<Integer> call = db.call(() -> {
                try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                        Cancellation stop = Cancellation.onCancel(socket::close)) {
                    return socket.getInputStream().read();
                }
            });
            try (Socket accepted = server.accept()) {
                Spin.until(() -> db.runningCalls().get(0).stack().stream()
                        .anyMatch(frame -> frame.getMethodName().equals("read")));
                call.cancel(true);
                call.stopped().join();
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
