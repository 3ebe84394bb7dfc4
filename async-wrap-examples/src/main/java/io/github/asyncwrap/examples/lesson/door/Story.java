package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.examples.lesson.Timeline;
import io.github.asyncwrap.examples.lesson.Timeline.Kind;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Answer;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Begun;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Blocked;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Ended;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Event;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Mode;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Tick;
import io.github.asyncwrap.examples.lesson.door.TickerRun.Unblocked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happened in a {@link TickerRun}, in its order, and what can be read from it. For one thread. */
final class Story {
    private final List<Event> events = new ArrayList<>();

    void add(Event event) {
        events.add(event);
    }

    /**
     * Whether it has come to its end: the work is done, a tick has come that was due after that, and of whatever the monitor
     * has complained, it has said that it is over, or could have said so for long.
     *
     * @param ticks how many ticks must have come
     * @param patience how long it is waited for the monitor
     */
    boolean isOver(int ticks, Duration patience) {
        List<Answer> answers = all(Answer.class);
        List<Tick> came = ticks();
        return !answers.isEmpty()
                && came.size() >= ticks
                && came.get(came.size() - 1).due() - answers.get(0).at() > 0
                && (all(Blocked.class).size() == all(Unblocked.class).size()
                        || came.get(came.size() - 1).due() - answers.get(0).at() > patience.toNanos());
    }

    /** All ticks. */
    List<Tick> ticks() {
        return all(Tick.class);
    }

    /** Which ticks came while the work was being done. */
    List<Tick> ticksBeside() {
        return ticks(indexOf(Begun.class), indexOf(Ended.class));
    }

    /** Which ticks were due while the work was being done, and came when it was over. */
    List<Tick> ticksHeldUp() {
        long ended = only(Ended.class).at();
        return ticks(indexOf(Ended.class), events.size()).stream()
                .filter(tick -> tick.due() - ended <= 0)
                .toList();
    }

    /** Whether the monitor complained of the loop before the work was done, and not of something that was over before. */
    boolean isToldMeanwhile() {
        List<Event> before = events.subList(0, indexOf(Ended.class));
        return count(before, Blocked.class) > count(before, Unblocked.class);
    }

    /**
     * Whether the monitor ever found the loop's thread in the work.
     *
     * @param work the class that does it
     */
    boolean isLoopSeenIn(Class<? extends Work> work) {
        return all(Blocked.class).stream().anyMatch(blocked -> blocked.isIn(work));
    }

    /** The thread that did the work. */
    String worker() {
        return only(Begun.class).thread();
    }

    /** The thread on which the result was told. */
    String told() {
        return only(Answer.class).thread();
    }

    /** Adds it to a picture: ticks in green or, from when they were due, in red; the work; the monitor's complaints. */
    void draw(Timeline picture, Mode mode, Duration period) {
        long start = System.nanoTime() - picture.now();
        String row = mode + ": ";
        for (Tick tick : ticks()) {
            boolean late = tick.isLate(period);
            String label = "tick " + tick.number() + (late ? ", " + tick.late() / 1_000_000 + " ms late" : "");
            long from = late ? tick.due() : tick.at();
            picture.bar(row + "ticks", label, from - start, tick.at() - start, late ? Kind.BAD : Kind.GOOD);
        }
        Begun begun = only(Begun.class);
        picture.bar(
                row + begun.thread(),
                "the work",
                begun.at() - start,
                only(Ended.class).at() - start,
                Kind.WORK);
        List<Unblocked> ends = all(Unblocked.class);
        List<Blocked> complaints = all(Blocked.class);
        for (int i = 0; i < complaints.size(); i++) {
            Blocked blocked = complaints.get(i);
            long end = i < ends.size() ? ends.get(i).at() : blocked.at(); // the monitor may owe us the last one
            picture.bar(row + "monitor", "blocked at " + blocked.where(), blocked.at() - start, end - start, Kind.BAD);
        }
    }

    private <E extends Event> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private List<Tick> ticks(int from, int to) {
        return events.subList(from, to).stream()
                .filter(Tick.class::isInstance)
                .map(Tick.class::cast)
                .toList();
    }

    private static long count(List<Event> some, Class<? extends Event> kind) {
        return some.stream().filter(kind::isInstance).count();
    }

    private <E extends Event> E only(Class<E> kind) {
        return all(kind).get(0);
    }

    private int indexOf(Class<? extends Event> kind) {
        return events.indexOf(only(kind));
    }
}
