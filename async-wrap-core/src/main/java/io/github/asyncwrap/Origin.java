package io.github.asyncwrap;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a future comes from: what it inherits, and the way back to the calls behind it, for those who wait for them,
 * cancel them, or want to know that they have stopped. It holds no results.
 */
interface Origin {

    Setting setting();

    /** Completes when the bodies behind the future are off their threads; null if there are none. */
    default @Nullable AsyncFuture<Void> stopSignal() {
        return null;
    }

    /** The call behind it, unless that has stopped; of a mapping the first that is pending. */
    default @Nullable Call<?> source() {
        return null;
    }

    /**
     * The call that a thread runs in place which waits for the future and may do so, see {@link SelfWait}.
     *
     * @param anywhere whether the thread need not be in a body
     * @param news takes what completes when there may be another answer
     * @return null if there is nothing that may be run now
     */
    default @Nullable Call<?> toRunInPlace(boolean anywhere, List<CompletableFuture<?>> news) {
        return SelfWait.toRunFor(source(), anywhere, news);
    }

    /** Tells the origins behind this one. */
    default void forEachBehind(Consumer<? super Origin> action) {}

    /** Completes when one more future may have come to stand behind it; null if none will. */
    default @Nullable CompletableFuture<?> news() {
        return null;
    }

    /** Whether cancelling a future of this origin cancels anything else. */
    default boolean isLinked() {
        return false;
    }
}
