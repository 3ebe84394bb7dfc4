package io.github.asyncwrap;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a body on the thread of somebody who waits for it anyway: of its submitter under {@code callerRuns}, of a body
 * that asks for its outcome. It needs no slot: a caller has none to give, and a body that waits shares its own.
 *
 * <p>A body further out on the same thread is {@linkplain Call#suspend suspended} meanwhile, with the callbacks that the
 * inner outcome sets off: an interrupt for the outer one comes when they have ended, one for the inner one is cleared
 * before the outer one goes on. A flag that nobody here caused is left as it is.
 */
final class InPlace {
    /**
     * So many frames of {@link #touch} must fit on the stack: 32 KB where that is compiled, 100 KB where it is
     * interpreted (57 and 180 bytes each, measured on HotSpot 17 and 25). What we do around a body needs a tenth of it,
     * but the first time classes are loaded for it, and a warning may be logged.
     */
    private static final int FRAMES = 560;

    private InPlace() {}

    /**
     * Throws a StackOverflowError if there is little stack left: bodies that run bodies in place end that way, and then
     * it should happen here, where nothing has begun yet.
     */
    static void requireStack() {
        long unused = touch(FRAMES, 1, 2, 3, 4);
    }

    /** What is used after the call must be kept in the frame: else a compiled one is all but empty. */
    private static long touch(int frames, long a, long b, long c, long d) {
        return frames == 0 ? 0 : (a ^ b ^ c ^ d) + touch(frames - 1, a + 1, b + 1, c + 1, d + 1) + a + b + c + d;
    }

    /** Runs a call that this thread has {@linkplain Slots#takeInPlace taken}. */
    static <T extends @Nullable Object> void run(Call<T> call) {
        Call<?> outer = Trampoline.innermostBody();
        CallState.Suspension suspension = outer == null ? CallState.Suspension.NONE : outer.suspend();
        Trampoline here = Trampoline.install();
        try {
            Callable<? extends T> body = call.beginBody(call.view().door.carrier.nanoTime());
            if (body != null) {
                runBody(call, body, here);
            } else {
                skip(call);
            }
        } finally {
            here.uninstall();
            call.door().slots.retired();
            if (outer != null) {
                outer.resume(suspension);
            }
        }
    }

    /** The call was dropped before it began. */
    static void skip(Call<?> call) {
        Door door = call.door();
        door.lock.lock();
        try {
            door.slots.skipInPlace(call);
        } finally {
            door.unlock();
        }
        call.skipped();
    }

    private static <T extends @Nullable Object> void runBody(
            Call<T> call, Callable<? extends T> body, Trampoline here) {
        call.door().events.started(call);
        T value = null;
        Throwable failure = null;
        here.enterBody(call);
        try {
            value = call.run(body);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            here.leaveBody();
        }
        if (value != null) {
            call.door().futureResults.isOrdinary(call, value);
        }
        OutcomeKind kind = kindOf(failure);
        Door.Ended ended;
        do {
            call.awaitInterrupt();
            boolean ours = call.interruptDelivered();
            if (ours) {
                Thread.interrupted();
            }
            ended = call.door().slots.inPlaceEnded(call, kind, ours);
        } while (ended == Door.Ended.AGAIN);
        call.task = null;
        here.publishing(call.door()); // a callback that closes the door must not wait for this thread
        if (ended == Door.Ended.BY_BODY) {
            call.publishOwn(value, failure, kind);
        } else {
            call.returned(value, failure);
        }
        here.drain();
    }

    static OutcomeKind kindOf(@Nullable Throwable failure) {
        return failure == null
                ? OutcomeKind.SUCCEEDED
                : failure instanceof CancellationException ? OutcomeKind.CANCELLED : OutcomeKind.FAILED;
    }
}
