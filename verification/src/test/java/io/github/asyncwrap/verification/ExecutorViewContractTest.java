package io.github.asyncwrap.verification;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListeningExecutorService;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncListener;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Overflow;
import io.github.asyncwrap.testkit.Gate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What the contract of an executor service says. */
class ExecutorViewContractTest {

    /** A door of one slot and no room, where submitters wait. */
    private static AsyncWrapper blocking() {
        return AsyncWrapper.builder("db", 1)
                .maxPending(0)
                .overflow(Overflow.block(Duration.ofMinutes(1)))
                .build();
    }

    private static void occupy(AsyncWrapper db, Gate gate) throws InterruptedException {
        db.run(gate::pass);
        gate.awaitEntered(1);
    }

    @Test
    void timedInvokeAny_inABodyOfTheSameWrapper_endsOnTime() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1);
                Gate gate = Gate.create()) {
            ListeningExecutorService executor = db.asExecutorService();
            AsyncFuture<String> body =
                    db.call(() -> executor.invokeAny(List.of(gate.callable("slow")), 100, MILLISECONDS));
            assertThatThrownBy(() -> body.get(10, SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void timedInvokeAll_onAFullWrapperThatBlocks_endsOnTime() throws Exception {
        try (AsyncWrapper db = blocking();
                Gate gate = Gate.create()) {
            occupy(db, gate);
            ListeningExecutorService executor = db.asExecutorService();
            Callable<String> task = () -> "row";
            CompletableFuture<Object> ended = new CompletableFuture<>();
            GivenExecutorTest.start(() -> {
                try {
                    ended.complete(executor.invokeAll(List.of(task), 100, MILLISECONDS));
                } catch (InterruptedException | RejectedExecutionException e) {
                    ended.complete(e);
                }
            });
            assertThat(ended.get(10, SECONDS)).isNotNull();
        }
    }

    /** The one who closes is slow: its listener keeps it between the decision and the publication. */
    @Test
    void execute_thatWaitsForRoomAsTheViewIsClosed_throws() throws Exception {
        try (Gate publication = Gate.create();
                AsyncWrapper db = AsyncWrapper.builder("db", 1)
                        .maxPending(0)
                        .overflow(Overflow.block(Duration.ofMinutes(1)))
                        .listener(new AsyncListener() {
                            @Override
                            public void rejected(Event call, AsyncRejectedException.Reason reason) {
                                publication.runnable().run();
                            }
                        })
                        .build();
                Gate gate = Gate.create()) {
            occupy(db, gate);
            ListeningExecutorService executor = db.asExecutorService();
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread submitter = GivenExecutorTest.start(() -> {
                try {
                    executor.execute(() -> {});
                    thrown.completeExceptionally(new AssertionError("returned"));
                } catch (Throwable refused) {
                    thrown.complete(refused);
                }
            });
            Spin.until(() -> db.stats().submitted() == 2);
            Thread closer = GivenExecutorTest.start(executor::shutdown);
            publication.awaitEntered(1);
            submitter.join(1_000); // either it waits for the publication, or it has returned
            publication.release();
            assertThat(thrown.get(10, SECONDS)).isInstanceOf(RejectedExecutionException.class);
            closer.join();
        }
    }

    @Test
    void execute_whoseTimeoutComesWhileItWaitsForRoom_throws() throws Exception {
        try (AsyncWrapper db = blocking();
                Gate gate = Gate.create()) {
            occupy(db, gate);
            ExecutorService hurried = db.within(Duration.ofMillis(20)).asExecutorService();
            assertThatThrownBy(() -> hurried.execute(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("not accepted in time")
                    .hasCauseInstanceOf(AsyncTimeoutException.class);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what is refused
    void invoke_noTasks_isRefusedByName() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            ExecutorService view = db.asExecutorService();
            assertThatThrownBy(() -> view.invokeAll(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("tasks");
            assertThatThrownBy(() -> view.invokeAny(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("tasks");
        }
    }

    @Test
    void invokeAll_aNullAmongTheTasks_submitsNone() {
        try (AsyncWrapper db = AsyncWrapper.of("db", 1)) {
            assertThatThrownBy(() -> db.asExecutorService().invokeAll(Arrays.asList(() -> 1, null)))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("task");
            assertThat(db.stats().submitted()).isZero();
        }
    }
}
