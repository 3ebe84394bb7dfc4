package io.github.asyncwrap;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a composed stage: behind it is its receiver, and, once the function has given it, a further future.
 *
 * <p>Whether the function runs at all is decided once, in {@link #state}: the function's thread takes it from WAITING to
 * APPLYING, the end of the stage from WAITING to NEVER. So after the stage and all behind it have stopped, the function
 * does not start anything new. A cancel that comes while the function runs leaves word in {@link #cancelled} and then
 * looks for the further future; the function's thread leaves the future and then looks for the word: one of them
 * cancels it.
 */
final class Composition extends Lineage {
    private static final int RECEIVER = 0;
    private static final int INNER = 1;

    private static final int WAITING = 0;
    private static final int APPLYING = 1;
    private static final int APPLIED = 2;
    private static final int NEVER = 3;

    private final AtomicInteger state = new AtomicInteger(WAITING);
    private final CompletableFuture<@Nullable Void> news = new CompletableFuture<>();

    /** Null, or whether the cancel interrupts. */
    private volatile @Nullable Boolean cancelled;

    Composition(AsyncFuture<?> receiver) {
        super(receiver.ownSetting(), receiver.origin().isLinked(), 2);
        fill(RECEIVER, Behind.observed(receiver));
    }

    /** The function, so that this gets to know what it gives. */
    <A extends @Nullable Object, U extends @Nullable Object> Function<A, CompletionStage<U>> around(
            Function<? super A, ? extends CompletionStage<U>> function) {
        return argument -> {
            if (!state.compareAndSet(WAITING, APPLYING)) {
                throw new CancellationException("the stage is complete"); // which nobody sees, since it is
            }
            CompletionStage<U> inner = null;
            try {
                inner = function.apply(argument);
            } finally {
                applied(inner);
            }
            return inner;
        };
    }

    private void applied(@Nullable CompletionStage<?> inner) {
        Behind behind = inner == null ? null : behindOf(inner);
        fill(INNER, behind);
        state.set(APPLIED);
        Boolean mayInterrupt = cancelled;
        if (inner != null && behind != null && mayInterrupt != null) {
            inner.toCompletableFuture().cancel(mayInterrupt);
        }
        news.complete(null);
    }

    private @Nullable Behind behindOf(CompletionStage<?> inner) {
        try {
            return isLinked() ? Behind.linked(inner) : Behind.observed(inner);
        } catch (RuntimeException noFuture) {
            return null; // a stage that has no toCompletableFuture() fails the composed one, and cannot be cancelled
        }
    }

    private void fill(int slot, @Nullable Behind behind) {
        if (behind == null) {
            empty(slot);
        } else {
            put(slot, behind);
        }
    }

    /** The stage has an outcome. */
    void stageEnded() {
        if (state.compareAndSet(WAITING, NEVER)) {
            empty(INNER);
            news.complete(null);
        }
    }

    @Override
    void cancelling(boolean mayInterrupt) {
        cancelled = mayInterrupt;
    }

    @Override
    public @Nullable CompletableFuture<?> news() {
        int now = state.get();
        return now == WAITING || now == APPLYING ? news : null;
    }
}
