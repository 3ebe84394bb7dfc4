package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.observe.BlockedLoop;
import io.github.asyncwrap.observe.LoopListener;
import io.github.asyncwrap.observe.LoopMonitor;
import io.github.asyncwrap.observe.LoopStats;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Test;

/** The lines on event loops that the README and the Javadoc show compile as they stand, and do what they say. */
class LoopCallSitesTest {
    private final Alarm alarm = new Alarm();

    private static final class Alarm {
        private final Queue<BlockedLoop> raised = new ConcurrentLinkedQueue<>();

        void raise(BlockedLoop loop) {
            raised.add(loop);
        }
    }

    @Test
    void readme_eventLoops() {
        Vertx vertx = Vertx.vertx();
        Context context = vertx.getOrCreateContext();
        try {
            LoopMonitor http = LoopMonitor.watch("http", task -> context.runOnContext(nothing -> task.run()));

            LoopMonitor ui = LoopMonitor.builder("ui", SwingUtilities::invokeLater)
                    .threshold(Duration.ofMillis(50))
                    .guarded()
                    .listener(new LoopListener() {
                        @Override
                        public void blocked(BlockedLoop loop) {
                            alarm.raise(loop);
                        }
                    })
                    .watch();

            Spin.until(() -> http.stats().beats() > 0 && ui.stats().beats() > 0);
            LoopStats waits = http.stats();

            assertThat(waits.p50()).isBetween(Duration.ZERO, waits.p99());
            assertThat(waits.p99()).isLessThanOrEqualTo(waits.max());
            assertThat(alarm.raised).allMatch(loop -> loop.name().equals("ui"));

            http.close();
            ui.close();
            assertThat(http).asString().contains("closed");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
