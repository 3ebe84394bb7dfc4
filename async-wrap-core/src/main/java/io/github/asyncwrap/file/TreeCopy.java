package io.github.asyncwrap.file;

import io.github.asyncwrap.file.TreeOptions.Conflict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Copies a tree, each file by itself. */
final class TreeCopy extends Traversal<TreeCopy.Target> {
    private final TreeOptions options;
    private final Path target;

    /** Whether somebody wants to know afterwards what it was made of. */
    private final boolean noting;

    private @Nullable Seen seen;

    /** The counterpart of a directory. */
    static final class Target {
        private final @Nullable Target above;
        private final Path path;
        private final boolean made;
        private final Kept kept;
        private final Seen seen;
        private final @Nullable Object key;

        Target(@Nullable Target above, Path path, boolean made, Kept kept, Seen seen) throws IOException {
            this.above = above;
            this.path = path;
            this.made = made;
            this.kept = kept;
            this.seen = seen;
            this.key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        }
    }

    private TreeCopy(TreeWork work, TreeOptions options, Path target, boolean noting) {
        super(work, options);
        this.options = options;
        this.target = target;
        this.noting = noting;
    }

    static TreeSummary of(Path source, Path target, TreeWork work, TreeOptions options) throws IOException {
        TreeCopy copy = new TreeCopy(work, options, target, false);
        Place.requireOutside(source, target);
        copy.walkDirectory(source);
        return work.summary();
    }

    /** Copies whatever is there, and notes what that was. */
    static Seen noting(Path source, BasicFileAttributes attributes, Path target, TreeWork work, TreeOptions options)
            throws IOException {
        TreeCopy copy = new TreeCopy(work, options, target, true);
        copy.walk(source, attributes, false);
        return copy.seen == null ? new Seen(attributes, Instant.now()) : copy.seen;
    }

    private Path place(Entry source, @Nullable Target in) throws IOException {
        return in == null ? target : Place.in(in.path, source.name());
    }

    @Override
    @Nullable
    Target enter(Entry directory, @Nullable Target in) throws IOException {
        Path to = place(directory, in);
        requireNotTarget(directory, in);
        Kept kept = Kept.of(directory, to, options.keepsAttributes());
        BasicFileAttributes there = Place.at(to);
        if (there == null) {
            try {
                Files.createDirectory(to, kept.forDirectory());
            } catch (IOException failed) {
                throw Named.by(failed, directory.path(), to);
            }
        } else if (options.conflict() == Conflict.FAIL) {
            throw new FileAlreadyExistsException(to.toString());
        } else if (!there.isDirectory() && !(in == null && Files.isDirectory(to))) {
            if (options.conflict() == Conflict.SKIP) {
                return null;
            }
            throw new FileAlreadyExistsException(to.toString(), null, "is no directory, and no directory replaces it");
        }
        return new Target(in, to, there == null, kept, note(directory, Instant.now(), in));
    }

    /** A followed link or a mount may lead to where the copy is made, which then would never end. */
    private void requireNotTarget(Entry directory, @Nullable Target in) throws IOException {
        if (target.getFileSystem().equals(directory.path().getFileSystem())) {
            for (Target each = in; each != null; each = each.above) {
                if (each.key == null
                        ? Files.isSameFile(each.path, directory.path())
                        : each.key.equals(directory.attributes().fileKey())) {
                    throw new FileSystemLoopException(directory.path().toString());
                }
            }
        }
    }

    @Override
    void left(Entry directory, Target data) throws IOException {
        if (data.made || options.conflict() == Conflict.REPLACE) {
            data.kept.finishDirectory(data.path, data.made);
        }
        work.directory(directory.path());
    }

    @Override
    void file(Entry file, @Nullable Target in) throws IOException {
        Path to = place(file, in);
        if (!Place.takesFile(to, options.conflict())) {
            return;
        }
        Kept kept = Kept.of(file, to, options.keepsAttributes());
        Part part = new Part(to);
        long before = work.summary().bytes();
        Instant found = Instant.now();
        try (part) {
            try (InputStream from = file.open();
                    OutputStream out = part.create(kept.forFile())) {
                work.transfer(from, out, file.path());
            }
            kept.finishFile(part.path());
            if (!part.commit(options.conflict())) {
                work.uncount(before);
                return;
            }
        } catch (IOException failed) {
            throw Named.by(part.told(failed), file.path(), to);
        }
        note(file, found, in);
        work.file(file.path());
    }

    @Override
    void link(Entry link, @Nullable Target in) throws IOException {
        Path to = place(link, in);
        if (!Place.takesFile(to, options.conflict())) {
            return;
        }
        Path leadsTo = Files.readSymbolicLink(link.path());
        Part part = new Part(to);
        try (part) {
            Files.createSymbolicLink(part.path(), Place.of(to.getFileSystem(), leadsTo));
            if (!part.commit(options.conflict())) {
                return;
            }
        } catch (UnsupportedOperationException none) {
            throw new FileSystemException(
                    link.path().toString(), to.toString(), "the target's file system has no symbolic links");
        } catch (InvalidPathException invalid) {
            throw new FileSystemException(
                    link.path().toString(), to.toString(), "there can be no such link: " + invalid.getReason());
        } catch (IOException failed) {
            throw part.told(failed);
        }
        note(link, Instant.now(), in);
        work.link(link.path());
    }

    private Seen note(Entry source, Instant found, @Nullable Target in) {
        Seen noted = new Seen(source.attributes(), found);
        if (in == null) {
            seen = noted;
        } else if (noting) {
            in.seen.add(source.name(), noted);
        }
        return noted;
    }
}
