package io.github.asyncwrap.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;

/** What a {@link DeterministicCarrier} has done, step by step: the latest of it, for people. Guarded by its lock. */
final class Schedule {
    private static final int KEPT = 500;

    private record Step(long number, long time, String what) {}

    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private long taken;

    void add(long time, CarrierTask task, boolean began, boolean ended) {
        taken++;
        if (steps.size() == KEPT) {
            steps.removeFirst();
        }
        String what = (began ? task + " begins" : task.name + " goes on") + (ended ? ", ends" : ", waits");
        steps.addLast(new Step(taken, time, what));
    }

    long taken() {
        return taken;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (taken > KEPT) {
            text.append("\n  (").append(taken - KEPT).append(" earlier steps are not kept)");
        }
        for (Step step : steps) {
            text.append(String.format("%n  %4d. %-10s %s", step.number, at(step.time), step.what));
        }
        return text.length() == 0 ? "\n  (nothing has run)" : text.toString();
    }

    /** A duration in the unit in which it is short. */
    static String at(long nanos) {
        if (nanos % 1_000_000 != 0) {
            return nanos < 10_000 ? nanos + " ns" : String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
        }
        Duration time = Duration.ofNanos(nanos);
        return nanos < 10_000_000_000L
                ? time.toMillis() + " ms"
                : time.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
