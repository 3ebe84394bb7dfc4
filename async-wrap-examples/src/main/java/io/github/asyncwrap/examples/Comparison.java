package io.github.asyncwrap.examples;

import io.github.asyncwrap.examples.TaskResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of what the consumers did, one row for each run. */
final class Comparison {

    private final List<Row> rows = new ArrayList<>();

    void add(ConsumerKind consumer, CopyReport report, int peakThreads) {
        rows.add(new Row(consumer, report, peakThreads));
    }

    /** Whether every consumer did as it should: the correct ones copied all, the wrong one nothing, but always got an answer. */
    boolean isAsExpected() {
        return rows.stream().allMatch(Row::isAsExpected);
    }

    /** The table, a heading first. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%-8s  %5s  %8s  %8s  %8s  %12s  %s",
                "consumer",
                "tasks",
                "total s",
                "best s",
                "worst s",
                "peak threads",
                "checksums"));
        rows.forEach(row -> lines.add(row.line()));
        return lines;
    }

    private record Row(ConsumerKind consumer, CopyReport report, int peakThreads) {

        boolean isAsExpected() {
            return consumer.isCorrect() ? report.isAllMatched() : report.count(Outcome.DIFFERED) == report.tasks();
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-8s  %5d  %8s  %8s  %8s  %12d  %s",
                    consumer,
                    report.tasks(),
                    CopyReport.seconds(report.total()),
                    CopyReport.seconds(report.best()),
                    CopyReport.seconds(report.worst()),
                    peakThreads,
                    checksums());
        }

        private String checksums() {
            String matched = report.count(Outcome.MATCHED) + " of " + report.tasks() + " right";
            if (!isAsExpected()) {
                return matched + ": NOT as expected";
            }
            return consumer.isCorrect() ? matched : matched + ", as expected: each write is an upload of its own";
        }
    }
}
