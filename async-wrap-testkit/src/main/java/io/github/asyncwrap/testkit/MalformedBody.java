package io.github.asyncwrap.testkit;

import java.net.ProtocolException;

/** Where a request's body ends, or a chunk of it, cannot be told. Nothing more can be read from its connection. */
final class MalformedBody extends ProtocolException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_QUOTE = 40;

    private final String status;

    private MalformedBody(String status, String message) {
        super(message);
        this.status = status;
    }

    static MalformedBody badRequest(String what, String seen) {
        return new MalformedBody("400 Bad Request", what + ": " + quoted(seen));
    }

    static MalformedBody notImplemented(String what, String seen) {
        return new MalformedBody("501 Not Implemented", what + ": " + quoted(seen));
    }

    /** The status to answer, with its reason phrase. */
    String status() {
        return status;
    }

    private static String quoted(String seen) {
        return '"' + (seen.length() <= LONGEST_QUOTE ? seen : seen.substring(0, LONGEST_QUOTE) + "…") + '"';
    }
}
