package io.github.asyncwrap.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.asyncwrap.AsyncFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/** Race 29: two calls that are neighbours in the queue are cancelled together. */
@JCStressTest
@Outcome(
        id = "cancelled, cancelled, 2, first last",
        expect = ACCEPTABLE,
        desc = "Both left the queue, and those around them ran.")
@Outcome(expect = FORBIDDEN, desc = "One of them stayed in the queue, or took somebody else along.")
@State
public class AdjacentCancels {
    private final Stage stage = Stage.ofEitherKind();
    private final AsyncFuture<String> first = stage.door.call(() -> "first");
    private final AsyncFuture<String> one = stage.door.call(() -> "one");
    private final AsyncFuture<String> two = stage.door.call(() -> "two");
    private final AsyncFuture<String> last = stage.door.call(() -> "last");

    @Actor
    public void oneCanceller() {
        one.cancel(true);
    }

    @Actor
    public void twoCanceller() {
        two.cancel(true);
    }

    @Arbiter
    public void arbiter(LLLL_Result result) {
        result.r3 = stage.door.stats().pending();
        result.r1 = stage.end(one, 4);
        result.r2 = stage.end(two, 4);
        result.r4 = Stage.outcome(first) + " " + Stage.outcome(last);
    }
}
