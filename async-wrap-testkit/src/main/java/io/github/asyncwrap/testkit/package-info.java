/**
 * For tests of code that wraps blocking calls: a real HTTP server whose answer tells how an upload arrived
 * ({@link io.github.asyncwrap.testkit.StatsServer}) and that goes wrong on purpose
 * ({@link io.github.asyncwrap.testkit.Faults}), and a blocking call under the test's control
 * ({@link io.github.asyncwrap.testkit.Gate}).
 */
package io.github.asyncwrap.testkit;
