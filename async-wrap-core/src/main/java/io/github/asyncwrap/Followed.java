package io.github.asyncwrap;

import java.util.ArrayList;
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

    /** Under the lock. One that is about to be removed does not count: a callback of it may be closing the door. */
    boolean areOver() {
        open.removeIf(AsyncFuture::isSettled);
        return open.isEmpty();
    }

    /** Under the lock: those whose body has ended, so that nothing else ends them. */
    List<FlatFuture<?>> withoutBody() {
        List<FlatFuture<?>> left = new ArrayList<>();
        for (FlatFuture<?> future : open) {
            if (!future.isSettled() && future.hasNoBody()) {
                left.add(future);
            }
        }
        return left;
    }
}
