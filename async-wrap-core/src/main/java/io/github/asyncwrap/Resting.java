package io.github.asyncwrap;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What threads do for a moment before they park or go home, so that nobody has to wake them: runners that have nothing
 * to do, and those who wait for an outcome. Only where the threads are our own and there is more than one core
 * ({@link Door#ownsCores}).
 *
 * <p>One runner <em>lingers</em>: it spins for {@link #LINGER_NANOS}, and so the next call wakes no thread. A runner whose
 * bodies take next to no time becomes the <em>lead</em> and runs alone, as a second one would only take cache lines
 * away from it; one other <em>stands by</em>, parked, and looks now and then whether a body holds the lead up.
 *
 * <p>The figures were found by measuring (W1 and W3 of the benchmarks), on two cores: waking a parked thread takes 10 to
 * 60 µs and costs the waker 5 to 8, a body that is worth a second thread takes about half a microsecond.
 */
final class Resting {
    /** So many bodies a runner begins before it is looked at how long they took. */
    private static final int PACE = 64;

    /** Bodies that take less, with all that goes with them, are run faster by one thread than by two. */
    private static final long BRISK_NANOS = 500;

    private static final long LINGER_NANOS = 40_000;
    private static final long STANDBY_NANOS = 200_000;

    /** So often the one that stands by looks in vain before it goes home. */
    private static final int STANDBY_LOOKS = 5;

    /** For so long a thread spins that waits for an outcome. */
    private static final long SPIN_NANOS = 20_000;

    /** Whoever looks at each call that a runner is about to end takes its cache line away again and again. */
    private static final long GLANCE_NANOS = 5_000;

    /** So often a thread that spins pauses before it looks at the clock, for about a microsecond. */
    private static final int PAUSES = 16;

    private final Door door;
    private final Line line;

    // Guarded by the door's lock.

    private @Nullable Runner lingering;
    private @Nullable Runner lead;
    private @Nullable Runner standby;

    /** How many looks of the one that stands by may still be in vain. */
    private int looksLeft;

    /** The calls that had been taken when it looked last. */
    private long takenBefore;

    /** Set under the lock, for the one that lingers, if a call comes into the line by way of it. */
    private volatile boolean news;

    Resting(Door door, Line line) {
        this.door = door;
        this.line = line;
    }

    /** Under the lock: whether somebody rests who will look for calls by himself. */
    boolean isSomebodyLooking() {
        return lingering != null || hasStandby();
    }

    /** Under the lock: whether there is a lead, and one that stands by. */
    boolean hasStandby() {
        return lead != null && standby != null;
    }

    /** Under the lock: whether a runner may take what there is, or would be in the way of the lead. */
    boolean mayTake(Runner runner) {
        return lead == null || lead == runner;
    }

    /** Under the lock: whether a runner may take calls without anybody's knowing at once. */
    boolean runsAlone(Runner runner) {
        return line.limit == 1 ? door.carrier.ownsThreads() : lead == runner && standby != null;
    }

    /** Under the lock: a call has come into the line. */
    void tell() {
        if (lingering != null) {
            news = true;
        }
    }

    /** Under the lock: a runner has begun so many more bodies. */
    void pace(Runner runner) {
        if (!door.ownsCores || line.limit == 1) {
            runner.sincePaced = 0;
        }
        if (runner.sincePaced < PACE) {
            return;
        }
        long now = System.nanoTime();
        boolean brisk = now - runner.pacedAt < runner.sincePaced * BRISK_NANOS;
        runner.pacedAt = now;
        runner.sincePaced = 0;
        if (brisk && lead == null) {
            lead = runner;
        } else if (!brisk && lead == runner) {
            lead = null;
        }
    }

    /** Under the lock: a runner has no call; whether it rests, or else is to be counted out. */
    boolean rest(Runner runner, boolean mayLinger) {
        if (!mayTake(runner) && !line.isEmpty()) {
            if (standby == null) {
                standby = runner;
                looksLeft = STANDBY_LOOKS;
                takenBefore = door.slots.taken() - PACE; // the first look is for the lead
                runner.rest = Runner.Rest.STANDBY;
            }
        } else if (mayLinger && door.ownsCores && lingering == null && !door.isClosed()) {
            lingering = runner;
            news = false;
            runner.rest = Runner.Rest.LINGER;
        }
        return runner.rest != Runner.Rest.NONE;
    }

    /** Under the lock: a runner is counted no more. */
    void left(Runner runner) {
        lead = lead == runner ? null : lead;
    }

    /** The runner that lingers does so, without the lock. */
    void linger() {
        long start = System.nanoTime();
        while (!hasNews() && System.nanoTime() - start < LINGER_NANOS) {
            for (int pauses = PAUSES; pauses > 0 && !hasNews(); pauses--) {
                Thread.onSpinWait();
            }
            giveWay();
        }
    }

    private boolean hasNews() {
        return news || door.inbox.hasCalls();
    }

    /** Under the lock: the runner that lingered does so no more. */
    void lingered() {
        lingering = null;
    }

    /** The runner that stands by does so for a while, without the lock. */
    void standBy() {
        LockSupport.parkNanos(this, STANDBY_NANOS);
    }

    /** Under the lock: whether the runner that stands by is to do so no more; then it does not. */
    boolean endsStandby() {
        boolean goesOn = door.slots.taken() - takenBefore >= PACE;
        if (goesOn) {
            looksLeft = STANDBY_LOOKS;
        } else if (!line.isEmpty()) {
            lead = null; // a body holds it up
        }
        takenBefore = door.slots.taken();
        boolean ends = lead == null || --looksLeft < 0 || door.slots.areTooMany();
        standby = ends ? null : standby;
        return ends;
    }

    /** A thread that waits for a call spins for a moment, if it is likely to be worth that. */
    void spinUntil(Call<?> call, long nanos) {
        if (!door.ownsCores) {
            return;
        }
        long most = Math.min(nanos, SPIN_NANOS);
        boolean stares = door.inbox.isAlone(); // then there is no other call whose line it could take away
        long start = System.nanoTime();
        long glanced = start;
        for (long now = start; now - start < most; now = System.nanoTime()) {
            if (now - glanced >= GLANCE_NANOS) {
                if (call.isSettled()) {
                    return;
                }
                glanced = now;
            }
            for (int pauses = PAUSES; pauses > 0; pauses--) {
                if (stares && call.isSettled()) {
                    return;
                }
                Thread.onSpinWait();
            }
            giveWay();
        }
    }

    /** A thread that spins lets others have its core, the one for which it waits among them. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it but how much time is lost
    private static void giveWay() {
        Thread.yield();
    }
}
