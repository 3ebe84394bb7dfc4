package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Carrier} promises those who write one, and what it is allowed to do: to throw, above all. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CarrierContractTest {

    private static void start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void carrier_isNeverCalledWithTheLockHeld() throws Exception {
        AtomicReference<Door> door = new AtomicReference<>();
        Set<String> held = Collections.synchronizedSet(new TreeSet<>());
        Carrier carrier = new Carrier() {
            private void look(String method) {
                Door made = door.get();
                if (made != null && made.lock.isHeldByCurrentThread()) {
                    held.add(method);
                }
            }

            @Override
            public void execute(Runnable task) {
                look("execute");
                start(task);
            }

            @Override
            public boolean ownsThreads() {
                look("ownsThreads");
                return true;
            }

            @Override
            public long nanoTime() {
                look("nanoTime");
                return System.nanoTime();
            }

            @Override
            public Runnable schedule(Runnable task, long delayNanos) {
                look("schedule");
                return House.schedule(task, delayNanos);
            }

            @Override
            public void hand(Runnable task) {
                look("hand");
                House.hand(task);
            }

            @Override
            public boolean proceed(long waitNanos) {
                look("proceed");
                return false;
            }
        };
        Door db = new Door(AsyncWrapper.builder("db", 1).timeout(Duration.ofMillis(20)), carrier);
        door.set(db);
        CountDownLatch never = new CountDownLatch(1);
        Call<Object> call = db.root.newCall(() -> {
            never.await();
            return 1;
        });
        db.admission.submit(call);
        assertThatThrownBy(() -> call.get(10, SECONDS)).isInstanceOf(ExecutionException.class);
        db.roster.runningCalls(db.line);
        db.close(0);
        assertThat(held).isSubsetOf("nanoTime", "ownsThreads");
    }

    /** The timer could not be armed for a deadline, while a nearer one was armed behind its back. */
    @Test
    void armingThatFails_doesNotForgetTheNearerDeadlineThatIsArmed() throws Exception {
        CountDownLatch failing = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        Carrier carrier = new Carrier() {
            @Override
            public void execute(Runnable task) {
                start(task);
            }

            @Override
            public Runnable schedule(Runnable task, long delayNanos) {
                if (first.getAndSet(false)) {
                    failing.countDown();
                    try {
                        fail.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    throw new OutOfMemoryError("unable to create native thread");
                }
                return House.schedule(task, delayNanos);
            }
        };
        AsyncWrapper db = AsyncWrapper.builder("db", 2).carrier(carrier).build();
        CountDownLatch never = new CountDownLatch(1);
        CompletableFuture<AsyncFuture<Object>> far = new CompletableFuture<>();
        start(() -> far.complete(db.within(Duration.ofHours(1)).call(() -> {
            never.await();
            return 1;
        })));
        failing.await();
        AsyncFuture<Object> near = db.within(Duration.ofMillis(500)).call(() -> {
            never.await();
            return 1;
        });
        fail.countDown();
        far.join();
        assertThatThrownBy(() -> near.get(10, SECONDS)).hasCauseInstanceOf(AsyncTimeoutException.class);
    }

    /** A deadline with callbacks: the outcome is decided, then the timer is asked to look after the hands. */
    @Test
    void scheduleThatFails_afterTheDecision_doesNotLoseTheOutcome() {
        AtomicInteger asked = new AtomicInteger();
        Carrier carrier = new Carrier() {
            @Override
            public void execute(Runnable task) {
                // as an executor whose threads are all busy
            }

            @Override
            public Runnable schedule(Runnable task, long delayNanos) {
                if (asked.incrementAndGet() == 2) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                return House.schedule(task, delayNanos);
            }
        };
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .timeout(Duration.ofMillis(200))
                .carrier(carrier)
                .build();
        AsyncFuture<String> call = db.call(() -> "pending");
        call.whenComplete((row, failure) -> {});
        assertThat(call).failsWithin(Duration.ofSeconds(10));
    }

    @Test
    void scheduleThatFails_inClose_doesNotLoseTheOutcome() {
        Carrier carrier = new Carrier() {
            @Override
            public void execute(Runnable task) {
                // as an executor whose threads are all busy
            }

            @Override
            public Runnable schedule(Runnable task, long delayNanos) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };
        AsyncWrapper db = AsyncWrapper.builder("db", 1).carrier(carrier).build();
        AsyncFuture<String> pending = db.call(() -> "pending");
        assertThatCode(() -> db.close(Duration.ZERO)).doesNotThrowAnyException();
        assertThat(pending.isDone()).isTrue();
    }

    /** As a deterministic carrier: nothing happens but in proceed(). */
    @Test
    void join_inABody_onAComposedStageOfAnotherWrapper_letsTheCarrierProceed() throws Exception {
        Deque<Runnable> tasks = new ArrayDeque<>();
        Carrier carrier = new Carrier() {
            @Override
            public void execute(Runnable task) {
                tasks.add(task);
            }

            @Override
            public boolean ownsThreads() {
                return true;
            }

            @Override
            public void hand(Runnable task) {
                tasks.add(task);
            }

            @Override
            public boolean proceed(long waitNanos) {
                Runnable task = tasks.poll();
                if (task != null) {
                    task.run();
                }
                return task != null;
            }
        };
        CompletableFuture<String> joined = new CompletableFuture<>();
        start(() -> {
            AsyncWrapper one = AsyncWrapper.builder("one", 1).carrier(carrier).build();
            AsyncWrapper two = AsyncWrapper.builder("two", 1).carrier(carrier).build();
            joined.complete(one.call(() -> two.call(() -> "row")
                            .thenCompose(row -> AsyncFuture.completed(row + "!"))
                            .join())
                    .join());
        });
        assertThat(joined.get(10, SECONDS)).isEqualTo("row!");
    }
}
