package io.github.asyncwrap.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.AsyncStats;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.AsyncWrapperBuilder;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A scenario being played: one door, and one way in. The scenario acts from inside bodies, which works on one thread as
 * well. At the end the door is closed, and whatever must hold after any scenario is checked.
 */
final class Play implements AutoCloseable {
    final AsyncWrapper door;

    /** What calls go through, but for {@link Entry#EXECUTOR_SERVICE}, which has one more view of this. */
    final AsyncWrapper view;

    private final Way way;
    private final Heard heard = new Heard();
    private final Entry.Submitter submitter;
    private final Queue<AsyncFuture<?>> calls = new ConcurrentLinkedQueue<>();

    /** What bodies found wrong after their future had got its outcome would be lost. */
    private final Queue<Throwable> complaints = new ConcurrentLinkedQueue<>();

    Play(Way way, int limit, UnaryOperator<AsyncWrapperBuilder> options) {
        this.way = way;
        way.ground().begin();
        AsyncWrapperBuilder builder = options.apply(way.ground().on(AsyncWrapper.builder("db", limit)));
        this.door = (way.listened() ? builder.listener(heard) : builder).build();
        this.view = way.entry().view(door, limit, way.ground().executor());
        this.submitter = way.entry().through(view);
    }

    /** A body that knows its future. */
    interface Body<T extends @Nullable Object> {
        T call(AsyncFuture<T> me) throws Exception;
    }

    <T extends @Nullable Object> AsyncFuture<T> submit(Callable<T> body) {
        return submit(submitter, body);
    }

    private <T extends @Nullable Object> AsyncFuture<T> submit(Entry.Submitter through, Callable<T> body) {
        AsyncFuture<T> call = through.submit(() -> {
            try {
                return body.call();
            } catch (AssertionError complaint) {
                complaints.add(complaint);
                throw complaint;
            }
        });
        calls.add(call);
        return call;
    }

    <T extends @Nullable Object> AsyncFuture<T> submitKnowing(Body<T> body) {
        return submitKnowing(submitter, body);
    }

    /** In the same way in, but with a deadline. */
    <T extends @Nullable Object> AsyncFuture<T> submitWithin(Duration timeout, Body<T> body) {
        return submitKnowing(way.entry().through(view.within(timeout)), body);
    }

    private <T extends @Nullable Object> AsyncFuture<T> submitKnowing(Entry.Submitter through, Body<T> body) {
        CompletableFuture<AsyncFuture<T>> me = new CompletableFuture<>();
        AsyncFuture<T> call = submit(through, () -> body.call(me.join()));
        me.complete(call);
        return call;
    }

    /** Submits a call that is refused; whichever way in, it says so with the same exception. */
    AsyncRejectedException refused() {
        Callable<String> body = () -> {
            throw new AssertionError("a refused body ran");
        };
        if (way.entry() == Entry.EXECUTOR_SERVICE) {
            try {
                AsyncFuture<String> call = submit(body);
                throw new AssertionError("should be refused: " + call);
            } catch (AsyncRejectedException refused) {
                return refused;
            }
        }
        return (AsyncRejectedException) Failures.of(submit(body));
    }

    /** What the future of a body that returns the value has. */
    <T> @Nullable T given(T value) {
        return givesValues() ? value : null;
    }

    boolean givesValues() {
        return way.entry().givesValues();
    }

    boolean interrupts() {
        return way.entry().interrupts();
    }

    /** Of a call that has an outcome and no body on a thread: it says so at once, and one with a stage behind it soon. */
    void assertStopped(AsyncFuture<?> call) {
        if (way.entry() == Entry.FLAT_CALL) {
            call.stopped().join();
        }
        assertThat(call.stopped()).isDone();
    }

    /** In a body that has been told to stop: feels the interrupt, if there is to be one, and clears it. */
    void feelInterrupt() {
        boolean felt = false;
        if (interrupts()) {
            try {
                way.ground().awaitInterrupt();
            } catch (InterruptedException e) {
                felt = true;
            }
        }
        assertThat(felt).as("interrupted").isEqualTo(interrupts());
        assertThat(Thread.currentThread().isInterrupted()).as("flag").isFalse();
    }

    /** In a body that somebody will tell to stop: waits until its future has an outcome, and feels the interrupt. */
    void awaitEnd(AsyncFuture<?> me) {
        if (interrupts()) {
            feelInterrupt();
        }
        Throwable unused = Failures.of(me);
    }

    void maxConcurrency(int limit) {
        door.maxConcurrency(limit);
        view.maxConcurrency(limit);
    }

    @Override
    public void close() {
        door.close(Duration.ofSeconds(20));
        way.ground().settle();
        AsyncStats stats = door.stats();
        assertThat(complaints).isEmpty();
        assertQuiet(stats);
        assertQuiet(view.stats());
        assertThat(door.runningCalls()).isEmpty();
        for (AsyncFuture<?> call : calls) {
            assertThat(call).isDone();
            assertStopped(call);
        }
        if (way.listened()) {
            heard.assertAgreesWith(stats);
        }
        assertThat(Thread.currentThread().isInterrupted()).as("flag").isFalse();
    }

    private static void assertQuiet(AsyncStats stats) {
        assertThat(stats.succeeded() + stats.failed() + stats.cancelled() + stats.timedOut() + stats.rejected())
                .as("outcomes of %s", stats)
                .isEqualTo(stats.submitted());
        assertThat(stats.running() + stats.pending() + stats.detached() + stats.inPlace())
                .as("what goes on in %s", stats)
                .isZero();
    }
}
