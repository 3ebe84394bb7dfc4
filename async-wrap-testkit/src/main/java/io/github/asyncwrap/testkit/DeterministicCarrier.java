package io.github.asyncwrap.testkit;

import io.github.asyncwrap.Carrier;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads and time under the test's control: bodies, timers and callbacks of a wrapper run one at a time, in an order that
 * is always the same, on a clock that only the test moves.
 *
 * <pre>{@code
 * DeterministicCarrier carrier = DeterministicCarrier.step();
 * AsyncWrapper db = AsyncWrapper.builder("db", 1).timeout(Duration.ofHours(1)).carrier(carrier).build();
 * AsyncFuture<String> call = db.call(() -> {
 *     carrier.sleep(Duration.ofHours(2));        // a slow backend, in no time
 *     return "row";
 * });
 * carrier.runNext();                             // the body begins, and waits
 * assertThat(db.stats().running()).isEqualTo(1);
 * carrier.advance(Duration.ofHours(1));          // its deadline passes
 * assertThat(call).isCompletedExceptionally();
 * }</pre>
 *
 * <p><b>Modes.</b>
 *
 * <ul>
 *   <li>{@link #step()}: nothing runs until the test says so, with {@link #runNext}, {@link #runAll}, {@link #advance} or
 *       {@link #await}, or until it waits for something of the wrapper ({@code join}, {@code get}, {@code close}):
 *       then one step after another runs, and time passes when there is nothing else to do. What was handed over first
 *       begins first. {@link #step(long)} chooses by a seed instead, and {@link #explore} tries many of them.
 *   <li>{@link #inline()}: as {@code step()}, but a body runs inside the call that submits it, to its end or to its first
 *       wait, so that a future is often complete when one gets it. For tests only, of code with nothing to overlap.
 *   <li>{@link #real()}: each body on a thread that runs at once, beside the others, as in production. Only the clock is
 *       the test's: timers run inside {@link #advance}, on the test's thread. Waits with a time limit of the
 *       wrapper's ({@code get(1, SECONDS)}) last as long as they say on the real clock.
 * </ul>
 *
 * <p><b>Waiting inside a body.</b> Each task has a daemon thread of its own, which may serve another task
 * afterwards and ends half a second after the last one; but for {@code real()} only one of them moves. A body gives the others their turn when it waits in {@link #sleep}, in
 * {@link #await}, in a {@link Gate}, or for anything of a wrapper on this carrier. What else blocks (a latch, a lock that
 * another body holds while it waits, a socket) keeps all others from going on: after 10 s of real time an AssertionError
 * shows where it blocks. Use {@code real()} for such bodies.
 *
 * <p><b>Threads.</b> All methods may be used from any thread; whoever drives has to be outside of the tasks. Steps that
 * several threads drive follow one another. The order is reproducible only if one thread drives and submits. A step
 * happens-before the next, and before the method that drove it returns.
 *
 * <p><b>Errors.</b> A wait that nothing could end fails with an {@code AssertionError} that shows the seed and the
 * schedule, after 10 s of real time in which no other thread brought anything. {@link #explore} shows them for any
 * failure.
 *
 * <p>What it does not do: it does not move the clock of anybody else ({@code System.nanoTime()}, {@code Thread.sleep}), it
 * does not find races between single instructions, since a task is left alone between two waits, and it does not end
 * the threads of bodies that wait for ever.
 */
public final class DeterministicCarrier implements Carrier {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ENDLESS = 100_000;
    private static final long GLANCE_NANOS = 1_000_000;

    private enum Mode {
        STEP,
        REAL,
        INLINE
    }

    private final Mode mode;
    private final int endless;
    private final VirtualClock clock = new VirtualClock();
    private final Tasks tasks;
    private final Stepper stepper;

    private DeterministicCarrier(Mode mode, @Nullable Long seed) {
        this(mode, seed, PATIENCE, PATIENCE, ENDLESS);
    }

    private DeterministicCarrier(
            Mode mode, @Nullable Long seed, Duration stepPatience, Duration idlePatience, int endless) {
        this.mode = mode;
        this.endless = endless;
        this.tasks = new Tasks(clock, seed);
        String name = mode + (seed == null ? "" : ", seed " + seed);
        this.stepper =
                new Stepper(name, mode != Mode.REAL, stepPatience.toNanos(), idlePatience.toNanos(), tasks, clock);
    }

    /**
     * Returns a carrier that runs what was handed over first, when the test says so.
     *
     * @return a new carrier
     */
    public static DeterministicCarrier step() {
        return new DeterministicCarrier(Mode.STEP, null);
    }

    /**
     * For the tests of what takes that long, or that many steps.
     *
     * @param stepPatience with a task that runs
     * @param idlePatience with a wait for which nothing can be done
     * @param endless how many steps of {@link #runAll}
     */
    static DeterministicCarrier step(Duration stepPatience, Duration idlePatience, int endless) {
        return new DeterministicCarrier(Mode.STEP, null, stepPatience, idlePatience, endless);
    }

    /**
     * Returns a carrier that chooses by a seed what runs next, when the test says so. The same seed and the same test give
     * the same order.
     *
     * @param seed of the order; any number
     * @return a new carrier
     */
    public static DeterministicCarrier step(long seed) {
        return new DeterministicCarrier(Mode.STEP, seed);
    }

    /**
     * Returns a carrier that runs each body inside the call that submits it, on another thread, to its end or to its first
     * wait. What then waits goes on as with {@link #step()}.
     *
     * @return a new carrier
     */
    public static DeterministicCarrier inline() {
        return new DeterministicCarrier(Mode.INLINE, null);
    }

    /**
     * Returns a carrier whose bodies run at once on threads of their own, while the clock stands still until the test
     * moves it.
     *
     * @return a new carrier
     */
    public static DeterministicCarrier real() {
        return new DeterministicCarrier(Mode.REAL, null);
    }

    /** A test that is played once for each seed. */
    @FunctionalInterface
    public interface Scenario {
        /**
         * Plays it.
         *
         * @param carrier a fresh one, for the wrappers of this play
         * @throws Exception whatever is wrong; so may an Error be
         */
        void play(DeterministicCarrier carrier) throws Exception;
    }

    /**
     * Plays a scenario with the seeds 1, 2, … and so in as many orders, on the calling thread.
     *
     * @param seeds how many; at least 1
     * @param scenario what to play; it makes everything anew each time
     * @throws AssertionError if a play throws, or leaves a body that waits for ever; the message tells the seed, how to
     *     play it alone, and the schedule, and the cause is what was thrown
     * @throws IllegalArgumentException if {@code seeds} is less than 1
     */
    public static void explore(int seeds, Scenario scenario) {
        explore(1, seeds, scenario);
    }

    /**
     * The same from another seed on: {@code explore(17, 1, …)} plays seed 17 alone.
     *
     * @param firstSeed the first seed
     * @param seeds how many; at least 1
     * @param scenario what to play; it makes everything anew each time
     * @throws AssertionError as {@link #explore(int, Scenario)} says
     * @throws IllegalArgumentException if {@code seeds} is less than 1
     */
    public static void explore(long firstSeed, int seeds, Scenario scenario) {
        Exploration.of(firstSeed, seeds, scenario).play();
    }

    // Driving.

    /**
     * Runs one step: the next task from its beginning, or from where it waited, to its next wait or its end. The clock
     * stands still; timers that are due are tasks, too.
     *
     * @return whether there was one
     * @throws AssertionError if the task neither ends nor waits for something of this carrier within 10 s
     * @throws IllegalStateException if a body calls this
     */
    public boolean runNext() {
        stepper.requireOutside("runNext()");
        return stepper.driveStep();
    }

    /**
     * Runs all that can run without the clock moving, and what comes of it.
     *
     * @return how many steps there were
     * @throws AssertionError as {@link #runNext}; also after 100,000 steps, since there may be no end
     * @throws IllegalStateException if a body calls this
     */
    public int runAll() {
        int steps = 0;
        while (runNext()) {
            if (++steps >= endless) {
                throw new AssertionError("no end after " + endless + " steps: does a task hand itself over again?"
                        + " Use runNext(), or await(condition). " + report());
            }
        }
        return steps;
    }

    /**
     * Lets time pass: runs all that can run, moves the clock to the next timer or sleeper, runs all again, and so on up to
     * a time that long from now, what is due then included.
     *
     * @param time how long; zero is {@link #runAll}
     * @throws AssertionError as {@link #runAll}
     * @throws IllegalArgumentException if it is negative, or would move the clock beyond 292 years
     * @throws IllegalStateException if a body calls this, which has {@link #sleep} and {@link #elapse} instead
     */
    public void advance(Duration time) {
        stepper.requireOutside("advance(" + time + ")");
        long end = clock.after("time", time);
        int unused = runAll();
        while (tasks.moveToNext(end)) {
            unused = runAll();
        }
        tasks.moveTo(end);
        unused = runAll();
    }

    /**
     * Moves the clock and runs nothing, as if all threads computed for so long, or the machine had slept. What has become
     * due runs with the next step. A body may call this.
     *
     * @param time how long
     * @throws IllegalArgumentException if it is negative, or would move the clock beyond 292 years
     */
    public void elapse(Duration time) {
        tasks.moveTo(clock.after("time", time));
    }

    /**
     * Waits until a condition holds. Outside of the bodies this drives: it runs one step after another, and lets time pass
     * when there is nothing else to do. A body waits, and the others go on.
     *
     * @param condition asked on the calling thread, after each step that may have changed it
     * @throws InterruptedException if the thread is interrupted
     * @throws AssertionError as {@link #runNext}; also if nothing is left that could make it true, for 10 s of real time
     */
    public void await(BooleanSupplier condition) throws InterruptedException {
        CarrierThread here = stepper.here();
        Object wait = new Object();
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (here == null) {
                boolean unused = stepper.drive(Long.MAX_VALUE);
            } else if (stepper.isStepped()) {
                stepper.pause(here.task, wait, Long.MAX_VALUE, true);
            } else {
                LockSupport.parkNanos(GLANCE_NANOS);
            }
        }
    }

    /**
     * Blocks as {@link Thread#sleep} does, but in virtual time: the others go on. Outside of the bodies this drives, as
     * {@link #await} does, until the time is over.
     *
     * @param time how long
     * @throws InterruptedException if the thread is interrupted; at once in virtual time
     * @throws AssertionError as {@link #runNext}
     * @throws IllegalArgumentException if it is negative, or would move the clock beyond 292 years
     */
    public void sleep(Duration time) throws InterruptedException {
        long end = clock.after("time", time);
        CarrierThread here = stepper.here();
        if (here != null && !stepper.isStepped()) {
            tasks.sleepForReal(end);
            return;
        }
        Object wait = new Object();
        while (clock.elapsed() < end || Thread.currentThread().isInterrupted()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (here == null) {
                boolean unused = stepper.drive(end - clock.elapsed());
            } else {
                stepper.pause(here.task, wait, end - clock.elapsed(), false);
            }
        }
    }

    // Looking.

    /**
     * Returns how many tasks could run now: those handed over and not begun, the timers that are due, and the sleepers whose
     * time is over. A task may be a body, a thread that runs several bodies one after another, callbacks, or an
     * interrupt on its way.
     *
     * @return the tasks; not counted are those that wait for something of the wrapper, though some of them may find that
     *     it has come; 0 with {@link #real} but for the timers
     */
    public int pendingTasks() {
        return tasks.pending();
    }

    /**
     * Returns how many tasks have begun and wait.
     *
     * @return the tasks that wait for something or sleep; with {@link #real} those that {@link #sleep}
     */
    public int waitingTasks() {
        return tasks.waiting();
    }

    /**
     * Returns how far the clock has been moved since this was made.
     *
     * @return the virtual time, zero at first
     */
    public Duration elapsed() {
        return Duration.ofNanos(clock.elapsed());
    }

    /**
     * Tells seed, clock, what is left, and the latest 500 steps: which task, when, where it was handed over.
     *
     * @return some lines for people
     */
    public String report() {
        return stepper.report();
    }

    /** Returns mode, seed, clock and counts. */
    @Override
    public String toString() {
        return stepper.toString();
    }

    // For the wrapper.

    /** Takes a task; {@link #inline} runs it, {@link #real} starts it. */
    @Override
    public void execute(Runnable task) {
        take("thread", task);
    }

    /** Takes a task, as {@link #execute} does. */
    @Override
    public void hand(Runnable task) {
        take("hand", task);
    }

    private void take(String kind, Runnable action) {
        stepper.touch();
        if (mode == Mode.STEP) {
            tasks.add(kind, action);
            return;
        }
        CarrierTask task = tasks.create(kind, action);
        if (mode == Mode.REAL) {
            CarrierThread unused = CarrierThread.begin(stepper, task);
        } else {
            stepper.runNow(task);
        }
    }

    /** Keeps a task until the clock has been moved so far. */
    @Override
    public Runnable schedule(Runnable task, long delayNanos) {
        stepper.touch();
        CarrierTask timer = tasks.addTimer(task, delayNanos);
        return () -> {
            stepper.touch();
            tasks.forget(timer);
        };
    }

    /** The threads are this carrier's own. */
    @Override
    public boolean ownsThreads() {
        return true;
    }

    /** The virtual clock, which begins near its overflow. */
    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    /** Lets a body wait, and drives for whoever waits outside of the bodies. */
    @Override
    public boolean proceed(long waitNanos) {
        if (mode == Mode.REAL) {
            return false;
        }
        CarrierThread here = stepper.here();
        if (here != null) {
            stepper.pause(here.task, null, waitNanos, true);
            return true;
        }
        return stepper.drive(waitNanos);
    }
}
