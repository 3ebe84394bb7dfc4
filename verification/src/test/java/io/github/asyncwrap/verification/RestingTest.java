package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Runners that rest, and the one that runs alone. */
class RestingTest {

    /** Race 49. A latch, since a gate's lock would be one more place where the two runners meet. */
    @Test
    void bodyThatBlocks_whileOneRunnerRunsAlone_holdsNobodyUp() {
        try (AsyncWrapper db = AsyncWrapper.builder("db", 2).maxPending(10_000).build()) {
            for (int round = 0; round < 300; round++) {
                List<AsyncFuture<?>> calls = new ArrayList<>();
                CountDownLatch opened = new CountDownLatch(1);
                for (int i = 0; i < 500; i++) {
                    calls.add(db.call(() -> "row"));
                }
                calls.add(db.run(opened::await));
                for (int i = 0; i < 20; i++) {
                    calls.add(db.call(() -> "row"));
                }
                calls.add(db.run(opened::countDown));
                calls.forEach(AsyncFuture::join);
            }
            assertThat(db.stats().succeeded()).isEqualTo(300 * 522L);
        }
    }
}
