package io.github.asyncwrap.file;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a copy was made of, as it was just before: whether it is still that decides whether it may be deleted. */
final class Seen {
    /** The coarsest that a file system counts the time in: FAT does. */
    private static final int GRANULE_SECONDS = 2;

    private final boolean directory;
    private final @Nullable Object key;
    private final long size;
    private final FileTime modified;
    private final boolean fresh;
    private @Nullable Map<Path, Seen> below;

    /**
     * Notes what it was.
     *
     * @param at when that was looked at, or little later
     */
    Seen(BasicFileAttributes attributes, Instant at) {
        directory = attributes.isDirectory();
        key = attributes.fileKey();
        size = attributes.size();
        modified = attributes.lastModifiedTime();
        fresh = attributes.isRegularFile() && modified.toInstant().isAfter(at.minusSeconds(GRANULE_SECONDS));
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

    /** Whether it was so new that a change just after may have left its time as it was. */
    boolean isFresh() {
        return fresh;
    }

    /** A directory changes as it is emptied; what is new in it was not seen itself. */
    boolean isStill(BasicFileAttributes now) {
        return directory == now.isDirectory()
                && Objects.equals(key, now.fileKey())
                && (directory || (size == now.size() && modified.equals(now.lastModifiedTime())));
    }
}
