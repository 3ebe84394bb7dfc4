package io.github.asyncwrap.file;

import io.github.asyncwrap.file.TreeOptions.Links;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A walk through a tree, depth first, in the order of the names, without recursion. What is to be done on the way is for
 * the subclass to say. It keeps the names and the paths of the directories on the way down, which grows with the square of
 * the depth, and nothing of what it has been through.
 *
 * @param <D> what a subclass has to know in a directory
 */
abstract class Traversal<D> {
    final TreeWork work;
    private final TreeOptions options;
    private final Deque<Level<D>> levels = new ArrayDeque<>();

    /** A directory on the way down. */
    private static final class Level<D> {
        final Entry directory;
        final D data;
        final Iterator<Path> names;

        Level(Entry directory, D data, Iterator<Path> names) {
            this.directory = directory;
            this.data = data;
            this.names = names;
        }
    }

    Traversal(TreeWork work, TreeOptions options) {
        this.work = work;
        this.options = options;
    }

    /**
     * Comes to a directory.
     *
     * @param in of the directory that it is in; null for the root
     * @return null to leave it out, with all that is in it
     */
    abstract @Nullable D enter(Entry directory, @Nullable D in) throws IOException;

    /** Is through with a directory that it has entered. */
    abstract void left(Entry directory, D data) throws IOException;

    abstract void file(Entry file, @Nullable D in) throws IOException;

    /** Comes to a symbolic link that is neither followed nor skipped. */
    abstract void link(Entry link, @Nullable D in) throws IOException;

    /** Comes to a device, a pipe, a socket, a junction. */
    void special(Entry special, @Nullable D in) throws IOException {
        throw new FileSystemException(
                special.path().toString(), null, "is neither a file nor a directory nor a symbolic link");
    }

    /**
     * Decides what is to be done after an error.
     *
     * @param in of the directory where it happened; null for the root
     */
    void failed(IOException failed, @Nullable D in) throws IOException {
        throw failed;
    }

    /** Walks through a directory; if it is given as a link, through the one that this leads to. */
    final void walkDirectory(Path root) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
        if (!attributes.isDirectory()) {
            throw new NotDirectoryException(root.toString());
        }
        walk(root, attributes, true);
    }

    /** Walks through a directory that is reached from within the one above. */
    final void walkFrom(Descent above, Path root, Path name, BasicFileAttributes attributes) throws IOException {
        Path nothing = root.getFileSystem().getPath("");
        Entry top = new Entry(above, name, root, nothing, attributes, false);
        D data = enter(top, null);
        if (data != null) {
            try {
                above.enter(top);
                through(above, top, data);
            } catch (IOException failed) {
                throw Named.by(failed, root);
            }
        }
    }

    /** Walks through whatever is there. */
    final void walk(Path root, BasicFileAttributes attributes, boolean followed) throws IOException {
        Entry top = Entry.root(root, attributes, followed);
        if (!top.isDirectory()) {
            other(top, null);
            return;
        }
        D data = enter(top, null);
        if (data == null) {
            return;
        }
        try (Descent descent = Descent.to(root, attributes)) {
            through(descent, top, data);
        } catch (IOException failed) {
            throw Named.by(failed, root);
        }
    }

    private void through(Descent descent, Entry top, D data) throws IOException {
        levels.push(new Level<>(top, data, descent.names().iterator()));
        while (!levels.isEmpty()) {
            work.proceed();
            step(descent, levels.element());
        }
    }

    private void step(Descent descent, Level<D> level) throws IOException {
        if (level.names.hasNext()) {
            Path name = level.names.next();
            Path path = level.directory.path().resolve(name);
            Path relative = level.directory.relative().resolve(name);
            if (!options.ignores(relative)) {
                try {
                    arrive(descent, find(descent, name, path, relative), level);
                } catch (IOException failed) {
                    failed(Named.by(failed, path), level.data);
                }
            }
            return;
        }
        levels.pop();
        descent.leave(); // first, as a directory that is open cannot be deleted everywhere
        try {
            left(level.directory, level.data);
        } catch (IOException failed) {
            Level<D> above = levels.peek();
            failed(Named.by(failed, level.directory.path()), above == null ? null : above.data);
        }
    }

    private Entry find(Descent descent, Path name, Path path, Path relative) throws IOException {
        BasicFileAttributes attributes = descent.attributes(name, false);
        boolean followed = attributes.isSymbolicLink() && options.links() == Links.FOLLOW;
        if (followed) {
            attributes = descent.attributes(name, true);
        }
        return new Entry(descent, name, path, relative, attributes, followed);
    }

    private void arrive(Descent descent, Entry entry, Level<D> level) throws IOException {
        if (!entry.isDirectory()) {
            other(entry, level.data);
            return;
        }
        if (options.links() == Links.FOLLOW) {
            requireNoLoop(entry);
        }
        D data = enter(entry, level.data);
        if (data != null) {
            descent.enter(entry);
            boolean listed = false;
            try {
                levels.push(new Level<>(entry, data, descent.names().iterator()));
                listed = true;
            } finally {
                if (!listed) {
                    descent.leave();
                }
            }
        }
    }

    private void other(Entry entry, @Nullable D in) throws IOException {
        if (entry.attributes().isRegularFile()) {
            file(entry, in);
        } else if (!entry.attributes().isSymbolicLink()) {
            special(entry, in);
        } else if (options.links() == Links.KEEP) {
            link(entry, in);
        }
    }

    /** Not only where a link is: one that leads above the root comes to the root by itself. */
    private void requireNoLoop(Entry entry) throws IOException {
        for (Level<D> level : levels) {
            if (isSame(entry, level.directory)) {
                throw new FileSystemLoopException(entry.path().toString());
            }
        }
    }

    private static boolean isSame(Entry one, Entry other) throws IOException {
        Object key = one.attributes().fileKey();
        return key == null
                ? Files.isSameFile(one.path(), other.path())
                : Objects.equals(key, other.attributes().fileKey());
    }
}
