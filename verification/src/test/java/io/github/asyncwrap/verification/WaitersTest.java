package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.testkit.Gate;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Threads that wait for a call. */
class WaitersTest {

    /** Race 50. The callback runs inside the publication: on an aggregate of the JDK's no executor keeps it off. */
    @Test
    void joiner_behindASlowCallbackOfAnAggregate_doesNotWaitForIt() throws Exception {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create();
                Gate slow = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            Thread joiner = GivenExecutorTest.start(call::join);
            Spin.untilParked(joiner);
            CompletableFuture<Void> callback = CompletableFuture.allOf(call).thenRun(slow.runnable());
            gate.release();
            slow.awaitEntered(1);
            joiner.join(20_000);
            assertThat(joiner.isAlive()).as("waits while the callback runs").isFalse();
            slow.release();
            callback.join();
        }
    }
}
