package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.io.Closeable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Closes what a file or a publisher has opened. To leave it open is no choice; so where the wrapper does not take the call
 * (it is full or closed, or ends the call while that is pending) {@link AsyncWrapper#shared()} is asked, and at last a
 * delivery thread does it, which may be an event loop.
 *
 * <p>A call that is ended may still have its body on the way to a thread. So there may be two bodies; the one that comes
 * first closes, and the result is known when that one is off its thread.
 */
final class Closing {
    private static final Told NO_CALL = new Told(AsyncFuture.completed("none"));

    private final Closeable opened;
    private final Executor delivery;
    private final AsyncFuture<Void> result;
    private final AtomicBoolean begun = new AtomicBoolean();

    /** The call that is to close, and the one that does if that does not; complete calls where they are not needed. */
    private final AsyncFuture<Told> first;

    private final AsyncFuture<Told> second;

    /**
     * Creates one that has not begun.
     *
     * @param result gets the outcome
     */
    Closing(Closeable opened, Executor delivery, AsyncFuture<Void> result) {
        this.opened = opened;
        this.delivery = delivery;
        this.result = result;
        this.first = result.newIncompleteFuture();
        this.second = result.newIncompleteFuture();
        AsyncFuture<?> unused = result.whenComplete((nothing, failed) -> second.complete(NO_CALL));
    }

    /**
     * Closes.
     *
     * @param calls must not interrupt
     * @param result gets the outcome
     */
    static void close(Closeable opened, Calls calls, Executor delivery, AsyncFuture<Void> result) {
        new Closing(opened, delivery, result).begin(calls);
    }

    /** Closes, see {@link #close}; once. */
    void begin(Calls calls) {
        by(calls, first, this::byShared);
    }

    /**
     * Has the outcome, too. The calls that bring it about come to stand behind it, so that a body which waits for it can
     * run them.
     */
    AsyncFuture<Void> end() {
        return first.thenCompose(Closing::over)
                .thenCompose(unused -> second)
                .thenCompose(Closing::over)
                .thenCompose(unused -> result);
    }

    private static AsyncFuture<Boolean> over(Told told) {
        return told.call.handle((nothing, failed) -> true);
    }

    private void byShared() {
        by(Calls.of(AsyncWrapper.shared().uninterruptible()), second, () -> delivery.execute(this::here));
    }

    private void here() {
        Attempt attempt = new Attempt();
        attempt.run();
        attempt.tell();
    }

    private void by(Calls calls, AsyncFuture<Told> told, Runnable otherwise) {
        if (!hasRoom(calls)) {
            boolean unused = told.complete(NO_CALL);
            otherwise.run();
            return;
        }
        Attempt attempt = new Attempt();
        AsyncFuture<?> call;
        try {
            call = calls.<@Nullable Object>call(() -> {
                attempt.run();
                return null;
            });
        } catch (RuntimeException guarded) { // the wrapper would have made this thread wait
            boolean unused = told.complete(NO_CALL);
            otherwise.run();
            return;
        }
        boolean unusedAnswer = told.complete(new Told(call));
        AsyncFuture<?> unused = call.whenComplete((nothing, failed) -> {
            if (failed != null && !begun.get()) {
                otherwise.run();
            }
        });
        AsyncFuture<?> unusedToo = call.stopped().whenComplete((nothing, failed) -> attempt.tell());
    }

    /**
     * Where a call would not be taken at once, it could make this thread wait, which may be the only one on which the
     * bodies in front of it can run; or end one of somebody else's.
     */
    private static boolean hasRoom(Calls calls) {
        AsyncFuture<Void> room = calls.ready();
        if (!room.isDone()) {
            boolean unused = room.cancel(false);
            return false;
        }
        return !room.isCompletedExceptionally();
    }

    /** A call that is made, or is not needed. */
    private record Told(AsyncFuture<?> call) {}

    private final class Attempt {
        private boolean closes;
        private @Nullable Throwable failure;

        /** In a body. */
        void run() {
            if (begun.compareAndSet(false, true)) {
                closes = true;
                try {
                    opened.close();
                } catch (Throwable failed) {
                    failure = failed;
                }
            }
        }

        /** When the body is off its thread. */
        @SuppressWarnings("NullAway") // a Void has no other value
        void tell() {
            Throwable failed = failure;
            if (closes) {
                boolean unused = failed == null ? result.complete(null) : result.completeExceptionally(failed);
            }
        }
    }
}
