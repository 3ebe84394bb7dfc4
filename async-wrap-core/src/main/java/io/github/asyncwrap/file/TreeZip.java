package io.github.asyncwrap.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Packs a tree. */
final class TreeZip extends Traversal<TreeZip.Packed> {
    private final ZipOutputStream zip;

    /** The zip file may be made in the tree that it packs. */
    private final Own part;

    /** What it replaces may be there too; null if there is nothing. */
    private final @Nullable Own replaced;

    /** A directory, and how the names in it begin. */
    record Packed(Entry directory, String prefix) {}

    private record Own(Path path, @Nullable Object key) {
        boolean is(Entry file) throws IOException {
            if (!path.getFileSystem().equals(file.path().getFileSystem())) {
                return false;
            }
            return key == null
                    ? Files.isSameFile(path, file.path())
                    : key.equals(file.attributes().fileKey());
        }

        /** Whether it is that very name of the file, which may have others. */
        boolean isNamed(Entry file, Entry directory) throws IOException {
            Path parent = path.toAbsolutePath().getParent();
            return parent != null
                    && file.name().equals(path.getFileName())
                    && is(file)
                    && Files.isSameFile(parent, directory.path());
        }
    }

    private TreeZip(TreeWork work, TreeOptions options, ZipOutputStream zip, Path target, Path part)
            throws IOException {
        super(work, options);
        this.zip = zip;
        this.part = new Own(
                part,
                Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey());
        BasicFileAttributes there = Place.at(target);
        this.replaced = there == null ? null : new Own(target, there.fileKey());
    }

    static TreeSummary of(Path source, Path target, TreeWork work, TreeOptions options) throws IOException {
        boolean unused = Place.takesFile(Place.real(target), options.conflict());
        try (Part part = new Part(target)) {
            try (OutputStream out = part.create();
                    ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, 64 << 10))) {
                new TreeZip(work, options, zip, target, part.path()).walkDirectory(source);
            }
            work.proceed();
            unused = part.commit(options.conflict());
        } catch (IOException failed) {
            throw Named.by(failed, source, target);
        }
        return work.summary();
    }

    @Override
    Packed enter(Entry directory, @Nullable Packed in) throws IOException {
        if (in == null) {
            return new Packed(directory, "");
        }
        String name = in.prefix + directory.name() + "/";
        begin(directory, name);
        return new Packed(directory, name);
    }

    private void begin(Entry source, String name) throws IOException {
        String flaw = Place.isText(source.name()) ? EntryName.flaw(name) : "its name is not text";
        if (flaw != null) {
            throw new FileSystemException(source.path().toString(), null, "cannot be packed: " + flaw);
        }
        try {
            ZipEntry entry = new ZipEntry(name);
            zip.putNextEntry(entry.setLastModifiedTime(source.attributes().lastModifiedTime()));
        } catch (IllegalArgumentException unfit) { // too long, or no text
            throw Named.by(new IOException("cannot be packed: " + unfit.getMessage(), unfit), source.path());
        }
    }

    @Override
    void left(Entry directory, Packed data) {
        work.directory(directory.path());
    }

    @Override
    void file(Entry file, @Nullable Packed in) throws IOException {
        if (part.is(file) || (replaced != null && in != null && replaced.isNamed(file, in.directory))) {
            return;
        }
        try (InputStream from = file.open()) {
            begin(file, (in == null ? "" : in.prefix) + file.name());
            work.transfer(from, zip, file.path());
            zip.closeEntry();
        }
        work.file(file.path());
    }

    @Override
    void link(Entry link, @Nullable Packed in) throws IOException {
        throw new FileSystemException(
                link.path().toString(),
                null,
                "is a symbolic link, and a zip file cannot keep it: follow links, or skip them");
    }
}
