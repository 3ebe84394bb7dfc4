package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** White box: calls that come in and end without the door's lock. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InboxTest {
    private static final int SUBMITTERS = 3;
    private static final int ROUNDS = 2_000;

    @Test
    void bound_manySubmittersAtOnce_isExact() throws Exception {
        ExecutorService submitters = Executors.newFixedThreadPool(SUBMITTERS);
        try {
            CyclicBarrier together = new CyclicBarrier(SUBMITTERS);
            for (int round = 0; round < ROUNDS; round++) {
                Door door = new Door(AsyncWrapper.builder("db", 2).maxPending(5), new Nobody());
                List<Call<?>> admitted = new ArrayList<>();
                for (int again = 0; again < 2; again++) {
                    Callable<List<Call<?>>> submitter = () -> {
                        List<Call<?>> calls = new ArrayList<>();
                        together.await();
                        for (int i = 0; i < 4; i++) {
                            calls.add(door.root.submit(() -> "row"));
                        }
                        return calls;
                    };
                    List<Future<List<Call<?>>>> all = new ArrayList<>();
                    for (int i = 0; i < SUBMITTERS; i++) {
                        all.add(submitters.submit(submitter));
                    }
                    for (Future<List<Call<?>>> calls : all) {
                        calls.get().stream().filter(call -> !call.isDone()).forEach(admitted::add);
                    }
                    assertThat(admitted).hasSize(2 + 5);
                    assertThat(door.roster.stats(door.line).pending()).isEqualTo(2 + 5);
                    admitted.forEach(call -> call.cancel(true));
                    assertThat(door.roster.stats(door.line).pending()).isZero();
                    admitted.clear();
                }
            }
        } finally {
            submitters.shutdownNow();
        }
    }

    @Test
    void calls_ofOneSubmitter_comeOutInTheirOrder() {
        Door door = new Door(AsyncWrapper.builder("db", 1).maxPending(100), new Nobody());
        List<Call<?>> submitted = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            submitted.add(door.root.submit(() -> "row"));
            if (i % 7 == 0) {
                assertThat(door.roster.stats(door.line).pending()).isEqualTo(i + 1); // whoever looks moves them on
            }
        }
        assertThat(door.roster.openCalls(door.line)).isEqualTo(submitted);
    }

    @Test
    void deadline_setWhileTheBodyRuns_doesNotKeepTheCallAfterItsEnd() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        WeakReference<AsyncFuture<String>> call = callThatSetsItsOwnDeadline(door);
        Runnable another = () -> door.root.submit(() -> "another").join(); // the runner has forgotten the one before
        Collected.await(call, another);
    }

    private static WeakReference<AsyncFuture<String>> callThatSetsItsOwnDeadline(Door door) throws Exception {
        CountDownLatch known = new CountDownLatch(1);
        AtomicReference<@Nullable AsyncFuture<String>> itself = new AtomicReference<>();
        AsyncFuture<String> call = door.root.submit(() -> {
            known.await();
            AsyncFuture<String> unused = Objects.requireNonNull(itself.get()).orTimeout(1, HOURS);
            itself.set(null);
            return "row";
        });
        itself.set(call);
        known.countDown();
        assertThat(call.join()).isEqualTo("row");
        return new WeakReference<>(call);
    }

    /** It has come to stand among other things by then, and a plain write may be late. */
    @Test
    void deadline_setAsTheBodyEnds_doesNotStay() {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        for (int i = 0; i < 20_000; i++) {
            CountDownLatch go = new CountDownLatch(1);
            Call<Boolean> call = door.root.submit(() -> go.await(1, HOURS));
            AsyncFuture<Void> stopped = call.stopped();
            go.countDown();
            AsyncFuture<Boolean> unused = call.orTimeout(1, HOURS);
            stopped.join();
            AsyncFuture<String> next = door.root.submit(() -> "the runner has been at the lock");
            next.join();
            door.lock.lock();
            try {
                Deadline left = call.deadline();
                assertThat(left == null || left.previous == null).isTrue();
            } finally {
                door.unlock();
            }
        }
    }

    /** Nothing else happens at the door that would let somebody look. */
    @Test
    void deadline_ofACallBehindAStuckBody_isNotMissed() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        HeldBody body = new HeldBody();
        Call<String> stuck = body.begin(door.root);
        Call<String> call = door.root.within(1).submit(() -> "row");
        assertThat(call)
                .failsWithin(30, SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(AsyncTimeoutException.class);
        body.letGo();
        assertThat(stuck.join()).isEqualTo("held");
    }

    /** It comes after the last look of a runner that rested, and before that is known not to rest any more. */
    @Test
    void deadline_ofACallThatComesAsTheLastOneWhoRestsBegins_isNotMissed() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "on one processor nobody lingers");
        Door door = new Door(AsyncWrapper.builder("db", 1), new OwnThreads() {
            @Override
            public void execute(Runnable task) {} // as Nobody, but only runners of ours rest
        });
        Runner runner = new Runner(door);
        Call<?> unused = door.root.submit(() -> "row");
        Call<?> first = Objects.requireNonNull(door.slots.begin(runner));
        assertThat(first.beginBody(0)).isNotNull();
        assertThat(first.finish()).isTrue();
        door.inbox.bodyEnded();
        assertThat(door.slots.next(runner)).isNull();
        assertThat(runner.rest).isEqualTo(Runner.Rest.LINGER);
        Call<String> stuck = door.root.submit(() -> "row");
        AtomicReference<@Nullable Call<String>> late = new AtomicReference<>();
        door.lock.lock();
        try {
            assertThat(door.slots.linger(runner)).isSameAs(stuck); // its own end of the lock comes with ours
            Thread submitter = new Thread(() -> late.set(door.root.within(1).submit(() -> "row")));
            submitter.start();
            submitter.join();
        } finally {
            door.unlock();
        }
        assertThat(Objects.requireNonNull(late.get()))
                .failsWithin(30, SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(AsyncTimeoutException.class);
    }

    @Test
    void closeOfAView_asBodiesEnd_refusesAllThatWaitForRoomThroughIt() {
        for (int round = 0; round < 20; round++) {
            Door door = new Door(AsyncWrapper.builder("db", 2).maxPending(1), Carriers.platform("db"));
            CountDownLatch never = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Call<Boolean> ends = door.root.submit(() -> go.await(1, HOURS));
            List<Call<?>> others = List.of(
                    door.root.submit(() -> never.await(1, HOURS)), door.root.submit(() -> never.await(1, HOURS)));
            View view = door.root.labelled("closed");
            List<Call<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                Call<Object> call = view.newCall(() -> never.await(1, HOURS));
                door.admission.submitPatiently(call);
                waiting.add(call);
            }
            go.countDown();
            door.closeView(view);
            // One may have been let in before. All others are refused, on hands.
            assertThat(waiting).filteredOn(call -> call.state() == Call.BLOCKED).isEmpty();
            assertThat(waiting).filteredOn(call -> !call.isDropped()).hasSizeLessThanOrEqualTo(2);
            assertThat(ends.join()).isTrue();
            never.countDown();
            others.forEach(Call::join);
            door.close(HOURS.toNanos(1));
        }
    }

    @Test
    void runningCalls_asBodiesEnd_areThoseOnAThread() {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        Call<String> call = door.root.submit(() -> "row");
        for (int i = 0; i < 100_000; i++) {
            if (call.isDone()) {
                call = door.root.submit(() -> "row");
            }
            assertThat(door.roster.runningCalls(door.line)).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void waiters_manyThatGiveUpInTheOrderOfTheirComing_areAllForgotten() {
        Extras at = new Extras(null);
        List<Waiters> all = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            all.add(Waiters.join(at));
        }
        all.forEach(waiter -> waiter.leave(at));
        assertThat(at.waiters).isNull();
    }

    @Test
    void future_thatThreadsHaveWaitedFor_keepsNoneOfThem() throws Exception {
        Door door = new Door(AsyncWrapper.builder("db", 1), Carriers.platform("db"));
        HeldBody body = new HeldBody();
        Call<String> call = door.root.submit(body);
        WeakReference<Thread> joiner = joinOnAThread(call, body);
        Collected.await(joiner, () -> {});
        assertThat(call.join()).isEqualTo("held");
    }

    private static WeakReference<Thread> joinOnAThread(Call<?> call, HeldBody body) throws InterruptedException {
        Thread joiner = new Thread(call::join, "joiner");
        joiner.start();
        while (joiner.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        body.letGo();
        joiner.join();
        return new WeakReference<>(joiner);
    }
}
