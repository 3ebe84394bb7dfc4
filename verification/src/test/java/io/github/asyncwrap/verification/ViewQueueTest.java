package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.RunningCall;
import io.github.asyncwrap.testkit.Gate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Views of views. */
class ViewQueueTest {

    @Test
    void dropOldest_ofAViewWithoutPromotedCalls_doesNotDropTheCallOfAViewBelow() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 4)
                        .overflow(Overflow.dropOldest())
                        .build();
                Gate gate = Gate.create()) {
            AsyncWrapper outer = db.limitedTo("outer", 1);
            outer.maxPending(2);
            AsyncWrapper inner = outer.limitedTo("inner", 1);
            outer.call(gate.callable("running"));
            gate.awaitEntered(1);
            AsyncFuture<String> ofInner = inner.call(() -> "inner");
            AsyncFuture<String> oldest = outer.call(() -> "oldest");
            AsyncFuture<String> newest = outer.call(() -> "newest");
            assertThat(ofInner).isNotDone();
            assertThat(oldest).isDone();
            assertThat(newest).isNotDone();
        }
    }

    @Test
    void cancel_ofACallThatStandsInTheQueueAbove_letsNoLaterCallOvertake() throws Exception {
        List<Integer> started = Collections.synchronizedList(new ArrayList<>());
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            AsyncWrapper reports = db.limitedTo("reports", 2);
            db.run(gate::pass);
            gate.awaitEntered(1);
            List<AsyncFuture<Boolean>> calls = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                int number = i;
                calls.add(reports.call(() -> started.add(number)));
            }
            calls.get(0).cancel(true);
            gate.release();
            calls.subList(1, 4).forEach(AsyncFuture::join);
        }
        assertThat(started).containsExactly(2, 3, 4);
    }

    @Test
    void runningCalls_withOneInPlace_theLongestFirst() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.callerRuns())
                        .build();
                Gate first = Gate.create();
                Gate others = Gate.create()) {
            AsyncFuture<Void> occupies = db.run(first::pass);
            first.awaitEntered(1);
            GivenExecutorTest.start(() -> db.labelled("older").run(others::pass));
            others.awaitEntered(1);
            first.release();
            occupies.join();
            db.labelled("younger").run(others::pass);
            others.awaitEntered(2);
            assertThat(db.runningCalls()).extracting(RunningCall::label).containsExactly("older", "younger");
        }
    }
}
