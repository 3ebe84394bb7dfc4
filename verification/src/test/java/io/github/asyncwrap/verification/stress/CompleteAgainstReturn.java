package io.github.asyncwrap.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.asyncwrap.AsyncFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** Races 4 and 21: somebody completes a call as its body returns. */
@JCStressTest
@Outcome(id = "false, row", expect = ACCEPTABLE, desc = "The body returned first, and complete said that it lost.")
@Outcome(id = "true, mine", expect = ACCEPTABLE, desc = "complete came first, and said so.")
@Outcome(expect = FORBIDDEN, desc = "Two winners, none, a wrong count, or an interrupt that went astray.")
@State
public class CompleteAgainstReturn {
    private final Stage stage = Stage.ofEitherKind();
    private final AsyncFuture<String> call = stage.door.call(() -> "row");

    @Actor
    public void runner() {
        stage.carry();
    }

    @Actor
    public void completer(ZL_Result result) {
        result.r1 = call.complete("mine");
    }

    @Arbiter
    public void arbiter(ZL_Result result) {
        result.r2 = stage.end(call, 1);
    }
}
