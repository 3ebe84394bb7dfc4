package io.github.asyncwrap;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListeningExecutorService;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the contract of an executor service says. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutorViewContractTest {
    private final CountDownLatch go = new CountDownLatch(1);

    /** Until the end of the test. */
    private void occupy(AsyncWrapper db) throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        db.run(() -> {
            entered.countDown();
            go.await();
        });
        entered.await();
    }

    @AfterEach
    void release() {
        go.countDown();
    }

    @Test
    void timedInvokeAny_inABodyOfTheSameWrapper_endsOnTime() {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        ListeningExecutorService executor = db.asExecutorService();
        Callable<String> slow = () -> {
            go.await();
            return "slow";
        };
        AsyncFuture<String> body = db.call(() -> executor.invokeAny(List.of(slow), 100, MILLISECONDS));
        assertThatThrownBy(() -> body.get(10, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void timedInvokeAll_onAFullWrapperThatBlocks_endsOnTime() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(0)
                .overflow(Overflow.block(Duration.ofMinutes(1)))
                .build();
        occupy(db);
        ListeningExecutorService executor = db.asExecutorService();
        Callable<String> task = () -> "row";
        CompletableFuture<Object> ended = CompletableFuture.supplyAsync(() -> {
            try {
                return executor.invokeAll(List.of(task), 100, MILLISECONDS);
            } catch (InterruptedException | RejectedExecutionException e) {
                return e;
            }
        });
        assertThat(ended.get(10, SECONDS)).isNotNull();
    }

    /** The one who closes is slow: its listener keeps it between the decision and the publication. */
    @Test
    void execute_thatWaitsForRoomAsTheViewIsClosed_throws() throws Exception {
        CountDownLatch published = new CountDownLatch(1);
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(0)
                .overflow(Overflow.block(Duration.ofMinutes(1)))
                .listener(new AsyncListener() {
                    @Override
                    public void rejected(Event call, AsyncRejectedException.Reason reason) {
                        try {
                            published.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                })
                .build();
        occupy(db);
        ListeningExecutorService executor = db.asExecutorService();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread submitter = new Thread(() -> {
            try {
                executor.execute(() -> {});
                thrown.complete(null);
            } catch (Throwable refused) {
                thrown.complete(refused);
            }
        });
        submitter.start();
        while (db.stats().submitted() < 2) {
            Thread.onSpinWait();
        }
        Thread closer = new Thread(executor::shutdown);
        closer.start();
        while (db.stats().rejected() < 1) {
            Thread.onSpinWait();
        }
        submitter.join(1_000); // either it waits for the publication, or it has returned
        published.countDown();
        assertThat(thrown.get(10, SECONDS)).isInstanceOf(RejectedExecutionException.class);
        closer.join();
    }

    @Test
    void execute_whoseTimeoutComesWhileItWaitsForRoom_throws() throws Exception {
        AsyncWrapper db = AsyncWrapper.builder("db", 1)
                .maxPending(0)
                .overflow(Overflow.block(Duration.ofSeconds(60)))
                .build();
        occupy(db);
        ExecutorService hurried = db.within(Duration.ofMillis(20)).asExecutorService();
        assertThatThrownBy(() -> hurried.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("not accepted in time")
                .hasCauseInstanceOf(AsyncTimeoutException.class);
    }

    @Test
    void invoke_noTasks_isRefusedByName() {
        ExecutorService view = AsyncWrapper.of("db", 1).asExecutorService();
        assertThatThrownBy(() -> view.invokeAll(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("tasks");
        assertThatThrownBy(() -> view.invokeAny(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("tasks");
    }

    @Test
    void invokeAll_aNullAmongTheTasks_submitsNone() {
        AsyncWrapper db = AsyncWrapper.of("db", 1);
        assertThatThrownBy(() -> db.asExecutorService().invokeAll(Arrays.asList(() -> 1, null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("task");
        assertThat(db.stats().submitted()).isZero();
    }
}
