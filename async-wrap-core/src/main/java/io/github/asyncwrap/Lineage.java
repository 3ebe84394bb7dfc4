package io.github.asyncwrap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a stage that has more behind it than one call: of one derived from several futures, of a linked one, and
 * of one whose function gives a further future ({@link Composition}). All stages derived from that one share it.
 *
 * <p>What is behind stands in slots. A slot is filled once and emptied when what is in it has stopped (and, where it is
 * cancelled with the stage, is complete), so that a long chain keeps nothing of its past alive; with the last one it is the
 * lineage that has stopped. The second slot of an {@link #either} is another matter: see there.
 */
class Lineage implements Origin {
    private final Setting setting;
    private final boolean linked;
    private final AtomicReferenceArray<@Nullable Behind> slots;
    private final AtomicInteger open;

    /** Fires when all slots that are emptied by themselves are empty, and the stage of an either is decided. */
    private final Stopped stopped;

    /** A slot that is not: see {@link #either}; -1 for none. */
    private final int unwatched;

    /** Fires when that has stopped, too; made when somebody asks. Two who ask at once may have one each. */
    private volatile @Nullable Stopped both;

    Lineage(Setting setting, boolean linked, int slots) {
        this(setting, linked, slots, -1);
    }

    private Lineage(Setting setting, boolean linked, int slots, int unwatched) {
        this.setting = setting;
        this.linked = linked;
        this.slots = new AtomicReferenceArray<>(slots);
        this.open = new AtomicInteger(slots); // of an either: its first slot, and the stage itself
        this.stopped = Stopped.ofAll(setting, this);
        this.unwatched = unwatched;
    }

    /**
     * One thing behind a stage.
     *
     * @param origin what is behind that; null if it is nothing of ours
     * @param target what is cancelled with the stage; null if it is only observed
     * @param end completes when it has stopped
     */
    record Behind(@Nullable Origin origin, @Nullable CompletableFuture<?> target, CompletableFuture<?> end) {
        /** Null for a future that has no call behind it: it has nothing to stop, to run or to cancel. */
        static @Nullable Behind observed(CompletionStage<?> future) {
            if (!(future instanceof AsyncFuture<?> ours)) {
                return null;
            }
            Origin origin = ours.origin();
            AsyncFuture<Void> end;
            if (origin instanceof Lineage lineage) {
                lineage.letGo();
                end = lineage.watchedEnd();
            } else {
                end = origin.stopSignal();
            }
            return end == null ? null : new Behind(origin, null, end);
        }

        /** One that is cancelled with the stage, whatever is behind it. */
        static Behind linked(CompletionStage<?> future) {
            Behind observed = observed(future);
            CompletableFuture<?> target = future.toCompletableFuture();
            return observed == null
                    ? new Behind(null, target, target)
                    : new Behind(observed.origin, target, observed.end);
        }

        boolean isLinked() {
            return origin != null && origin.isLinked();
        }

        boolean isOver() {
            return end.isDone();
        }
    }

    /** Of a stage derived from several futures. */
    static Origin of(Setting setting, List<? extends CompletionStage<?>> futures) {
        List<Behind> all = new ArrayList<>();
        boolean linked = false;
        boolean nothing = true;
        for (CompletionStage<?> future : futures) {
            Behind behind = Behind.observed(future);
            nothing &= behind == null;
            if (behind != null && !behind.isOver()) {
                all.add(behind);
                linked |= behind.isLinked();
            }
        }
        if (nothing) {
            return setting;
        }
        Lineage lineage = new Lineage(setting, linked, all.size());
        if (all.isEmpty()) {
            lineage.stopped.fire(); // there was something, and it has stopped
        }
        for (int i = 0; i < all.size(); i++) {
            lineage.put(i, all.get(i));
        }
        return lineage;
    }

    /**
     * Of a stage that wants one of two. The other one may be a future that everybody waits for beside his own, such as
     * the end of a service, and lives as long as that: nothing is hung on it unless somebody asks when this has stopped.
     * It stands behind the stage until that is decided, since it may win; a loser counts for the stage and those derived
     * from it as long as it goes on, and no further.
     */
    static Origin either(AsyncFuture<?> receiver, CompletionStage<?> other, AsyncFuture<?> stage) {
        Behind first = Behind.observed(receiver);
        Behind second = Behind.observed(other);
        if (second == null) {
            return receiver.origin();
        } else if (first == null) {
            return of(receiver.ownSetting(), List.of(other));
        }
        boolean linked = first.isLinked() || second.isLinked();
        Lineage lineage = new Lineage(receiver.ownSetting(), linked, 2, 1);
        lineage.put(0, first);
        lineage.slots.set(1, second);
        CompletableFuture<?> unused = AsyncFuture.whenSettled(stage, lineage::decided);
        return lineage;
    }

    /** Of an either: its stage has an outcome. */
    private void decided() {
        letGo();
        ended();
    }

    /** Of an either that is decided or has a further stage: keeps nothing of the other one if that has stopped. */
    private void letGo() {
        Behind other = unwatched < 0 ? null : slots.get(unwatched);
        if (other != null && other.isOver()) {
            slots.set(unwatched, null);
        }
    }

    /** Of a stage that is cancelled together with a future. */
    static Origin linkedTo(AsyncFuture<?> future) {
        Lineage lineage = new Lineage(future.ownSetting(), true, 1);
        lineage.put(0, Behind.linked(future));
        return lineage;
    }

    /** Of a stage that stands between a future and the cancels that come from below. */
    static Origin shielding(CompletionStage<?> future) {
        Behind behind = Behind.observed(future);
        if (behind == null) {
            return future instanceof AsyncFuture<?> ours ? ours.ownSetting() : House.SETTING;
        }
        Lineage lineage = new Lineage(((AsyncFuture<?>) future).ownSetting(), false, 1);
        lineage.put(0, behind);
        return lineage;
    }

    /** Fills a slot. */
    final void put(int slot, Behind behind) {
        slots.set(slot, behind);
        CompletableFuture<?> target = behind.target;
        CompletableFuture<?> unused = AsyncFuture.whenSettled(behind.end, () -> {
            if (target == null || target.isDone()) {
                empty(slot);
            } else { // it can still be cancelled, though its calls are over
                CompletableFuture<?> unusedToo = AsyncFuture.whenSettled(target, () -> empty(slot));
            }
        });
    }

    /** Nothing is in the slot any more, or ever will be. */
    final void empty(int slot) {
        slots.set(slot, null);
        ended();
    }

    private void ended() {
        if (open.decrementAndGet() == 0) {
            stopped.fire();
        }
    }

    final @Nullable Behind get(int slot) {
        return slots.get(slot);
    }

    @Override
    public final Setting setting() {
        return setting;
    }

    @Override
    public final AsyncFuture<Void> stopSignal() {
        Behind other = unwatched < 0 ? null : slots.get(unwatched);
        if (other == null) {
            return stopped;
        }
        Stopped asked = both;
        if (asked != null) {
            return asked;
        }
        Stopped made = Stopped.ofAll(setting, this);
        AtomicInteger left = new AtomicInteger(2);
        Runnable ended = () -> {
            if (left.decrementAndGet() == 0) {
                made.fire();
            }
        };
        CompletableFuture<?> unused = AsyncFuture.whenSettled(stopped, ended);
        CompletableFuture<?> unusedToo = AsyncFuture.whenSettled(other.end, ended);
        both = made;
        return made;
    }

    /** What a lineage further down waits for: less than {@link #stopSignal}, since it would hang something there. */
    final AsyncFuture<Void> watchedEnd() {
        return stopped;
    }

    @Override
    public final boolean isLinked() {
        return linked;
    }

    @Override
    public final void forEachBehind(Consumer<? super Origin> action) {
        for (int i = 0; i < slots.length(); i++) {
            Behind behind = slots.get(i);
            if (behind != null && behind.origin() != null) {
                action.accept(behind.origin());
            }
        }
    }

    /** A future of this origin is being cancelled: what comes to stand behind it later is to be cancelled, too. */
    void cancelling(boolean mayInterrupt) {}

    /**
     * Cancels what is linked behind a future that has been cancelled, and what is linked behind that, without recursion:
     * a chain may be long.
     */
    static void cancelBehind(Origin origin, boolean mayInterrupt) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Origin> left = new ArrayDeque<>();
        left.add(origin);
        for (Origin next; (next = left.poll()) != null; ) {
            if (!(next instanceof Lineage lineage) || !lineage.linked || !seen.add(next)) {
                continue;
            }
            lineage.cancelling(mayInterrupt);
            for (int i = 0; i < lineage.slots.length(); i++) {
                Behind behind = lineage.slots.get(i);
                if (behind == null) {
                    continue;
                }
                if (behind.target instanceof AsyncFuture<?> ours) {
                    boolean unused = ours.cancelThis(mayInterrupt);
                } else if (behind.target != null) {
                    behind.target.cancel(mayInterrupt);
                }
                if (behind.origin != null) {
                    left.add(behind.origin);
                }
            }
        }
    }
}
