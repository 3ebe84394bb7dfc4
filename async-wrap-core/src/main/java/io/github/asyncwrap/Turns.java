package io.github.asyncwrap;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls that run one after another in the order of their admission: those of a key, or of a serial consumer. Guarded by
 * the door's lock.
 *
 * <p>One call has the turn: it stands in the queue of its {@link Line}, or is on a thread. The others wait here, and
 * count as pending of their lines. The turn is passed on when that call has left the queue for good or its body is off
 * its thread; an outcome alone, by a timeout say, does not do that. The next one goes to the end of its line's queue,
 * so that orders are fair to one another.
 *
 * <p><b>In place.</b> A body that waits for one of these calls may run only the one whose turn it is, and has to wait
 * as long as that is on another thread. If it is on this very thread, further out, the first one that waits may run here,
 * inside it: then the thread has its turn before the turn is passed on. So there are never two threads in an order.
 *
 * <p><b>Batches.</b> A body may take along, and run in place together with itself, some of those that wait. So that there
 * are some, the turn may not be passed on at once: see {@link #isDue}. A body that waits for one of them, or a door or
 * view that is closed, is a reason not to wait any longer.
 *
 * <p><b>The end.</b> Turns that are kept in a map are {@link #over} as soon as nothing has the turn, waits, or waits
 * for room to come here; they are never used again after that. A submitter that has found them before asks again.
 */
final class Turns {

    /** What is done with turns that nobody has, waits for, or is about to wait for. */
    interface Idle {
        /** Called with the lock held, once. */
        void turnsAreOver(Turns turns);
    }

    private final Door door;
    private final @Nullable Idle idle;

    /** Why a body must not wait for a call behind it; null if it may, and then runs it in place. */
    private final @Nullable String behindOneself;

    private final CallQueue waiting = new CallQueue();
    private @Nullable Call<?> turn;

    /** At most so many calls are taken along by one body; the turn is not passed on before there are so many, … */
    final int maxBatch;

    /** … or one has waited so long. */
    private final long lingerNanos;

    private @Nullable Deadline linger;

    /** The calls that wait for room, and will then come here. */
    private int expected;

    private boolean over;

    private Turns(Door door, @Nullable Idle idle, @Nullable String behindOneself, int maxBatch, long lingerNanos) {
        this.door = door;
        this.idle = idle;
        this.behindOneself = behindOneself;
        this.maxBatch = maxBatch;
        this.lingerNanos = lingerNanos;
    }

    /** Those of a key, whose bodies may wait for one another. */
    static Turns ofKey(Door door, Idle idle) {
        return new Turns(door, idle, null, 1, 0);
    }

    /**
     * Those of a consumer, which must not wait for itself.
     *
     * @param maxBatch how many calls a body takes along, with its own
     * @param lingerNanos how long a call waits for so many
     */
    static Turns ofConsumer(View view, int maxBatch, long lingerNanos) {
        String behindOneself =
                view.queue().name + " - a consumer waits for an item of its own, which would be consumed "
                        + "after it has returned: hang a callback on the item's future, or wait elsewhere";
        return new Turns(view.door, null, behindOneself, maxBatch, lingerNanos);
    }

    boolean isOver() {
        return over;
    }

    CallQueue waiting() {
        return waiting;
    }

    // How a call goes through.

    /** A call that comes here will wait for room. */
    void expect() {
        expected++;
    }

    /** It does not wait for room any more. */
    void expectNot() {
        expected--;
        look();
    }

    /** An admitted call gets in line. */
    void join(Call<?> call) {
        waiting.addLast(call);
        call.view().queue().deferred++;
        pass();
    }

    /** A pending call that stands here leaves. */
    void leave(Call<?> call) {
        remove(call);
        look();
    }

    private void remove(Call<?> call) {
        waiting.remove(call);
        call.view().queue().deferred--;
    }

    /** A call is over with: it has left the queue for good, or its body is off its thread. */
    static void ended(Call<?> call) {
        Turns its = call.turns();
        if (its != null && its.turn == call) {
            its.turn = null;
            its.pass();
        }
    }

    /** Gives the turn to the next one, if nobody has it. */
    void pass() {
        Call<?> next = turn == null && isDue() ? waiting.peekFirst() : null;
        if (next != null) {
            remove(next);
            turn = next;
            next.view().queue().stand(next);
            door.wantRunner();
        }
        look();
    }

    private boolean isDue() {
        Call<?> first = waiting.peekFirst();
        return first != null
                && (waiting.size() >= maxBatch
                        || door.carrier.nanoTime() - first.submittedNanos >= lingerNanos
                        || first.view().isClosed()
                        || door.isClosed());
    }

    static void lingered(Call<?> call) {
        Turns its = Objects.requireNonNull(call.turns());
        its.linger = null;
        its.pass();
    }

    /** The first one that waits has a deadline, unless it waits for the turn. */
    private void arm() {
        Call<?> first = turn == null ? waiting.peekFirst() : null;
        if (linger != null && linger.call != first) {
            door.deadlines.remove(linger);
            linger = null;
        }
        if (linger == null && first != null) {
            linger = door.deadlines.of(Deadline.Kind.LINGER, first, first.submittedNanos + lingerNanos);
            door.deadlines.add(linger, door.carrier.nanoTime());
        }
    }

    /** To be called after whatever may have made this idle, or not idle. */
    void look() {
        if (waiting.isEmpty()) {
            door.orders.remove(this);
        } else {
            door.orders.add(this);
        }
        arm();
        if (idle != null && !over && turn == null && waiting.isEmpty() && expected == 0) {
            over = true;
            idle.turnsAreOver(this);
        }
    }

    // In place.

    /** Whether this thread is in a body whose turn it is, and that must not wait for those behind it. */
    boolean isBehindOneself() {
        return behindOneself != null && turn != null && Trampoline.isInBody(turn);
    }

    /** Whether the blocking end of a bridge has the turn, or waits for it. */
    boolean hasBridge() {
        boolean found = turn != null && turn.isBridge();
        for (Call<?> call = waiting.peekFirst(); call != null && !found; call = call.next) {
            found = call.isBridge();
        }
        return found;
    }

    /**
     * Tells which call a body runs first that waits for one of these, or for all. Takes the lock, once: what is decided in
     * two visits may be missed in between.
     *
     * @param call the one; null for all
     * @param news gets what completes when this is to be asked again, if another thread has the turn
     * @return null if there is none now
     * @throws IllegalStateException if it is waiting for itself or one that comes after it, and must not
     */
    @Nullable
    Call<?> firstBefore(@Nullable Call<?> call, List<CompletableFuture<?>> news) {
        Call<?> busy;
        boolean here;
        door.lock.lock();
        try {
            busy = turn;
            here = busy != null && Trampoline.isInBody(busy);
            boolean behindItself = here && behindOneself != null;
            if (call != null && !call.isPending() && !(behindItself && isWith(call, busy))) {
                return null;
            } else if (busy == null || (here && !behindItself)) {
                Call<?> first = waiting.peekFirst();
                return first == null ? call : first; // none if the call waits for room
            } else if (busy.isPending()) {
                return busy;
            }
        } finally {
            door.unlock();
        }
        if (here) {
            throw new IllegalStateException(behindOneself);
        }
        news.add(Objects.requireNonNull(busy.origin().stopSignal()));
        return null;
    }

    /** Whether a call is the one that has the turn, or of its batch. */
    private static boolean isWith(Call<?> call, @Nullable Call<?> busy) {
        return busy != null && (call == busy || busy.along().contains(call));
    }

    /** A body wants to run a pending call of these in place; false if it is not its turn. */
    boolean take(Call<?> call) {
        if (turn == call) {
            return true;
        }
        boolean first = waiting.isEmpty() || waiting.peekFirst() == call;
        if (turn == null && first) {
            turn = call;
            return true;
        }
        return first && turn != null && Trampoline.isInBody(turn) && behindOneself == null;
    }
}
