package io.github.asyncwrap.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way down into a tree: it is in one directory, and reaches what is in that by its name there. Of one thread.
 *
 * <p>Where the platform has a {@link SecureDirectoryStream} that is meant literally: directories are opened from within the
 * one above, and are those that were found there ({@link SecureDescent}). Elsewhere there are only paths
 * ({@link PathDescent}).
 */
interface Descent extends Closeable {

    /** Goes to the root of a tree; what is there must be what the attributes say. */
    @SuppressWarnings("StreamResourceLeak") // the descent takes it over
    static Descent to(Path root, BasicFileAttributes found) throws IOException {
        Object key = found.fileKey();
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (key != null && stream instanceof SecureDirectoryStream<Path> secure) {
            return new SecureDescent(secure, key, root);
        }
        stream.close();
        return new PathDescent(root);
    }

    /** Goes to the directory that the root of a tree is in, if it can be opened to stay; else gives null. */
    @SuppressWarnings("StreamResourceLeak") // the descent takes it over
    static @Nullable Descent above(Path root) throws IOException {
        Path parent = root.toAbsolutePath().getParent();
        if (parent == null) {
            return null;
        }
        Object key = Files.readAttributes(parent, BasicFileAttributes.class).fileKey();
        DirectoryStream<Path> stream;
        try {
            stream = Files.newDirectoryStream(parent);
        } catch (AccessDeniedException mayBePassedButNotRead) {
            return null;
        }
        if (key != null && stream instanceof SecureDirectoryStream<Path> secure) {
            return new SecureDescent(secure, key, parent);
        }
        stream.close();
        return null;
    }

    /** The names in this directory, in their order; to be asked for once. */
    List<Path> names() throws IOException;

    <V extends FileAttributeView> @Nullable V view(Path name, Class<V> type, LinkOption... links);

    ReadableByteChannel read(Path name, LinkOption... links) throws IOException;

    void delete(Path name, boolean directory) throws IOException;

    /** Goes down into a directory; if that fails it stays. */
    void enter(Entry directory) throws IOException;

    /** Goes up again; from where it began, to nowhere. */
    void leave() throws IOException;

    default BasicFileAttributes attributes(Path name, boolean follow) throws IOException {
        BasicFileAttributeView view = view(name, BasicFileAttributeView.class, Entry.links(follow));
        if (view == null) {
            throw new UnsupportedOperationException("the file system does not tell attributes");
        }
        return view.readAttributes();
    }

    /** The last elements of what a stream has, in an order that is the same on all platforms. */
    static List<Path> names(DirectoryStream<Path> stream) throws IOException {
        List<Path> names = new ArrayList<>();
        try {
            for (Path path : stream) {
                names.add(path.getFileName());
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        names.sort(Comparator.comparing(Path::toString));
        return names;
    }
}
