/**
 * For tests of code that wraps blocking calls.
 *
 * <p>For the other end of the wire there is a real HTTP server whose answer tells how an upload arrived
 * ({@link io.github.asyncwrap.testkit.StatsServer}) and that goes wrong on purpose
 * ({@link io.github.asyncwrap.testkit.Faults}). For a body there is a blocking call under the test's control
 * ({@link io.github.asyncwrap.testkit.Gate}), for threads and time a carrier that takes one step after another in virtual
 * time ({@link io.github.asyncwrap.testkit.DeterministicCarrier}). What has happened is looked at with
 * {@link io.github.asyncwrap.testkit.AsyncAssertions} and drawn by a {@link io.github.asyncwrap.testkit.Recorder}; what a
 * test leaves behind is found by {@link io.github.asyncwrap.testkit.LeakCheck}.
 *
 * <p>JUnit Jupiter (5.13 or later, or 6) is needed by {@link io.github.asyncwrap.testkit.StatsServerExtension} and
 * {@link io.github.asyncwrap.testkit.LeakCheck} alone, AssertJ by {@link io.github.asyncwrap.testkit.AsyncAssertions}
 * alone; neither comes along.
 */
package io.github.asyncwrap.testkit;
