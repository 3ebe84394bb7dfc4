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
    private final CountDownLatch go = new CountDownLatch(1);
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
        go.countDown();
        db.close();
    }

    private void assertFree(String... places) {
        assertThat(held).isEmpty();
        assertThat(seen).contains(places);
    }

    private AsyncFuture<Integer> occupy() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        AsyncFuture<Integer> call = db.call(() -> {
            look("body");
            entered.countDown();
            awaitUninterruptibly();
            return 1;
        });
        entered.await();
        return call;
    }

    private void awaitUninterruptibly() {
        while (go.getCount() > 0) {
            try {
                go.await();
            } catch (InterruptedException ignored) {
                // that is what makes it a body that is stuck
            }
        }
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
        go.countDown();
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
        go.countDown();
        running.join();
        ready.get(20, SECONDS);
        assertFree("callback of ready");
    }

    @Test
    void executorOfDeliverOn_andTheConsumerOfWhatIsDiscarded() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        AsyncFuture<Integer> late = db.deliverOn(task -> {
                    look("executor of deliverOn");
                    task.run();
                })
                .call(() -> {
                    entered.countDown();
                    awaitUninterruptibly();
                    return 1;
                });
        CountDownLatch discarded = new CountDownLatch(1);
        late.onDiscarded(row -> {
            look("onDiscarded");
            discarded.countDown();
        });
        CompletableFuture<?> callback = late.handle((row, failure) -> null);
        entered.await();
        late.complete(2);
        callback.get(20, SECONDS);
        go.countDown();
        assertThat(discarded.await(20, SECONDS)).isTrue();
        assertFree("executor of deliverOn", "onDiscarded");
    }

    @Test
    void actionOfCancellation_whoeverStopsTheBody() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        AsyncFuture<Integer> call = db.call(() -> {
            try (Cancellation stop = Cancellation.onCancel(() -> {
                look("action of onCancel");
                go.countDown();
            })) {
                entered.countDown();
                awaitUninterruptibly();
                return 1;
            }
        });
        entered.await();
        call.cancel(true);
        call.stopped().get(20, SECONDS);
        assertFree("action of onCancel");
    }

    @Test
    void listener_allEvents_andContext() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        AsyncFuture<Integer> call = db.call(() -> {
            entered.countDown();
            awaitUninterruptibly();
            throw new IllegalStateException("late");
        });
        entered.await();
        AsyncFuture<Integer> behind = db.call(() -> 2);
        db.maxPending(1);
        db.call(() -> 3);
        call.cancel(true);
        stuckTold.await();
        go.countDown();
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
            AsyncFuture<Void> waits = new AsyncWrapper(new Door(
                                    AsyncWrapper.builder("db", 1)
                                            .maxPending(0)
                                            .overflow(Overflow.block(Duration.ofNanos(1))),
                                    Carriers.platform("db"))
                            .root)
                    .run(go::await);
            assertThatThrownBy(() -> waits.get(1, MILLISECONDS)).isInstanceOf(TimeoutException.class);
            go.countDown();
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
