package io.github.asyncwrap.testkit;

import java.util.ArrayList;
import java.util.List;

/** A timeline as text. */
final class TextTimeline {
    private static final int WIDTH = 60;

    private final Timeline timeline;

    TextTimeline(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(timeline.title() + " (. pending, # running, ~ running on after the outcome, x never ran)");
        int names = timeline.bars().stream()
                .mapToInt(bar -> bar.name().length())
                .max()
                .orElse(0);
        for (Bar bar : timeline.bars()) {
            lines.add(bar.name() + " ".repeat(names - bar.name().length()) + " |" + line(bar) + "| " + bar.describe());
        }
        return String.join("\n", lines) + "\n";
    }

    /** A part that there is takes a column at least, so that a short body shows. */
    private String line(Bar bar) {
        StringBuilder line = new StringBuilder(" ".repeat(column(bar.submitted())));
        fill(line, '.', bar.started(), bar.started() > bar.submitted());
        fill(line, '#', bar.ended(), bar.ran());
        fill(line, '~', bar.bodyEnded(), bar.bodyEnded() > bar.ended());
        if (!bar.ran()) {
            line.append('x');
        }
        if (line.length() > WIDTH) {
            line.setLength(WIDTH);
        }
        return line + " ".repeat(WIDTH - line.length());
    }

    private void fill(StringBuilder line, char with, long to, boolean isThere) {
        if (isThere) {
            line.append(String.valueOf(with).repeat(Math.max(1, column(to) - line.length())));
        }
    }

    private int column(long time) {
        return Math.min(WIDTH - 1, (int) Math.round(timeline.at(time, WIDTH)));
    }
}
