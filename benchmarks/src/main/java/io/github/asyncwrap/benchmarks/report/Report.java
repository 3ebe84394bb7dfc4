package io.github.asyncwrap.benchmarks.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Prints tables in Markdown: medians of all forks, and each peer's as a multiple of ours. */
public final class Report {
    private static final String OURS = "ours";

    private final PrintStream out;

    private Report(PrintStream out) {
        this.out = out;
    }

    /**
     * Prints them.
     *
     * @param args a folder with JMH's JSON files
     * @throws IOException if they cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("Say in which folder the JSON files are.");
            System.exit(2);
        }
        new Report(System.out).print(Run.readAll(Path.of(args[0])));
    }

    private void print(List<Run> runs) {
        Map<String, List<Run>> groups = new TreeMap<>();
        runs.forEach(run ->
                groups.computeIfAbsent(run.group(), unused -> new ArrayList<>()).add(run));
        groups.forEach(this::print);
    }

    private void print(String group, List<Run> runs) {
        runs.sort(Comparator.comparing((Run run) -> !run.peer().equals(OURS)).thenComparing(Run::peer));
        Set<String> extras = new TreeSet<>();
        runs.forEach(run -> extras.addAll(run.metrics().keySet()));
        extras.removeIf(metric -> !isShown(metric));
        double ours = runs.get(0).peer().equals(OURS) ? runs.get(0).median(Run.SCORE) : Double.NaN;
        out.println("\n**" + group + "** (" + runs.get(0).unit() + ")\n");
        out.println("| peer | median | ours / peer | " + String.join(" | ", extras) + " |");
        out.println("|---|---|---|" + "---|".repeat(Math.max(1, extras.size())));
        for (Run run : runs) {
            double median = run.median(Run.SCORE);
            StringBuilder row = new StringBuilder("| " + run.peer() + " | " + number(median) + " | "
                    + String.format(Locale.ROOT, "%.2f", ours / median) + " |");
            extras.forEach(
                    metric -> row.append(" ").append(number(run.median(metric))).append(" |"));
            out.println(row);
        }
    }

    private static boolean isShown(String metric) {
        return !metric.equals(Run.SCORE)
                && (!metric.startsWith("gc.") || metric.equals("gc.alloc.rate.norm"))
                && (!metric.matches("p[01][.][0-9]+") || metric.equals("p0.50") || metric.equals("p0.99"));
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return String.format(
                Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : Math.abs(value) < 100 ? "%.1f" : "%,.0f", value);
    }
}
