package io.github.asyncwrap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A body that waits for a call of its own door holds a slot that the call may need. So before it waits, it looks for
 * pending calls behind the future and runs them in place, one after another, until the future is complete or nothing
 * behind it is pending. What is running somewhere will end by itself, since its thread may do the same. New calls may
 * come to stand behind the future, by {@code thenCompose}: it looks again when they do.
 */
final class SelfWait {
    private SelfWait() {}

    /**
     * Helps as long as it can.
     *
     * @throws InterruptedException if an interrupt came while there was nothing to run
     */
    static void help(AsyncFuture<?> future) throws InterruptedException {
        help(future, false);
    }

    /** The same for a caller that is to run its call, when that has its turn: it need not be in a body. */
    static void helpOnCaller(Call<?> call) throws InterruptedException {
        help(call, true);
    }

    private static void help(AsyncFuture<?> future, boolean anywhere) throws InterruptedException {
        AsyncFuture<Void> end = null;
        while (!future.isSettled()) {
            List<CompletableFuture<?>> news = new ArrayList<>();
            Call<?> pending = findPending(future, anywhere, news);
            if (pending != null) {
                InPlace.requireStack();
                if (pending.door().slots.tryTakeInPlace(pending)) {
                    InPlace.run(pending);
                }
            } else if (news.isEmpty()) {
                return;
            } else if (!future.ownSetting().carrier().proceed(Long.MAX_VALUE)) {
                end = end == null ? future.signal() : end; // each one would stay with the future
                news.add(end);
                try {
                    Object unused = CompletableFuture.anyOf(news.toArray(new CompletableFuture<?>[0]))
                            .get();
                } catch (ExecutionException impossible) {
                    throw new IllegalStateException("a signal failed", impossible);
                }
            }
        }
    }

    /** Looks at everything behind a future, without recursion: a chain may be long. */
    private static @Nullable Call<?> findPending(
            AsyncFuture<?> future, boolean anywhere, List<CompletableFuture<?>> news) {
        if (future instanceof Call<?> call) {
            return toRunFor(call, anywhere, news);
        }
        Set<Origin> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Origin> left = new ArrayDeque<>();
        left.add(future.origin());
        for (Origin origin; (origin = left.poll()) != null; ) {
            if (!seen.add(origin)) {
                continue;
            }
            Call<?> pending = origin.toRunInPlace(anywhere, news);
            if (pending != null) {
                return pending;
            }
            CompletableFuture<?> applied = origin.news();
            if (applied != null) {
                news.add(applied);
            }
            origin.forEachBehind(left::add);
        }
        return null;
    }

    /** The call that is to be run here before a call that is waited for, or that call itself; null for none now. */
    static @Nullable Call<?> toRunFor(@Nullable Call<?> call, boolean anywhere, List<CompletableFuture<?>> news) {
        if (call == null || !(anywhere || Trampoline.isInBodyOf(call.door()))) {
            return null;
        }
        Turns turns = call.turns();
        if (turns != null) {
            return turns.firstBefore(call, news);
        }
        return call.isPending() ? call : null;
    }
}
