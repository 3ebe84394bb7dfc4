package io.github.asyncwrap.examples.lesson.echo;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An event loop, as asyncio has one, in a few screens. It is one thread and three things that it looks at in turn: what is
 * <i>ready</i> to be called, what is due at a <i>time</i>, and which <i>channels</i> can be read or written. It waits in one
 * place only, the selector, until one of the three has something.
 *
 * <p>On top of that are futures, whose callbacks the loop calls, and tasks. A task is a future with a program: it runs until
 * it awaits another future, is called back when that is done, and goes on ({@link Turn}). So a thousand tasks take turns on
 * one thread, each written as if it were alone. That works as long as no turn blocks: what blocks goes to another thread
 * with {@link #runInExecutor}, whose future ends on the loop again.
 *
 * <p>All is to be called on the loop's thread, which is checked; only {@link #callSoonThreadsafe} is for all threads.
 */
final class Loop {
    /** Of the failures of callbacks, and of futures of which nobody asked, so many are told at the end. */
    private static final int TOLD = 16;

    private final Selector selector;
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final Queue<Runnable> fromOthers = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Timer::inOrder);
    private final Set<Task<?>> tasks = new LinkedHashSet<>();
    private final Set<LoopFuture<?>> untold = new LinkedHashSet<>();
    private final List<Throwable> thrownByCallbacks = new ArrayList<>();
    private long timersMade;
    private @Nullable Thread thread;
    private boolean ending;
    private volatile boolean hasEnded;

    private record Timer(long due, long number, LoopFuture<Nothing> future) {

        /** Times of System.nanoTime() may overflow, their difference does not. Of two at the same time, the first made. */
        static int inOrder(Timer one, Timer other) {
            long later = one.due - other.due;
            return later != 0 ? Long.signum(later) : Long.compare(one.number, other.number);
        }
    }

    private static final class Task<T extends @Nullable Object> extends LoopFuture<T> {
        private @Nullable LoopFuture<?> awaited;

        Task(Loop loop) {
            super(loop);
        }

        @Override
        @Nullable
        LoopFuture<?> awaited() {
            return awaited;
        }

        /** One turn, up to where it awaits something. Awaiting means: be called back for the next turn. */
        void turn(Callable<? extends Turn<T>> program) {
            if (isDone()) {
                return; // cancelled while it waited
            }
            try {
                Turn<T> turn = program.call();
                if (turn instanceof Turn.Done<T> end) {
                    complete(end.value());
                } else if (turn instanceof Turn.Await<?, T> await) {
                    await(await);
                }
            } catch (CancellationException e) {
                cancel(); // what it waited for was cancelled
            } catch (Exception e) {
                fail(e);
            }
        }

        private <A extends @Nullable Object> void await(Turn.Await<A, T> await) {
            awaited = await.future();
            await.future().whenDone(ended -> turn(() -> await.next().with(ended.result())));
        }
    }

    /** A loop, to be run once. */
    Loop() throws IOException {
        selector = Selector.open();
    }

    /**
     * Runs a task, and whatever it starts, until it is done; then the tasks that are left are cancelled. This thread is the
     * loop's meanwhile.
     *
     * @return the value of the task
     * @throws InterruptedException if the thread was interrupted
     * @throws Exception the task's failure; or one that tells of failures that would else be lost: of other tasks and
     *     futures, which nobody has asked how they ended, and of callbacks
     */
    <T extends @Nullable Object> T run(Callable<? extends Turn<T>> main) throws Exception {
        if (thread != null) {
            throw new IllegalStateException("a loop runs once");
        }
        thread = Thread.currentThread();
        try (selector) {
            T value = runToTheEnd(createTask(main));
            if (!thrownByCallbacks.isEmpty() || !untold.isEmpty()) {
                throw new IllegalStateException("something failed, and nobody asked for it");
            }
            return value;
        } catch (Throwable leaving) { // an interrupt or an Error tells of the others as well
            tellUntold(leaving);
            throw leaving;
        }
    }

    private <T extends @Nullable Object> T runToTheEnd(LoopFuture<T> task) throws Exception {
        try {
            while (!task.isDone()) {
                turn();
            }
        } finally {
            end();
        }
        return task.result();
    }

    /** Gives up a loop that will not run after all. One that runs closes what it has opened at its end. */
    void discard() {
        OpenChannels.quietly(selector);
    }

    /** One turn of the loop. What becomes ready during it has to wait for the next, so nobody is forgotten. */
    private void turn() throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the loop was interrupted");
        }
        if (!ready.isEmpty() || !fromOthers.isEmpty()) {
            selector.selectNow(ChannelWait::ready);
        } else if (timers.isEmpty()) {
            selector.select(ChannelWait::ready);
        } else {
            long nanos = timers.element().due - System.nanoTime();
            if (nanos > 0) {
                // Rounded up: a loop that wakes a little too early wakes again and again.
                selector.select(ChannelWait::ready, nanos / 1_000_000 + 1);
            } else {
                selector.selectNow(ChannelWait::ready);
            }
        }
        for (long now = System.nanoTime(); !timers.isEmpty() && timers.element().due - now <= 0; ) {
            timers.remove().future.complete(Nothing.NOTHING);
        }
        callReady();
    }

    private void callReady() {
        for (Runnable call = fromOthers.poll(); call != null; call = fromOthers.poll()) {
            ready.add(call);
        }
        for (int calls = ready.size(); calls > 0; calls--) {
            try {
                ready.remove().run();
            } catch (RuntimeException | Error e) {
                if (e instanceof Error error && !ending) {
                    throw error; // ends the loop; once it ends, the other callbacks close what is open all the same
                }
                if (thrownByCallbacks.size() < TOLD) {
                    thrownByCallbacks.add(e);
                }
            }
        }
    }

    /** Cancels what is left, and has the callbacks of that called: they close what is open. */
    private void end() {
        ending = true;
        List.copyOf(tasks).forEach(LoopFuture::cancel);
        tasks.clear();
        while (!ready.isEmpty() || !fromOthers.isEmpty()) {
            callReady();
        }
        hasEnded = true;
    }

    /** Adds what else would be lost. What leaves the loop may be the failure of a forgotten future too. */
    private void tellUntold(Throwable leaving) {
        Stream.concat(thrownByCallbacks.stream(), untold.stream().limit(TOLD).map(LoopFuture::untoldFailure))
                .filter(lost -> lost != leaving)
                .forEach(leaving::addSuppressed);
    }

    /** {@code create_task}: has a task take turns with the others. Its first turn comes later, not now. */
    <T extends @Nullable Object> LoopFuture<T> createTask(Callable<? extends Turn<T>> program) {
        requireNoEnd();
        Task<T> task = new Task<>(this);
        tasks.add(task);
        task.whenDone(tasks::remove);
        callSoon(() -> task.turn(program));
        return task;
    }

    /** A future that somebody will complete. */
    <T extends @Nullable Object> LoopFuture<T> createFuture() {
        return new LoopFuture<>(this);
    }

    /** {@code sleep}: is done after this time. Only who awaits it sleeps. */
    LoopFuture<Nothing> sleep(Duration time) {
        requireNoEnd();
        LoopFuture<Nothing> awake = createFuture();
        timers.add(new Timer(System.nanoTime() + time.toNanos(), timersMade++, awake));
        return awake;
    }

    /**
     * {@code run_in_executor}: has a blocking call made on a thread of the executor, and its outcome come to the loop. An
     * Error of the call is the cause of an {@link ExecutionException} here: it harms its own future, not the loop.
     */
    <T extends @Nullable Object> LoopFuture<T> runInExecutor(Executor executor, Callable<? extends T> blocking) {
        requireNoEnd();
        LoopFuture<T> outcome = createFuture();
        try {
            executor.execute(() -> {
                try {
                    T value = blocking.call();
                    callSoonThreadsafe(() -> outcome.complete(value));
                } catch (Exception e) {
                    callSoonThreadsafe(() -> outcome.fail(e));
                } catch (Throwable t) { // an Error: else whoever awaits the outcome would do so for ever
                    callSoonThreadsafe(() -> outcome.fail(new ExecutionException(t)));
                }
            });
        } catch (RejectedExecutionException e) {
            outcome.fail(e);
        }
        return outcome;
    }

    /**
     * {@code gather}: the values of all, in the order in which they are given, whatever the order in which they come. Fails
     * as soon as one of them does, and is cancelled as soon as one of them is; the others go on. What fails after a failure
     * is told with the first, as suppressed.
     */
    <T extends @Nullable Object> LoopFuture<List<T>> gather(List<? extends LoopFuture<? extends T>> futures) {
        LoopFuture<List<T>> all = createFuture();
        if (futures.isEmpty()) {
            all.complete(List.of());
            return all;
        }
        List<LoopFuture<? extends T>> members = List.copyOf(futures);
        int[] missing = {members.size()};
        for (LoopFuture<? extends T> member : members) {
            member.whenDone(ended -> {
                missing[0]--;
                if (all.isCancelled()) {
                    return; // nobody hears of a failure through it: the failure stays the member's own, to be told
                }
                Exception failure = ended.failure();
                if (failure instanceof CancellationException) {
                    all.cancel(); // which is no failure: nobody has to be told
                } else if (failure != null && all.isDone()) {
                    Exception first = all.untoldFailure();
                    if (first != null && first != failure) {
                        first.addSuppressed(failure);
                    }
                } else if (failure != null) {
                    all.fail(failure);
                } else if (missing[0] == 0 && !all.isDone()) {
                    all.complete(values(members));
                }
            });
        }
        return all;
    }

    private static <T extends @Nullable Object> List<T> values(List<? extends LoopFuture<? extends T>> ended) {
        List<T> values = new ArrayList<>();
        for (LoopFuture<? extends T> future : ended) {
            try {
                values.add(future.result());
            } catch (Exception e) {
                throw new IllegalStateException("none has failed", e);
            }
        }
        return values;
    }

    /** Is done when the channel, which must not block, has something to read or to accept, or is at its end. */
    LoopFuture<Nothing> readable(SelectableChannel channel) throws IOException {
        requireNoEnd();
        LoopFuture<Nothing> readable = createFuture();
        ChannelWait.of(channel, selector).read(readable);
        return readable;
    }

    /** Is done when the channel, which must not block, takes something. */
    LoopFuture<Nothing> writable(SelectableChannel channel) throws IOException {
        requireNoEnd();
        LoopFuture<Nothing> writable = createFuture();
        ChannelWait.of(channel, selector).write(writable);
        return writable;
    }

    /** {@code call_soon}: has the loop call something, in its next turn. */
    void callSoon(Runnable call) {
        requireLoopThread();
        if (hasEnded) {
            throw new IllegalStateException("a loop that ends calls nothing any more");
        }
        ready.add(call);
    }

    /**
     * {@code call_soon_threadsafe}: the same for other threads, which wakes the loop. Dropped when the loop has ended, of
     * which another thread cannot know in time.
     */
    void callSoonThreadsafe(Runnable call) {
        if (!hasEnded) {
            fromOthers.add(call);
            selector.wakeup();
        }
    }

    void requireLoopThread() {
        if (thread != Thread.currentThread()) {
            throw new IllegalStateException("this is for the thread of the loop only: " + thread);
        }
    }

    /** For what takes turns of the loop: at the end there are none, only the callbacks of what has ended. */
    private void requireNoEnd() {
        requireLoopThread();
        if (ending) {
            throw new IllegalStateException("the loop ends: nothing new begins");
        }
    }

    void noteFailure(LoopFuture<?> failed) {
        untold.add(failed);
    }

    void forgetFailure(LoopFuture<?> failed) {
        untold.remove(failed);
    }
}
