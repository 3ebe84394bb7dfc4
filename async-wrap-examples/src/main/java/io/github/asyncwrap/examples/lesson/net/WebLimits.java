package io.github.asyncwrap.examples.lesson.net;

import java.time.Duration;

/**
 * What one client may cost the others. Without these numbers a server on bare sockets belongs to whoever is rudest.
 *
 * @param connections how many are served at once: each has a thread while it is served
 * @param waiting how many more may wait for a thread; who comes then is sent away with 503
 * @param headBytes the longest request line and headers, together
 * @param bodyBytes the longest body
 * @param deadline how long a request may take to arrive as a whole, and how long an answer may take to leave, beside a
 *     second for each 16 KiB of it
 * @param idle how long a connection may stay open without a request
 * @param farewell how long a client that has got its last answer may take to close the connection
 */
record WebLimits(
        int connections,
        int waiting,
        int headBytes,
        int bodyBytes,
        Duration deadline,
        Duration idle,
        Duration farewell) {

    private static final int HEAD = 8 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /** What is to be said most often; four clients may wait for each that is served. */
    static WebLimits of(int connections, int bodyBytes, Duration deadline) {
        Duration farewell = deadline.compareTo(FAREWELL) < 0 ? deadline : FAREWELL;
        return new WebLimits(connections, 4 * connections, HEAD, bodyBytes, deadline, IDLE, farewell);
    }
}
