package io.github.asyncwrap.file;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a copy was made of, as it was just before: whether it is still that decides whether it may be deleted. */
final class Seen {
    private final boolean directory;
    private final @Nullable Object key;
    private final long size;
    private final FileTime modified;
    private @Nullable Map<Path, Seen> below;

    Seen(BasicFileAttributes attributes) {
        directory = attributes.isDirectory();
        key = attributes.fileKey();
        size = attributes.size();
        modified = attributes.lastModifiedTime();
    }

    void add(Path name, Seen seen) {
        if (below == null) {
            below = new HashMap<>();
        }
        below.put(name, seen);
    }

    @Nullable
    Seen below(Path name) {
        return below == null ? null : below.get(name);
    }

    /** A directory changes as it is emptied; what is new in it was not seen itself. */
    boolean isStill(BasicFileAttributes now) {
        return directory == now.isDirectory()
                && Objects.equals(key, now.fileKey())
                && (directory || (size == now.size() && modified.equals(now.lastModifiedTime())));
    }
}
