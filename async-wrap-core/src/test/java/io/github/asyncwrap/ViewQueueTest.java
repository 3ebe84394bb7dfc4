package io.github.asyncwrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Views of views. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ViewQueueTest {
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void release() {
        go.countDown();
    }

    @Test
    void dropOldest_ofAViewWithoutPromotedCalls_doesNotDropTheCallOfAViewBelow() throws Exception {
        AsyncWrapper db =
                AsyncWrapper.builder("db", 4).overflow(Overflow.dropOldest()).build();
        AsyncWrapper outer = db.limitedTo("outer", 1);
        outer.maxPending(2);
        AsyncWrapper inner = outer.limitedTo("inner", 1);
        CountDownLatch entered = new CountDownLatch(1);
        outer.call(() -> {
            entered.countDown();
            go.await();
            return "running";
        });
        entered.await();
        AsyncFuture<String> ofInner = inner.call(() -> "inner");
        AsyncFuture<String> oldest = outer.call(() -> "oldest");
        AsyncFuture<String> newest = outer.call(() -> "newest");
        assertThat(ofInner.isDone()).isFalse();
        assertThat(oldest.isDone()).isTrue();
        assertThat(newest.isDone()).isFalse();
    }

    @Test
    void cancel_ofACallThatStandsInTheQueueAbove_letsNoLaterCallOvertake() throws Exception {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        AsyncWrapper reports = db.limitedTo("reports", 2);
        CountDownLatch entered = new CountDownLatch(1);
        db.run(() -> {
            entered.countDown();
            go.await();
        });
        entered.await();
        List<Integer> started = Collections.synchronizedList(new ArrayList<>());
        List<AsyncFuture<Boolean>> calls = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            int number = i;
            calls.add(reports.call(() -> started.add(number)));
        }
        calls.get(0).cancel(true);
        go.countDown();
        calls.get(1).join();
        calls.get(2).join();
        calls.get(3).join();
        assertThat(started).containsExactly(2, 3, 4);
    }

    @Test
    void runningCalls_withOneInPlace_theLongestFirst() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(0)
                .overflow(Overflow.callerRuns())
                .build();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch firstMayEnd = new CountDownLatch(1);
        AsyncFuture<?> first = db.run(() -> {
            entered.countDown();
            firstMayEnd.await();
        });
        entered.await();
        CountDownLatch inPlace = new CountDownLatch(1);
        Thread caller = new Thread(() -> db.labelled("older").run(() -> {
            inPlace.countDown();
            go.await();
        }));
        caller.start();
        inPlace.await();
        firstMayEnd.countDown();
        first.join();
        CountDownLatch again = new CountDownLatch(1);
        db.labelled("younger").run(() -> {
            again.countDown();
            go.await();
        });
        again.await();
        assertThat(db.runningCalls()).extracting(RunningCall::label).containsExactly("older", "younger");
    }
}
