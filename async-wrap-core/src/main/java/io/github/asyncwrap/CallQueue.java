package io.github.asyncwrap;

import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list of calls, threaded through the calls themselves, so that a place costs no allocation and any
 * call leaves in O(1). A call is in at most one list at a time. Guarded by the door's lock.
 *
 * <p>A call that leaves lets go of its neighbours at once: a removed call must keep nobody else reachable.
 */
final class CallQueue {
    private @Nullable Call<?> first;
    private @Nullable Call<?> last;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return first == null;
    }

    void addLast(Call<?> call) {
        insert(last, call, null);
    }

    void addFirst(Call<?> call) {
        insert(null, call, first);
    }

    private void insert(@Nullable Call<?> before, Call<?> call, @Nullable Call<?> after) {
        call.previous = before;
        call.next = after;
        if (before == null) {
            first = call;
        } else {
            before.next = call;
        }
        if (after == null) {
            last = call;
        } else {
            after.previous = call;
        }
        size++;
    }

    @Nullable
    Call<?> peekFirst() {
        return first;
    }

    @Nullable
    Call<?> peekLast() {
        return last;
    }

    @Nullable
    Call<?> pollFirst() {
        Call<?> call = first;
        if (call != null) {
            remove(call);
        }
        return call;
    }

    /** Takes out a call that is in this list. */
    void remove(Call<?> call) {
        Call<?> before = call.previous;
        Call<?> after = call.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        call.previous = null;
        call.next = null;
        size--;
    }
}
