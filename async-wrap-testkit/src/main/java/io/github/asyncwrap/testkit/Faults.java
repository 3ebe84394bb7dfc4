package io.github.asyncwrap.testkit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * The faults that a {@link StatsServer} can be told to have.
 *
 * <pre>{@code
 * StatsServer server = StatsServer.builder()
 *         .fault(Faults.resetAfter(4096).onRequest(3))
 *         .fault(Faults.answer(503, Duration.ofSeconds(1)).onRequests(1, 2))
 *         .fault(Faults.throttleRequest(64 << 10).when(request -> request.headers().get("X-Slow") != null))
 *         .fault(Faults.resetBeforeAnswer().randomly(0.1, 42))
 *         .start();
 * }</pre>
 *
 * <p>Several faults may hit one request, such as a slow one that is reset in its middle; they act in the order in which
 * the request meets them. Of two of the same kind the one that was given first counts; {@link #answer},
 * {@link #answerEarly}, {@link #resetBeforeAnswer} and {@link #neverAnswer} are of one kind.
 *
 * <p>A request by HTTP/1.1 with a fault gets an interim {@code 100 Continue} first, even if it has no body.
 *
 * <p><b>HTTP/2.</b> The status of an answer goes out before the request's body is read, which no client minds. But it
 * means that {@link #resetBeforeAnswer} leaves the client with a status and no more, and that with {@link #delayAnswer} and
 * {@link #neverAnswer} the body is not read meanwhile: a client can send about 64 KiB of it. Resets are those of the
 * connection, and so hit every other request on it, with the exception of {@link #resetStreamAfter}.
 *
 * <p><b>What clients see.</b> A reset is one by TCP (RST), below TLS. Where in a body a client notices it is another
 * matter: on the loopback interface the system takes about 4 MB of an upload before the client's writes feel anything. The
 * JDK's client is best given a request timeout in every test with faults: an upload by HTTP/2 whose stream is reset may
 * wait for ever otherwise.
 *
 * <table>
 * <caption>What an upload ends with: exceptions, and curl's exit codes</caption>
 * <tr><th>fault</th><th>OkHttp</th><th>JDK</th><th>curl</th></tr>
 * <tr><td>{@link #resetOnAccept}</td><td>SocketException</td><td>IOException, ConnectException, with TLS
 *     SSLHandshakeException</td><td>56, 35, 7</td></tr>
 * <tr><td>{@link #refuse}, then the next one</td><td>ConnectException</td><td>ConnectException</td><td>7</td></tr>
 * <tr><td>{@link #resetAfter}, {@link #resetBeforeAnswer}</td><td>SocketException</td><td>IOException</td>
 *     <td>55, 56</td></tr>
 * <tr><td>{@link #resetStreamAfter}, HTTP/2</td><td>IOException</td><td>HttpTimeoutException</td><td>92</td></tr>
 * <tr><td>{@link #neverAnswer}</td><td>InterruptedIOException</td><td>HttpTimeoutException</td><td>28</td></tr>
 * <tr><td>{@link #truncateAnswer}</td><td>ProtocolException, by HTTP/2 IOException</td><td>IOException</td>
 *     <td>18, by HTTP/2 92</td></tr>
 * </table>
 *
 * <p>A request timeout of the JDK's client ends with the head of the answer: it does not notice
 * {@link #delayAnswerBody} and {@link #throttleAnswer}.
 *
 * <p>Every method here checks its arguments at once and is safe for any thread.
 */
public final class Faults {

    private Faults() {}

    /**
     * Accepts a connection and resets it, before anything is read from it.
     *
     * @return the fault, for all connections
     */
    public static ConnectionFault resetOnAccept() {
        return ConnectionFault.onEvery("resetOnAccept()");
    }

    /**
     * Resets the request's connection and closes the listener, as if the server had died: whoever connects from now on is
     * refused by the system, until {@link StatsServer#listen()}. Other open connections go on. An upload is broken.
     *
     * @return the fault, for all requests
     */
    public static RequestFault refuse() {
        return RequestFault.onEvery(new FaultAction.Refuse(), "refuse()");
    }

    /**
     * Waits before the interim {@code 100 Continue}, and does not read the body meanwhile: for clients that ask with
     * {@code Expect: 100-continue} whether they may send. With a time longer than the client's patience it is a server
     * that does not know of this header. On a server with {@link StatsServer.Builder#http2} it does nothing.
     *
     * @param delay how long
     * @return the fault, for all requests
     * @throws NullPointerException if {@code delay} is null
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    public static RequestFault delayContinue(Duration delay) {
        return RequestFault.onEvery(
                new FaultAction.DelayContinue(OptionChecks.nanos("delay", delay)), "delayContinue(" + delay + ")");
    }

    /**
     * Resets the connection once so many bytes of the request's body have been read. A body with fewer bytes is answered
     * as if there were no fault; with 0 the reset comes as soon as the head was read, body or not. An upload is broken.
     *
     * @param bytes how many bytes; those of a chunked body without the framing
     * @return the fault, for all requests
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public static RequestFault resetAfter(long bytes) {
        OptionChecks.requireNotNegative("bytes", bytes);
        return RequestFault.onEvery(new FaultAction.Cut(bytes, false), "resetAfter(" + bytes + ")");
    }

    /**
     * Does the same as {@link #resetAfter} to the stream of HTTP/2 (RST_STREAM with CANCEL), and leaves its connection and
     * the other streams alone. By HTTP/1.1 it is {@link #resetAfter}.
     *
     * @param bytes how many bytes
     * @return the fault, for all requests
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public static RequestFault resetStreamAfter(long bytes) {
        OptionChecks.requireNotNegative("bytes", bytes);
        return RequestFault.onEvery(new FaultAction.Cut(bytes, true), "resetStreamAfter(" + bytes + ")");
    }

    /**
     * Reads the request's body no faster than this, by a clock of our own that does not let delays add up: the time from
     * the first byte to the last is within 5 % of the bytes divided by the rate, if the client keeps up. The client
     * notices nothing until the system's buffers are full (see above), but its answer comes accordingly late.
     *
     * @param bytesPerSecond the rate, from 1 to 2<sup>32</sup>; bytes of the body, without framing and TLS
     * @return the fault, for all requests
     * @throws IllegalArgumentException if {@code bytesPerSecond} is out of range
     */
    public static RequestFault throttleRequest(long bytesPerSecond) {
        return RequestFault.onEvery(
                new FaultAction.ReceiveRate(rate(bytesPerSecond)), "throttleRequest(" + bytesPerSecond + ")");
    }

    /**
     * Reads the body, waits, and answers then.
     *
     * @param delay how long to wait before the head of the answer; on HTTP/2 before the body is read
     * @return the fault, for all requests
     * @throws NullPointerException if {@code delay} is null
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    public static RequestFault delayAnswer(Duration delay) {
        return RequestFault.onEvery(
                new FaultAction.DelayHead(OptionChecks.nanos("delay", delay)), "delayAnswer(" + delay + ")");
    }

    /**
     * Reads the body and answers with another status and without a body. An upload whose body arrived whole counts as
     * completed, whatever it is answered. On HTTP/2 some clients, curl among them, end their body early when they see the
     * status; if it then lacks bytes of its length, the upload is broken.
     *
     * @param status the status, from 400 to 599
     * @return the fault, for all requests
     * @throws IllegalArgumentException if {@code status} is out of range
     */
    public static RequestFault answer(int status) {
        return RequestFault.onEvery(
                new FaultAction.OtherAnswer(status(status, FaultAction.Status.NO_RETRY_AFTER), false),
                "answer(" + status + ")");
    }

    /**
     * Does the same with a {@code Retry-After}. Some clients repeat a request by themselves then: OkHttp does for 503 with
     * 0 seconds, if it can send the body again.
     *
     * @param status the status, from 400 to 599
     * @param retryAfter when the client may try again, in whole seconds
     * @return the fault, for all requests
     * @throws NullPointerException if {@code retryAfter} is null
     * @throws IllegalArgumentException if {@code status} is out of range, or {@code retryAfter} is negative or not a number
     *     of whole seconds
     */
    public static RequestFault answer(int status, Duration retryAfter) {
        OptionChecks.nanos("retryAfter", retryAfter);
        if (!retryAfter.equals(retryAfter.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("retryAfter must be whole seconds: " + retryAfter);
        }
        return RequestFault.onEvery(
                new FaultAction.OtherAnswer(status(status, retryAfter.toSeconds()), false),
                "answer(" + status + ", " + retryAfter + ")");
    }

    /**
     * Answers with another status from the head alone, as a server does that will not have the body. The connection, on
     * HTTP/2 the stream, ends after that; up to 64 MiB of what the client sends even so are read and dropped, since many
     * clients look for the answer only afterwards. An upload is broken, unless its head said that it has no body.
     *
     * @param status the status, from 400 to 599
     * @return the fault, for all requests
     * @throws IllegalArgumentException if {@code status} is out of range
     */
    public static RequestFault answerEarly(int status) {
        return RequestFault.onEvery(
                new FaultAction.OtherAnswer(status(status, FaultAction.Status.NO_RETRY_AFTER), true),
                "answerEarly(" + status + ")");
    }

    /**
     * Reads the body and resets the connection instead of answering: the upload is completed, but the client does not
     * know.
     *
     * @return the fault, for all requests
     */
    public static RequestFault resetBeforeAnswer() {
        return RequestFault.onEvery(new FaultAction.ResetBeforeAnswer(), "resetBeforeAnswer()");
    }

    /**
     * Reads the body and then does nothing until the connection ends. On HTTP/2 it does nothing at all: the upload is in
     * flight, and broken in the end.
     *
     * @return the fault, for all requests
     */
    public static RequestFault neverAnswer() {
        return RequestFault.onEvery(new FaultAction.NeverAnswer(), "neverAnswer()");
    }

    /**
     * Waits between the head and the body of the answer.
     *
     * @param delay how long
     * @return the fault, for all requests
     * @throws NullPointerException if {@code delay} is null
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    public static RequestFault delayAnswerBody(Duration delay) {
        return RequestFault.onEvery(
                new FaultAction.DelayBody(OptionChecks.nanos("delay", delay)), "delayAnswerBody(" + delay + ")");
    }

    /**
     * Sends the body of the answer no faster than this, as {@link #throttleRequest} reads.
     *
     * @param bytesPerSecond the rate, from 1 to 2<sup>32</sup>
     * @return the fault, for all requests
     * @throws IllegalArgumentException if {@code bytesPerSecond} is out of range
     */
    public static RequestFault throttleAnswer(long bytesPerSecond) {
        return RequestFault.onEvery(
                new FaultAction.SendRate(rate(bytesPerSecond)), "throttleAnswer(" + bytesPerSecond + ")");
    }

    /**
     * Sends only the beginning of the answer's body, then ends the connection (on HTTP/2: resets the stream). An answer
     * with a shorter body is sent whole.
     *
     * @param bytes how many bytes of the body
     * @return the fault, for all requests
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public static RequestFault truncateAnswer(int bytes) {
        OptionChecks.requireNotNegative("bytes", bytes);
        return RequestFault.onEvery(new FaultAction.Truncate(bytes), "truncateAnswer(" + bytes + ")");
    }

    /**
     * Inverts all bits of the byte in the middle of the answer's body; its length stays. {@link UploadStats#fromJson}
     * refuses what comes of it.
     *
     * @return the fault, for all requests
     */
    public static RequestFault corruptAnswer() {
        return RequestFault.onEvery(new FaultAction.Corrupt(), "corruptAnswer()");
    }

    private static long rate(long bytesPerSecond) {
        return OptionChecks.requireBetween("bytesPerSecond", 1, Throttle.HIGHEST_RATE, bytesPerSecond);
    }

    private static FaultAction.Status status(int status, long retryAfterSeconds) {
        OptionChecks.requireBetween("status", 400, 599, status);
        return new FaultAction.Status(status, retryAfterSeconds);
    }
}
