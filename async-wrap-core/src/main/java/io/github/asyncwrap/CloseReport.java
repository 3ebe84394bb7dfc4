package io.github.asyncwrap;

import java.util.List;

/**
 * What became of the calls that were running or pending when a wrapper was closed.
 *
 * @param drained the calls that ended with a value or an exception meanwhile
 * @param cancelled the calls that were cancelled at the close deadline, pending and running ones, and those of
 *     {@link AsyncWrapper#flatCall} whose stage was not complete
 * @param interrupted the bodies that were interrupted at the close deadline, those of calls that were over before included
 * @param stuck the bodies that were still on their threads after the grace period
 */
public record CloseReport(int drained, int cancelled, int interrupted, List<RunningCall> stuck) {

    /**
     * Copies the list.
     *
     * @param drained as above
     * @param cancelled as above
     * @param interrupted as above
     * @param stuck as above
     */
    public CloseReport {
        stuck = List.copyOf(stuck);
    }
}
