package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncSink;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.testkit.Gate;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** An executor without a thread for callbacks beside its bodies, and the flags that callbacks leave on a thread. */
class ScarceThreadsTest {

    @Test
    void callback_whereTheRunnerHasTheOnlyThread_runsOnASpareOne() {
        OneThread one = new OneThread(0);
        try (AsyncWrapper db = wrapper(1, one);
                Gate gate = Gate.create()) {
            AsyncFuture<String> first = db.call(gate.callable("first"));
            AsyncFuture<Thread> rude = first.thenApply(row -> {
                Thread.currentThread().interrupt();
                return Thread.currentThread();
            });
            AtomicReference<Thread> nextOn = new AtomicReference<>();
            AsyncFuture<Boolean> next = db.call(() -> {
                nextOn.set(Thread.currentThread());
                return Thread.currentThread().isInterrupted();
            });
            gate.release();
            assertThat(next.join()).isFalse();
            assertThat(rude.join()).isNotSameAs(nextOn.get());
        }
    }

    @OnEveryCarrier
    void flagLeftByACallback_missesTheNextCallback(Carried carried) {
        AtomicBoolean second = new AtomicBoolean();
        try (AsyncWrapper db = carried.wrapper(1);
                Gate gate = Gate.create()) {
            AsyncFuture<String> call = db.call(gate.callable("row"));
            List<AsyncFuture<Boolean>> flags = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                flags.add(call.thenApplyAsync(row -> {
                    boolean flag = Thread.currentThread().isInterrupted();
                    if (!second.getAndSet(true)) {
                        Thread.currentThread().interrupt();
                    }
                    return flag;
                }));
            }
            gate.release();
            assertThat(flags).extracting(CompletableFuture::join).containsExactly(false, false);
        }
    }

    @Test
    void asyncCallback_onAPoolWithoutAThreadToSpare_runsBetweenTheBodies() {
        AtomicBoolean end = new AtomicBoolean();
        ExecutorService one = Executors.newSingleThreadExecutor();
        try (AsyncWrapper db = wrapper(1, one)) {
            Runnable[] again = new Runnable[1];
            again[0] = () -> {
                if (!end.get()) {
                    db.run(() -> again[0].run());
                }
            };
            again[0].run(); // from now on there is always a body
            AsyncFuture<Integer> callback = db.call(() -> 1).thenApplyAsync(row -> row + 1);
            assertThat(callback.join()).isEqualTo(2);
            end.set(true);
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void callbackOnAWrite_withoutAThreadForIt_doesNotRunInTheReader() {
        AtomicReference<Thread> reader = new AtomicReference<>();
        try (AsyncWrapper db = wrapper(1, new OneThread(0));
                Gate gate = Gate.create()) {
            AsyncSink<ByteBuffer, Long> sink = db.byteSink(in -> {
                reader.set(Thread.currentThread());
                gate.pass();
                return (long) in.readAllBytes().length;
            });
            AsyncFuture<Thread> callback = sink.write(ByteBuffer.allocate(64 * 1024))
                    .thenApply(written -> {
                        sink.write(ByteBuffer.allocate(64 * 1024)).join(); // the reader would wait for itself
                        return Thread.currentThread();
                    });
            gate.release();
            assertThat(callback.join()).isNotSameAs(reader.get());
            assertThat(sink.finish().join()).isEqualTo(128 * 1024);
        }
    }

    @Test
    void close_inACallbackThatGotNoThreadOfTheExecutor_doesNotWaitForItself() {
        AsyncWrapper db =
                AsyncWrapper.builder("db", 1).executor(new OneThread(1)).build();
        AsyncFuture<String> refused = db.call(() -> "no thread");
        AsyncFuture<AsyncFuture<CloseReport>> body =
                db.call(() -> refused.handleAsync((row, failure) -> db.close(Duration.ofDays(1))));
        assertThat(body.join().join().cancelled()).isZero();
    }

    private static AsyncWrapper wrapper(int limit, Executor executor) {
        return AsyncWrapper.builder("db", limit).executor(executor).build();
    }

    /** Gives a thread to one task only, the one with this number, and refuses all others. */
    private static final class OneThread implements Executor {
        private final int number;
        private final AtomicInteger asked = new AtomicInteger();

        OneThread(int number) {
            this.number = number;
        }

        @Override
        public void execute(Runnable task) {
            if (asked.getAndIncrement() != number) {
                throw new RejectedExecutionException("no thread");
            }
            GivenExecutorTest.start(task);
        }
    }
}
