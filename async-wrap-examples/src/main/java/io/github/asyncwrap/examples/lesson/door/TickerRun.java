package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.Problems;
import io.github.asyncwrap.observe.BlockedLoop;
import io.github.asyncwrap.observe.LoopListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop that ticks, and amid its ticks work: on the loop itself, or through a wrapper. Whoever has something to tell (the
 * loop, the one who works, the monitor) puts it into one queue. What the queue holds, in its order, is what happened; all
 * that is said about the run is read from there.
 *
 * <p>The work goes on until it has done its harm, or until it is clear that it does none. On the loop: for
 * {@value #PERIODS} periods at least, and until the monitor has complained. Through the wrapper: until the loop has ticked
 * {@value #PERIODS} times meanwhile. So what is to be seen does not depend on how fast the machine is. Only if a minute more
 * has brought nothing does it give up, and then that is not seen.
 */
final class TickerRun {
    /** How long the work takes at least: so many periods on the loop, so many ticks beside it. */
    static final int PERIODS = 3;

    private static final int TICKS_BEFORE = 3;

    /** For the monitor and the loop: so long that only what has gone wrong takes longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Mode mode;
    private final Duration period;
    private final Consumer<String> out;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** What has been taken from the queue; for the thread that runs this. */
    private final Story story = new Story();

    // Whether the work has taken long enough. Written by the loop, by the one who works and by the monitor.
    private final AtomicInteger ticksBeside = new AtomicInteger();
    private volatile @Nullable Begun begun;
    private volatile boolean complaining;

    /** Who does the work. The constants are spelled as they are on the command line. */
    enum Mode {
        /** The loop, like anything else. */
        blocking,
        /** A thread of a wrapper, for the loop. */
        wrapped
    }

    /** What happened; times are those of {@link System#nanoTime()}. */
    sealed interface Event {}

    record Tick(int number, long due, long at) implements Event {
        long late() {
            return at - due;
        }

        /** Whether it has lost half a period: less is what a machine takes that has much to do. */
        boolean isLate(Duration period) {
            return late() >= period.toNanos() / 2;
        }
    }

    record Begun(String thread, long at) implements Event {}

    record Ended(String thread, long at) implements Event {}

    record Answer(@Nullable String text, @Nullable Throwable failure, String thread, long at) implements Event {}

    record Blocked(BlockedLoop report, long at) implements Event {
        /** Whether the loop's thread was in the code of a class when the report was made, be it deep below. */
        boolean isIn(Class<?> type) {
            return report.stack().stream()
                    .anyMatch(frame -> frame.getClassName().equals(type.getName()));
        }

        /** The line that blocks, without the package. */
        String where() {
            StackTraceElement cause = report.cause();
            return cause == null
                    ? "an unknown place"
                    : cause.getMethodName() + "(" + cause.getFileName() + ":" + cause.getLineNumber() + ")";
        }
    }

    record Unblocked(Duration length, long at) implements Event {}

    /** Makes the work. */
    interface WorkMaker {
        /**
         * Makes it.
         *
         * @param enough tells that it has taken long enough
         * @throws IOException if there can be no such work
         */
        Work make(BooleanSupplier enough) throws IOException;
    }

    TickerRun(Mode mode, Duration period, Consumer<String> out) {
        this.mode = mode;
        this.period = period;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param maker of the work
     * @param ticks how many at least
     * @return all that happened
     * @throws IOException if the work failed
     * @throws InterruptedException if the thread was interrupted
     */
    Story run(WorkMaker maker, int ticks) throws IOException, InterruptedException {
        // Closed from the last to the first: work is broken off before anybody waits for those who are at it.
        try (Work work = maker.make(this::isEnough);
                AsyncWrapper door = AsyncWrapper.of("door", 1);
                EventLoop loop = new EventLoop(period, this::tick, new Complaints());
                work) {
            boolean asked = false;
            long start = System.nanoTime();
            while (!story.isOver(ticks, PATIENCE)) {
                Event event = events.take();
                story.add(event);
                tell(event);
                if (event instanceof Answer answer && answer.failure != null) {
                    throw new LessonException("The work failed: " + Problems.describe(answer.failure), answer.failure);
                }
                // The monitor has to know the loop's thread before it can say what that thread does.
                if (!asked
                        && event instanceof Tick tick
                        && tick.number >= TICKS_BEFORE
                        && (loop.hasBeaten() || isTooLong(start))) {
                    asked = true;
                    loop.execute(() -> handle(work, door.deliverOn(loop)));
                }
            }
            out.accept(loop.figures());
        }
        return story;
    }

    /** What the lesson is about: two ways for a handler on the loop to get something done that takes its time. */
    private void handle(Work work, AsyncWrapper door) {
        switch (mode) {
            case blocking -> {
                try {
                    answer(perform(work), null);
                } catch (IOException | InterruptedException | RuntimeException e) {
                    answer(null, e);
                }
            }
            case wrapped -> {
                AsyncFuture<String> unused = door.call(() -> perform(work)).whenComplete(this::answer);
            }
        }
    }

    private String perform(Work work) throws IOException, InterruptedException {
        Begun now = new Begun(Thread.currentThread().getName(), System.nanoTime());
        events.add(now);
        begun = now;
        try {
            return work.perform();
        } finally {
            events.add(new Ended(Thread.currentThread().getName(), System.nanoTime()));
        }
    }

    /** On the loop, in both modes. */
    private void answer(@Nullable String text, @Nullable Throwable failure) {
        events.add(new Answer(text, failure, Thread.currentThread().getName(), System.nanoTime()));
    }

    /** On the loop. */
    private void tick(int number, long due, long now) {
        boolean beside = begun != null; // asked first, so that what is counted stands behind the beginning in the queue
        events.add(new Tick(number, due, now));
        if (beside) {
            ticksBeside.incrementAndGet();
        }
    }

    private boolean isEnough() {
        Begun beginning = begun;
        return beginning != null
                && switch (mode) {
                    case blocking ->
                        System.nanoTime() - beginning.at >= PERIODS * period.toNanos()
                                && (complaining || isTooLong(beginning.at));
                    case wrapped -> ticksBeside.get() >= PERIODS || isTooLong(beginning.at);
                };
    }

    /** Whether so much time has passed since then that what was waited for will not come any more. */
    private boolean isTooLong(long since) {
        return System.nanoTime() - since >= PERIODS * period.toNanos() + PATIENCE.toNanos();
    }

    /** On a thread of the monitor. */
    private final class Complaints implements LoopListener {
        @Override
        public void blocked(BlockedLoop loop) {
            events.add(new Blocked(loop, System.nanoTime()));
            complaining = true;
        }

        @Override
        public void unblocked(BlockedLoop loop, Duration length) {
            complaining = false;
            events.add(new Unblocked(length, System.nanoTime()));
        }
    }

    private void tell(Event event) {
        if (event instanceof Tick tick) {
            String late = tick.isLate(period) ? tick.late() / 1_000_000 + " ms late" : "on time";
            out.accept(String.format("tick %2d  %s", tick.number, late));
        } else if (event instanceof Begun work) {
            out.accept("    work begins, on thread " + work.thread);
        } else if (event instanceof Answer answer && answer.text != null) {
            out.accept("    work is done: " + answer.text + "; told on thread " + answer.thread);
        } else if (event instanceof Blocked blocked) {
            out.accept("    monitor: the loop is blocked, for "
                    + blocked.report.late().toMillis() + " ms by now, at " + blocked.where());
        } else if (event instanceof Unblocked unblocked) {
            out.accept("    monitor: the loop goes on, after " + unblocked.length.toMillis() + " ms");
        }
    }
}
