package io.github.asyncwrap.file;

import java.nio.charset.CharacterCodingException;

/** Says where the bytes are that are no text. */
final class MalformedTextException extends CharacterCodingException {
    private static final long serialVersionUID = 1;

    private final String message;

    MalformedTextException(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
