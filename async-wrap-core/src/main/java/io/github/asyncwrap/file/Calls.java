package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How a publisher gets its bodies run: by a wrapper, or as the operations of a file. */
interface Calls {
    <T extends @Nullable Object> AsyncFuture<T> call(Callable<? extends T> body);

    AsyncFuture<Void> ready();

    static Calls of(AsyncWrapper door) {
        return new Calls() {
            @Override
            public <T extends @Nullable Object> AsyncFuture<T> call(Callable<? extends T> body) {
                return door.call(body);
            }

            @Override
            public AsyncFuture<Void> ready() {
                return door.ready();
            }

            @Override
            public String toString() {
                return door.toString();
            }
        };
    }

    /**
     * A future without an outcome, or with one that nobody needs, whose callbacks are delivered as those of a call are that
     * is made here and now: also in this thread's context.
     */
    default AsyncFuture<Void> delivery() {
        AsyncFuture<Void> hint = ready();
        boolean unused = hint.cancel(false); // it must not stay in the line of those who wait for room
        return hint;
    }

    /** Runs what it is given where callbacks are delivered, in the context of the thread that asks for it. */
    default Executor deliveryInContext() {
        AsyncFuture<Void> delivery = delivery();
        return task -> {
            AsyncFuture<Void> unused = delivery.whenCompleteAsync((nothing, failed) -> task.run());
        };
    }
}
