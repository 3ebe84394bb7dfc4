package io.github.asyncwrap.file;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A descent by paths. It looks whether a directory has been replaced by a link before and after it lists it, but between a
 * look and a deed somebody may be quicker.
 */
final class PathDescent implements Descent {
    private final Deque<Path> above = new ArrayDeque<>();
    private Path here;

    /** What was found at that path; null for the root. */
    private @Nullable Entry found;

    PathDescent(Path here) {
        this.here = here;
    }

    @Override
    public List<Path> names() throws IOException {
        List<Path> names;
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(here)) {
            names = Descent.names(stream);
        }
        requireAsFound();
        return names;
    }

    private void requireAsFound() throws IOException {
        if (found != null) {
            BasicFileAttributes now =
                    Files.readAttributes(here, BasicFileAttributes.class, Entry.links(found.followed()));
            if (!now.isDirectory()
                    || now.isOther()
                    || !Objects.equals(now.fileKey(), found.attributes().fileKey())) {
                throw new FileSystemException(here.toString(), null, SecureDescent.REPLACED);
            }
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V view(Path name, Class<V> type, LinkOption... links) {
        return Files.getFileAttributeView(here.resolve(name), type, links);
    }

    @Override
    public ReadableByteChannel read(Path name, LinkOption... links) throws IOException {
        OpenOption[] options = new OpenOption[links.length + 1];
        System.arraycopy(links, 0, options, 0, links.length);
        options[links.length] = StandardOpenOption.READ;
        return Files.newByteChannel(here.resolve(name), options);
    }

    @Override
    public void delete(Path name, boolean directory) throws IOException {
        Files.delete(here.resolve(name));
    }

    @Override
    public void enter(Entry directory) throws IOException {
        above.push(here);
        here = here.resolve(directory.name());
        found = directory;
        boolean entered = false;
        try {
            requireAsFound();
            entered = true;
        } finally {
            if (!entered) {
                leave();
            }
        }
    }

    @Override
    public void leave() {
        if (!above.isEmpty()) {
            here = above.pop();
            found = null;
        }
    }

    @Override
    public void close() {}
}
