package io.github.asyncwrap.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Draws the medians of one benchmark as bars, in SVG. */
public final class Chart {
    private static final int BAR = 20;
    private static final int GAP = 6;
    private static final int LABELS = 130;
    private static final int WIDTH = 720;
    private static final int TEXT = 12;

    private final StringBuilder svg = new StringBuilder();
    private int y = 2 * BAR;

    private Chart() {}

    /**
     * Draws one.
     *
     * @param args the folder with JMH's JSON files, the benchmark (such as {@code W1.call}), the metric ({@code score}
     *     for the primary one), the title, the file to be written
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 5) {
            System.err.println("Say: folder with JSON, benchmark, metric, title, file to be written.");
            System.exit(2);
        }
        List<Run> runs = Run.readAll(Path.of(args[0])).stream()
                .filter(run -> run.workload().startsWith(args[1] + " ") && !Double.isNaN(run.median(args[2])))
                .toList();
        if (runs.isEmpty()) {
            System.err.println("No results of " + args[1] + " with " + args[2] + " in " + args[0] + ".");
            System.exit(1);
        }
        Files.writeString(Path.of(args[4]), new Chart().draw(runs, args[2], args[3]));
    }

    private String draw(List<Run> runs, String metric, String title) {
        text(10, BAR, "bold", title);
        double most = runs.stream().mapToDouble(run -> run.median(metric)).max().orElseThrow();
        TreeSet<String> groups = new TreeSet<>();
        runs.forEach(run -> groups.add(run.group()));
        for (String group : groups) {
            text(10, y + TEXT, "normal", group);
            y += BAR;
            runs.stream().filter(run -> run.group().equals(group)).forEach(run -> bar(run, run.median(metric), most));
            y += BAR;
        }
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                                + " font-size=\"%d\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                        WIDTH,
                        y,
                        TEXT)
                + svg
                + "</svg>\n";
    }

    private void bar(Run run, double value, double most) {
        int length = (int) Math.max(1, value / most * (WIDTH - LABELS - 90));
        text(20, y + BAR - GAP, "normal", run.peer());
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
                LABELS,
                y,
                length,
                BAR - GAP / 2,
                run.peer().startsWith("ours") ? "#1b6ca8" : "#b0b8bf"));
        text(LABELS + length + GAP, y + BAR - GAP, "normal", Report.number(value));
        y += BAR + GAP;
    }

    private void text(int x, int baseline, String weight, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n", x, baseline, weight, escaped));
    }
}
