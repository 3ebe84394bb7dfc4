package io.github.asyncwrap;

import io.github.asyncwrap.ContextCapture.Snapshot;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One way through a door: the door itself with all its rules, or that with one rule changed. */
final class View extends Setting {
    final Door door;
    private final @Nullable View parent;

    /** What counts its calls, and in whose {@linkplain Line#queue() queue} they wait. */
    final Line line;

    /** From submission to outcome; 0 for no limit. */
    final long timeoutNanos;

    final boolean interruptible;
    final @Nullable String label;
    private final @Nullable DeliverOn deliverOn;

    /** In whose turns its calls run; null for none. */
    final @Nullable Order order;

    /** Its calls are nobody's business but the door's own line's, so they may end without the lock. */
    final boolean endsUnlocked;

    /** They may come in without it, too. */
    final boolean isPlain;

    /** Nothing depends on the exact time of its calls. */
    private final boolean isCoarse;

    /** For the calls that carry nothing but an empty MDC along. */
    private final Setting inEmptyMdc = new InContext(this, MdcCapture.EMPTY);

    private volatile boolean closed;

    /** The door's own. */
    View(Door door, Line line, long timeoutNanos) {
        this(door, null, line, timeoutNanos, true, null, null, null);
    }

    private View(
            Door door,
            @Nullable View parent,
            Line line,
            long timeoutNanos,
            boolean interruptible,
            @Nullable String label,
            @Nullable DeliverOn deliverOn,
            @Nullable Order order) {
        this.door = door;
        this.parent = parent;
        this.line = line;
        this.timeoutNanos = timeoutNanos;
        this.interruptible = interruptible;
        this.label = label;
        this.deliverOn = deliverOn;
        this.order = order;
        this.endsUnlocked = line.parent == null && order == null && door.carrier.ownsThreads();
        this.isPlain = endsUnlocked
                && door.pendingTimeoutNanos == 0
                && (timeoutNanos == 0 || door.carrier instanceof OwnThreads);
        this.isCoarse = isPlain && timeoutNanos == 0 && door.overflow.mode != Overflow.Mode.DROP_OLDEST;
    }

    View within(long nanos) {
        long shorter = timeoutNanos == 0 ? nanos : Math.min(nanos, timeoutNanos);
        return new View(door, this, line, shorter, interruptible, label, deliverOn, order);
    }

    View limitedTo(String name, int limit) {
        Line queue = queue();
        int maxPending = door.maxPending(queue);
        return on(new Line(door, name, line, limit, maxPending));
    }

    /** A view that knows which calls are its own. */
    View counting() {
        return on(Line.counting(line));
    }

    private View on(Line other) {
        return new View(door, this, other, timeoutNanos, interruptible, label, deliverOn, order);
    }

    View deliverOn(Executor executor) {
        return new View(door, this, line, timeoutNanos, interruptible, label, new DeliverOn(door, executor), order);
    }

    View uninterruptible() {
        return new View(door, this, line, timeoutNanos, false, label, deliverOn, order);
    }

    View labelled(String text) {
        return new View(door, this, line, timeoutNanos, interruptible, text, deliverOn, order);
    }

    View keyed(Object key) {
        return ordered(line, door.keys.of(key));
    }

    /** A view with a line for one call at a time. */
    View serial(int maxPending, Turns turns) {
        return ordered(Line.serial(line, maxPending), () -> turns);
    }

    private View ordered(Line other, Order turns) {
        return new View(door, this, other, timeoutNanos, interruptible, label, deliverOn, turns);
    }

    /** When a call through this view is submitted: as exact as there is a use for that. */
    long nanoTime() {
        return isCoarse ? door.coarseNanoTime() : door.carrier.nanoTime();
    }

    boolean isRoot() {
        return parent == null;
    }

    Line queue() {
        return line.queue();
    }

    boolean isUnder(View other) {
        for (View view = this; view != null; view = view.parent) {
            if (view == other) {
                return true;
            }
        }
        return false;
    }

    /** Whether it, or a view that it is a view of, was closed; the door itself has its own word for that. */
    boolean isClosed() {
        for (View view = this; view != null; view = view.parent) {
            if (view.closed) {
                return true;
            }
        }
        return false;
    }

    /** Under the door's lock. */
    void setClosed() {
        closed = true;
    }

    /** This, with what the current thread's context is. Runs code of the user's: under no lock. */
    Setting inCallersContext() {
        Snapshot context = door.contexts.capture();
        return context == null ? this : context == MdcCapture.EMPTY ? inEmptyMdc : new InContext(this, context);
    }

    /** A call through this view, not submitted yet, with what the current thread's context is. */
    <T extends @Nullable Object> Call<T> newCall(Callable<? extends T> body) {
        Setting setting = inCallersContext();
        return order == null ? new Call<>(this, setting, body) : new OrderedCall<>(this, setting, body);
    }

    <T extends @Nullable Object> Call<T> submit(Callable<? extends T> body) {
        Call<T> call = newCall(body);
        submit(call);
        return call;
    }

    /** A call through this view. */
    void submit(Call<?> call) {
        if (!isPlain || !door.admission.submitUnlocked(this, call)) {
            door.admission.submit(call);
        }
    }

    @Override
    Executor plain() {
        return deliverOn != null ? deliverOn : Trampoline.HERE;
    }

    @Override
    Executor async() {
        return deliverOn != null ? deliverOn : door.delivery;
    }

    @Override
    View view() {
        return this;
    }

    @Override
    Carrier carrier() {
        return door.carrier;
    }

    @Override
    public String toString() {
        return door.roster.describe(this)
                + (label == null ? "" : ", labelled " + label)
                + (deliverOn == null ? "" : ", delivering on " + deliverOn);
    }
}
