package io.github.asyncwrap.examples.lesson.net;

/** A request that is answered with an error: which one, and what the client is told. */
final class HttpException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpException(int status, String message) {
        // Without a stack: clients, not we, decide how many of these there are.
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
