package io.github.asyncwrap.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Packs a tree. What an entry has to know of its directory is how the names in it begin. */
final class TreeZip extends Traversal<String> {
    private final ZipOutputStream zip;

    /** The zip file may be made in the tree that it packs. */
    private final List<Own> own = new ArrayList<>();

    private record Own(Path path, @Nullable Object key) {
        boolean is(Entry file) throws IOException {
            if (!path.getFileSystem().equals(file.path().getFileSystem())) {
                return false;
            }
            return key == null
                    ? Files.isSameFile(path, file.path())
                    : key.equals(file.attributes().fileKey());
        }
    }

    private TreeZip(TreeWork work, TreeOptions options, ZipOutputStream zip, Path target, Path part)
            throws IOException {
        super(work, options);
        this.zip = zip;
        for (Path path : List.of(target, part)) {
            BasicFileAttributes there = Place.at(path);
            if (there != null) {
                own.add(new Own(path, there.fileKey()));
            }
        }
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
    String enter(Entry directory, @Nullable String in) throws IOException {
        if (in == null) {
            return "";
        }
        String name = in + directory.name() + "/";
        begin(directory, name);
        return name;
    }

    private void begin(Entry source, String name) throws IOException {
        String flaw = EntryName.flaw(name);
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
    void left(Entry directory, String data) {
        work.directory(directory.path());
    }

    @Override
    void file(Entry file, @Nullable String in) throws IOException {
        for (Own each : own) {
            if (each.is(file)) {
                return;
            }
        }
        try (InputStream from = file.open()) {
            begin(file, (in == null ? "" : in) + file.name());
            work.transfer(from, zip, file.path());
            zip.closeEntry();
        }
        work.file(file.path());
    }

    @Override
    void link(Entry link, @Nullable String in) throws IOException {
        throw new FileSystemException(
                link.path().toString(),
                null,
                "is a symbolic link, and a zip file cannot keep it: follow links, or skip them");
    }
}
