package io.github.asyncwrap.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes a tree, as much of it as can be deleted. */
final class TreeDeletion extends Traversal<TreeDeletion.Emptied> {
    private static final int MAX_FAILURES = 100;
    private static final int CHUNK = 64 << 10;

    /** What may be deleted; null for everything. */
    private final @Nullable Seen seen;

    /** Of what may be deleted. */
    private final @Nullable Path copy;

    /** Whether this library has made the tree, and may change it. */
    private final boolean ours;

    private @Nullable IOException failure;
    private int failures;

    /** Whether all that was in a directory is deleted. */
    static final class Emptied {
        private final @Nullable Emptied above;
        private final @Nullable Seen seen;
        private boolean complete = true;

        Emptied(@Nullable Emptied above, @Nullable Seen seen) {
            this.above = above;
            this.seen = seen;
        }
    }

    private TreeDeletion(TreeWork work, TreeOptions options, @Nullable Seen seen, @Nullable Path copy, boolean ours) {
        super(work, options);
        this.seen = seen;
        this.copy = copy;
        this.ours = ours;
    }

    /** Deletes a directory. */
    static TreeSummary of(Path given, TreeWork work, TreeOptions options) throws IOException {
        Path root = named(given);
        BasicFileAttributes attributes = attributes(root);
        if (attributes.isSymbolicLink()) {
            throw new FileSystemException(
                    root.toString(), null, "is a symbolic link; the tree it leads to is not deleted");
        }
        if (!attributes.isDirectory() || attributes.isOther()) {
            throw new NotDirectoryException(root.toString());
        }
        new TreeDeletion(work, options, null, null, false).delete(root, attributes);
        return work.summary();
    }

    /**
     * A directory cannot be deleted as {@code .} or {@code ..}; better to know that before it is empty. {@code link/.} is
     * {@code link}, so that a link is seen to be one.
     */
    private static Path named(Path given) throws IOException {
        Path root = given;
        for (Path above = root.getParent(); above != null && root.endsWith("."); above = root.getParent()) {
            root = above;
        }
        Path name = root.getFileName();
        if (name != null && List.of("", ".", "..").contains(name.toString())) {
            root = root.toRealPath();
        }
        if (root.getFileName() == null) {
            throw new FileSystemException(given.toString(), null, "is the root of a file system");
        }
        return root;
    }

    /** Deletes of whatever is there what is as it was seen, when that copy was made. */
    static void ofSeen(Path root, Seen seen, Path copy) throws IOException {
        new TreeDeletion(TreeWork.silent(), TreeOptions.defaults(), seen, copy, false).delete(root, attributes(root));
    }

    /** Deletes what an operation has made and not finished, read-only directories too. */
    static void ofOurs(Path root) throws IOException {
        new TreeDeletion(TreeWork.silent(), TreeOptions.defaults(), null, null, true).delete(root, attributes(root));
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private void delete(Path root, BasicFileAttributes attributes) throws IOException {
        Path name = root.getFileName();
        try (Descent above = attributes.isDirectory() ? Descent.above(root) : null) {
            if (above == null || name == null) {
                walk(root, attributes, false);
            } else {
                walkFrom(above, root, name, attributes);
            }
        } catch (IOException ended) { // no way to go on
            if (failure != null) {
                ended.addSuppressed(failure);
            }
            throw ended;
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    Emptied enter(Entry directory, @Nullable Emptied in) throws IOException {
        requireAsSeen(directory, in);
        if (ours) {
            Kept.unlock(directory.path());
        }
        return new Emptied(in, asSeen(directory, in));
    }

    @Override
    void left(Entry directory, Emptied data) throws IOException {
        if (data.complete) {
            directory.delete();
            work.directory(directory.path());
        } else if (data.above != null) {
            data.above.complete = false;
        }
    }

    @Override
    void file(Entry file, @Nullable Emptied in) throws IOException {
        requireAsSeen(file, in);
        file.delete();
        work.file(file.path(), file.attributes().size());
    }

    @Override
    void link(Entry link, @Nullable Emptied in) throws IOException {
        requireAsSeen(link, in);
        link.delete();
        work.link(link.path());
    }

    @Override
    void special(Entry special, @Nullable Emptied in) throws IOException {
        requireAsSeen(special, in);
        special.delete();
        work.file(special.path());
    }

    private @Nullable Seen asSeen(Entry entry, @Nullable Emptied in) {
        if (in == null) {
            return seen;
        }
        return in.seen == null ? null : in.seen.below(entry.name());
    }

    private void requireAsSeen(Entry entry, @Nullable Emptied in) throws IOException {
        if (seen == null) {
            return;
        }
        Seen then = asSeen(entry, in);
        if (then == null || !then.isStill(entry.attributes()) || (then.isFresh() && !isAsCopied(entry))) {
            throw new FileSystemException(
                    entry.path().toString(), null, "appeared or changed while the tree was moved, and is left there");
        }
    }

    private boolean isAsCopied(Entry file) throws IOException {
        if (copy == null) {
            return false;
        }
        Path counterpart = copy;
        for (Path name : file.relative()) {
            counterpart = Place.in(counterpart, name);
        }
        try (InputStream original = file.open();
                InputStream copied = Files.newInputStream(counterpart, LinkOption.NOFOLLOW_LINKS)) {
            byte[] one = original.readNBytes(CHUNK);
            while (Arrays.equals(one, copied.readNBytes(CHUNK))) {
                if (one.length == 0) {
                    return true;
                }
                one = original.readNBytes(CHUNK);
            }
            return false;
        }
    }

    /** Goes on: what can be deleted shall go. */
    @Override
    void failed(IOException failed, @Nullable Emptied in) {
        if (failed instanceof NoSuchFileException && in != null) {
            return; // somebody else has deleted it
        }
        if (in != null) {
            in.complete = false;
        }
        if (failure == null) {
            failure = failed;
        } else if (++failures <= MAX_FAILURES) {
            failure.addSuppressed(failed);
        }
    }
}
