package io.github.asyncwrap.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.asyncwrap.AsyncFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Races 1, 2 and 5: a call is cancelled, with an interrupt, as it is taken, begins and returns. */
@JCStressTest
@Outcome(id = "row", expect = ACCEPTABLE, desc = "The body returned first: the call has its value.")
@Outcome(id = "cancelled", expect = ACCEPTABLE, desc = "The cancel came first, and its interrupt hit nothing else.")
@Outcome(expect = FORBIDDEN, desc = "Two outcomes, none, a wrong count, no end, or an interrupt that went astray.")
@State
public class CancelAgainstReturn {
    private final Stage stage = Stage.ofEitherKind();
    private final AsyncFuture<String> call = stage.door.call(() -> "row");

    @Actor
    public void runner() {
        stage.carry();
    }

    @Actor
    public void canceller() {
        call.cancel(true);
    }

    @Arbiter
    public void arbiter(L_Result result) {
        result.r1 = stage.end(call, 1);
    }
}
