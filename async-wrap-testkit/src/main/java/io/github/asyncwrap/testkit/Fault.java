package io.github.asyncwrap.testkit;

/**
 * Something that a {@link StatsServer} does wrong on purpose, and when: made by {@link Faults}, given to
 * {@link StatsServer.Builder#fault}.
 *
 * <p>There are two kinds: a {@link RequestFault} hits a request, chosen by its number, by what its head says, or at
 * random; a {@link ConnectionFault} hits a connection before anything is read from it. Both hit all of them unless told
 * otherwise.
 *
 * <p>Immutable, safe for any thread; one fault may be given to any number of servers.
 */
public sealed interface Fault permits RequestFault, ConnectionFault {}
