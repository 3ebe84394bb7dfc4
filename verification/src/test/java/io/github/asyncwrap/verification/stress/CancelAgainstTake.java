package io.github.asyncwrap.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.asyncwrap.AsyncFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Race 6, and 1 once more: the head of the queue is cancelled as the runner comes to it, with another call behind. */
@JCStressTest
@Outcome(id = "row, false", expect = ACCEPTABLE, desc = "It ran, and the one behind it was left alone.")
@Outcome(id = "cancelled, false", expect = ACCEPTABLE, desc = "It was cancelled, and the one behind it was left alone.")
@Outcome(expect = FORBIDDEN, desc = "It left the queue twice, or the interrupt hit the call behind it.")
@State
public class CancelAgainstTake {
    private final Stage stage = Stage.ofEitherKind();
    private final AsyncFuture<String> head;
    private final AsyncFuture<Boolean> behind;

    public CancelAgainstTake() {
        stage.door.run(() -> {});
        head = stage.door.call(() -> "row");
        behind = stage.door.call(() -> Thread.currentThread().isInterrupted());
    }

    @Actor
    public void runner() {
        stage.carry();
    }

    @Actor
    public void canceller() {
        head.cancel(true);
    }

    @Arbiter
    public void arbiter(LL_Result result) {
        result.r1 = stage.end(head, 3);
        result.r2 = Stage.outcome(behind);
    }
}
