package io.github.asyncwrap.examples;

import java.io.IOException;

/** Says that an upload has failed, and why. Its message is one line and names the causes. */
final class UploadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String message;

    private UploadException(String message, Throwable cause) {
        super(message, cause);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /**
     * The failure of an upload.
     *
     * @param upload what was tried; its text opens the message
     * @param bytes how many bytes had been handed to it
     * @param cause what went wrong
     */
    static UploadException of(Object upload, long bytes, Throwable cause) {
        return new UploadException(upload + " failed after " + bytes + " bytes: " + describe(cause), cause);
    }

    /** The messages of an exception and its causes in one line. */
    static String describe(Throwable thrown) {
        StringBuilder text = new StringBuilder(nameAndMessage(thrown));
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            // Wrappers often repeat what they wrap.
            if (text.indexOf(message) < 0) {
                text.append(": ").append(message);
            }
        }
        return text.toString().replaceAll("\\p{Cntrl}+", " ");
    }

    private static String nameAndMessage(Throwable thrown) {
        if (thrown.getMessage() == null) {
            return thrown.getClass().getSimpleName();
        }
        // "IOException" says nothing that its message does not; "SocketTimeoutException: timeout" does.
        return thrown.getClass() == IOException.class
                ? thrown.getMessage()
                : thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    }
}
