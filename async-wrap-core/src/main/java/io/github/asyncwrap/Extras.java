package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What only some calls have, so that the others need not have room for it. */
final class Extras {
    static final VarHandle STOPPED;
    static final VarHandle LATE;
    static final VarHandle WAITERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STOPPED = lookup.findVarHandle(Extras.class, "stopped", Stopped.class);
            LATE = lookup.findVarHandle(Extras.class, "late", Object.class);
            WAITERS = lookup.findVarHandle(Extras.class, "waiters", Waiters.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Made when somebody asks for it. */
    volatile @Nullable Stopped stopped;

    /** A consumer of a value that comes too late, or such a value; see {@link LateValue}. */
    @SuppressWarnings("UnusedVariable") // by the VarHandle
    private volatile @Nullable Object late;

    /** The threads that wait for the outcome. */
    volatile @Nullable Waiters waiters;

    // Written under the door's lock.

    /** How the body is stopped, the innermost one first; read without the lock to see whether there is any. */
    volatile @Nullable Cancellation cancellation;

    /** For the outcome; once the call is detached, for its body's return. Read without the lock by a body that ends. */
    volatile @Nullable Deadline deadline;

    @Nullable
    Deadline startDeadline;

    /** Whose thread waits for room. */
    @Nullable
    Thread submitter;

    /**
     * Creates one.
     *
     * @param deadline what the call had in its place
     */
    Extras(@Nullable Deadline deadline) {
        this.deadline = deadline;
    }
}
