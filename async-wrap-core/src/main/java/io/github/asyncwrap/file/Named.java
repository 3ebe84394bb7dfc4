package io.github.asyncwrap.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Errors that say where they happened. Those of streams and channels do not, and those of what is reached from a directory
 * only tell the name in it.
 */
final class Named {
    private Named() {}

    /** The error with a path, of the same type if that can have one; itself if it has a path already. */
    static IOException by(IOException failed, Path path) {
        return by(failed, path, null);
    }

    static IOException by(IOException failed, Path path, @Nullable Path other) {
        String file = path.toString();
        String second = other == null ? null : other.toString();
        if (!(failed instanceof FileSystemException one)) {
            FileSystemException named = new FileSystemException(file, second, reason(failed));
            named.initCause(failed);
            return named;
        }
        if (one.getFile() == null) {
            return like(one, path); // a directory stream that deletes a directory that is not empty
        }
        Path name = path.getFileName();
        if (name == null || name.equals(path) || !name.toString().equals(one.getFile())) {
            return failed;
        }
        return like(one, path);
    }

    /** The error with another path, of the same type if that can have one. */
    static FileSystemException like(FileSystemException failed, Path path) {
        return like(failed, path.toString(), failed.getOtherFile());
    }

    /** The error with other paths; the second is left out where the type cannot have it, or where it is the first again. */
    static FileSystemException like(FileSystemException failed, @Nullable String file, @Nullable String other) {
        FileSystemException named = named(failed, file, Objects.equals(file, other) ? null : other);
        named.initCause(failed);
        return named;
    }

    private static FileSystemException named(
            FileSystemException failed, @Nullable String file, @Nullable String other) {
        if (failed instanceof NoSuchFileException) {
            return new NoSuchFileException(file, null, failed.getReason());
        } else if (failed instanceof AccessDeniedException) {
            return new AccessDeniedException(file, null, failed.getReason());
        } else if (failed instanceof NotDirectoryException) {
            return new NotDirectoryException(file);
        } else if (failed instanceof DirectoryNotEmptyException) {
            return new DirectoryNotEmptyException(file);
        }
        return new FileSystemException(file, other, failed.getReason());
    }

    private static String reason(IOException failed) {
        String message = failed.getMessage();
        return message == null ? failed.getClass().getSimpleName() : message;
    }
}
