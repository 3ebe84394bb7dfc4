package io.github.asyncwrap.file;

import io.github.asyncwrap.file.TreeOptions.Conflict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Unpacks a zip file. */
final class TreeUnzip {
    private final ZipFile zip;
    private final FileSystem fileSystem;
    private final TreeWork work;
    private final TreeOptions options;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** A directory that is being filled, and whether it was made for that. */
    private record Level(
            Path directory,
            Path relative,
            boolean made,
            ZipPlan.Node node,
            Iterator<Map.Entry<String, ZipPlan.Node>> below) {}

    private TreeUnzip(ZipFile zip, FileSystem fileSystem, TreeWork work, TreeOptions options) {
        this.zip = zip;
        this.fileSystem = fileSystem;
        this.work = work;
        this.options = options;
    }

    static TreeSummary of(Path file, Path target, TreeWork work, TreeOptions options) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipPlan.Node plan = ZipPlan.of(zip, target.getFileSystem(), options);
            Path root = Place.real(target);
            new TreeUnzip(zip, target.getFileSystem(), work, options).run(plan, target, root);
        } catch (IOException failed) {
            throw Named.by(failed, file);
        }
        return work.summary();
    }

    private void run(ZipPlan.Node plan, Path target, Path real) throws IOException {
        boolean made = Place.at(real) == null;
        if (made) {
            Files.createDirectory(real);
        } else if (!Files.isDirectory(real)) {
            throw new FileAlreadyExistsException(target.toString(), null, "is no directory");
        }
        enter(target, fileSystem.getPath(""), made, plan);
        while (!levels.isEmpty()) {
            work.proceed();
            Level level = levels.element();
            if (level.below.hasNext()) {
                Map.Entry<String, ZipPlan.Node> next = level.below.next();
                Path path = level.directory.resolve(next.getKey());
                Path relative = level.relative.resolve(next.getKey());
                if (!options.ignores(relative)) {
                    make(path, relative, next.getValue());
                }
            } else {
                levels.pop();
                if (level.made || options.conflict() == Conflict.REPLACE) {
                    keepTime(level.directory, level.node.entry);
                }
                work.directory(level.directory);
            }
        }
    }

    private void enter(Path directory, Path relative, boolean made, ZipPlan.Node node) {
        levels.push(
                new Level(directory, relative, made, node, node.below.entrySet().iterator()));
    }

    private void make(Path path, Path relative, ZipPlan.Node node) throws IOException {
        if (node.file && node.entry != null) {
            file(path, node.entry);
            return;
        }
        BasicFileAttributes there = Place.at(path);
        if (there == null) {
            Files.createDirectory(path);
        }
        if (there == null || mayEnter(path, there)) {
            enter(path, relative, there == null, node);
        }
    }

    /** False if it is to be left out. Looks at each one on the way down, so nothing is written through a link. */
    private boolean mayEnter(Path path, BasicFileAttributes there) throws IOException {
        if (there.isSymbolicLink() || there.isOther()) {
            throw new FileSystemException(
                    path.toString(), null, "is not a directory of the target, and nothing is unpacked through it");
        } else if (!there.isDirectory()) {
            if (options.conflict() == Conflict.SKIP) {
                return false;
            }
            throw new FileAlreadyExistsException(
                    path.toString(), null, "is no directory, and no directory replaces it");
        }
        return true;
    }

    private void file(Path path, ZipEntry entry) throws IOException {
        if (!Place.takesFile(path, options.conflict())) {
            return;
        }
        Part part = new Part(path);
        long before = work.summary().bytes();
        try (part) {
            try (InputStream from = new EntryInputStream(zip.getInputStream(entry), entry);
                    OutputStream out = part.create()) {
                work.transfer(from, out, path);
            }
            keepTime(part.path(), entry);
            if (!part.commit(options.conflict())) {
                work.uncount(before);
                return;
            }
        } catch (IOException failed) {
            throw Named.by(part.told(failed), path);
        }
        work.file(path);
    }

    private void keepTime(Path path, @Nullable ZipEntry entry) throws IOException {
        if (entry == null || !options.keepsAttributes()) {
            return;
        }
        FileTime modified = entry.getLastModifiedTime();
        if (modified != null) {
            Files.getFileAttributeView(path, BasicFileAttributeView.class)
                    .setTimes(modified, entry.getLastAccessTime(), entry.getCreationTime());
        }
    }
}
