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
import org.openjdk.jcstress.infra.results.L_Result;

/** Race 12: a call is submitted as the door closes, without patience. */
@JCStressTest
@Outcome(id = "row", expect = ACCEPTABLE, desc = "The call ran before the close, or the close waited for it.")
@Outcome(id = "refused", expect = ACCEPTABLE, desc = "The close came first.")
@Outcome(id = "cancelled", expect = ACCEPTABLE, desc = "The call was admitted, and the close cancelled it.")
@Outcome(expect = FORBIDDEN, desc = "The call slipped in behind the close, was counted twice, or has no outcome.")
@State
public class SubmitAgainstClose {
    private final Stage stage = new Stage();
    private @Nullable AsyncFuture<String> call;

    @Actor
    public void submitter() {
        call = stage.door.call(() -> "row");
        stage.carry();
    }

    @Actor
    public void closer() {
        stage.door.close(Duration.ZERO);
    }

    @Arbiter
    public void arbiter(L_Result result) {
        AsyncFuture<String> submitted = Objects.requireNonNull(call);
        Stage.awaitStop(submitted);
        result.r1 = stage.end(submitted, 1);
    }
}
