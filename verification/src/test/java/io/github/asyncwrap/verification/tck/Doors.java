package io.github.asyncwrap.verification.tck;

import io.github.asyncwrap.AsyncWrapper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A wrapper for each method of the TCK: many leave their publisher uncancelled, and its writer on its thread. */
final class Doors {
    /** How long the TCK waits for a signal, and six times in each class for nothing to come. */
    static final long TIMEOUT_MILLIS = 1_000;

    /** How long the TCK waits to see that there is no signal. */
    static final long NO_SIGNAL_MILLIS = 50;

    private @Nullable AsyncWrapper wrapper;

    void begin() {
        wrapper = AsyncWrapper.of("tck", 16);
    }

    AsyncWrapper open() {
        AsyncWrapper begun = wrapper;
        if (begun == null) {
            throw new IllegalStateException("no method of the TCK has begun");
        }
        return begun;
    }

    /** A view that is closed; the wrapper still delivers. */
    AsyncWrapper closed() {
        AsyncWrapper closed = open().labelled("closed");
        closed.close();
        return closed;
    }

    void end() {
        Object unused = open().close(Duration.ZERO);
    }
}
