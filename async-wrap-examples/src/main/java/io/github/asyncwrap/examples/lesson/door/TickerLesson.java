package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.Lesson;
import io.github.asyncwrap.examples.lesson.Timeline;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Mode;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Tick;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What happens to an event loop when one of its handlers blocks, and how does one get such work done? As long as the handler
 * waits, or computes, the loop's only thread is there and nowhere else: every tick that is due meanwhile comes late, and so
 * would every request, every answer and every click. Through an {@code AsyncWrapper} a thread that is there for it does the
 * work, the loop gets a future at once, and ticks on. See {@link TickerRun}.
 */
@Command(
        name = "ticker",
        description = {
            "An event loop that ticks while something blocks: on the loop itself, or through the door.",
            "A monitor watches the loop, and says what blocks it, where, and for how long."
        })
public final class TickerLesson extends Lesson {
    private static final Duration DEFAULT_PERIOD = Duration.ofSeconds(1);
    private static final Duration PERIOD_OF_DEMO = Duration.ofMillis(100);

    @Option(
            names = "--work",
            paramLabel = "WORK",
            description =
                    "What blocks: io, a read from a socket whose server answers late, or cpu, walking all keys of a"
                            + " large JSON document (default: ${DEFAULT-VALUE}).")
    private Kind work = Kind.io;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "Who does the work: blocking, the loop itself, or wrapped, a thread of an AsyncWrapper (default:"
                            + " first the one, then the other).")
    private @Nullable Mode mode;

    @Option(
            names = "--period",
            paramLabel = "TIME",
            converter = OptionTypes.Time.class,
            description = "The time between two ticks, at least 20ms (default: 1s, with --demo 100ms).")
    private @Nullable Duration period;

    @Option(
            names = "--ticks",
            paramLabel = "N",
            converter = OptionTypes.PositiveInt.class,
            description =
                    "How many ticks in each mode, at least: it goes on until the work is done and the loop ticks on time"
                            + " again (default: ${DEFAULT-VALUE}).")
    private int ticks = 8;

    /** What blocks. The constants are spelled as they are on the command line. */
    enum Kind {
        /** Waiting for somebody. */
        io(LateAnswer.class),
        /** Computing. */
        cpu(KeyWalk.class);

        private final Class<? extends Work> type;

        Kind(Class<? extends Work> type) {
            this.type = type;
        }

        Work make(BooleanSupplier enough) throws IOException {
            return this == io ? new LateAnswer(enough) : new KeyWalk(enough);
        }
    }

    @Override
    protected int run(PrintWriter out) throws IOException, InterruptedException {
        Duration every = period(DEFAULT_PERIOD);
        for (Mode each : modes()) {
            Story unused = runIn(each, every, line -> {
                out.println(line);
                out.flush();
            });
        }
        return 0;
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        Duration every = period(PERIOD_OF_DEMO);
        Timeline picture = new Timeline("ticker --work " + work + ", a tick every " + every.toMillis() + " ms");
        for (Mode each : modes()) {
            Story story = runIn(each, every, demo::say);
            if (each == Mode.blocking) {
                seeBlocking(demo, story, every);
            } else {
                seeWrapped(demo, story, every);
            }
            story.draw(picture, each, every);
        }
        demo.draw(picture.svg());
    }

    private Story runIn(Mode each, Duration every, Consumer<String> out) throws IOException, InterruptedException {
        out.accept(each + ": a tick every " + every.toMillis() + " ms");
        return new TickerRun(each, every, out).run(work::make, ticks);
    }

    private static void seeBlocking(Demo demo, Story story, Duration every) {
        demo.see(
                "no tick came while the loop's thread did the work",
                story.ticksBeside().isEmpty());
        List<Tick> heldUp = story.ticksHeldUp();
        Duration least = every.multipliedBy(TickerRun.PERIODS - 1);
        demo.see(
                heldUp.size() + " ticks were due meanwhile: they came after it, the first one at least "
                        + least.toMillis() + " ms late",
                heldUp.size() >= TickerRun.PERIODS && heldUp.get(0).late() >= least.toNanos());
        demo.see("the monitor said so while it lasted", story.isToldMeanwhile());
    }

    private void seeWrapped(Demo demo, Story story, Duration every) {
        demo.see("the work was done by a thread of the wrapper", !story.worker().equals(EventLoop.THREAD));
        demo.see(
                "meanwhile the loop ticked on, " + story.ticksBeside().size() + " times",
                story.ticksBeside().size() >= TickerRun.PERIODS);
        demo.see(
                "the loop was told of the result on its own thread",
                story.told().equals(EventLoop.THREAD));
        // However slow the machine: the monitor may complain, but then it has found the loop's thread somewhere else.
        demo.see("the monitor never found the loop's thread in the work", !story.isLoopSeenIn(work.type));
        // Told, and not seen: it is the work that makes no tick late, but a machine with too much to do may.
        long late = story.ticks().stream().filter(tick -> tick.isLate(every)).count();
        demo.say(late == 0 ? "No tick was late." : late + " ticks were late: this machine has much to do.");
    }

    private List<Mode> modes() {
        return mode == null ? List.of(Mode.values()) : List.of(mode);
    }

    private Duration period(Duration unlessGiven) {
        if (period != null && period.compareTo(EventLoop.SHORTEST_PERIOD) < 0) {
            throw misused("--period is at least " + EventLoop.SHORTEST_PERIOD.toMillis() + "ms");
        }
        return period == null ? unlessGiven : period;
    }
}
