package io.github.asyncwrap.testkit;

import java.util.function.LongPredicate;

/**
 * A {@link Fault} that hits connections as soon as they are there: all of them, or those chosen by the methods here.
 * Several choices are all to be met.
 *
 * <p>Connections are counted from 1 in the order in which the server accepts them, those that are reset included. How
 * many requests a connection carries, and whether a client tries another one by itself, is the client's business.
 *
 * <p>Immutable, safe for any thread: every method returns a new fault.
 */
public final class ConnectionFault implements Fault {

    private final LongPredicate choice;
    private final String text;

    private ConnectionFault(LongPredicate choice, String text) {
        this.choice = choice;
        this.text = text;
    }

    static ConnectionFault onEvery(String text) {
        return new ConnectionFault(number -> true, text);
    }

    /**
     * Returns this fault for one connection only.
     *
     * @param number which connection, from 1
     * @return the narrower fault
     * @throws IllegalArgumentException if {@code number} is below 1
     */
    public ConnectionFault onConnection(long number) {
        OptionChecks.requireBetween("number", 1, Long.MAX_VALUE, number);
        return narrowed(connection -> connection == number, ".onConnection(" + number + ")");
    }

    /**
     * Returns this fault for some connections in a row only.
     *
     * @param first the first of them, from 1
     * @param last the last of them, not below {@code first}; {@code Long.MAX_VALUE} for all from the first on
     * @return the narrower fault
     * @throws IllegalArgumentException if {@code first} is below 1 or {@code last} below {@code first}
     */
    public ConnectionFault onConnections(long first, long last) {
        OptionChecks.requireBetween("first", 1, Long.MAX_VALUE, first);
        OptionChecks.requireBetween("last", first, Long.MAX_VALUE, last);
        return narrowed(
                connection -> connection >= first && connection <= last, ".onConnections(" + first + ", " + last + ")");
    }

    /**
     * Returns this fault for a random share of the connections. With the same seed the same connection numbers are hit,
     * every time.
     *
     * @param probability of each connection to be hit, from 0 to 1
     * @param seed chooses which ones; write it into the test, so that it can be repeated
     * @return the narrower fault
     * @throws IllegalArgumentException if {@code probability} is not from 0 to 1
     */
    public ConnectionFault randomly(double probability, long seed) {
        FaultDice dice = new FaultDice(probability, seed);
        return narrowed(dice::hits, ".randomly(" + probability + ", " + seed + ")");
    }

    private ConnectionFault narrowed(LongPredicate further, String how) {
        return new ConnectionFault(choice.and(further), text + how);
    }

    boolean hits(long connection) {
        return choice.test(connection);
    }

    /** Returns how this fault was made, as in {@code resetOnAccept().onConnection(1)}. */
    @Override
    public String toString() {
        return text;
    }
}
