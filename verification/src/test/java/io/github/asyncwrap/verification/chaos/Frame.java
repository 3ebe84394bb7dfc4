package io.github.asyncwrap.verification.chaos;

import org.jspecify.annotations.Nullable;

/**
 * What the test is doing on a thread, so that a body knows whether it has a slot of its own, and everybody whether an
 * interrupt flag may be somebody else's.
 *
 * <p>A body has a slot unless its thread is in a submission (then its submitter runs it, under {@code callerRuns}) or in
 * another body (then that one waits for it, and runs it in place).
 */
final class Frame {
    private static final ThreadLocal<@Nullable Frame> CURRENT = new ThreadLocal<>();

    enum Kind {
        /** A thread of the test's. */
        THREAD,
        SUBMISSION,
        BODY
    }

    private final @Nullable Frame outer;
    private final Kind kind;

    /** Somebody has set the thread's flag who is not the wrapper. */
    private boolean foreignFlag;

    private Frame(@Nullable Frame outer, Kind kind) {
        this.outer = outer;
        this.kind = kind;
        this.foreignFlag = outer != null && outer.foreignFlag; // what runs in place finds it as it is
    }

    static Frame enter(Kind kind) {
        Frame entered = new Frame(CURRENT.get(), kind);
        CURRENT.set(entered);
        return entered;
    }

    void exit() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /** Whether nobody is on this thread, further out, but the wrapper: a body that begins now has a slot of its own. */
    static boolean isFree() {
        for (Frame frame = CURRENT.get(); frame != null; frame = frame.outer) {
            if (frame.kind != Kind.THREAD) {
                return false;
            }
        }
        return true;
    }

    /** Sets the flag of this thread, as code that knows nothing of the wrapper may do. */
    static void leaveFlag() {
        for (Frame frame = CURRENT.get(); frame != null; frame = frame.outer) {
            frame.foreignFlag = true;
        }
        Thread.currentThread().interrupt();
    }

    boolean hasForeignFlag() {
        return foreignFlag;
    }

    /** Whether the thread is interrupted, and not by such code. */
    static boolean isFlaggedByTheWrapper() {
        Frame current = CURRENT.get();
        return Thread.currentThread().isInterrupted() && (current == null || !current.foreignFlag);
    }

    /** Of a thread of the test's: takes the flag away; whether the wrapper had left it. */
    boolean clearFlag() {
        boolean left = Thread.interrupted() && !foreignFlag;
        foreignFlag = false;
        return left;
    }
}
