package io.github.asyncwrap.examples.lesson;

import java.io.IOException;

/** A failure whose message tells a user all that there is to know. */
public final class LessonException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * A failure that comes from nothing else.
     *
     * @param message for the user
     */
    public LessonException(String message) {
        super(message);
    }

    /**
     * A failure.
     *
     * @param message for the user
     * @param cause what it comes from
     */
    public LessonException(String message, Throwable cause) {
        super(message, cause);
    }
}
