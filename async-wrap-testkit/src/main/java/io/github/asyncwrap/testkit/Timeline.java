package io.github.asyncwrap.testkit;

import java.util.List;

/**
 * What is to be drawn, and how it is scaled.
 *
 * @param bars the calls, in the order of submission
 * @param left how many more there were
 */
record Timeline(List<Bar> bars, int left) {

    long start() {
        return bars.isEmpty() ? 0 : bars.get(0).submitted();
    }

    /** From the first submission to the end of the last body; at least one nanosecond, so that it can be divided. */
    long span() {
        long span = 1;
        for (Bar bar : bars) {
            span = Math.max(span, bar.bodyEnded() - start());
        }
        return span;
    }

    /** Where a time is on a line of such a width. */
    double at(long time, int width) {
        return (double) (time - start()) / span() * width;
    }

    String title() {
        return bars.size()
                + (bars.size() == 1 ? " call in " : " calls in ")
                + (bars.isEmpty() ? "0 ms" : Schedule.at(span()))
                + (left == 0 ? "" : ", and " + left + " more not kept");
    }
}
