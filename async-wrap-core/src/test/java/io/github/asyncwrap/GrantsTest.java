package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** White box: calls that a runner takes without the door's lock. The tests are the runners. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GrantsTest {
    /** As many as one grant has, with the one that was taken under the lock. */
    private static final int BATCH = 17;

    private final Door door = new Door(AsyncWrapper.builder("db", 1).maxPending(1000), new Nobody());
    private final Runner runner = new Runner(door);

    private List<Call<?>> submit(int number) {
        List<Call<?>> calls = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            calls.add(door.root.submit(() -> "row"));
        }
        return calls;
    }

    @Test
    void grantedCalls_areTakenInTheirOrder_andCountedByWhoeverLooks() {
        List<Call<?>> calls = submit(30);
        Call<?> taken = door.slots.begin(runner);
        for (int i = 0; i < BATCH; i++) {
            assertThat(taken).isSameAs(calls.get(i));
            taken = runner.takeGranted(Objects.requireNonNull(taken));
        }
        assertThat(taken).isNull();
        assertThat(door.roster.stats(door.line).pending()).isEqualTo(30 - BATCH);
        assertThat(door.roster.stats(door.line).running()).isEqualTo(BATCH); // the test has ended none
        assertThat(door.roster.openCalls(door.line)).endsWith(calls.get(29)).startsWith(calls.get(BATCH));
    }

    @Test
    void look_takesTheGrantBack_andTheOrderStays() {
        List<Call<?>> calls = submit(30);
        Call<?> first = Objects.requireNonNull(door.slots.begin(runner));
        Call<?> second = Objects.requireNonNull(runner.takeGranted(first));
        assertThat(door.roster.stats(door.line).pending()).isEqualTo(28);
        assertThat(runner.takeGranted(second)).isNull();
        assertThat(door.slots.next(runner)).isSameAs(calls.get(2));
    }

    @Test
    void cancelledCall_isNotTaken_andLeavesAtOnce() {
        List<Call<?>> calls = submit(30);
        Call<?> first = Objects.requireNonNull(door.slots.begin(runner));
        assertThat(calls.get(1).cancel(true)).isTrue();
        assertThat(calls.get(1).next).isNull();
        assertThat(runner.takeGranted(first)).isNull();
        assertThat(door.slots.next(runner)).isSameAs(calls.get(2));
    }

    @Test
    void callGrantedToAnotherRunner_isNotTakenByTheOneBefore() {
        List<Call<?>> calls = submit(30);
        Call<?> first = Objects.requireNonNull(door.slots.begin(runner));
        assertThat(door.roster.stats(door.line).pending()).isEqualTo(29);
        Runner another = new Runner(door);
        assertThat(door.slots.next(another)).isSameAs(calls.get(1));
        assertThat(runner.takeGranted(first)).isNull();
        assertThat(another.takeGranted(calls.get(1))).isSameAs(calls.get(2));
    }

    /** A runner that was kept from its core between its look at the line and its try. */
    @Test
    void callGrantedAgain_isNotTakenByTheFormerMark() {
        Call<?> call = submit(1).get(0);
        int former = Call.nextMark(0);
        int later = Call.nextMark(former);
        call.grant(former);
        assertThat(call.takeBack(former)).isTrue();
        call.grant(later);
        assertThat(call.takeGranted(former)).isFalse();
        assertThat(call.takeGranted(later)).isTrue();
    }

    @Test
    void callThatARunnerHas_isNotTakenInPlace() {
        submit(2);
        Call<?> first = Objects.requireNonNull(door.slots.begin(runner));
        Call<?> second = Objects.requireNonNull(runner.takeGranted(first));
        assertThat(door.slots.tryTakeInPlace(first)).isFalse();
        assertThat(door.slots.tryTakeInPlace(second)).isFalse();
    }

    /** The one that fails ends under the lock, where the next call is taken: that one is not granted. */
    @Test
    void callOfAView_behindAGrantedOneThatFailed_isCountedByItsLine() {
        Door real = new Door(AsyncWrapper.builder("db", 1).maxPending(1000), Carriers.platform("db"));
        View view = real.root.limitedTo("view", 1);
        HeldBody first = new HeldBody();
        List<Call<?>> calls = new ArrayList<>();
        calls.add(real.root.submit(first));
        calls.add(real.root.submit(() -> "granted"));
        calls.add(real.root.submit(() -> {
            throw new IllegalStateException("granted, too");
        }));
        calls.add(view.submit(() -> "not granted"));
        first.letGo();
        assertThat(calls.get(3).join()).isEqualTo("not granted");
        assertThat(real.roster.stats(view.line).running()).isZero();
    }

    /** Each call is begun by its runner or dropped before that, never both, and none is lost. */
    @Test
    void takingAgainstCancelling_oneOfThem() throws Exception {
        ExecutorService canceller = Executors.newSingleThreadExecutor();
        try {
            CyclicBarrier together = new CyclicBarrier(2);
            for (int round = 0; round < 3_000; round++) {
                Door each = new Door(AsyncWrapper.builder("db", 1).maxPending(1000), new Nobody());
                List<Call<?>> calls = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    calls.add(each.root.submit(() -> "row"));
                }
                Runner its = new Runner(each);
                Future<List<Call<?>>> dropped = canceller.submit(() -> {
                    List<Call<?>> before = new ArrayList<>();
                    together.await();
                    for (Call<?> call : calls) {
                        Measured measured = each.decide(call, OutcomeKind.CANCELLED, true);
                        if (measured != null && call.isDropped()) {
                            before.add(call);
                        }
                    }
                    return before;
                });
                together.await();
                List<Call<?>> begun = new ArrayList<>();
                Call<?> call = each.slots.begin(its);
                while (call != null) {
                    if (call.beginBody(0) != null) {
                        begun.add(call);
                        Call<?> granted = its.takeGranted(call);
                        call = granted != null ? granted : each.slots.next(its);
                    } else {
                        call = each.slots.skip(its, call);
                    }
                }
                assertThat(begun).noneMatch(dropped.get()::contains);
                assertThat(dropped.get().size() + begun.size()).isEqualTo(calls.size());
                assertThat(each.roster.stats(each.line).pending()).isZero();
            }
        } finally {
            canceller.shutdownNow();
        }
    }
}
