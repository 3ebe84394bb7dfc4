package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;

/**
 * What a client made of one request. Clients share no messages, so a failure is told by its type, by curl's exit code.
 *
 * @param kind what sort of end it was
 * @param code the status, 0 if there is none
 * @param retryAfter the answer's Retry-After, empty if there is none
 * @param body the answer's body, empty if there is none
 * @param detail the exception or exit code, for error messages
 */
record Outcome(Kind kind, int code, String retryAfter, String body, String detail) {

    enum Kind {
        ANSWERED,
        /** The connection could not be made. */
        REFUSED,
        /** The connection or stream ended before the answer did. */
        CUT,
        TIMED_OUT,
        /** The test told it to, and it had not ended by itself. */
        GAVE_UP
    }

    static Outcome answered(int code, String retryAfter, String body) {
        return new Outcome(Kind.ANSWERED, code, retryAfter, body, "");
    }

    static Outcome failed(IOException e) {
        Kind kind = Kind.CUT;
        if (e instanceof HttpTimeoutException || e instanceof InterruptedIOException) {
            kind = Kind.TIMED_OUT;
        } else if (e instanceof ConnectException) {
            kind = Kind.REFUSED;
        }
        return new Outcome(kind, 0, "", "", e.toString());
    }

    static Outcome gaveUp(Exception e) {
        return new Outcome(Kind.GAVE_UP, 0, "", "", e.toString());
    }

    void assertAnswered(int expected) {
        assertThat(kind).as(detail).isEqualTo(Kind.ANSWERED);
        assertThat(code).isEqualTo(expected);
    }

    UploadStats stats() {
        return UploadStats.fromJson(body);
    }
}
