package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait until a call would be admitted to a line, first come, first told. One is told at a time, and the next
 * one only when the callbacks of the former have run and there is still room: a place is offered to one, not to all.
 *
 * <p>{@code telling} is set by whoever finds room and somebody waiting, under the lock, and cleared under the lock by
 * the teller when it finds nobody or no room. So there is one teller, and whoever comes later either sees it or is seen.
 */
final class ReadyLine {
    private final Line line;

    // Guarded by the door's lock.
    private @Nullable Set<Waiter> waiters;
    private boolean telling;

    ReadyLine(Line line) {
        this.line = line;
    }

    /** Under the lock. */
    boolean isEmpty() {
        return waiters == null || waiters.isEmpty();
    }

    AsyncFuture<Void> add(View view) {
        Door door = line.door;
        Setting setting = view.inCallersContext();
        Measured refused;
        door.lock.lock();
        try {
            AsyncRejectedException.Reason reason = null;
            if (door.isClosed() || view.isClosed()) {
                reason = AsyncRejectedException.Reason.CLOSED;
            } else if (line.hasRoom() && isEmpty() && !telling) {
                return AsyncFuture.completedVoid(setting);
            } else if (line.maxPending <= (waiters == null ? 0 : waiters.size())) {
                reason = AsyncRejectedException.Reason.FULL;
            }
            if (reason == null) {
                if (waiters == null) {
                    waiters = new LinkedHashSet<>();
                }
                Waiter waiter = new Waiter(view, setting, this);
                waiters.add(waiter);
                look();
                line.note();
                return waiter;
            }
            refused = Measured.ofRefusal(view, reason);
        } finally {
            door.unlock();
        }
        return AsyncFuture.failed(setting, new AsyncRejectedException(refused, null));
    }

    /** Under the lock: starts to tell, if there is somebody to be told and nobody tells. */
    void look() {
        if (!telling && !isEmpty() && line.hasRoom()) {
            telling = true;
            line.door.afterUnlock(this::tell);
        }
    }

    /** Tells one waiter, and comes back behind its callbacks. */
    private void tell() {
        Waiter first = null;
        line.door.lock.lock();
        try {
            if (line.hasRoom() && waiters != null && !waiters.isEmpty()) {
                first = waiters.iterator().next();
                waiters.remove(first);
            } else {
                telling = false;
            }
            line.note();
        } finally {
            line.door.unlock();
        }
        if (first != null) {
            Waiter told = first;
            told.view.async().execute(() -> {
                Trampoline.runThrough(told::tell);
                if (told.view.plain() == Trampoline.HERE) {
                    tell();
                } else {
                    // An executor that runs one task after another has run the callbacks when it comes to this.
                    told.view.async().execute(this::tell);
                }
            });
        }
    }

    /** Under the lock, of a door or view that closes: takes out the waiters that came through that view. */
    List<Waiter> removeOf(View closed) {
        List<Waiter> removed = new ArrayList<>();
        if (waiters != null) {
            waiters.removeIf(waiter -> waiter.view.isUnder(closed) && removed.add(waiter));
        }
        return removed;
    }

    private void forget(Waiter waiter) {
        line.door.lock.lock();
        try {
            if (waiters != null) {
                waiters.remove(waiter);
            }
            line.note();
        } finally {
            line.door.unlock();
        }
    }

    /** One who waits. Whoever completes or cancels it takes it out of the line. */
    static final class Waiter extends AsyncFuture<Void> {
        private final View view;

        private Waiter(View view, Setting setting, ReadyLine line) {
            super(setting);
            this.view = view;
            whenDone((value, failure) -> line.forget(this));
        }

        @SuppressWarnings("NullAway") // a Void has no other value
        private void tell() {
            complete(null);
        }
    }
}
