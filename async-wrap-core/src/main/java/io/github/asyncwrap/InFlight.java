package io.github.asyncwrap;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a {@link Mapping} that have no outcome yet, in the order in which they were made. Guarded by the lock of
 * the mapping; each call is in one list at most, which lives in the calls.
 */
final class InFlight {
    private @Nullable MappedCall oldest;
    private @Nullable MappedCall newest;

    void add(MappedCall call) {
        call.older = newest;
        if (newest == null) {
            oldest = call;
        } else {
            newest.newer = call;
        }
        newest = call;
    }

    void remove(MappedCall call) {
        MappedCall before = call.older;
        MappedCall after = call.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        call.older = null;
        call.newer = null;
    }

    /** A copy. */
    List<MappedCall> newestFirst() {
        List<MappedCall> calls = new ArrayList<>();
        for (MappedCall call = newest; call != null; call = call.older) {
            calls.add(call);
        }
        return calls;
    }

    @Nullable
    MappedCall oldestPending() {
        MappedCall call = oldest;
        while (call != null && !call.isPending()) {
            call = call.newer;
        }
        return call;
    }
}
