package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Keyed calls that are run by whoever waits for them: still one after another, in their order. */
class KeyedWaitTest {
    @OnEveryCarrier
    void join_ofALaterCallOfItsOwnKey_runsItInPlaceAfterThoseBefore(Carried carried) {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(2)) {
            AsyncWrapper account = db.keyed("a");
            String row = account.call(() -> {
                        Thread here = Thread.currentThread();
                        AsyncFuture<Void> between = account.run(() -> {
                            assertThat(Thread.currentThread()).isSameAs(here);
                            order.add(1);
                        });
                        AsyncFuture<String> later = account.call(() -> {
                            order.add(2);
                            return account.call(() -> {
                                        order.add(3);
                                        return "row";
                                    })
                                    .join();
                        });
                        AsyncFuture<Void> last = account.run(() -> order.add(4));
                        between.join();
                        assertThat(last).isNotDone();
                        String result = later.join();
                        assertThat(last).isDone(); // it came before the one that the later call waited for
                        return result;
                    })
                    .join();
            assertThat(row).isEqualTo("row");
            account.run(() -> order.add(5)).join();
            assertThat(order).containsExactly(1, 2, 4, 3, 5);
        }
    }

    /** A body without a key waits for the last of a line: it runs the whole line, unless somebody else is at it. */
    @OnEveryCarrier
    void join_ofALineThatNobodyRuns_runsItInOrder(Carried carried) {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = carried.wrapper(1)) {
            db.run(() -> {
                        AsyncFuture<Boolean> last = AsyncFuture.completed(true);
                        for (int i = 0; i < 100; i++) {
                            int number = i;
                            last = db.keyed("a").call(() -> order.add(number));
                        }
                        last.thenApply(added -> added).join();
                    })
                    .join();
        }
        assertThat(order).isSorted().hasSize(100);
    }

    /** The line is with another thread when the wait begins, and stays behind when that thread goes elsewhere. */
    @OnEveryCarrier
    void join_ofALineThatAnotherThreadRuns_takesItOverWhenThatOneHasLeft(Carried carried) throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        try (AsyncWrapper db = carried.wrapper(2);
                Gate gate = Gate.create();
                Gate hindered = Gate.create()) {
            AsyncFuture<Void> running = db.keyed("a").run(gate::pass);
            gate.awaitEntered(1);
            AsyncFuture<String> outer = db.call(() -> {
                AsyncFuture<Void> hinders = db.run(hindered::pass); // gets the slot of the line's body
                AsyncFuture<String> next = db.keyed("a").call(() -> "next");
                waiting.countDown();
                String row = next.join();
                hindered.release();
                hinders.join();
                return row;
            });
            waiting.await();
            gate.release();
            running.join();
            assertThat(outer.join()).isEqualTo("next");
        }
    }

    @OnEveryCarrier
    void callerRuns_full_theCallerRunsThoseBeforeItsOwn(Carried carried) throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db =
                        carried.wrapper(1, options -> options.maxPending(2).overflow(Overflow.callerRuns()));
                Gate gate = Gate.create()) {
            db.run(gate::pass);
            gate.awaitEntered(1);
            AsyncFuture<Boolean> first = db.keyed("a").call(() -> order.add(1));
            AsyncFuture<Boolean> second = db.keyed("a").call(() -> order.add(2));
            AsyncFuture<Boolean> own = db.keyed("a").call(() -> order.add(3));
            assertThat(own).isDone();
            assertThat(first).isDone();
            assertThat(second).isDone();
            assertThat(order).containsExactly(1, 2, 3);
            gate.release();
        }
    }

    @OnEveryCarrier
    void callerRuns_full_aBodyOfTheKeyOnAnotherThread_isWaitedFor(Carried carried) throws Exception {
        try (AsyncWrapper db =
                        carried.wrapper(1, options -> options.maxPending(0).overflow(Overflow.callerRuns()));
                Gate gate = Gate.create()) {
            AsyncFuture<String> running = db.keyed("a").call(gate.callable("first"));
            gate.awaitEntered(1);
            List<AsyncFuture<String>> own = Collections.synchronizedList(new ArrayList<>());
            Thread caller = GivenExecutorTest.start(() -> own.add(db.keyed("a").call(() -> "own")));
            Spin.untilParked(caller);
            assertThat(own).isEmpty();
            gate.release();
            assertThat(running.join()).isEqualTo("first");
            caller.join();
            assertThat(own.get(0).join()).isEqualTo("own");
        }
    }

    /** The thread that makes a call of the key may be the one that feeds the sink: it must not be put to reading. */
    @OnEveryCarrier
    void callerRuns_aSinkHasTheTurn_isRefused(Carried carried) throws Exception {
        try (AsyncWrapper db =
                        carried.wrapper(1, options -> options.maxPending(1).overflow(Overflow.callerRuns()));
                Gate gate = Gate.create()) {
            db.run(gate::pass);
            gate.awaitEntered(1);
            AsyncWrapper key = db.keyed("a");
            AsyncSink<String, Integer> sink = key.sink(items -> {
                int count = 0;
                for (; items.hasNext(); count++) {
                    items.next();
                }
                return count;
            });
            assertThat(Failures.of(key.call(() -> "row"))).isInstanceOf(AsyncRejectedException.class);
            sink.write("1").join();
            gate.release();
            assertThat(sink.finish().join()).isEqualTo(1);
        }
    }
}
