package io.github.asyncwrap.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a {@link DeterministicCarrier}: those that can run, the timers, those that wait; and whose turn it is. Its
 * monitor guards everything, and nothing is called under it.
 *
 * <p>Two kinds of tasks wait. A sleeper can run when its time has come or it is interrupted. The others have to look for
 * themselves whether what they wait for has come; each looks once after each event, where an event is whatever may have
 * changed something: a step, something handed over, somebody outside who drives on.
 */
final class Tasks {
    private static final Comparator<CarrierTask> BY_TIME =
            Comparator.<CarrierTask>comparingLong(task -> task.wakeAt).thenComparingLong(task -> task.number);

    private final VirtualClock clock;
    private final @Nullable Random random;
    private final List<CarrierTask> ready = new ArrayList<>();
    private final List<CarrierTask> waiting = new ArrayList<>();
    private final PriorityQueue<CarrierTask> timers = new PriorityQueue<>(BY_TIME);
    private final Schedule schedule = new Schedule();
    private int sleeping;
    private long created;
    private long events;
    private volatile long lastHappened = System.nanoTime();

    Tasks(VirtualClock clock, @Nullable Long seed) {
        this.clock = clock;
        this.random = seed == null ? null : new Random(seed * 0x9E3779B97F4A7C15L); // near seeds begin alike otherwise
    }

    /** A task that is not to be chosen here. */
    synchronized CarrierTask create(String kind, Runnable action) {
        return create(kind, action, Long.MAX_VALUE);
    }

    private CarrierTask create(String kind, Runnable action, long wakeAt) {
        long number = ++created;
        return new CarrierTask(kind + "-" + number, number, Origins.caller(), action, wakeAt);
    }

    synchronized void add(String kind, Runnable action) {
        ready.add(create(kind, action, Long.MAX_VALUE));
    }

    synchronized CarrierTask addTimer(Runnable action, long delayNanos) {
        CarrierTask timer = create("timer", action, clock.in(delayNanos));
        timers.add(timer);
        return timer;
    }

    synchronized void forget(CarrierTask timer) {
        timers.remove(timer);
    }

    /** By a task, or by somebody who hands something over. */
    synchronized void happened() {
        happenedOutside();
        lastHappened = System.nanoTime();
    }

    /** Perhaps: somebody outside drives, and may have changed something before. */
    synchronized void happenedOutside() {
        events++;
    }

    /** On the real clock. */
    long lastHappened() {
        return lastHappened;
    }

    /** All that wait may look again, though nothing is known to have happened. */
    synchronized void lookAgain() {
        events++;
    }

    /** Whose turn it is, which is taken out; null if nobody can run. */
    synchronized @Nullable CarrierTask next() {
        wake();
        List<CarrierTask> lookers = waiting.stream()
                .filter(task -> task.looks && task.lookedAt < events)
                .toList();
        int candidates = lookers.size() + ready.size();
        if (candidates == 0) {
            return null;
        }
        int chosen = random == null ? 0 : random.nextInt(candidates);
        if (chosen >= lookers.size()) {
            return ready.remove(chosen - lookers.size());
        }
        CarrierTask looker = lookers.get(chosen);
        waiting.remove(looker);
        return looker;
    }

    /** Those whose time has come can run, in the order of their times. */
    private void wake() {
        List<CarrierTask> woken = new ArrayList<>();
        for (CarrierTask due; (due = timers.peek()) != null && isDue(due); ) {
            woken.add(timers.remove());
        }
        for (CarrierTask task : List.copyOf(waiting)) {
            if (isDue(task) || (!task.looks && task.isTold())) {
                waiting.remove(task);
                woken.add(task);
            }
        }
        woken.sort(BY_TIME);
        ready.addAll(woken);
    }

    private boolean isDue(CarrierTask task) {
        return task.wakeAt <= clock.elapsed();
    }

    synchronized void pause(CarrierTask task, @Nullable Object wait, long waitNanos, boolean looks) {
        task.wait = wait;
        task.wakeAt = clock.in(waitNanos);
        task.looks = looks;
    }

    /** After a step: the task has ended, or waits. */
    synchronized void ran(CarrierTask task, boolean began, boolean changed) {
        if (changed) {
            happened();
            schedule.add(clock.elapsed(), task, began, task.ended);
        }
        if (!task.ended) {
            task.lookedAt = events;
            waiting.add(task);
        }
    }

    /** Moves the clock to the next time at which something can run, but not beyond that; whether there was one. */
    synchronized boolean moveToNext(long end) {
        CarrierTask timer = timers.peek();
        long next = timer == null ? Long.MAX_VALUE : timer.wakeAt;
        for (CarrierTask task : waiting) {
            next = Math.min(next, task.wakeAt);
        }
        return next <= end && moveTo(next);
    }

    /** Moves the clock; whether it moved. For ever is no time to move to. */
    synchronized boolean moveTo(long time) {
        if (time == Long.MAX_VALUE || time <= clock.elapsed()) {
            return false;
        }
        clock.moveTo(time);
        notifyAll(); // who sleeps for real
        happened();
        return true;
    }

    synchronized int pending() {
        wake();
        return ready.size();
    }

    synchronized int waiting() {
        wake();
        return waiting.size() + sleeping;
    }

    /** On a thread that nobody resumes: until the clock has come so far. */
    synchronized void sleepForReal(long end) throws InterruptedException {
        sleeping++;
        try {
            while (clock.elapsed() < end) {
                wait();
            }
        } finally {
            sleeping--;
        }
    }

    synchronized String report() {
        wake();
        StringBuilder text = new StringBuilder();
        append(text, "can run", ready);
        append(text, "waits", waiting);
        return text.append(" Its schedule:").append(schedule).toString();
    }

    private static void append(StringBuilder text, String state, List<CarrierTask> tasks) {
        if (!tasks.isEmpty()) {
            text.append(' ').append(state).append(": ");
            for (int i = 0; i < tasks.size(); i++) {
                text.append(i == 0 ? "" : ", ").append(tasks.get(i));
            }
            text.append('.');
        }
    }
}
