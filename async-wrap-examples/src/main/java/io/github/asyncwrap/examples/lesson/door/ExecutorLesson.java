package io.github.asyncwrap.examples.lesson.door;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.Lesson;
import io.github.asyncwrap.examples.lesson.Timeline;
import io.github.asyncwrap.examples.lesson.door.Countdown.Result;
import io.github.asyncwrap.examples.lesson.door.Countdown.TickCount;
import io.github.asyncwrap.observe.LoopListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * On which threads do blocking calls run, and who decides? Whoever makes the wrapper: it may be the one that all the process
 * shares, it may have an executor that somebody has anyway, or one that was written for the purpose. The calls are the same,
 * so is what comes of them, and the loop that has asked for them ticks on. asyncio's word for it is {@code run_in_executor}.
 */
@Command(
        name = "executor",
        description = {
            "The same blocking countdowns on three executors, beside a loop that ticks on.",
            "The executors are the shared one, one of the JDK's, and one that is written by hand."
        })
public final class ExecutorLesson extends Lesson {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration PERIOD_OF_DEMO = Duration.ofMillis(50);
    private static final int COUNTDOWNS = 3;

    /** What ends the lines that are told. */
    private static final String END = "";

    @Option(
            names = "--executor",
            paramLabel = "EXECUTOR",
            description = "Which one runs the countdowns: ${COMPLETION-CANDIDATES} (default: one after another).")
    private @Nullable Kind executor;

    @Option(
            names = "--from",
            paramLabel = "N",
            converter = OptionTypes.PositiveInt.class,
            description = "The number from which they count (default: ${DEFAULT-VALUE}).")
    private int from = 3;

    @Option(
            names = "--period",
            paramLabel = "TIME",
            converter = OptionTypes.Time.class,
            description = "The time between two ticks, at least 20ms (default: 1s, with --demo 50ms).")
    private @Nullable Duration period;

    /** Who runs the countdowns. The constants are spelled as they are on the command line. */
    enum Kind {
        /** The wrapper of the whole process. */
        shared,
        /** An executor that somebody has anyway. */
        given,
        /** One that was written for this. */
        handmade
    }

    @Override
    protected int run(PrintWriter out) throws InterruptedException {
        Demo told = new Demo(out);
        new Run(told, period(PERIOD)).all();
        return told.isAllSeen() ? 0 : 1;
    }

    @Override
    protected void demo(Demo demo) throws InterruptedException {
        new Run(demo, period(PERIOD_OF_DEMO)).all();
    }

    private Duration period(Duration unlessGiven) {
        if (period != null && period.compareTo(EventLoop.SHORTEST_PERIOD) < 0) {
            throw misused("--period is at least " + EventLoop.SHORTEST_PERIOD.toMillis() + "ms");
        }
        return period == null ? unlessGiven : period;
    }

    /** All executors, beside one loop. */
    private final class Run {
        private final Demo demo;
        private final Duration every;
        private final Timeline picture = new Timeline("executor: three countdowns on each, beside a loop that ticks");
        private final TickCount ticks = new TickCount();

        /** Whoever has something to tell puts it here, for the thread that tells it. */
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        Run(Demo demo, Duration every) {
            this.demo = demo;
            this.every = every;
        }

        void all() throws InterruptedException {
            try (EventLoop loop = new EventLoop(every, this::tick, new LoopListener() {})) {
                for (Kind each : executor == null ? List.of(Kind.values()) : List.of(executor)) {
                    demo.say(each.name());
                    switch (each) {
                        case shared -> count(each, AsyncWrapper.shared(), loop);
                        case given -> onGiven(loop);
                        case handmade -> onHandmade(loop);
                    }
                }
                demo.say(loop.figures());
            }
            demo.draw(picture.svg());
        }

        private void onGiven(EventLoop loop) throws InterruptedException {
            AtomicInteger number = new AtomicInteger();
            ExecutorService pool = Executors.newFixedThreadPool(
                    COUNTDOWNS, task -> new Thread(task, Kind.given + "-" + number.incrementAndGet()));
            try (AsyncWrapper door =
                    AsyncWrapper.builder("door", COUNTDOWNS).executor(pool).build()) {
                count(Kind.given, door, loop);
            } finally {
                pool.shutdown(); // a wrapper closes no executor that it was given
                Uninterruptibles.awaitTerminationUninterruptibly(pool);
            }
        }

        private void onHandmade(EventLoop loop) throws InterruptedException {
            try (HandmadeExecutor own = new HandmadeExecutor(Kind.handmade.name(), COUNTDOWNS, COUNTDOWNS);
                    AsyncWrapper door = AsyncWrapper.builder("door", COUNTDOWNS)
                            .executor(own)
                            .build()) {
                count(Kind.handmade, door, loop);
            }
        }

        private void count(Kind on, AsyncWrapper door, EventLoop loop) throws InterruptedException {
            CountDownLatch start = new CountDownLatch(COUNTDOWNS);
            long before = ticks.get();
            List<AsyncFuture<Result>> countdowns = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                String row = on + ": " + name;
                // Nothing to be seen, but it has the rows in this order.
                picture.until(row, "asked for", picture.now(), Timeline.Kind.WAIT);
                Countdown countdown = new Countdown(name, from, start, ticks, lines::add, picture, row);
                countdowns.add(door.deliverOn(loop).call(countdown));
            }
            AsyncFuture<List<Result>> all = Gather.all(countdowns);
            try {
                AsyncFuture<List<Result>> unused = all.whenComplete((results, failure) -> {
                    lines.add("    all are done, says thread "
                            + Thread.currentThread().getName());
                    lines.add(END);
                });
                for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                    demo.say(line);
                }
                see(on, all.join(), ticks.get() - before);
            } finally {
                all.cancel(true); // without effect, unless this was interrupted
                all.stopped().join();
            }
        }

        private void see(Kind on, List<Result> results, long ticked) {
            List<Integer> down =
                    IntStream.range(0, from).map(i -> from - i).boxed().toList();
            demo.see(
                    "each has counted " + down,
                    results.stream().allMatch(result -> result.numbers().equals(down)));
            List<String> threads =
                    results.stream().map(Result::thread).distinct().sorted().toList();
            demo.see(
                    "each on a thread of the executor that it had for itself: " + threads,
                    threads.size() == COUNTDOWNS && threads.stream().allMatch(thread -> thread.startsWith(on + "-")));
            demo.see("meanwhile the loop has ticked, " + ticked + " times", ticked >= from);
        }

        /** On the loop. */
        private void tick(int number, long due, long now) {
            long drawn = picture.now();
            picture.bar("loop", "tick " + number, drawn, drawn, Timeline.Kind.GOOD);
            lines.add("tick " + number);
            ticks.add();
        }
    }
}
