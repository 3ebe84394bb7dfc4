package io.github.asyncwrap.file;

import io.github.asyncwrap.file.TreeOptions.Conflict;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** What stands where something is to be made, and whether it may be made there. */
final class Place {
    private static final char REPLACEMENT = '\ufffd';

    private Place() {}

    /** What is there, a link being one; null if there is nothing. */
    static @Nullable BasicFileAttributes at(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException nothing) {
            return null;
        }
    }

    static void requireFree(Path target) throws IOException {
        if (at(target) != null) {
            throw new FileAlreadyExistsException(target.toString());
        }
    }

    /**
     * Tells whether a file or a link may be made there.
     *
     * @return false if it is to be left out
     */
    static boolean takesFile(Path target, Conflict conflict) throws IOException {
        BasicFileAttributes there = at(target);
        if (there == null || (conflict == Conflict.REPLACE && !there.isDirectory())) {
            return true;
        } else if (conflict == Conflict.SKIP) {
            return false;
        }
        String reason = conflict == Conflict.REPLACE ? "is a directory, which a file does not replace" : null;
        throw new FileAlreadyExistsException(target.toString(), null, reason);
    }

    /** The place of something with that name, in a directory that may be of another file system. */
    static Path in(Path directory, Path name) throws FileSystemException {
        try {
            return directory.resolve(of(directory.getFileSystem(), name));
        } catch (InvalidPathException invalid) {
            throw new FileSystemException(
                    directory.toString(), name.toString(), "there can be no such name: " + invalid.getReason());
        }
    }

    /**
     * The same path in a file system: the very one if it is its own, as names are bytes on some platforms, and several may
     * have one text; else the one with that text.
     *
     * @throws InvalidPathException if its text does not say what it is, or there can be no such path
     */
    static Path of(FileSystem fileSystem, Path path) {
        if (path.getFileSystem().equals(fileSystem)) {
            return path;
        }
        if (!isText(path)) {
            throw new InvalidPathException(path.toString(), "not text in the platform's encoding");
        }
        return fileSystem.getPath(path.toString());
    }

    /** Tells whether the text of a path says what it is. What cannot be decoded has a replacement in it. */
    static boolean isText(Path path) {
        String text = path.toString();
        if (text.indexOf(REPLACEMENT) < 0) {
            return true; // though a link may say "a//b", which its file system would not
        }
        try {
            return path.getFileSystem().getPath(text).equals(path);
        } catch (InvalidPathException noneWithThat) {
            return false;
        }
    }

    /** The real path that it has or will have. */
    static Path real(Path target) throws IOException {
        if (Files.exists(target)) {
            return target.toRealPath();
        }
        Path absolute = target.toAbsolutePath();
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new NoSuchFileException(target.toString());
        }
        Path real = parent.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new NotDirectoryException(parent.toString());
        }
        return real.resolve(name);
    }

    /** Sees to it that the target has a parent, and is not the source or in it. */
    static void requireOutside(Path source, Path target) throws IOException {
        Path real = real(target);
        if (source.getFileSystem().equals(target.getFileSystem()) && real.startsWith(source.toRealPath())) {
            throw new FileSystemException(source.toString(), target.toString(), "is a tree, and the target is in it");
        }
    }
}
