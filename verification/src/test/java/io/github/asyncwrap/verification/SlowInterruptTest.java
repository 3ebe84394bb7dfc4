package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.DeterministicCarrier;
import io.github.asyncwrap.testkit.Gate;
import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An interrupt closes the channel that the thread uses, which may take long: the outcome does not wait for it. */
class SlowInterruptTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @OnEveryCarrier
    void orTimeout_interruptBlocks_theOutcomeComes(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                SlowToClose channel = new SlowToClose()) {
            AsyncFuture<Void> call = db.run(channel::use);
            channel.used.awaitEntered(1);
            call.orTimeout(1, TimeUnit.MILLISECONDS);
            channel.closing.awaitEntered(1);
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            channel.letClose();
        }
    }

    @OnEveryCarrier
    void timeoutOfTheWrapper_interruptBlocks_theOutcomeComes(Carried carried) throws Exception {
        DeterministicCarrier time =
                DeterministicCarrier.real(); // the deadline must not come before the channel is used
        try (AsyncWrapper db = carried.wrapper(1, time, options -> options.timeout(HOUR));
                SlowToClose channel = new SlowToClose()) {
            AsyncFuture<Void> call = db.run(channel::use);
            channel.used.awaitEntered(1);
            time.advance(HOUR.plusMillis(10));
            channel.closing.awaitEntered(1);
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            channel.letClose();
        }
    }

    @OnEveryCarrier
    void close_interruptBlocks_returnsWithAnOutcomeForEach(Carried carried) throws Exception {
        DeterministicCarrier time = DeterministicCarrier.real(); // stands still: outcomes may take as long as they like
        AsyncWrapper db = carried.wrapper(1, time, options -> options.gracePeriod(Duration.ZERO));
        try (SlowToClose channel = new SlowToClose()) {
            AsyncFuture<Void> running = db.run(channel::use);
            channel.used.awaitEntered(1);
            AsyncFuture<String> pending = db.call(() -> "pending");
            CloseReport report = db.close(Duration.ZERO);
            assertThat(running).isCancelled();
            assertThat(pending).isCancelled();
            assertThat(report.interrupted()).isEqualTo(1);
            assertThat(report.stuck()).hasSize(1);
            channel.letClose();
            running.stopped().join();
        }
    }

    @OnEveryCarrier
    void complete_whileACancelHangsInItsInterrupt_seesTheOutcome(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                SlowToClose channel = new SlowToClose()) {
            AsyncFuture<Void> call = db.run(channel::use);
            channel.used.awaitEntered(1);
            GivenExecutorTest.start(() -> call.cancel(true));
            channel.closing.awaitEntered(1);
            assertThat(call.complete(null)).isFalse();
            assertThat(call).isDone();
            assertThat(call.cancel(true)).isTrue();
            channel.letClose();
        }
    }

    /** Whoever interrupts a thread that uses this is held up until it may close. */
    private static final class SlowToClose extends AbstractInterruptibleChannel {
        final Gate used = Gate.create().ignoreInterrupts();
        final Gate closing = Gate.create().ignoreInterrupts();

        void use() throws IOException {
            begin();
            try {
                used.runnable().run();
            } finally {
                end(false);
            }
        }

        void letClose() {
            used.releaseAll();
            closing.releaseAll();
        }

        @Override
        protected void implCloseChannel() {
            closing.runnable().run();
        }
    }
}
