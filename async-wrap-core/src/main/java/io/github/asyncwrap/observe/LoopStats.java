package io.github.asyncwrap.observe;

import java.time.Duration;

/**
 * What a {@link LoopMonitor} has measured since it began, at one moment. The figures are read one after another while the
 * loop goes on, so two of them may be a heartbeat apart.
 *
 * <p>The percentiles say how long anything that somebody hands to the loop has to wait there: of a heartbeat that came
 * late, those count, too, that would have been due in the meantime. They are rounded up, by 3.2 % and a microsecond at
 * most. Zero before the first heartbeat has run.
 *
 * @param beats heartbeats that have run
 * @param blockages how often one was as late as the threshold or later; one that is still waited for is counted
 * @param p50 half of all waits were at most that long
 * @param p99 99 of 100 waits were at most that long
 * @param max the longest wait of a heartbeat that has run
 * @param lateness how long the heartbeat has been waiting that has not run yet; zero if there is none
 */
public record LoopStats(long beats, long blockages, Duration p50, Duration p99, Duration max, Duration lateness) {}
