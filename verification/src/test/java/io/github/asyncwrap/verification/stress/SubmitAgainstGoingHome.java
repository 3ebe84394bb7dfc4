package io.github.asyncwrap.verification.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.asyncwrap.AsyncFuture;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Race 7: a call is submitted as the last runner finds the queue empty and goes home. */
@JCStressTest
@Outcome(id = "row", expect = ACCEPTABLE, desc = "The runner took it along, or another one was asked for.")
@Outcome(expect = FORBIDDEN, desc = "The call was stranded beside a free slot.")
@State
public class SubmitAgainstGoingHome {
    private final Stage stage = Stage.ofEitherKind();
    private @Nullable AsyncFuture<String> call;

    public SubmitAgainstGoingHome() {
        stage.door.run(() -> {});
    }

    @Actor
    public void runner() {
        stage.carry();
    }

    @Actor
    public void submitter() {
        call = stage.door.call(() -> "row");
    }

    @Arbiter
    public void arbiter(L_Result result) {
        result.r1 = stage.end(Objects.requireNonNull(call), 2);
    }
}
