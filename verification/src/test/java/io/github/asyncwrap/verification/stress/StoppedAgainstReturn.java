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
import org.openjdk.jcstress.infra.results.ZL_Result;

/** Race 24: {@code stopped()} is first asked for as the body returns. */
@JCStressTest
@Outcome(id = "true, row", expect = ACCEPTABLE, desc = "stopped() completed.")
@Outcome(expect = FORBIDDEN, desc = "stopped() never completes, or the call is not what it should be.")
@State
public class StoppedAgainstReturn {
    private final Stage stage = Stage.ofEitherKind();
    private final AsyncFuture<String> call = stage.door.call(() -> "row");
    private @Nullable AsyncFuture<Void> stopped;

    @Actor
    public void runner() {
        stage.carry();
    }

    @Actor
    public void asker() {
        stopped = call.stopped();
    }

    @Arbiter
    public void arbiter(ZL_Result result) {
        result.r1 = Objects.requireNonNull(stopped).isDone();
        result.r2 = stage.end(call, 1);
    }
}
