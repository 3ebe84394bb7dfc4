package io.github.asyncwrap;

import java.util.List;

/**
 * What became of the calls that were running or pending when a wrapper was closed.
 *
 * @param drained the calls that got their own outcome in time
 * @param cancelled the calls that were cancelled at the close deadline, pending and running ones
 * @param interrupted how many of the cancelled had a body on a thread, which was interrupted
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
