package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The futures of a door that follow a stage which a body gives, see {@link FlatFuture}. When the body is off, no call is
 * open for them any more; so whoever closes the door finds them here, waits for them, and ends those that are late.
 */
final class Followed {
    private final Door door;

    /** Guarded by the door's lock. */
    private final Set<FlatFuture<?>> open = new LinkedHashSet<>();

    Followed(Door door) {
        this.door = door;
    }

    /** One comes, before its call does: no closer must miss it. */
    void add(FlatFuture<?> future) {
        door.lock.lock();
        try {
            open.add(future);
        } finally {
            door.unlock();
        }
    }

    /** One has an outcome. */
    void remove(FlatFuture<?> future) {
        door.lock.lock();
        try {
            if (open.remove(future)) {
                door.changed();
            }
        } finally {
            door.unlock();
        }
    }

    /**
     * Under the lock: whether all have an outcome, but for those with one of these bodies. One that is about to be removed
     * does not count: a callback of it may be closing the door. Each is taken out once, so a close that waits for many
     * does not look at all of them each time.
     */
    boolean areOver(List<Call<?>> inside) {
        for (Iterator<FlatFuture<?>> each = open.iterator(); each.hasNext(); ) {
            FlatFuture<?> future = each.next();
            if (future.isSettled()) {
                each.remove();
            } else if (!future.isOf(inside)) {
                return false;
            }
        }
        return true;
    }

    /** Under the lock: ends those whose body gave a stage, so that nothing else will; gives what publishes that. */
    List<Runnable> cut() {
        List<Runnable> publications = new ArrayList<>();
        for (FlatFuture<?> future : open) {
            Measured measured = future.decideCut();
            if (measured != null) {
                publications.add(() -> future.cut(measured));
            }
        }
        return publications;
    }
}
