package io.github.asyncwrap.testkit;

import java.net.ProtocolException;

/**
 * A request's body that is not read: where it ends cannot be told, or it is too large, or nobody knows what to do with it.
 * Its connection must end.
 */
final class RefusedBody extends ProtocolException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_QUOTE = 40;

    private final String status;

    private RefusedBody(String status, String message) {
        super(message);
        this.status = status;
    }

    static RefusedBody badRequest(String what, String seen) {
        return new RefusedBody("400 Bad Request", what + ": " + quoted(seen));
    }

    static RefusedBody notImplemented(String what, String seen) {
        return new RefusedBody("501 Not Implemented", what + ": " + quoted(seen));
    }

    static RefusedBody tooLarge(long limit) {
        return new RefusedBody("413 Content Too Large", "a body must have at most " + limit + " bytes");
    }

    static RefusedBody serverError(String what, String seen) {
        return new RefusedBody("500 Internal Server Error", what + ": " + seen);
    }

    /** The status to answer, with its reason phrase. */
    String status() {
        return status;
    }

    private static String quoted(String seen) {
        return '"' + (seen.length() <= LONGEST_QUOTE ? seen : seen.substring(0, LONGEST_QUOTE) + "…") + '"';
    }
}
