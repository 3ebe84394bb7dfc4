package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An interrupt closes the channel that the thread uses, which may take long: the outcome does not wait for it. */
class SlowInterruptTest {

    @OnEveryCarrier
    void orTimeout_interruptBlocks_theOutcomeComes(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                SlowToClose channel = new SlowToClose()) {
            AsyncFuture<Void> call = db.run(channel::use);
            channel.used.await();
            call.orTimeout(1, TimeUnit.MILLISECONDS);
            channel.closing.await();
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            channel.letClose.countDown();
        }
    }

    @OnEveryCarrier
    void timeoutOfTheWrapper_interruptBlocks_theOutcomeComes(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1, options -> options.timeout(Duration.ofMillis(100)));
                SlowToClose channel = new SlowToClose()) {
            AsyncFuture<Void> call = db.run(channel::use);
            while (channel.used.getCount() > 0) {
                call = call.isDone() ? db.run(channel::use) : call; // on a busy machine the deadline may come first
            }
            channel.closing.await();
            assertThat(Failures.of(call)).isInstanceOf(AsyncTimeoutException.class);
            channel.letClose.countDown();
        }
    }

    @OnEveryCarrier
    void close_interruptBlocks_returnsWithAnOutcomeForEach(Carried carried) throws Exception {
        AsyncWrapper db = carried.wrapper(1, options -> options.gracePeriod(Duration.ofMillis(50)));
        try (SlowToClose channel = new SlowToClose()) {
            AsyncFuture<Void> running = db.run(channel::use);
            channel.used.await();
            AsyncFuture<String> pending = db.call(() -> "pending");
            CloseReport report = db.close(Duration.ZERO);
            assertThat(running).isCancelled();
            assertThat(pending).isCancelled();
            assertThat(report.interrupted()).isEqualTo(1);
            assertThat(report.stuck()).hasSize(1);
            channel.letClose.countDown();
            running.stopped().join();
        }
    }

    @OnEveryCarrier
    void complete_whileACancelHangsInItsInterrupt_seesTheOutcome(Carried carried) throws Exception {
        try (AsyncWrapper db = carried.wrapper(1);
                SlowToClose channel = new SlowToClose()) {
            AsyncFuture<Void> call = db.run(channel::use);
            channel.used.await();
            GivenExecutorTest.start(() -> call.cancel(true));
            channel.closing.await();
            assertThat(call.complete(null)).isFalse();
            assertThat(call).isDone();
            assertThat(call.cancel(true)).isTrue();
            channel.letClose.countDown();
        }
    }

    /** Whoever interrupts a thread that uses this is held up until it may close. */
    private static final class SlowToClose extends AbstractInterruptibleChannel {
        final CountDownLatch used = new CountDownLatch(1);
        final CountDownLatch closing = new CountDownLatch(1);
        final CountDownLatch letClose = new CountDownLatch(1);

        void use() throws IOException {
            begin();
            try {
                used.countDown();
                TimeoutTest.awaitUninterruptibly(letClose);
            } finally {
                end(false);
            }
        }

        @Override
        protected void implCloseChannel() {
            closing.countDown();
            TimeoutTest.awaitUninterruptibly(letClose);
        }
    }
}
