package io.github.asyncwrap.testkit;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * A {@link Fault} that hits requests: all of them, or those chosen by the methods here. Several choices are all to be
 * met: {@code Faults.answer(503).onRequests(1, 10).randomly(0.5, 42)} hits about five of the first ten.
 *
 * <p>Requests are counted from 1 in the order in which their heads arrive, whatever the method and the path: with
 * uploads only, request 3 is the third upload. A client that repeats a request by itself makes another request.
 *
 * <p>Immutable, safe for any thread: every method returns a new fault.
 */
public final class RequestFault implements Fault {

    private final FaultAction action;
    private final Predicate<ArrivedRequest> choice;
    private final String text;

    private RequestFault(FaultAction action, Predicate<ArrivedRequest> choice, String text) {
        this.action = action;
        this.choice = choice;
        this.text = text;
    }

    static RequestFault onEvery(FaultAction action, String text) {
        return new RequestFault(action, request -> true, text);
    }

    /**
     * Returns this fault for one request only.
     *
     * @param number which request, from 1
     * @return the narrower fault
     * @throws IllegalArgumentException if {@code number} is below 1
     */
    public RequestFault onRequest(long number) {
        OptionChecks.requireBetween("number", 1, Long.MAX_VALUE, number);
        return narrowed(request -> request.number() == number, ".onRequest(" + number + ")");
    }

    /**
     * Returns this fault for some requests in a row only.
     *
     * @param first the first of them, from 1
     * @param last the last of them, not below {@code first}; {@code Long.MAX_VALUE} for all from the first on
     * @return the narrower fault
     * @throws IllegalArgumentException if {@code first} is below 1 or {@code last} below {@code first}
     */
    public RequestFault onRequests(long first, long last) {
        OptionChecks.requireBetween("first", 1, Long.MAX_VALUE, first);
        OptionChecks.requireBetween("last", first, Long.MAX_VALUE, last);
        return narrowed(
                request -> request.number() >= first && request.number() <= last,
                ".onRequests(" + first + ", " + last + ")");
    }

    /**
     * Returns this fault for requests with a certain head only.
     *
     * @param predicate says which; called by the thread that serves the request, by several at once, and must not block.
     *     If it throws, the request is answered 500 with what was thrown
     * @return the narrower fault
     * @throws NullPointerException if {@code predicate} is null
     */
    public RequestFault when(Predicate<? super ArrivedRequest> predicate) {
        Objects.requireNonNull(predicate, "predicate");
        return narrowed(predicate::test, ".when(" + predicate + ")");
    }

    /**
     * Returns this fault for a random share of the requests. With the same seed the same request numbers are hit, every
     * time and for every fault, whatever the threads do.
     *
     * @param probability of each request to be hit, from 0 to 1
     * @param seed chooses which ones; write it into the test, so that it can be repeated
     * @return the narrower fault
     * @throws IllegalArgumentException if {@code probability} is not from 0 to 1
     */
    public RequestFault randomly(double probability, long seed) {
        FaultDice dice = new FaultDice(probability, seed);
        return narrowed(request -> dice.hits(request.number()), ".randomly(" + probability + ", " + seed + ")");
    }

    private RequestFault narrowed(Predicate<ArrivedRequest> further, String how) {
        return new RequestFault(action, choice.and(further), text + how);
    }

    boolean hits(ArrivedRequest request) {
        return choice.test(request);
    }

    FaultAction action() {
        return action;
    }

    /** Returns how this fault was made, as in {@code resetAfter(4096).onRequest(3)}. */
    @Override
    public String toString() {
        return text;
    }
}
