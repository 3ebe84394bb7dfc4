package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException.Reason;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** {@code threadFactory}: the wrapper's own threads, made by somebody else. */
class ThreadFactoryTest {

    private static AsyncWrapper wrapper(int limit, ThreadFactory threads) {
        return AsyncWrapper.builder("db", limit).threadFactory(threads).build();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "mine");
        thread.setDaemon(true);
        return thread;
    }

    /** After a failure no slot is lost: as many bodies run at once as ever. */
    private static void assertAllSlotsWork(AsyncWrapper db, int limit) throws InterruptedException {
        try (Gate gate = Gate.create()) {
            List<AsyncFuture<String>> calls = new ArrayList<>();
            for (int i = 0; i < limit; i++) {
                calls.add(db.call(gate.callable("row")));
            }
            gate.awaitEntered(limit);
            gate.releaseAll();
            assertThat(calls).extracting(AsyncFuture::join).containsOnly("row");
        }
    }

    @Test
    void factory_makesTheThreads_nameAndPriorityAreItsOwn() {
        try (AsyncWrapper db = wrapper(2, task -> {
            Thread thread = daemon(task);
            thread.setPriority(Thread.MIN_PRIORITY);
            return thread;
        })) {
            Thread body = db.call(Thread::currentThread).join();
            assertThat(body.getName()).isEqualTo("mine");
            assertThat(body.getPriority()).isEqualTo(Thread.MIN_PRIORITY);
            Thread callback = db.call(() -> "row")
                    .thenApplyAsync(row -> Thread.currentThread())
                    .join();
            assertThat(callback.getName()).isEqualTo("mine");
        }
    }

    @Test
    void factory_returnsNull_theCallFailsAndTheNextOnesRun() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (AsyncWrapper db = wrapper(3, task -> asked.getAndIncrement() == 0 ? null : daemon(task))) {
            assertThat(OutcomeTest.reason(db.call(() -> "row"))).isEqualTo(Reason.CARRIER);
            assertAllSlotsWork(db, 3);
        }
    }

    @Test
    void factory_throws_theCallFailsWithThatCauseAndTheNextOnesRun() throws Exception {
        IllegalStateException failure = new IllegalStateException("no threads today");
        AtomicInteger asked = new AtomicInteger();
        try (AsyncWrapper db = wrapper(3, task -> {
            if (asked.getAndIncrement() == 0) {
                throw failure;
            }
            return daemon(task);
        })) {
            AsyncFuture<String> call = db.call(() -> "row");
            assertThat(OutcomeTest.reason(call)).isEqualTo(Reason.CARRIER);
            assertThat(Failures.of(call)).hasCause(failure);
            assertAllSlotsWork(db, 3);
        }
    }

    @Test
    void factory_givesAThreadThatCannotBeStarted_theCallFailsAndNoSlotIsLost() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (AsyncWrapper db = wrapper(3, task -> {
            Thread thread = daemon(task);
            return asked.getAndIncrement() >= 2 ? thread : started();
        })) {
            for (int i = 0; i < 2; i++) {
                AsyncFuture<String> call = db.call(() -> "row");
                assertThat(OutcomeTest.reason(call)).isEqualTo(Reason.CARRIER);
                assertThat(Failures.of(call)).hasCauseInstanceOf(IllegalThreadStateException.class);
            }
            assertAllSlotsWork(db, 3);
        }
    }

    private static Thread started() {
        Thread thread = daemon(() -> {});
        thread.start();
        return thread;
    }

    /** Race 11: the slot is counted, and then the thread cannot be started. Later Javas' pools do not call start(). */
    @Test
    @EnabledForJreRange(max = JRE.JAVA_18)
    void threadsStart_throwsOutOfMemoryError_theCallFailsAndNoSlotIsLost() throws Exception {
        OutOfMemoryError failure = new OutOfMemoryError("unable to create native thread");
        AtomicInteger asked = new AtomicInteger();
        try (AsyncWrapper db = wrapper(3, task -> {
            if (asked.getAndIncrement() >= 2) {
                return daemon(task);
            }
            return new Thread(task, "never") {
                @Override
                public synchronized void start() {
                    throw failure;
                }
            };
        })) {
            for (int i = 0; i < 2; i++) {
                AsyncFuture<String> call = db.call(() -> "row");
                assertThat(OutcomeTest.reason(call)).isEqualTo(Reason.CARRIER);
                assertThat(Failures.of(call)).hasCause(failure);
                assertThat(db.stats().running()).isZero();
                assertThat(db.stats().pending()).isZero();
            }
            assertAllSlotsWork(db, 3);
        }
    }

    /** While another runner lives the call stays pending, and is run by that. */
    @Test
    void factory_throwsWhileARunnerLives_theCallStaysPending() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (AsyncWrapper db = wrapper(2, task -> {
                    if (asked.getAndIncrement() == 0) {
                        return daemon(task);
                    }
                    throw new OutOfMemoryError("unable to create native thread");
                });
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(gate.callable("first"));
            gate.awaitEntered(1);
            AsyncFuture<String> second = db.call(() -> "second");
            assertThat(second).isNotDone();
            gate.release();
            assertThat(second.join()).isEqualTo("second");
            assertThat(first.join()).isEqualTo("first");
            assertThat(db.stats().rejected()).isZero();
        }
    }
}
