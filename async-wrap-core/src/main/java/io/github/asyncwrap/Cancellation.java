package io.github.asyncwrap;

import com.google.common.util.concurrent.Uninterruptibles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a body is stopped that does not react to an interrupt, as most socket calls do not: the body says it itself, for
 * the block in which it is so.
 *
 * <pre>{@code
 * db.call(() -> {
 *   try (var stop = Cancellation.onCancel(httpCall::cancel)) {
 *     return httpCall.execute();
 *   }
 * });
 * }</pre>
 *
 * <p>The action runs once if the call is cancelled with {@code cancel(true)}, timed out, completed from outside, or cut
 * off by {@code close} while its body is inside the block; at once, before {@code onCancel} returns, if that has
 * happened already; and never after the block: {@link #close()} waits for an action that has begun. So an action must
 * not wait for its body. {@code cancel(false)} leaves a running body alone, also here.
 *
 * <p><b>Threads.</b> The action runs on a thread of the library with no lock held, not on the one that cancels; if it is
 * late for that, on the body's. Several actions of nested blocks each run by themselves, the innermost first to start.
 * An exception that an action throws is logged and harms nothing. The interrupt, if the view is interruptible, comes as
 * well; under {@link AsyncWrapper#uninterruptible()} the action is the only signal.
 */
public final class Cancellation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncWrapper.class);

    /** Neither used nor over; then a latch once the action runs, or {@link #OVER} if it never will. */
    private static final @Nullable Object WAITING = null;

    private static final Object OVER = new Object();
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Cancellation.class, "state", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final ThrowingRunnable action;

    /** The call whose body this is of; null outside a body. */
    private final @Nullable Call<?> call;

    private volatile @Nullable Object state;

    /** The one around it; guarded by the door's lock. */
    private @Nullable Cancellation outer;

    private Cancellation(ThrowingRunnable action, @Nullable Call<?> call) {
        this.action = action;
        this.call = call;
    }

    /**
     * Says how the body that the current thread is in is stopped. Outside a body it does nothing. In a body that is run
     * in place for another one it concerns the inner one.
     *
     * @param action stops what the body waits for; must not wait for the body
     * @return ends the block; to be closed by the same thread, the innermost one first
     */
    public static Cancellation onCancel(ThrowingRunnable action) {
        Call<?> call = Trampoline.innermostBody();
        Cancellation added = new Cancellation(Objects.requireNonNull(action, "action"), call);
        if (call != null && !added.add(call)) {
            added.run();
            added.awaitRun(); // a hand may have been quicker
        }
        return added;
    }

    /** False if the body has been told to stop already. */
    private boolean add(Call<?> to) {
        Door door = to.door();
        door.lock.lock();
        try {
            outer = to.cancellation();
            to.extras().cancellation = this;
            return !to.isSignalled();
        } finally {
            door.unlock();
        }
    }

    /** Runs all actions of a body that has been told to stop. */
    static void runAll(Call<?> call) {
        List<Cancellation> all = new ArrayList<>();
        Door door = call.door();
        door.lock.lock();
        try {
            for (Cancellation each = call.cancellation(); each != null; each = each.outer) {
                all.add(each);
            }
        } finally {
            door.unlock();
        }
        all.forEach(each -> door.carrier.hand(each::run));
    }

    private void run() {
        CountDownLatch running = new CountDownLatch(1);
        if (!STATE.compareAndSet(this, WAITING, running)) {
            return;
        }
        try {
            action.run();
        } catch (Throwable thrown) {
            LOG.warn("The action {} that should have stopped a body threw; the body may go on.", action, thrown);
        } finally {
            running.countDown();
        }
    }

    /**
     * Ends the block: the action will not begin any more, and if it has begun this waits for its end, whatever
     * interrupts come; they leave the flag set. Closing again does nothing.
     */
    @Override
    public void close() {
        if (call == null) {
            return;
        }
        Door door = call.door();
        door.lock.lock();
        try {
            remove(call);
        } finally {
            door.unlock();
        }
        STATE.compareAndSet(this, WAITING, OVER);
        awaitRun();
    }

    private void awaitRun() {
        if (state instanceof CountDownLatch running) {
            Uninterruptibles.awaitUninterruptibly(running);
        }
    }

    private void remove(Call<?> from) {
        if (from.cancellation() == this) {
            from.extras().cancellation = outer;
        } else {
            for (Cancellation each = from.cancellation(); each != null; each = each.outer) {
                if (each.outer == this) {
                    each.outer = outer;
                    return;
                }
            }
        }
    }
}
