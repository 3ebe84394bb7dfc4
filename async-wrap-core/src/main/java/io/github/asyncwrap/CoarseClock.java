package io.github.asyncwrap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The clock for figures that nobody reads more finely than in milliseconds: what an error says of a call that waited for
 * nothing. It costs a look at memory, where {@link System#nanoTime} costs as much as all else of a submission. It is
 * never ahead of that, and behind by a millisecond, or by as long as the timer thread is kept from its core.
 *
 * <p>It ticks as long as somebody asks. A tick for which nobody has asked for a while stops it, and looks once more
 * whether somebody has; whoever finds it stopped starts it.
 */
final class CoarseClock {
    private static final long TICK_NANOS = 1_000_000;

    /** So many ticks for nobody. */
    private static final int IDLE_TICKS = 50;

    private static final VarHandle ASKED;
    private static final VarHandle NOW;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ASKED = lookup.findStaticVarHandle(CoarseClock.class, "asked", boolean.class);
            NOW = lookup.findStaticVarHandle(CoarseClock.class, "now", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** It does not tick. */
    private static final long STOPPED = Long.MIN_VALUE;

    private static volatile long now = STOPPED;

    @SuppressWarnings("UnusedVariable") // by the VarHandle
    private static boolean asked;

    /** Of whoever starts it, then of the timer thread. */
    private static int idle;

    private CoarseClock() {}

    static long nanoTime() {
        if (!(boolean) ASKED.getOpaque()) {
            ASKED.setVolatile(true);
        }
        long seen = now;
        return seen == STOPPED ? start() : seen;
    }

    private static long start() {
        long precise = System.nanoTime();
        if (NOW.compareAndSet(STOPPED, precise)) {
            idle = 0;
            tickLater();
        }
        return precise;
    }

    private static void tickLater() {
        try {
            Runnable unused = House.schedule(CoarseClock::tick, TICK_NANOS);
        } catch (Throwable noThread) {
            now = STOPPED; // no memory for the timer's thread: the next one tries again
        }
    }

    private static void tick() {
        now = System.nanoTime();
        idle = (boolean) ASKED.getAndSet(false) ? 0 : idle + 1;
        if (idle < IDLE_TICKS) {
            tickLater();
            return;
        }
        now = STOPPED;
        if ((boolean) ASKED.getVolatile()) {
            long unused = start();
        }
    }
}
