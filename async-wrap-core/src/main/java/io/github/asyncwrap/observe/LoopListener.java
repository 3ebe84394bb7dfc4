package io.github.asyncwrap.observe;

import java.time.Duration;

/**
 * Is told when an event loop is blocked, for metrics and alarms. All methods do nothing unless overridden.
 *
 * <p><b>Threads.</b> Methods are called on a daemon thread of the library, never on the loop, one after another for each
 * monitor, with no lock held. They may take a while and may block: later reports of the same monitor wait. If 64
 * blockages wait to be told, further ones are left out, which is logged once.
 *
 * <p>Each {@link #blocked} is followed by exactly one {@link #unblocked} with the same report, unless the monitor ends
 * before the blockage does. An exception that a listener throws is logged once for each monitor and harms nothing.
 */
public interface LoopListener {

    /**
     * A heartbeat is as late as the threshold; the loop is still blocked when the stack is taken. Once for each blockage.
     *
     * @param loop which, for how long by now, and where
     */
    default void blocked(BlockedLoop loop) {}

    /**
     * The heartbeat has run: the blockage is over.
     *
     * @param loop what {@link #blocked} was told, the same object
     * @param length how long it was: how late the heartbeat came, without the time in which the whole JVM stood still, see
     *     {@link LoopMonitor}. The loop may have been blocked for up to an interval before the heartbeat was sent
     */
    default void unblocked(BlockedLoop loop, Duration length) {}

    /**
     * The executor has refused a heartbeat, most often because it was shut down, and the monitor has ended. Nothing more
     * is told. A monitor that is closed first does not tell this.
     *
     * @param loop the name of the loop
     * @param reason what the executor threw, or an exception that says what else was wrong
     */
    default void refused(String loop, Throwable reason) {}
}
