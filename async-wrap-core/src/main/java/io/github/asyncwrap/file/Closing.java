package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Closes what a file or a publisher has opened: as a call, or, where the wrapper does not take that (it is full or closed,
 * or the call is ended while it is pending), on a delivery thread. To leave it open is no choice.
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
        new Closing(opened, delivery, result).begin(calls);
    }

    private void begin(Calls calls) {
        try {
            AsyncFuture<?> unused = calls.<@Nullable Object>call(this::body).whenComplete((nothing, failed) -> {
                if (failed == null) {
                    end(null);
                } else if (begun.get()) {
                    end(failed);
                } else {
                    delivery.execute(this::closeHere);
                }
            });
        } catch (RuntimeException guarded) { // the wrapper would have made this thread wait
            delivery.execute(this::closeHere);
        }
    }

    private @Nullable Object body() throws IOException {
        if (begun.compareAndSet(false, true)) {
            opened.close();
        }
        return null;
    }

    private void closeHere() {
        try {
            Object unused = body();
            end(null);
        } catch (Throwable failed) {
            end(failed);
        }
    }

    @SuppressWarnings("NullAway") // a Void has no other value
    private void end(@Nullable Throwable failed) {
        boolean unused = failed == null ? result.complete(null) : result.completeExceptionally(failed);
    }
}
