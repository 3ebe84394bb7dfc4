package io.github.asyncwrap.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.asyncwrap.AsyncFuture;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Race 12: a call is submitted as the door closes, without patience and with nobody to run it. */
@JCStressTest
@Outcome(id = "refused, refused", expect = ACCEPTABLE, desc = "The close came first.")
@Outcome(id = "cancelled, cancelled", expect = ACCEPTABLE, desc = "The call was admitted, and the close cancelled it.")
@Outcome(expect = FORBIDDEN, desc = "The call slipped in behind the close and has no outcome, or a wrong count.")
@State
public class SubmitAgainstClose {
    private final Stage stage = Stage.ofEitherKind();
    private @Nullable AsyncFuture<String> call;

    @Actor
    public void submitter() {
        call = stage.door.call(() -> "row");
    }

    @Actor
    public void closer() {
        stage.door.close(Duration.ZERO);
    }

    @Arbiter
    public void arbiter(LL_Result result) {
        AsyncFuture<String> submitted = Objects.requireNonNull(call);
        result.r1 = Stage.outcome(submitted);
        result.r2 = stage.end(submitted, 1);
    }
}
