package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.util.concurrent.Callable;
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

    /** A future without an outcome, or with one that nobody needs, whose callbacks are delivered as those of a call are. */
    default AsyncFuture<Void> delivery() {
        AsyncFuture<Void> hint = ready();
        boolean unused = hint.cancel(false); // it must not stay in the line of those who wait for room
        return hint;
    }
}
