package io.github.asyncwrap.file;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A descent by open directories. Each is opened from within the one above it, without following a link there, and must be
 * the very directory that was found under its name; so whoever swaps a directory for a link, or for another directory, at
 * whatever moment, leads nobody out of the tree.
 *
 * <p>Trees may be deeper than a process may open directories, and than a path may be long. So only the {@value #MAX_OPEN}
 * lowest directories are open. One further up is opened again on the way back, as {@code ..} of the one below, and must be
 * the directory that it was. The exception is one that has a followed link on the way down: {@code ..} would not lead
 * back, so it stays open.
 */
final class SecureDescent implements Descent {
    static final String REPLACED = "was replaced by something else while the tree was walked through";

    /** Each takes two handles of the platform. */
    private static final int MAX_OPEN = 32;

    private final List<Level> levels = new ArrayList<>();

    /** A directory on the way down. */
    private static final class Level {
        final Object key;
        final Path path;

        /** Null while it is closed. */
        @Nullable
        SecureDirectoryStream<Path> stream;

        /** Whether the one below was reached through a link. */
        boolean staysOpen;

        Level(Object key, Path path, SecureDirectoryStream<Path> stream) {
            this.key = key;
            this.path = path;
            this.stream = stream;
        }
    }

    /** Takes over the stream. */
    SecureDescent(SecureDirectoryStream<Path> first, Object key, Path path) throws IOException {
        push(first, key, path);
    }

    private void push(SecureDirectoryStream<Path> stream, Object key, Path path) throws IOException {
        require(stream, key, path);
        levels.add(new Level(key, path, stream));
    }

    /** Closes the stream if it is of another directory. */
    private static void require(SecureDirectoryStream<Path> stream, Object key, Path path) throws IOException {
        try {
            BasicFileAttributeView view = stream.getFileAttributeView(BasicFileAttributeView.class);
            if (!key.equals(view.readAttributes().fileKey())) {
                throw new FileSystemException(path.toString(), null, REPLACED);
            }
        } catch (Throwable failed) {
            try (stream) {
                throw failed;
            }
        }
    }

    private Level top() {
        return levels.get(levels.size() - 1);
    }

    private SecureDirectoryStream<Path> here() {
        SecureDirectoryStream<Path> stream = top().stream;
        if (stream == null) {
            throw new AssertionError("the directory that the descent is in is open: " + top().path);
        }
        return stream;
    }

    @Override
    public List<Path> names() throws IOException {
        return Descent.names(here());
    }

    @Override
    public <V extends FileAttributeView> @Nullable V view(Path name, Class<V> type, LinkOption... links) {
        return here().getFileAttributeView(name, type, links);
    }

    @Override
    public ReadableByteChannel read(Path name, LinkOption... links) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(links));
        options.add(StandardOpenOption.READ);
        return here().newByteChannel(name, options);
    }

    @Override
    public void delete(Path name, boolean directory) throws IOException {
        if (directory) {
            here().deleteDirectory(name);
        } else {
            here().deleteFile(name);
        }
    }

    @Override
    public void enter(Entry directory) throws IOException {
        Object key = directory.attributes().fileKey();
        if (key == null) {
            throw new FileSystemException(directory.path().toString(), null, "has no file key, as its root has");
        }
        Level from = top();
        push(here().newDirectoryStream(directory.name(), Entry.links(directory.followed())), key, directory.path());
        from.staysOpen = directory.followed();
        int last = levels.size() - 1 - MAX_OPEN;
        if (last >= 0) {
            close(levels.get(last));
        }
    }

    private static void close(Level level) throws IOException {
        SecureDirectoryStream<Path> stream = level.stream;
        if (stream != null && !level.staysOpen) {
            level.stream = null;
            stream.close();
        }
    }

    @Override
    public void leave() throws IOException {
        try (SecureDirectoryStream<Path> left = here()) {
            levels.remove(levels.size() - 1);
            if (levels.isEmpty()) {
                return;
            }
            Level level = top();
            if (level.stream == null) {
                Path up = level.path.getFileSystem().getPath("..");
                SecureDirectoryStream<Path> stream = left.newDirectoryStream(up, LinkOption.NOFOLLOW_LINKS);
                require(stream, level.key, level.path);
                level.stream = stream;
            }
            level.staysOpen = false;
        }
    }

    @Override
    public void close() throws IOException {
        for (Level level : levels) {
            level.staysOpen = false;
            close(level);
        }
        levels.clear();
    }
}
