package io.github.asyncwrap;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.ListeningExecutorService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A view as an executor service. What it has to know of its own calls, its {@link Line} counts. */
final class ExecutorView implements ListeningExecutorService {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);
    private static final String ELSEWHERE = "do it on another thread";

    private final View view;

    ExecutorView(View view) {
        this.view = view;
    }

    // Submitting.

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        Call<?> call = submitOrThrow(() -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                // What nobody can ask for goes where it would go without a pool.
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
                throw thrown;
            }
            return Boolean.TRUE;
        });
        Throwable timeout = whyDropped(call);
        if (timeout != null) { // while this thread waited for room
            throw new RejectedExecutionException("the task was not accepted in time: " + timeout.getMessage(), timeout);
        }
    }

    @Override
    public <T extends @Nullable Object> ListenableFuture<T> submit(Callable<T> task) {
        return submitOrThrow(Objects.requireNonNull(task, "task"));
    }

    @Override
    public ListenableFuture<?> submit(Runnable task) {
        return submit(task, null);
    }

    @Override
    @SuppressWarnings("NullAway") // a null result is a T where the caller says so
    public <T extends @Nullable Object> ListenableFuture<T> submit(Runnable task, @Nullable T result) {
        Objects.requireNonNull(task, "task");
        return submitOrThrow(() -> {
            task.run();
            return result;
        });
    }

    private <T extends @Nullable Object> Call<T> submitOrThrow(Callable<? extends T> body) {
        Call<T> call = view.submit(body);
        throwRefusal(call);
        return call;
    }

    /** Throws what the call was refused with, if it was. */
    private static void throwRefusal(Call<?> call) {
        if (whyDropped(call) instanceof AsyncRejectedException refusal) {
            throw refusal;
        }
    }

    /** Why the call will never run; null if it may have run, or somebody has cancelled it, who has it from us. */
    private static @Nullable Throwable whyDropped(Call<?> call) {
        if (!call.isDropped()) {
            return null;
        }
        try {
            Object unused = call.outcome(); // whoever refused it, in close for one, may not have published that yet
            return null;
        } catch (CancellationException cancelled) {
            return null;
        } catch (CompletionException failed) {
            return failed.getCause();
        }
    }

    // Many at once.

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return allOf(tasks, null);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return allOf(tasks, unit.toNanos(timeout));
    }

    private <T extends @Nullable Object> List<Future<T>> allOf(
            Collection<? extends Callable<T>> tasks, @Nullable Long nanos) throws InterruptedException {
        Objects.requireNonNull(tasks, "tasks");
        guard("invokeAll");
        List<Call<T>> calls = new ArrayList<>();
        Runnable forget = null;
        try {
            makeAll(tasks, calls);
            // Not a timed wait: a body of the same wrapper could then not run what it waits for.
            forget = nanos == null ? null : cancelAfter(nanos, calls);
            submitAll(calls);
            for (Call<T> call : calls) {
                Object unused = call.signal().get();
            }
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a signal failed", impossible);
        } finally {
            cancelAll(calls); // after a refusal or an interrupt; otherwise all are done
            if (forget != null) {
                forget.run();
            }
        }
        return new ArrayList<>(calls);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        AnyOf<T> any = anyOf(tasks, null);
        return any.result();
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        AnyOf<T> any = anyOf(tasks, unit.toNanos(timeout));
        if (any.timedOut) {
            throw new TimeoutException(
                    view.door.name + " - none of " + tasks.size() + " tasks succeeded in " + timeout + " " + unit);
        }
        return any.result();
    }

    private <T extends @Nullable Object> AnyOf<T> anyOf(Collection<? extends Callable<T>> tasks, @Nullable Long nanos)
            throws InterruptedException {
        Objects.requireNonNull(tasks, "tasks");
        guard("invokeAny");
        checkArgument(!tasks.isEmpty(), "tasks must not be empty");
        List<Call<T>> calls = new ArrayList<>();
        Runnable forget = null;
        try {
            makeAll(tasks, calls);
            AnyOf<T> any = new AnyOf<>(view, calls);
            if (nanos != null) {
                Runnable expire = () -> {
                    any.timeOut();
                    cancelAll(calls); // one may be running in place, on the thread that waits
                };
                forget = later(nanos, expire);
            }
            submitAll(calls);
            Object unused = any.decided.get();
            return any;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a signal failed", impossible);
        } finally {
            cancelAll(calls);
            if (forget != null) {
                forget.run();
            }
        }
    }

    /** The first success among several calls, or the failure of the last one. */
    private static final class AnyOf<T extends @Nullable Object> {
        /** Has the calls behind it, so that a body that waits for it can run them in place. */
        final AsyncFuture<Boolean> decided;

        private final AtomicInteger left;
        private volatile @Nullable Call<T> winner;
        private volatile @Nullable Throwable failure;
        volatile boolean timedOut;

        AnyOf(View view, List<Call<T>> calls) {
            this.decided = new AsyncFuture<>(Lineage.of(view, calls));
            this.left = new AtomicInteger(calls.size());
            calls.forEach(call -> call.whenDone((value, thrown) -> ended(call, thrown)));
        }

        private void ended(Call<T> call, @Nullable Throwable thrown) {
            if (thrown != null) {
                failure = thrown;
            } else if (winner == null) {
                winner = call; // if another one comes in between, either will do
            }
            if (thrown == null || left.decrementAndGet() == 0) {
                decided.complete(true);
            }
        }

        void timeOut() {
            timedOut = winner == null;
            decided.complete(false);
        }

        T result() throws ExecutionException {
            Call<T> first = winner;
            if (first == null) {
                throw new ExecutionException(failure);
            }
            return first.join();
        }
    }

    private <T extends @Nullable Object> void makeAll(Collection<? extends Callable<T>> tasks, List<Call<T>> calls) {
        List<Callable<T>> all = new ArrayList<>(tasks);
        all.forEach(task -> Objects.requireNonNull(task, "task")); // before any of them counts as submitted
        all.forEach(task -> calls.add(view.newCall(task)));
    }

    /** Submits those that have not been cancelled meanwhile, by a deadline. */
    private <T extends @Nullable Object> void submitAll(List<Call<T>> calls) {
        for (Call<T> call : calls) {
            view.door.admission.submit(call);
            throwRefusal(call);
        }
    }

    private Runnable cancelAfter(long nanos, List<? extends Call<?>> calls) {
        return later(nanos, () -> cancelAll(calls));
    }

    private Runnable later(long nanos, Runnable action) {
        Carrier carrier = view.carrier();
        return carrier.schedule(() -> carrier.hand(action), Math.max(0, nanos));
    }

    private static void cancelAll(List<? extends Call<?>> calls) {
        calls.forEach(call -> call.cancel(true));
    }

    private void guard(String what) {
        LoopGuard.check(view.door.name + " - " + what, ELSEWHERE);
    }

    // The end.

    @Override
    public void shutdown() {
        view.door.closeView(view);
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        List<Runnable> neverBegan = new ArrayList<>();
        for (Call<?> call : view.door.roster.openCalls(view.line)) {
            boolean unused = call.cancel(true);
            if (call.isDropped()) {
                neverBegan.add(new NeverBegan(call));
            }
        }
        return neverBegan;
    }

    /** What is left of a task that was cancelled before it began. */
    private record NeverBegan(Call<?> call) implements Runnable {
        @Override
        public void run() {
            // it is cancelled
        }
    }

    @Override
    public boolean isShutdown() {
        return view.isClosed() || view.door.isClosed();
    }

    @Override
    public boolean isTerminated() {
        return view.door.roster.isOver(view);
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        guard("awaitTermination");
        return view.door.roster.awaitQuiet(view, unit.toNanos(timeout));
    }

    /** That of Java 19 and newer, which would wait for ever. */
    public void close() {
        guard("close");
        shutdown();
        boolean interrupted = false;
        try {
            if (!awaitTermination(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                List<Runnable> unused = shutdownNow();
            }
        } catch (InterruptedException e) {
            interrupted = true; // whoever interrupts a close is in a hurry
            List<Runnable> unused = shutdownNow();
        }
        try {
            boolean unused = awaitTermination(view.door.graceNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "ExecutorService " + view;
    }
}
