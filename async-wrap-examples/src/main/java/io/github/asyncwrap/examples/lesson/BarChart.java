package io.github.asyncwrap.examples.lesson;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Numbers side by side, as a picture: groups of bars, one under the other, with the number at the end of each bar. */
public final class BarChart {
    private static final int NAMES = 150;
    private static final int WIDTH = 560;
    private static final int RIGHT = 110;
    private static final int TOP = 30;
    private static final int BAR = 16;
    private static final int GAP = 10;
    private static final List<String> COLOURS =
            List.of("#5b8fd9", "#58a55c", "#e0a030", "#d9534f", "#8e6bbf", "#40a8a0", "#a07850", "#d070a8", "#707070");

    private final String title;
    private final String unit;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String group, String name, double value) {}

    /**
     * An empty one.
     *
     * @param title what it shows
     * @param unit of the numbers
     */
    public BarChart(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    /**
     * Adds a number. Bars of a group come one after another; one name has one colour in all groups.
     *
     * @param group under which heading
     * @param name what it is the number of
     * @param value the number, at least 0
     */
    public void bar(String group, String name, double value) {
        bars.add(new Bar(group, name, value));
    }

    /**
     * Draws it.
     *
     * @return an SVG picture
     */
    public String svg() {
        Set<String> groups = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        double most = Double.MIN_NORMAL;
        for (Bar bar : bars) {
            groups.add(bar.group);
            names.add(bar.name);
            most = Math.max(most, bar.value);
        }
        List<String> colours = List.copyOf(names);
        Svg svg = new Svg(NAMES + WIDTH + RIGHT, TOP + bars.size() * BAR + groups.size() * (BAR + GAP) + GAP);
        svg.text(8, 16, "start", title + " (" + unit + ")");
        int y = TOP;
        for (String group : groups) {
            svg.text(8, y + BAR - 4, "start", group);
            y += BAR;
            for (Bar bar : bars) {
                if (bar.group.equals(group)) {
                    double width = WIDTH * bar.value / most;
                    String number = String.format(Locale.ROOT, bar.value < 10 ? "%.2f" : "%.0f", bar.value);
                    svg.text(NAMES - 8, y + BAR - 4, "end", bar.name);
                    svg.rectangle(
                            NAMES,
                            y + 2,
                            Math.max(1, width),
                            BAR - 4,
                            COLOURS.get(colours.indexOf(bar.name) % COLOURS.size()),
                            bar.name + ": " + number + " " + unit);
                    svg.text(NAMES + width + 6, y + BAR - 4, "start", number);
                    y += BAR;
                }
            }
            y += GAP;
        }
        return svg.finish();
    }
}
