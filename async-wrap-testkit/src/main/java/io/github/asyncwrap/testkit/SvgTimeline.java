package io.github.asyncwrap.testkit;

import java.util.Locale;

/** A timeline as a picture: a row for each call, pending in grey, running in the colour of its outcome. */
final class SvgTimeline {
    /** Half of the last tick's text is right of the lines. */
    private static final int MARGIN = 60;

    /** What a character takes, about: SVG does not tell. */
    private static final double CHARACTER = 6.5;

    private static final int SHORTEST_NAME = 25;
    private static final int LONGEST_NAME = 60;
    private static final int WIDTH = 720;
    private static final int ROW = 18;
    private static final int TOP = 44;
    private static final int TICKS = 6;
    private static final String PENDING = "#bbbbbb";
    private static final String DETACHED = "#ee9955";

    private final Timeline timeline;
    private final StringBuilder svg = new StringBuilder();

    /** Where the lines begin, right of the names. */
    private final int names;

    SvgTimeline(Timeline timeline) {
        this.timeline = timeline;
        int longest = timeline.bars().stream()
                .mapToInt(bar -> shortened(bar.name()).length())
                .max()
                .orElse(0);
        this.names = 16 + (int) (CHARACTER * Math.max(SHORTEST_NAME, longest));
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= LONGEST_NAME
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
    }

    @Override
    public String toString() {
        svg.setLength(0);
        int height = TOP + ROW * timeline.bars().size() + 10;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"11\">",
                names + WIDTH + MARGIN, height);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add(
                "<text x=\"8\" y=\"14\">%s (grey: pending, green: succeeded, red: not, orange: running on after the outcome)</text>",
                escaped(timeline.title()));
        for (int i = 0; i < TICKS; i++) {
            addTick(i, height);
        }
        for (int i = 0; i < timeline.bars().size(); i++) {
            addRow(timeline.bars().get(i), TOP + ROW * i);
        }
        add("</svg>");
        return svg.toString();
    }

    private void addTick(int number, int height) {
        double x = names + (double) WIDTH * number / (TICKS - 1);
        long time = timeline.span() / (TICKS - 1) * number;
        add("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#dddddd\"/>", x, TOP - 12, x, height - 6);
        add(
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#777777\">%s</text>",
                x, TOP - 16, Schedule.at(time));
    }

    private void addRow(Bar bar, int y) {
        add("<g><title>%s: %s</title>", escaped(bar.name()), escaped(bar.describe()));
        add("<text x=\"8\" y=\"%d\">%s</text>", y + 12, escaped(shortened(bar.name())));
        if (bar.started() > bar.submitted() || !bar.ran()) {
            addPart(
                    bar.submitted(),
                    bar.started(),
                    y,
                    bar.ran() ? PENDING : bar.ending().colour());
        }
        if (bar.ran()) {
            addPart(bar.started(), bar.ended(), y, bar.ending().colour());
        }
        if (bar.bodyEnded() > bar.ended()) {
            addPart(bar.ended(), bar.bodyEnded(), y, DETACHED);
        }
        add("</g>");
    }

    /** A pixel wide at least, so that a short one shows. */
    private void addPart(long from, long to, int y, String colour) {
        double x = timeline.at(from, WIDTH);
        add(
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                names + x, y + 3, Math.max(1, timeline.at(to, WIDTH) - x), ROW - 6, colour);
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point == '<' || point == '>' || point == '&' || point == '"') {
                escaped.append("&#").append(point).append(';');
            } else {
                escaped.appendCodePoint(isXml(point) ? point : '?');
            }
        });
        return escaped.toString();
    }

    /** XML 1.0 has no way to write the others, which a label may have. */
    private static boolean isXml(int point) {
        return point == '\t'
                || point == '\n'
                || (point >= 0x20 && point <= 0xD7FF)
                || (point >= 0xE000 && point <= 0xFFFD)
                || point >= 0x10000;
    }
}
