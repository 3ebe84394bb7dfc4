package io.github.asyncwrap.file;

import io.github.asyncwrap.file.TreeOptions.Conflict;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What becomes a file, a link or a tree: it is made under a hidden name beside its final one, and renamed to that when it is
 * complete. So under the final name there is everything or nothing; what is closed before is deleted.
 */
final class Part implements Closeable {
    private final Path path;
    private final Path target;
    private boolean over;

    Part(Path target) {
        this.target = target;
        this.path = target.resolveSibling(String.format(
                Locale.ROOT, ".%016x.part", ThreadLocalRandom.current().nextLong()));
    }

    Path path() {
        return path;
    }

    /** An error of the hidden name or of what is below it, which nobody knows, as one of the final name; others as they are. */
    IOException told(IOException failed) {
        if (!(failed instanceof FileSystemException one)) {
            return failed;
        }
        String file = told(one.getFile());
        String other = told(one.getOtherFile());
        boolean hidden = !Objects.equals(file, one.getFile()) || !Objects.equals(other, one.getOtherFile());
        return hidden ? Named.like(one, file, other) : failed;
    }

    private @Nullable String told(@Nullable String name) {
        String hidden = path.toString();
        if (name != null
                && (name.equals(hidden)
                        || name.startsWith(hidden + path.getFileSystem().getSeparator()))) {
            return target + name.substring(hidden.length());
        }
        return name;
    }

    /** Creates a file. Nothing is written to one that is there already, nor through a link. */
    OutputStream create(FileAttribute<?>... attributes) throws IOException {
        try {
            return Channels.newOutputStream(Files.newByteChannel(
                    path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes));
        } catch (FileSystemException failed) {
            throw Named.like(failed, target); // whatever it names
        }
    }

    /**
     * Gives it its final name. An atomic rename replaces what is there on most platforms, without asking; so this looks once
     * more, but somebody may be quicker. Elsewhere it has to be told to.
     *
     * @return false if something has come there meanwhile, and is not to be replaced
     */
    boolean commit(Conflict conflict) throws IOException {
        if (!Place.takesFile(target, conflict)) {
            return false;
        }
        if (conflict == Conflict.REPLACE) {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        }
        over = true;
        return true;
    }

    @Override
    public void close() throws IOException {
        if (!over) {
            over = true;
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                TreeDeletion.ofOurs(path);
            } else {
                Files.deleteIfExists(path);
            }
        }
    }
}
