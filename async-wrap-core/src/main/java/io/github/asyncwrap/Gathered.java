package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One future for many: however it ends, those of the many that have not ended are cancelled. With the same
 * {@code mayInterruptIfRunning} if it was cancelled, else with {@code true}.
 */
final class Gathered<R extends @Nullable Object> extends AsyncFuture<R> {
    /** Null once they need not be cancelled any more. */
    private volatile @Nullable List<? extends CompletionStage<?>> members;

    /** Written before the outcome that it belongs to. */
    private volatile boolean interrupts = true;

    Gathered(List<? extends CompletionStage<?>> members) {
        super(originOf(members));
        this.members = members;
    }

    /** The first that is ours tells where the callbacks run. */
    static Origin originOf(List<? extends CompletionStage<?>> members) {
        for (CompletionStage<?> member : members) {
            if (member instanceof AsyncFuture<?> ours) {
                return Lineage.of(ours.ownSetting(), members);
            }
        }
        return AsyncWrapper.shared().view;
    }

    /** The members, each of which is there. */
    static <S> List<S> copyOf(Iterable<? extends S> given) {
        List<S> members = new ArrayList<>();
        for (S member : Objects.requireNonNull(given, "futures")) {
            members.add(Objects.requireNonNull(member, () -> "futures[" + members.size() + "]"));
        }
        return members;
    }

    /** From here on the end of this is the end of all: to be called when all of them are watched. */
    Gathered<R> cancelsTheRest() {
        CompletableFuture<R> unused = whenSettled(this, this::cancelRest);
        return this;
    }

    private void cancelRest() {
        List<? extends CompletionStage<?>> rest = members;
        members = null;
        if (rest != null) {
            // The last first: calls that are pending must not get the slots of those that are interrupted.
            for (int i = rest.size() - 1; i >= 0; i--) {
                rest.get(i).toCompletableFuture().cancel(interrupts); // of one that has ended it does nothing
            }
        }
    }

    @Override
    boolean cancelThis(boolean mayInterruptIfRunning) {
        interrupts = mayInterruptIfRunning;
        return super.cancelThis(mayInterruptIfRunning);
    }
}
