package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** White box, law 7: wherever code of the user's is called, the door's lock is not held. */
@SuppressWarnings({"FutureReturnValueIgnored", "try"})
class LeafLockTest {
    private static final Duration NO_GRACE = Duration.ofNanos(1);

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final HeldBody body = new HeldBody();
    private final Door door = new Door(
            AsyncWrapper.builder("db", 1)
                    .gracePeriod(NO_GRACE)
                    .contextCapture(this::capture)
                    .listener(new Listener()),
            Carriers.platform(task -> {
                look("thread factory");
                return new Observed(task);
            }));
    private final AsyncWrapper db = new AsyncWrapper(door.root);

    private void look(String where) {
        seen.add(where);
        if (door.lock.isHeldByCurrentThread()) {
            held.add(where);
        }
    }

    @AfterEach
    void end() {
        body.letGo();
        db.close();
    }

    private void assertFree(String... places) {
        assertThat(held).isEmpty();
        assertThat(seen).contains(places);
    }

    private AsyncFuture<Integer> occupy() throws InterruptedException {
        AsyncFuture<Integer> call = db.call(() -> {
            look("body");
            body.callStubbornly();
            return 1;
        });
        body.awaitEntered();
        return call;
    }

    @Test
    void callbacks_whoeverSetsTheOutcome() throws Exception {
        AsyncFuture<Integer> first = occupy();
        CompletableFuture<?> completed = first.thenRun(() -> look("callback of a body's outcome"));
        CompletableFuture<?> aggregate =
                CompletableFuture.allOf(first).thenRun(() -> look("callback of a JDK aggregate"));
        AsyncFuture<Integer> cancelled = db.call(() -> 2);
        cancelled.whenComplete((value, failure) -> look("callback of a cancel"));
        cancelled.cancel(true);
        CompletableFuture<?> expired = db.call(() -> 3)
                .orTimeout(1, MILLISECONDS)
                .handle((value, failure) -> {
                    look("callback of a deadline");
                    return null;
                });
        expired.get(20, SECONDS);
        body.letGo();
        completed.get(20, SECONDS);
        aggregate.get(20, SECONDS);
        assertFree(
                "thread factory",
                "body",
                "callback of a body's outcome",
                "callback of a JDK aggregate",
                "callback of a cancel",
                "callback of a deadline");
    }

    @Test
    void callbackOfClose_andTheStackOfWhatIsStuck() throws Exception {
        CompletableFuture<?> closed = occupy().handle((value, failure) -> {
            look("callback of close");
            return null;
        });
        CloseReport report = db.close(Duration.ZERO);
        assertThat(report.stuck()).hasSize(1);
        assertThat(report.stuck().get(0).stack()).isNotEmpty();
        closed.get(20, SECONDS);
        assertFree("callback of close", "stack");
    }

    @Test
    void callbackOfReady_whenRoomComes() throws Exception {
        db.maxPending(1);
        AsyncFuture<Integer> running = occupy();
        db.call(() -> 2);
        CompletableFuture<?> ready = db.ready().thenRun(() -> look("callback of ready"));
        assertThat(ready).isNotDone();
        body.letGo();
        running.join();
        ready.get(20, SECONDS);
        assertFree("callback of ready");
    }

    @Test
    void executorOfDeliverOn_andTheConsumerOfWhatIsDiscarded() throws Exception {
        AsyncFuture<Boolean> late = db.deliverOn(task -> {
                    look("executor of deliverOn");
                    task.run();
                })
                .call(body::callStubbornly);
        CountDownLatch discarded = new CountDownLatch(1);
        late.onDiscarded(row -> {
            look("onDiscarded");
            discarded.countDown();
        });
        CompletableFuture<?> callback = late.handle((row, failure) -> null);
        body.awaitEntered();
        late.complete(true);
        callback.get(20, SECONDS);
        body.letGo();
        assertThat(discarded.await(20, SECONDS)).isTrue();
        assertFree("executor of deliverOn", "onDiscarded");
    }

    @Test
    void actionOfCancellation_whoeverStopsTheBody() throws Exception {
        AsyncFuture<Boolean> call = db.call(() -> {
            try (Cancellation stop = Cancellation.onCancel(() -> {
                look("action of onCancel");
                body.letGo();
            })) {
                return body.callStubbornly();
            }
        });
        body.awaitEntered();
        call.cancel(true);
        call.stopped().get(20, SECONDS);
        assertFree("action of onCancel");
    }

    @Test
    void listener_allEvents_andContext() throws Exception {
        AsyncFuture<Integer> call = db.call(() -> {
            body.callStubbornly();
            throw new IllegalStateException("late");
        });
        body.awaitEntered();
        AsyncFuture<Integer> behind = db.call(() -> 2);
        db.maxPending(1);
        db.call(() -> 3);
        call.cancel(true);
        stuckTold.await();
        body.letGo();
        behind.join();
        call.stopped().get(20, SECONDS);
        assertFree(
                "submitted", "started", "finished", "rejected", "detached", "stuck", "discarded", "capture", "around");
    }

    @Test
    void predicateOfLoopGuard_whenItsThreadWouldWait() throws Exception {
        Predicate<Thread> loops = thread -> {
            look("predicate of LoopGuard");
            return false;
        };
        LoopGuard.mark(loops);
        try {
            AsyncFuture<Integer> call = occupy();
            AsyncFuture<String> waits = new AsyncWrapper(new Door(
                                    AsyncWrapper.builder("db", 1)
                                            .maxPending(0)
                                            .overflow(Overflow.block(Duration.ofNanos(1))),
                                    Carriers.platform("db"))
                            .root)
                    .call(body);
            assertThatThrownBy(() -> waits.get(1, MILLISECONDS)).isInstanceOf(TimeoutException.class);
            body.letGo();
            call.join();
        } finally {
            LoopGuard.unmark(loops);
        }
        assertFree("predicate of LoopGuard");
    }

    private ContextCapture.Snapshot capture() {
        look("capture");
        return task -> {
            look("around");
            task.run();
        };
    }

    private final CountDownLatch stuckTold = new CountDownLatch(1);

    private final class Listener implements AsyncListener {
        @Override
        public void submitted(Event call) {
            look("submitted");
        }

        @Override
        public void started(Event call) {
            look("started");
        }

        @Override
        public void finished(Event call, OutcomeKind kind) {
            look("finished");
        }

        @Override
        public void rejected(Event call, AsyncRejectedException.Reason reason) {
            look("rejected");
        }

        @Override
        public void detached(Event call) {
            look("detached");
        }

        @Override
        public void stuck(RunningCall body) {
            look("stuck");
            stuckTold.countDown();
        }

        @Override
        public void discarded(Event call, Throwable failure) {
            look("discarded");
        }
    }

    /** A thread of the user's that has something of its own to say. */
    private final class Observed extends Thread {
        Observed(Runnable task) {
            super(task);
            setDaemon(true);
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            look("stack");
            return super.getStackTrace();
        }

        @Override
        public void interrupt() {
            look("interrupt");
            super.interrupt();
        }
    }
}
