package io.github.asyncwrap.file;

import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/** Says which file, where the channel's own exception says nothing. */
final class ClosedFileException extends ClosedChannelException {
    private static final long serialVersionUID = 1;

    private final String name;

    ClosedFileException(Path path) {
        this.name = path.toString();
    }

    @Override
    public String getMessage() {
        return name + " - the file is closed, or is closing: open it again";
    }
}
