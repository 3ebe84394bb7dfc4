package io.github.asyncwrap.file;

import io.github.asyncwrap.file.TreeOptions.Conflict;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Moves a tree: by its name where that does, else by a copy that takes its place before the original goes. */
final class TreeMove {
    private TreeMove() {}

    static Path of(Path source, Path target, TreeWork work, TreeOptions options) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(source, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Place.requireFree(target);
        if (attributes.isDirectory()) {
            Place.requireOutside(source, target);
        } else {
            Path unused = Place.real(target); // fails if the parent is missing
        }
        work.proceed();
        if (!rename(source, target)) {
            Seen seen = copy(source, attributes, target, work, options);
            deleteSource(source, target, seen);
        }
        return target;
    }

    /** Between two file systems of one provider a rename could be something else, in several steps. */
    private static boolean rename(Path source, Path target) throws IOException {
        if (!source.getFileSystem().equals(target.getFileSystem())) {
            return false;
        }
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (AtomicMoveNotSupportedException across) {
            return false;
        }
    }

    private static Seen copy(
            Path source, BasicFileAttributes attributes, Path target, TreeWork work, TreeOptions options)
            throws IOException {
        Part part = new Part(target);
        try (part) {
            Seen seen = TreeCopy.noting(source, attributes, part.path(), work, options.keepAttributes());
            work.proceed();
            part.commit(Conflict.FAIL);
            return seen;
        } catch (IOException failed) {
            throw part.told(failed);
        }
    }

    /** From here on nothing is taken back. */
    private static void deleteSource(Path source, Path target, Seen seen) throws IOException {
        try {
            TreeDeletion.ofSeen(source, seen, target);
        } catch (IOException failed) {
            FileSystemException told = new FileSystemException(
                    source.toString(),
                    target.toString(),
                    "has been copied, and the copy is complete; but not all of the original could be deleted: "
                            + failed.getMessage());
            told.initCause(failed);
            throw told;
        }
    }
}
