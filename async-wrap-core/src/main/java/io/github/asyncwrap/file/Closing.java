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
    private final Closeable opened;
    private final Executor delivery;
    private final AsyncFuture<Void> result;
    private final AtomicBoolean begun = new AtomicBoolean();

    private Closing(Closeable opened, Executor delivery, AsyncFuture<Void> result) {
        this.opened = opened;
        this.delivery = delivery;
        this.result = result;
    }

    /**
     * Closes.
     *
     * @param calls must not interrupt
     * @param result gets the outcome
     */
    static void close(Closeable opened, Calls calls, Executor delivery, AsyncFuture<Void> result) {
        Closing closing = new Closing(opened, delivery, result);
        closing.by(calls, closing::byShared);
    }

    private void byShared() {
        by(Calls.of(AsyncWrapper.shared().uninterruptible()), () -> delivery.execute(this::here));
    }

    private void here() {
        Attempt attempt = new Attempt();
        attempt.run();
        attempt.tell();
    }

    private void by(Calls calls, Runnable otherwise) {
        Attempt attempt = new Attempt();
        AsyncFuture<?> call;
        try {
            call = calls.<@Nullable Object>call(() -> {
                attempt.run();
                return null;
            });
        } catch (RuntimeException guarded) { // the wrapper would have made this thread wait
            otherwise.run();
            return;
        }
        AsyncFuture<?> unused = call.whenComplete((nothing, failed) -> {
            if (failed != null && !begun.get()) {
                otherwise.run();
            }
        });
        AsyncFuture<?> unusedToo = call.stopped().whenComplete((nothing, failed) -> attempt.tell());
    }

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
