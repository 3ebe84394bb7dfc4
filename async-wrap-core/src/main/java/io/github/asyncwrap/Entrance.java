package io.github.asyncwrap;

import io.github.asyncwrap.AsyncRejectedException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Closes a view, or with the door's own view the door: from then on nobody comes in through it, and those who waited to
 * come in (submitters, waiters of {@code ready()}) are refused.
 */
final class Entrance {
    private final Door door;
    private final List<Runnable> refusals = new ArrayList<>();

    private Entrance(Door door) {
        this.door = door;
    }

    /** Under the lock; {@link #publish} without it. */
    static Entrance close(View view) {
        Entrance closed = new Entrance(view.door);
        closed.refuse(view);
        return closed;
    }

    private void refuse(View view) {
        view.setClosed();
        door.refusing = true; // a place that comes free meanwhile is for those who stay
        List<Line> all = new ArrayList<>(door.lines);
        all.add(door.line);
        for (Line line : all) {
            for (Call<?> call = line.blocked.peekFirst(); call != null; ) {
                Call<?> next = call.next;
                if (call.view().isUnder(view)) {
                    refuse(call, door.dropPending(call, Reason.CLOSED));
                }
                call = next;
            }
            line.ready.removeOf(view).forEach(waiter -> refuse(waiter, Measured.ofRefusal(view, Reason.CLOSED)));
        }
        door.refusing = false;
        all.forEach(Line::letIn);
        List.copyOf(door.orders).forEach(Turns::pass); // who waits for others to come waits in vain
    }

    private void refuse(Call<?> call, Measured measured) {
        refusals.add(() -> call.refuseElsewhere(measured, null));
    }

    private void refuse(ReadyLine.Waiter waiter, Measured measured) {
        AsyncRejectedException refusal = new AsyncRejectedException(measured, null);
        refusals.add(() ->
                Trampoline.runAndHandTo(waiter.ownSetting().async(), () -> waiter.completeExceptionally(refusal)));
    }

    void publish() {
        refusals.forEach(Runnable::run);
    }
}
