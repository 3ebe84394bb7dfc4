package io.github.asyncwrap.observe;

import io.github.asyncwrap.Carrier;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log and the listener, one report after another in the order in which they were given, on a hand. Whoever puts
 * in the first one of a row asks for the hand, which works until it has counted all of them.
 *
 * <p>Bounded: a blockage for which there is no room is left out, its end too; the end of one that was told is always told.
 */
final class Reports {
    /** So many blockages, with an end each. */
    private static final int ROOM = 2 * 64;

    private static final Logger LOG = LoggerFactory.getLogger(LoopMonitor.class);

    private final Carrier carrier;
    private final @Nullable LoopListener listener;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean threw = new AtomicBoolean();
    private final AtomicBoolean leftOut = new AtomicBoolean();
    private final Runnable tellAll = this::tellAll; // made once: in a row that is counted there may be no memory for it
    private volatile boolean closed;

    Reports(Carrier carrier, @Nullable LoopListener listener) {
        this.carrier = carrier;
        this.listener = listener;
    }

    /** Whether there is room for it. */
    boolean blocked(BlockedLoop loop) {
        if (count.get() >= ROOM) {
            if (leftOut.compareAndSet(false, true)) {
                carrier.hand(() -> sayLeftOut(loop)); // this may be the loop
            }
            return false;
        }
        add(() -> {
            LOG.warn(
                    "{} - the event loop is blocked, for {} ms by now, on thread {} at {}: nothing else runs there"
                            + " meanwhile; let an AsyncWrapper make the blocking call, or cut long work into pieces",
                    loop.name(),
                    loop.late().toMillis(),
                    loop.thread() == null ? "(not known before the first heartbeat)" : loop.thread(),
                    where(loop));
            LOG.debug("The whole stack: {}", loop);
            if (listener != null) {
                listener.blocked(loop);
            }
        });
        return true;
    }

    /** The user's line, and what it called in the end: that tells a wait from long work. */
    private static String where(BlockedLoop loop) {
        StackTraceElement cause = loop.cause();
        if (cause == null) {
            return "(no stack: it has gone on, or left that thread)";
        }
        StackTraceElement innermost = loop.stack().get(0);
        String line = method(cause) + "(" + cause.getFileName() + ":" + cause.getLineNumber() + ")";
        return cause.equals(innermost) ? line : line + " (in " + method(innermost) + ")";
    }

    /** Without the loader and the module, which a frame of another thread tells as well. */
    private static String method(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }

    private void sayLeftOut(BlockedLoop loop) {
        LOG.warn(
                "{} - blockages are left out: {} of them wait for the listener {} to return; let it hand over what takes"
                        + " long (said once)",
                loop.name(),
                ROOM / 2,
                listener);
    }

    void unblocked(BlockedLoop loop, long nanos) {
        Duration length = Duration.ofNanos(nanos);
        add(() -> {
            LOG.info("{} - the event loop goes on, after {} ms", loop.name(), length.toMillis());
            if (listener != null) {
                listener.unblocked(loop, length);
            }
        });
    }

    void refused(String name, Throwable reason) {
        add(() -> {
            closed = true; // also to a blockage that was noticed at the same moment
            LOG.warn(
                    "{} - the loop monitor has ended: no heartbeat could be sent ({}); close the monitor before the loop,"
                            + " and watch a new loop anew",
                    name,
                    reason.toString());
            if (listener != null) {
                listener.refused(name, reason);
            }
        });
    }

    /** Nothing more is told, but for what is being told at this moment. */
    void close() {
        closed = true;
    }

    private void add(Runnable report) {
        waiting.add(report);
        if (count.getAndIncrement() == 0) {
            carrier.hand(tellAll);
        }
    }

    private void tellAll() {
        do {
            Runnable report = waiting.remove(); // it is put in before it is counted
            if (!closed) {
                tell(report);
            }
        } while (count.decrementAndGet() > 0);
    }

    private void tell(Runnable report) {
        try {
            report.run();
        } catch (Throwable thrown) {
            if (threw.compareAndSet(false, true)) {
                LOG.error("The listener {} threw; the monitor is not harmed (said once).", listener, thrown);
            }
        }
    }
}
