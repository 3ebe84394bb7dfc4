package io.github.asyncwrap.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up what is in a tree. */
final class TreeUsage extends Traversal<Entry> {
    private final Set<Object> counted = new HashSet<>();

    private TreeUsage(TreeWork work, TreeOptions options) {
        super(work, options);
    }

    static TreeSummary of(Path root, TreeWork work, TreeOptions options) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
        new TreeUsage(work, options).walk(root, attributes, true);
        return work.summary();
    }

    @Override
    Entry enter(Entry directory, @Nullable Entry in) {
        return directory;
    }

    @Override
    void left(Entry directory, Entry data) {
        work.directory(directory.path());
    }

    /** A file without a key cannot be told from its hard links. */
    @Override
    void file(Entry file, @Nullable Entry in) {
        Object key = file.attributes().fileKey();
        if (key == null || counted.add(key)) {
            work.file(file.path(), file.attributes().size());
        }
    }

    @Override
    void link(Entry link, @Nullable Entry in) {
        work.link(link.path());
    }

    @Override
    void special(Entry special, @Nullable Entry in) {}

    @Override
    void failed(IOException failed, @Nullable Entry in) throws IOException {
        if (!(failed instanceof NoSuchFileException)) { // what has gone meanwhile has no size
            throw failed;
        }
    }
}
