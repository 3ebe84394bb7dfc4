package io.github.asyncwrap.examples;

import io.github.asyncwrap.examples.TaskResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The sum of the tasks of one run. Keeps the tasks that went wrong; of the others only their number. Tasks may be added
 * by several threads; the rest is to be asked when all are in.
 */
final class CopyReport {

    private final List<TaskResult> wrong = new ArrayList<>();
    private int tasks;
    private Duration best = Duration.ofSeconds(Long.MAX_VALUE);
    private Duration worst = Duration.ZERO;
    private Duration total = Duration.ZERO;

    synchronized void add(TaskResult result) {
        tasks++;
        best = best.compareTo(result.time()) < 0 ? best : result.time();
        worst = worst.compareTo(result.time()) > 0 ? worst : result.time();
        if (result.outcome() != Outcome.MATCHED) {
            wrong.add(result);
        }
    }

    /** Ends the run, which took this long. */
    synchronized CopyReport finish(Duration total) {
        this.total = total;
        wrong.sort(Comparator.comparingInt(TaskResult::task));
        return this;
    }

    /** The time of the whole run. */
    synchronized Duration total() {
        return total;
    }

    /** The time of the shortest task. */
    synchronized Duration best() {
        return best;
    }

    /** The time of the longest task. */
    synchronized Duration worst() {
        return worst;
    }

    /** How many tasks were run. */
    synchronized int tasks() {
        return tasks;
    }

    /** How many tasks ended this way. */
    synchronized int count(Outcome outcome) {
        return outcome == Outcome.MATCHED
                ? tasks - wrong.size()
                : (int) wrong.stream()
                        .filter(result -> result.outcome() == outcome)
                        .count();
    }

    /** Whether the server received what was sent in every task. */
    synchronized boolean isAllMatched() {
        return wrong.isEmpty();
    }

    /** The times in one line, then one line for each task that went wrong. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Total time: " + seconds(total) + " s, best: " + seconds(best) + " s, worst: " + seconds(worst) + " s");
        for (TaskResult result : wrong) {
            lines.add("Task " + result.task() + ": " + result.detail());
        }
        return lines;
    }

    /** A time as it is printed, in seconds. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }
}
