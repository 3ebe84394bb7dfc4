package io.github.asyncwrap.examples.lesson;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What happened when, as a picture: a row for each who did something, and on it a bar from when it began to when it ended.
 * The picture begins where the first bar does. Safe for any thread.
 */
public final class Timeline {
    private static final int NAMES = 150;
    private static final int WIDTH = 640;
    private static final int RIGHT = 40;
    private static final int TOP = 46;
    private static final int ROW = 20;
    private static final int TICKS = 5;

    private final String title;
    private final long start = System.nanoTime();
    private final List<Bar> bars = new ArrayList<>();

    /** What a bar stands for. */
    public enum Kind {
        /** Work, or service. */
        WORK("#5b8fd9"),
        /** Waiting. */
        WAIT("#c4c4c4"),
        /** What succeeded. */
        GOOD("#58a55c"),
        /** What failed, or was late. */
        BAD("#d9534f");

        private final String colour;

        Kind(String colour) {
            this.colour = colour;
        }
    }

    private record Bar(String row, String label, long from, long to, Kind kind) {}

    /**
     * An empty one, whose time begins now.
     *
     * @param title what it shows
     */
    public Timeline(String title) {
        this.title = title;
    }

    /**
     * The time.
     *
     * @return nanoseconds since it was made
     */
    public long now() {
        return System.nanoTime() - start;
    }

    /**
     * Adds a bar. Rows come in the order in which they first had one.
     *
     * @param row who did it
     * @param label what it was, seen when the mouse is over it
     * @param from when it began, as {@link #now()} gave it
     * @param to when it ended; the same for what took no time
     * @param kind its colour
     */
    public synchronized void bar(String row, String label, long from, long to, Kind kind) {
        bars.add(new Bar(row, label, from, to, kind));
    }

    /**
     * Adds a bar that ends now.
     *
     * @param row who did it
     * @param label what it was
     * @param from when it began
     * @param kind its colour
     */
    public void until(String row, String label, long from, Kind kind) {
        bar(row, label, from, now(), kind);
    }

    /**
     * Draws it.
     *
     * @return an SVG picture
     */
    public synchronized String svg() {
        Set<String> names = new LinkedHashSet<>();
        long first = bars.stream().mapToLong(Bar::from).min().orElse(0);
        long span = 1;
        for (Bar bar : bars) {
            names.add(bar.row);
            span = Math.max(span, bar.to - first);
        }
        List<String> rows = List.copyOf(names);
        int height = TOP + ROW * rows.size() + 10;
        Svg svg = new Svg(NAMES + WIDTH + RIGHT, height);
        svg.text(8, 16, "start", title);
        for (int i = 0; i <= TICKS; i++) {
            double x = NAMES + (double) WIDTH * i / TICKS;
            svg.line(x, TOP - 6, x, height - 6, "#dddddd");
            svg.text(x, TOP - 10, "middle", span * i / TICKS / 1_000_000 + " ms");
        }
        for (int i = 0; i < rows.size(); i++) {
            svg.text(8, TOP + ROW * i + 13, "start", rows.get(i));
        }
        for (Bar bar : bars) {
            double from = (double) WIDTH * (bar.from - first) / span;
            double width = Math.max(1.5, (double) WIDTH * (bar.to - bar.from) / span);
            svg.rectangle(
                    NAMES + from, TOP + ROW * rows.indexOf(bar.row) + 3, width, ROW - 6, bar.kind.colour, bar.label);
        }
        return svg.finish();
    }
}
