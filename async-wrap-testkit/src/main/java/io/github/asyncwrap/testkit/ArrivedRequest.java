package io.github.asyncwrap.testkit;

import java.util.Objects;
import okhttp3.Headers;

/**
 * The head of a request that a {@link StatsServer} has got: what the predicate of a fault decides by, see
 * {@link RequestFault#when}. The body has not been read yet.
 *
 * <p>An immutable value, safe for any thread.
 *
 * @param number which request of this server it is, from 1, in the order in which the heads arrived, whatever the method
 *     and the path; with several connections at once that order is a matter of chance
 * @param connection the number of its connection, from 1, in the order in which the server accepted them
 * @param method the method, as in {@code PUT}
 * @param target the path and query as they were sent, as in {@code /?q=1}
 * @param headers the headers
 * @param http2 whether it came by HTTP/2
 */
public record ArrivedRequest(
        long number, long connection, String method, String target, Headers headers, boolean http2) {

    /**
     * Creates the value.
     *
     * @param number which request of its server it is, from 1
     * @param connection the number of its connection, from 1
     * @param method the method
     * @param target the path and query
     * @param headers the headers
     * @param http2 whether it came by HTTP/2
     * @throws NullPointerException if {@code method}, {@code target} or {@code headers} is null
     * @throws IllegalArgumentException if a number is below 1; the message names it
     */
    public ArrivedRequest {
        OptionChecks.requireBetween("number", 1, Long.MAX_VALUE, number);
        OptionChecks.requireBetween("connection", 1, Long.MAX_VALUE, connection);
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(headers, "headers");
    }
}
