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

/** Race 4: two complete a pending call and one cancels it, all at once. */
@JCStressTest
@Outcome(id = "true, false, false, one", expect = ACCEPTABLE, desc = "The first completer won, and only it said so.")
@Outcome(id = "false, true, false, two", expect = ACCEPTABLE, desc = "The second completer won, and only it said so.")
@Outcome(id = "false, false, true, cancelled", expect = ACCEPTABLE, desc = "The canceller won, and only it said so.")
@Outcome(expect = FORBIDDEN, desc = "Two winners, none, or a wrong count.")
@State
public class CompletersAgainstCancel {
    private final Stage stage = Stage.ofEitherKind();
    private final AsyncFuture<String> call = stage.door.call(() -> "row");

    @Actor
    public void first(LLLL_Result result) {
        result.r1 = call.complete("one");
    }

    @Actor
    public void second(LLLL_Result result) {
        result.r2 = call.complete("two");
    }

    @Actor
    public void canceller(LLLL_Result result) {
        result.r3 = call.cancel(true);
    }

    @Arbiter
    public void arbiter(LLLL_Result result) {
        result.r4 = stage.end(call, 1);
    }
}
