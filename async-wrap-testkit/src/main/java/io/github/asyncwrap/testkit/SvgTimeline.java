package io.github.asyncwrap.testkit;

import java.util.Locale;

/** A timeline as a picture: a row for each call, pending in grey, running in the colour of its outcome. */
final class SvgTimeline {
    private static final int NAMES = 180;
    private static final int WIDTH = 720;
    private static final int ROW = 18;
    private static final int TOP = 44;
    private static final int TICKS = 6;
    private static final String PENDING = "#bbbbbb";
    private static final String DETACHED = "#ee9955";

    private final Timeline timeline;
    private final StringBuilder svg = new StringBuilder();

    SvgTimeline(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public String toString() {
        svg.setLength(0);
        int height = TOP + ROW * timeline.bars().size() + 10;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"11\">",
                NAMES + WIDTH + 20, height);
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
        add(
                "<text x=\"8\" y=\"14\">%s (grey: pending, orange: running on after the outcome)</text>",
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
        double x = NAMES + (double) WIDTH * number / (TICKS - 1);
        long time = timeline.span() / (TICKS - 1) * number;
        add("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#dddddd\"/>", x, TOP - 12, x, height - 6);
        add(
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#777777\">%s</text>",
                x, TOP - 16, Schedule.at(time));
    }

    private void addRow(Bar bar, int y) {
        add("<g><title>%s: %s</title>", escaped(bar.name()), escaped(bar.describe()));
        add("<text x=\"8\" y=\"%d\">%s</text>", y + 12, escaped(bar.name()));
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
                NAMES + x, y + 3, Math.max(1, timeline.at(to, WIDTH) - x), ROW - 6, colour);
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
