package io.github.asyncwrap.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import org.jspecify.annotations.Nullable;

/**
 * Something in a tree, as it was found. It is reached from the directory that it is in, so only while a {@link Descent} is
 * there.
 *
 * @param in the way to its directory
 * @param name in its directory
 * @param path of the tree; for messages and listeners, and where there is no other way
 * @param relative to the root
 * @param attributes of what it is, or, if it was reached through a link, of what that leads to
 * @param followed whether it may be reached through a link
 */
record Entry(Descent in, Path name, Path path, Path relative, BasicFileAttributes attributes, boolean followed) {
    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};

    /** The root of a tree, which is reached by its path. */
    static Entry root(Path root, BasicFileAttributes attributes, boolean followed) {
        Path nothing = root.getFileSystem().getPath("");
        return new Entry(new PathDescent(nothing), root, root, nothing, attributes, followed);
    }

    static LinkOption[] links(boolean followed) {
        return followed ? FOLLOW : NO_FOLLOW;
    }

    /** Something like a junction of Windows is a directory too, but leads out of the tree. */
    boolean isDirectory() {
        return attributes.isDirectory() && !attributes.isOther();
    }

    <V extends FileAttributeView> @Nullable V view(Class<V> type) {
        return in.view(name, type, links(followed));
    }

    InputStream open() throws IOException {
        return Channels.newInputStream(in.read(name, links(followed)));
    }

    void delete() throws IOException {
        in.delete(name, attributes.isDirectory());
    }
}
