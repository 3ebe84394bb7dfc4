package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncRejectedException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A call that waits until its wrapper has room, without a thread: a publisher and its subscriber have nobody to whom they
 * could refuse an element. If somebody else takes the room it waits again.
 *
 * <p>{@link Listener#arrived} is called once, and after it {@link Listener#gone} once, when the body is off its thread or
 * will never be on one.
 */
final class PatientCall<T extends @Nullable Object> {
    /** Hears the end; must be short and may not throw. */
    interface Listener<T extends @Nullable Object> {
        void arrived(@Nullable T value, @Nullable Throwable failed);

        void gone();
    }

    /**
     * So often the guard of a thread may throw though there is room as soon as one looks: somebody took it and is gone
     * again. What is still thrown after that is not the guard's.
     */
    private static final int MOST_IN_VAIN = 100;

    private final Calls calls;
    private final Executor executor;
    private final Callable<? extends T> body;
    private final Listener<? super T> listener;

    /** What a cancel must reach now: the wait for room, or the call. It is written before {@code cancelled} is looked at. */
    private volatile @Nullable AsyncFuture<?> current;

    private volatile boolean cancelled;

    /** The body may throw what it was refused by another wrapper: only one that has not begun was refused by this one. */
    private volatile boolean begun;

    /** How often a call was thrown out since there was something to wait for. Of whoever submits; one does at a time. */
    private int inVain;

    PatientCall(Calls calls, Executor executor, Callable<? extends T> body, Listener<? super T> listener) {
        this.calls = calls;
        this.executor = executor;
        this.body = body;
        this.listener = listener;
    }

    void begin() {
        AsyncFuture<Void> room;
        try {
            room = calls.ready();
        } catch (Throwable failed) {
            end(failed);
            return;
        }
        if (room.isDone()) {
            submit(room);
        } else {
            inVain = 0;
            hold(room);
            // In the callback itself, so that the place is taken before the next one who waits is told of it.
            AsyncFuture<?> unused = room.whenComplete((nothing, failed) -> submit(room));
        }
    }

    void cancel() {
        cancelled = true;
        AsyncFuture<?> reached = current;
        if (reached != null) {
            boolean unused = reached.cancel(true);
        }
    }

    private void hold(AsyncFuture<?> future) {
        current = future;
        if (cancelled) {
            boolean unused = future.cancel(true);
        }
    }

    private void submit(AsyncFuture<Void> room) {
        if (cancelled) {
            end(new CancellationException());
        } else if (room.isCompletedExceptionally()) {
            AsyncFuture<?> unused = room.whenComplete((nothing, refused) -> end(refused));
        } else {
            AsyncFuture<T> call;
            try {
                call = calls.call(this::run);
            } catch (IllegalStateException guarded) { // it would have made this thread wait: the room has been taken
                if (++inVain > MOST_IN_VAIN) {
                    end(guarded);
                } else {
                    executor.execute(this::begin);
                }
                return;
            } catch (Throwable failed) {
                end(failed);
                return;
            }
            hold(call);
            // The call may end between the two lines, and then the second callback comes first, on this thread.
            AtomicInteger open = new AtomicInteger(2);
            AsyncFuture<?> unused = call.whenComplete((value, failed) -> {
                if (!isRefusedInARace(failed)) {
                    listener.arrived(value, failed);
                }
                last(open, call);
            });
            AsyncFuture<?> unusedToo = call.stopped().whenComplete((nothing, failed) -> last(open, call));
        }
    }

    /** Whoever comes last goes on: the outcome has been told, and the body is off its thread. */
    private void last(AtomicInteger open, AsyncFuture<?> call) {
        if (open.decrementAndGet() > 0) {
            return;
        }
        AsyncFuture<?> unused = call.whenComplete((value, failed) -> {
            if (isRefusedInARace(failed)) {
                executor.execute(this::begin);
            } else {
                listener.gone();
            }
        });
    }

    private T run() throws Exception {
        begun = true;
        return body.call();
    }

    private boolean isRefusedInARace(@Nullable Throwable failed) {
        return !begun
                && failed instanceof AsyncRejectedException refused
                && (refused.reason() == AsyncRejectedException.Reason.FULL
                        || refused.reason() == AsyncRejectedException.Reason.DROPPED);
    }

    private void end(Throwable failed) {
        listener.arrived(null, failed);
        listener.gone();
    }
}
