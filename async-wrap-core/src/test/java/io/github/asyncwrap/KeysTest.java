package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A key takes memory only while it has calls, however they end. */
@Timeout(60)
class KeysTest {
    private final HeldBody held = new HeldBody();

    private static int keysOf(AsyncWrapper wrapper) {
        return wrapper.view.door.keys.size();
    }

    private AsyncWrapper busy(Overflow overflow, int maxPending) throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(maxPending)
                .overflow(overflow)
                .build();
        Call<String> unused = held.begin(db.view);
        return db;
    }

    @Test
    void calls_thatAreConsumed_leaveNoKey() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 2)) {
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                all.add(db.keyed(i % 300).run(() -> {}));
            }
            all.forEach(AsyncFuture::join);
            assertThat(keysOf(db)).isZero();
        }
    }

    /** The listener is told between the submitter's look for the key's line and its visit to the lock. */
    @Test
    void lineOfAKey_thatEndsBetweenLookAndSubmission_isNotJoined() {
        AtomicReference<Runnable> between = new AtomicReference<>(() -> {});
        AsyncWrapper db = AsyncWrapper.builder("db", 2)
                .maxPending(10)
                .listener(new AsyncListener() {
                    @Override
                    public void submitted(Event call) {
                        between.getAndSet(() -> {}).run();
                    }
                })
                .build();
        HeldBody first = new HeldBody();
        AsyncFuture<String> before = db.keyed("k").call(first);
        between.set(() -> {
            first.letGo();
            before.join();
            while (keysOf(db) > 0) {
                Thread.onSpinWait();
            }
        });
        AsyncFuture<String> second = db.keyed("k").call(held);
        Call<String> third = (Call<String>) db.keyed("k").call(held);
        assertThat(third.isPending() && third.waitsIn == null)
                .as("it waits for the turn of its key")
                .isTrue();
        held.letGo();
        assertThat(second.join()).isEqualTo("held");
        assertThat(third.join()).isEqualTo("held");
        db.close();
    }

    @Test
    void calls_thatAreCancelledOrTimeOutInLine_leaveNoKey() throws Exception {
        try (AsyncWrapper db = busy(Overflow.reject(), 100)) {
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                all.add(db.keyed(i % 20).run(() -> {}));
            }
            assertThat(keysOf(db)).isEqualTo(20);
            AsyncFuture<Void> late =
                    db.keyed("late").within(Duration.ofMillis(1)).run(() -> {});
            all.forEach(call -> call.cancel(true));
            late.handle((nothing, failure) -> null).join();
            assertThat(keysOf(db)).isZero();
            held.letGo();
        }
    }

    @Test
    void calls_thatAreRefused_leaveNoKey() throws Exception {
        try (AsyncWrapper db = busy(Overflow.reject(), 0)) {
            assertThat(db.keyed("a").run(() -> {})).isCompletedExceptionally();
            AsyncWrapper view = db.labelled("closed");
            view.close();
            assertThat(view.keyed("b").run(() -> {})).isCompletedExceptionally();
            assertThat(keysOf(db)).isZero();
            held.letGo();
        }
    }

    @Test
    void calls_thatAreDroppedForNewerOnes_leaveNoKey() throws Exception {
        try (AsyncWrapper db = busy(Overflow.dropOldest(), 1)) {
            AsyncFuture<Void> last = AsyncFuture.completedVoid(db.view);
            for (int i = 0; i < 10; i++) {
                last = db.keyed(i / 2).run(() -> {});
            }
            assertThat(keysOf(db)).isEqualTo(1);
            held.letGo();
            last.join();
            assertThat(keysOf(db)).isZero();
        }
    }

    /** A key without calls is not forgotten while a call that waits for room will have it. */
    @Test
    void call_thatWaitsForRoom_keepsItsKey() throws Exception {
        try (AsyncWrapper db = busy(Overflow.block(Duration.ofMinutes(1)), 1)) {
            AsyncWrapper key = db.keyed("a");
            AsyncFuture<Void> pending = key.run(() -> {});
            AtomicInteger ran = new AtomicInteger();
            CompletableFuture<AsyncFuture<Integer>> waited = new CompletableFuture<>();
            Thread submitter = new Thread(() -> waited.complete(key.call(ran::incrementAndGet)));
            submitter.start();
            while (submitter.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            pending.cancel(true); // its place is for the one that waits
            assertThat(keysOf(db)).isEqualTo(1);
            AsyncFuture<Integer> let = waited.join();
            held.letGo();
            assertThat(let.join()).isEqualTo(1);
            assertThat(keysOf(db)).isZero();
        }
    }

    @Test
    void submitter_thatGivesUp_leavesNoKey() throws Exception {
        try (AsyncWrapper db = busy(Overflow.block(Duration.ofMillis(1)), 0)) {
            assertThat(db.keyed("a").run(() -> {})).isCompletedExceptionally();
            assertThat(keysOf(db)).isZero();
            held.letGo();
        }
    }

    /** Which hash all of them have, so that they share a bin. */
    private record Colliding(int number) {
        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void keys_withOneHash_areTakenApartByEquals() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 4)) {
            List<AsyncFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                all.add(db.keyed(new Colliding(i % 50)).run(() -> {}));
            }
            all.forEach(AsyncFuture::join);
            assertThat(keysOf(db)).isZero();
        }
    }
}
