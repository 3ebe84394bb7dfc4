package io.github.asyncwrap.file;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The methods of {@link Files} that touch the disk, under their own names and with their own arguments, as calls of a
 * wrapper; and publishers where {@code Files} has streams.
 *
 * <pre>{@code
 * AsyncFiles files = AsyncFiles.on(disk);
 * AsyncFuture<String> text = files.readString(path);
 * Flow.Publisher<String> lines = files.lines(path);
 * }</pre>
 *
 * <p><b>Futures.</b> Each method is one call: it fails with the exception that {@code Files} throws, as it is, and with what
 * any call fails with. Cancelling, and a timeout, end a call that has not begun for good. A body that only reads is
 * interrupted. One that changes something is not: it goes on to its end, so that it leaves nothing half done, and
 * {@link AsyncFuture#stopped()} tells when.
 *
 * <p><b>Publishers.</b> Nothing is opened before there is a subscriber, nothing read before it requests; then many
 * elements come with one call (up to 256 entries of directories), and at most two such batches are read ahead of the
 * subscriber. Between two calls a publisher holds neither a slot nor a thread; where the wrapper is full it waits for room
 * in the line of {@link AsyncWrapper#ready()}, and fails if that is full, too. A body of the same wrapper must not wait for
 * the end of one: if all slots wait like that, none is left to read with. What was opened is closed before the end is told,
 * and soon after a {@code cancel}, which interrupts the body. An error comes behind the elements before it; it is the {@code IOException}
 * itself. All signals come from the wrapper's delivery threads, or the executor of {@code deliverOn}, one after another; a
 * subscriber that throws is cancelled, and this is logged.
 *
 * <p>Immutable, and for any thread. What it does not do: it has no {@code newInputStream} and its kin, which give an object
 * whose methods block: {@link #open} gives an {@link AsyncFile}.
 */
@SuppressWarnings("StreamResourceLeak") // whoever subscribes has them closed
public final class AsyncFiles {
    /** Interrupts. */
    private final AsyncWrapper door;

    /** Does not. */
    private final AsyncWrapper steady;

    private AsyncFiles(AsyncWrapper door) {
        this.door = door;
        this.steady = door.uninterruptible();
    }

    /**
     * Returns the files of a wrapper, whose limit is then how many operations may be at the disk at once.
     *
     * @param wrapper the wrapper, or a view
     * @return files
     */
    public static AsyncFiles on(AsyncWrapper wrapper) {
        return new AsyncFiles(Objects.requireNonNull(wrapper, "wrapper"));
    }

    /**
     * Returns the files of {@link AsyncWrapper#shared()}.
     *
     * @return always the same
     */
    public static AsyncFiles shared() {
        return Shared.FILES;
    }

    /** Made when it is first asked for. */
    private static final class Shared {
        static final AsyncFiles FILES = on(AsyncWrapper.shared());
    }

    /**
     * Opens a file, with UTF-8 for its text.
     *
     * @param path the file
     * @param options as for {@link java.nio.channels.FileChannel#open(Path, OpenOption...)}; to read if there are none
     * @return the file; fails as that does, and with a {@code FileSystemException} if it is a directory. If it comes too
     *     late for a future that was cancelled it is closed
     */
    public AsyncFuture<AsyncFile> open(Path path, OpenOption... options) {
        return open(path, StandardCharsets.UTF_8, options);
    }

    /**
     * Opens a file.
     *
     * @param path the file
     * @param charset of its text
     * @param options as for {@link java.nio.channels.FileChannel#open(Path, OpenOption...)}; to read if there are none
     * @return the file; fails as that does, and with a {@code FileSystemException} if it is a directory. If it comes too
     *     late for a future that was cancelled it is closed
     */
    public AsyncFuture<AsyncFile> open(Path path, Charset charset, OpenOption... options) {
        return AsyncFile.open(
                steady, Objects.requireNonNull(path, "path"), Objects.requireNonNull(charset, "charset"), options);
    }

    // What is there.

    /**
     * Tells whether there is such a file.
     *
     * @param path the file
     * @param options how, as there
     * @return whether it is there and can be seen
     * @see Files#exists(Path, LinkOption...)
     */
    public AsyncFuture<Boolean> exists(Path path, LinkOption... options) {
        return door.call(() -> Files.exists(path, options));
    }

    /**
     * Tells whether there is no such file.
     *
     * @param path the file
     * @param options how, as there
     * @return whether it is sure that it is not there
     * @see Files#notExists(Path, LinkOption...)
     */
    public AsyncFuture<Boolean> notExists(Path path, LinkOption... options) {
        return door.call(() -> Files.notExists(path, options));
    }

    /**
     * Tells whether it is a regular file.
     *
     * @param path the file
     * @param options how, as there
     * @return whether it is
     * @see Files#isRegularFile(Path, LinkOption...)
     */
    public AsyncFuture<Boolean> isRegularFile(Path path, LinkOption... options) {
        return door.call(() -> Files.isRegularFile(path, options));
    }

    /**
     * Tells whether it is a directory.
     *
     * @param path the file
     * @param options how, as there
     * @return whether it is
     * @see Files#isDirectory(Path, LinkOption...)
     */
    public AsyncFuture<Boolean> isDirectory(Path path, LinkOption... options) {
        return door.call(() -> Files.isDirectory(path, options));
    }

    /**
     * Tells whether it is a symbolic link.
     *
     * @param path the file
     * @return whether it is
     * @see Files#isSymbolicLink(Path)
     */
    public AsyncFuture<Boolean> isSymbolicLink(Path path) {
        return door.call(() -> Files.isSymbolicLink(path));
    }

    /**
     * Tells whether two paths lead to the same file.
     *
     * @param path the file
     * @param other the other file
     * @return whether they do
     * @see Files#isSameFile(Path, Path)
     */
    public AsyncFuture<Boolean> isSameFile(Path path, Path other) {
        return door.call(() -> Files.isSameFile(path, other));
    }

    /**
     * Tells whether it is hidden.
     *
     * @param path the file
     * @return whether it is
     * @see Files#isHidden(Path)
     */
    public AsyncFuture<Boolean> isHidden(Path path) {
        return door.call(() -> Files.isHidden(path));
    }

    /**
     * Tells whether this process may read it.
     *
     * @param path the file
     * @return whether it may
     * @see Files#isReadable(Path)
     */
    public AsyncFuture<Boolean> isReadable(Path path) {
        return door.call(() -> Files.isReadable(path));
    }

    /**
     * Tells whether this process may write it.
     *
     * @param path the file
     * @return whether it may
     * @see Files#isWritable(Path)
     */
    public AsyncFuture<Boolean> isWritable(Path path) {
        return door.call(() -> Files.isWritable(path));
    }

    /**
     * Tells whether this process may execute it.
     *
     * @param path the file
     * @return whether it may
     * @see Files#isExecutable(Path)
     */
    public AsyncFuture<Boolean> isExecutable(Path path) {
        return door.call(() -> Files.isExecutable(path));
    }

    /**
     * Tells the size.
     *
     * @param path the file
     * @return the size in bytes
     * @see Files#size(Path)
     */
    public AsyncFuture<Long> size(Path path) {
        return door.call(() -> Files.size(path));
    }

    /**
     * Tells where two files begin to differ.
     *
     * @param path the file
     * @param other the other file
     * @return the position of the first byte that differs; -1 if there is none
     * @see Files#mismatch(Path, Path)
     */
    public AsyncFuture<Long> mismatch(Path path, Path other) {
        return door.call(() -> Files.mismatch(path, other));
    }

    /**
     * Tells the type of the content.
     *
     * @param path the file
     * @return the MIME type; null if it is not known
     * @see Files#probeContentType(Path)
     */
    public AsyncFuture<@Nullable String> probeContentType(Path path) {
        return door.call(() -> Files.probeContentType(path));
    }

    /**
     * Tells where the file is stored.
     *
     * @param path the file
     * @return the store
     * @see Files#getFileStore(Path)
     */
    public AsyncFuture<FileStore> getFileStore(Path path) {
        return door.call(() -> Files.getFileStore(path));
    }

    // Making, moving and removing.

    /**
     * Makes an empty file, which must not be there.
     *
     * @param path the file
     * @param attributes what it is to have from the beginning
     * @return the path
     * @see Files#createFile(Path, FileAttribute...)
     */
    public AsyncFuture<Path> createFile(Path path, FileAttribute<?>... attributes) {
        return steady.call(() -> Files.createFile(path, attributes));
    }

    /**
     * Makes a directory, which must not be there.
     *
     * @param dir the directory
     * @param attributes what it is to have from the beginning
     * @return the path
     * @see Files#createDirectory(Path, FileAttribute...)
     */
    public AsyncFuture<Path> createDirectory(Path dir, FileAttribute<?>... attributes) {
        return steady.call(() -> Files.createDirectory(dir, attributes));
    }

    /**
     * Makes a directory and those above it, as far as they are not there.
     *
     * @param dir the directory
     * @param attributes what it is to have from the beginning
     * @return the path
     * @see Files#createDirectories(Path, FileAttribute...)
     */
    public AsyncFuture<Path> createDirectories(Path dir, FileAttribute<?>... attributes) {
        return steady.call(() -> Files.createDirectories(dir, attributes));
    }

    /**
     * Makes a file with a name of its own.
     *
     * @param dir the directory
     * @param prefix how the name begins; null for nothing
     * @param suffix how it ends; null for {@code .tmp}
     * @param attributes what it is to have from the beginning
     * @return its path
     * @see Files#createTempFile(Path, String, String, FileAttribute...)
     */
    public AsyncFuture<Path> createTempFile(
            Path dir, @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes) {
        return steady.call(() -> Files.createTempFile(dir, prefix, suffix, attributes));
    }

    /**
     * Makes a file with a name of its own in the directory for such files.
     *
     * @param prefix how the name begins; null for nothing
     * @param suffix how it ends; null for {@code .tmp}
     * @param attributes what it is to have from the beginning
     * @return its path
     * @see Files#createTempFile(String, String, FileAttribute...)
     */
    public AsyncFuture<Path> createTempFile(
            @Nullable String prefix, @Nullable String suffix, FileAttribute<?>... attributes) {
        return steady.call(() -> Files.createTempFile(prefix, suffix, attributes));
    }

    /**
     * Makes a directory with a name of its own.
     *
     * @param dir the directory
     * @param prefix how the name begins; null for nothing
     * @param attributes what it is to have from the beginning
     * @return its path
     * @see Files#createTempDirectory(Path, String, FileAttribute...)
     */
    public AsyncFuture<Path> createTempDirectory(Path dir, @Nullable String prefix, FileAttribute<?>... attributes) {
        return steady.call(() -> Files.createTempDirectory(dir, prefix, attributes));
    }

    /**
     * Makes a directory with a name of its own in the directory for such files.
     *
     * @param prefix how the name begins; null for nothing
     * @param attributes what it is to have from the beginning
     * @return its path
     * @see Files#createTempDirectory(String, FileAttribute...)
     */
    public AsyncFuture<Path> createTempDirectory(@Nullable String prefix, FileAttribute<?>... attributes) {
        return steady.call(() -> Files.createTempDirectory(prefix, attributes));
    }

    /**
     * Makes a symbolic link.
     *
     * @param link the link
     * @param target what it leads to, or where it is to be
     * @param attributes what it is to have from the beginning
     * @return the path of the link
     * @see Files#createSymbolicLink(Path, Path, FileAttribute...)
     */
    public AsyncFuture<Path> createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
        return steady.call(() -> Files.createSymbolicLink(link, target, attributes));
    }

    /**
     * Makes a further name of a file.
     *
     * @param link the link
     * @param existing the file that is to have one more name
     * @return the path of the link
     * @see Files#createLink(Path, Path)
     */
    public AsyncFuture<Path> createLink(Path link, Path existing) {
        return steady.call(() -> Files.createLink(link, existing));
    }

    /**
     * Tells where a symbolic link leads.
     *
     * @param link the link
     * @return the target, which may not be there
     * @see Files#readSymbolicLink(Path)
     */
    public AsyncFuture<Path> readSymbolicLink(Path link) {
        return door.call(() -> Files.readSymbolicLink(link));
    }

    /**
     * Removes a file, a link or an empty directory, which must be there.
     *
     * @param path the file
     * @return completes when it is gone
     * @see Files#delete(Path)
     */
    public AsyncFuture<Void> delete(Path path) {
        return steady.run(() -> Files.delete(path));
    }

    /**
     * Removes a file, a link or an empty directory, if it is there.
     *
     * @param path the file
     * @return whether it was there
     * @see Files#deleteIfExists(Path)
     */
    public AsyncFuture<Boolean> deleteIfExists(Path path) {
        return steady.call(() -> Files.deleteIfExists(path));
    }

    /**
     * Copies a file, or an empty directory.
     *
     * @param source what is there
     * @param target what it leads to, or where it is to be
     * @param options how, as there
     * @return the target
     * @see Files#copy(Path, Path, CopyOption...)
     */
    public AsyncFuture<Path> copy(Path source, Path target, CopyOption... options) {
        return steady.call(() -> Files.copy(source, target, options));
    }

    /**
     * Moves or renames.
     *
     * @param source what is there
     * @param target what it leads to, or where it is to be
     * @param options how, as there
     * @return the target
     * @see Files#move(Path, Path, CopyOption...)
     */
    public AsyncFuture<Path> move(Path source, Path target, CopyOption... options) {
        return steady.call(() -> Files.move(source, target, options));
    }

    /**
     * Writes what a stream gives to a file. The body reads the stream, so it is interrupted by a cancel, and then a part is in the file.
     *
     * @param in what is read to its end, and not closed
     * @param target what it leads to, or where it is to be
     * @param options how, as there
     * @return how many bytes it were
     * @see Files#copy(InputStream, Path, CopyOption...)
     */
    public AsyncFuture<Long> copy(InputStream in, Path target, CopyOption... options) {
        return door.call(() -> Files.copy(in, target, options));
    }

    /**
     * Writes what is in a file to a stream. The body writes to the stream, and is interrupted by a cancel.
     *
     * @param source what is there
     * @param out where to; not closed
     * @return how many bytes it were
     * @see Files#copy(Path, OutputStream)
     */
    public AsyncFuture<Long> copy(Path source, OutputStream out) {
        return door.call(() -> Files.copy(source, out));
    }

    // Content.

    /**
     * Reads a file.
     *
     * @param path the file
     * @return its bytes
     * @see Files#readAllBytes(Path)
     */
    public AsyncFuture<byte[]> readAllBytes(Path path) {
        return door.call(() -> Files.readAllBytes(path));
    }

    /**
     * Reads a file that is text in UTF-8.
     *
     * @param path the file
     * @return its text
     * @see Files#readString(Path)
     */
    public AsyncFuture<String> readString(Path path) {
        return door.call(() -> Files.readString(path));
    }

    /**
     * Reads a file that is text.
     *
     * @param path the file
     * @param charset how its text is written
     * @return its text
     * @see Files#readString(Path, Charset)
     */
    public AsyncFuture<String> readString(Path path, Charset charset) {
        return door.call(() -> Files.readString(path, charset));
    }

    /**
     * Reads a file that is text in UTF-8; a larger one is better read by {@link #lines(Path)}.
     *
     * @param path the file
     * @return its lines
     * @see Files#readAllLines(Path)
     */
    public AsyncFuture<List<String>> readAllLines(Path path) {
        return door.call(() -> Files.readAllLines(path));
    }

    /**
     * Reads a file that is text; a larger one is better read by {@link #lines(Path, Charset)}.
     *
     * @param path the file
     * @param charset how its text is written
     * @return its lines
     * @see Files#readAllLines(Path, Charset)
     */
    public AsyncFuture<List<String>> readAllLines(Path path, Charset charset) {
        return door.call(() -> Files.readAllLines(path, charset));
    }

    /**
     * Writes bytes to a file.
     *
     * @param path the file
     * @param bytes the content; they must not be changed before {@link AsyncFuture#stopped()} has completed
     * @param options how, as there
     * @return the path
     * @see Files#write(Path, byte[], OpenOption...)
     */
    public AsyncFuture<Path> write(Path path, byte[] bytes, OpenOption... options) {
        return steady.call(() -> Files.write(path, bytes, options));
    }

    /**
     * Writes lines to a file, in UTF-8.
     *
     * @param path the file
     * @param lines the content, to each of which an end of line is added; it is gone through in the body
     * @param options how, as there
     * @return the path
     * @see Files#write(Path, Iterable, OpenOption...)
     */
    public AsyncFuture<Path> write(Path path, Iterable<? extends CharSequence> lines, OpenOption... options) {
        return steady.call(() -> Files.write(path, lines, options));
    }

    /**
     * Writes lines to a file.
     *
     * @param path the file
     * @param lines the content, to each of which an end of line is added; it is gone through in the body
     * @param charset how its text is written
     * @param options how, as there
     * @return the path
     * @see Files#write(Path, Iterable, Charset, OpenOption...)
     */
    public AsyncFuture<Path> write(
            Path path, Iterable<? extends CharSequence> lines, Charset charset, OpenOption... options) {
        return steady.call(() -> Files.write(path, lines, charset, options));
    }

    /**
     * Writes text to a file, in UTF-8.
     *
     * @param path the file
     * @param text the content
     * @param options how, as there
     * @return the path
     * @see Files#writeString(Path, CharSequence, OpenOption...)
     */
    public AsyncFuture<Path> writeString(Path path, CharSequence text, OpenOption... options) {
        return steady.call(() -> Files.writeString(path, text, options));
    }

    /**
     * Writes text to a file.
     *
     * @param path the file
     * @param text the content
     * @param charset how its text is written
     * @param options how, as there
     * @return the path
     * @see Files#writeString(Path, CharSequence, Charset, OpenOption...)
     */
    public AsyncFuture<Path> writeString(Path path, CharSequence text, Charset charset, OpenOption... options) {
        return steady.call(() -> Files.writeString(path, text, charset, options));
    }

    // Attributes.

    /**
     * Reads attributes, all at once.
     *
     * @param path the file
     * @param type which attributes
     * @param options how, as there
     * @param <A> their type
     * @return the attributes
     * @see Files#readAttributes(Path, Class, LinkOption...)
     */
    public <A extends BasicFileAttributes> AsyncFuture<A> readAttributes(
            Path path, Class<A> type, LinkOption... options) {
        return door.call(() -> Files.readAttributes(path, type, options));
    }

    /**
     * Reads attributes by their names.
     *
     * @param path the file
     * @param names the names, as there
     * @param options how, as there
     * @return the attributes by name
     * @see Files#readAttributes(Path, String, LinkOption...)
     */
    public AsyncFuture<Map<String, Object>> readAttributes(Path path, String names, LinkOption... options) {
        return door.call(() -> Files.readAttributes(path, names, options));
    }

    /**
     * Reads one attribute.
     *
     * @param path the file
     * @param attribute its name, with the view's in front, as there
     * @param options how, as there
     * @return its value
     * @see Files#getAttribute(Path, String, LinkOption...)
     */
    public AsyncFuture<@Nullable Object> getAttribute(Path path, String attribute, LinkOption... options) {
        return door.call(() -> Files.getAttribute(path, attribute, options));
    }

    /**
     * Changes one attribute.
     *
     * @param path the file
     * @param attribute its name, with the view's in front, as there
     * @param value the new value
     * @param options how, as there
     * @return the path
     * @see Files#setAttribute(Path, String, Object, LinkOption...)
     */
    public AsyncFuture<Path> setAttribute(Path path, String attribute, @Nullable Object value, LinkOption... options) {
        return steady.call(() -> Files.setAttribute(path, attribute, value, options));
    }

    /**
     * Tells who may do what.
     *
     * @param path the file
     * @param options how, as there
     * @return the permissions
     * @see Files#getPosixFilePermissions(Path, LinkOption...)
     */
    public AsyncFuture<Set<PosixFilePermission>> getPosixFilePermissions(Path path, LinkOption... options) {
        return door.call(() -> Files.getPosixFilePermissions(path, options));
    }

    /**
     * Changes who may do what.
     *
     * @param path the file
     * @param permissions the new ones
     * @return the path
     * @see Files#setPosixFilePermissions(Path, Set)
     */
    public AsyncFuture<Path> setPosixFilePermissions(Path path, Set<PosixFilePermission> permissions) {
        return steady.call(() -> Files.setPosixFilePermissions(path, permissions));
    }

    /**
     * Tells whose it is.
     *
     * @param path the file
     * @param options how, as there
     * @return the owner
     * @see Files#getOwner(Path, LinkOption...)
     */
    public AsyncFuture<UserPrincipal> getOwner(Path path, LinkOption... options) {
        return door.call(() -> Files.getOwner(path, options));
    }

    /**
     * Changes whose it is.
     *
     * @param path the file
     * @param owner the new one
     * @return the path
     * @see Files#setOwner(Path, UserPrincipal)
     */
    public AsyncFuture<Path> setOwner(Path path, UserPrincipal owner) {
        return steady.call(() -> Files.setOwner(path, owner));
    }

    /**
     * Tells when it was last changed.
     *
     * @param path the file
     * @param options how, as there
     * @return the time
     * @see Files#getLastModifiedTime(Path, LinkOption...)
     */
    public AsyncFuture<FileTime> getLastModifiedTime(Path path, LinkOption... options) {
        return door.call(() -> Files.getLastModifiedTime(path, options));
    }

    /**
     * Changes when it was last changed.
     *
     * @param path the file
     * @param time the new one
     * @return the path
     * @see Files#setLastModifiedTime(Path, FileTime)
     */
    public AsyncFuture<Path> setLastModifiedTime(Path path, FileTime time) {
        return steady.call(() -> Files.setLastModifiedTime(path, time));
    }

    // Directories, in a body.

    /**
     * Visits a tree, all of it in one body, which a cancel interrupts.
     *
     * @param start where to begin
     * @param visitor is called in the body
     * @return where it began
     * @see Files#walkFileTree(Path, FileVisitor)
     */
    public AsyncFuture<Path> walkFileTree(Path start, FileVisitor<? super Path> visitor) {
        return door.call(() -> Files.walkFileTree(start, visitor));
    }

    /**
     * Visits a tree, all of it in one body, which a cancel interrupts.
     *
     * @param start where to begin
     * @param options how, as there
     * @param maxDepth how many levels to go down
     * @param visitor is called in the body
     * @return where it began
     * @see Files#walkFileTree(Path, Set, int, FileVisitor)
     */
    public AsyncFuture<Path> walkFileTree(
            Path start, Set<FileVisitOption> options, int maxDepth, FileVisitor<? super Path> visitor) {
        return door.call(() -> Files.walkFileTree(start, options, maxDepth, visitor));
    }

    // Publishers.

    /**
     * Publishes the lines of a file, in UTF-8.
     *
     * @param path the file
     * @return a publisher; each subscriber opens it anew
     * @see Files#lines(Path)
     */
    public Flow.Publisher<String> lines(Path path) {
        return lines(path, StandardCharsets.UTF_8);
    }

    /**
     * Publishes the lines of a file, 64 KiB of them in one call, or a line, if that is longer. Bytes that are no text are an error
     * that tells their position.
     *
     * @param path the file
     * @param charset how its text is written
     * @return a publisher; each subscriber opens it anew
     * @see Files#lines(Path, Charset)
     */
    public Flow.Publisher<String> lines(Path path, Charset charset) {
        Text text = new Text(path, charset);
        return publisher("lines of " + path, () -> Lines.open(path, text));
    }

    /**
     * Publishes the bytes of a file in chunks of 32 KiB.
     *
     * @param path the file
     * @return a publisher; each subscriber opens it anew
     */
    public Flow.Publisher<ByteBuffer> chunks(Path path) {
        return chunks(path, CursorBatches.CHUNK);
    }

    /**
     * Publishes the bytes of a file in chunks, 256 KiB of them in one call, or a chunk, if that is larger.
     *
     * @param path the file
     * @param size of a chunk in bytes, at least 1; the last one may be smaller, and each one that is read from a pipe
     * @return a publisher; each subscriber opens it anew
     * @throws IllegalArgumentException if the size is below 1
     */
    public Flow.Publisher<ByteBuffer> chunks(Path path, int size) {
        Text text = new Text(path, StandardCharsets.UTF_8);
        int checked = CursorBatches.requireSize(size);
        return publisher("chunks of " + path, () -> CursorBatches.chunks(Cursor.open(path, text), checked, true));
    }

    /**
     * Publishes the entries of a directory.
     *
     * @param dir the directory
     * @return a publisher; each subscriber opens it anew
     * @see Files#list(Path)
     */
    public Flow.Publisher<Path> list(Path dir) {
        return publisher("list of " + dir, () -> IteratorBatches.of(Files.list(dir)));
    }

    /**
     * Publishes a tree, each directory before what is in it.
     *
     * @param start where to begin
     * @param options how, as there
     * @return a publisher; each subscriber opens it anew
     * @see Files#walk(Path, FileVisitOption...)
     */
    public Flow.Publisher<Path> walk(Path start, FileVisitOption... options) {
        FileVisitOption[] chosen = options.clone();
        return publisher("walk of " + start, () -> IteratorBatches.of(Files.walk(start, chosen)));
    }

    /**
     * Publishes a tree down to some level, each directory before what is in it.
     *
     * @param start where to begin
     * @param maxDepth how many levels to go down
     * @param options how, as there
     * @return a publisher; each subscriber opens it anew
     * @see Files#walk(Path, int, FileVisitOption...)
     */
    public Flow.Publisher<Path> walk(Path start, int maxDepth, FileVisitOption... options) {
        FileVisitOption[] chosen = options.clone();
        return publisher("walk of " + start, () -> IteratorBatches.of(Files.walk(start, maxDepth, chosen)));
    }

    /**
     * Publishes what matches in a tree.
     *
     * @param start where to begin
     * @param maxDepth how many levels to go down
     * @param matcher which ones; is called in the body
     * @param options how, as there
     * @return a publisher; each subscriber opens it anew
     * @see Files#find(Path, int, BiPredicate, FileVisitOption...)
     */
    public Flow.Publisher<Path> find(
            Path start, int maxDepth, BiPredicate<Path, BasicFileAttributes> matcher, FileVisitOption... options) {
        FileVisitOption[] chosen = options.clone();
        return publisher("find in " + start, () -> IteratorBatches.of(Files.find(start, maxDepth, matcher, chosen)));
    }

    /**
     * Publishes the entries of a directory.
     *
     * @param dir the directory
     * @return a publisher; each subscriber opens it anew
     * @see Files#newDirectoryStream(Path)
     */
    public Flow.Publisher<Path> newDirectoryStream(Path dir) {
        return publisher("entries of " + dir, () -> IteratorBatches.of(Files.newDirectoryStream(dir)));
    }

    /**
     * Publishes the entries of a directory whose names match, {@code "*.{java,class}"} say.
     *
     * @param dir the directory
     * @param glob which names
     * @return a publisher; each subscriber opens it anew
     * @see Files#newDirectoryStream(Path, String)
     */
    public Flow.Publisher<Path> newDirectoryStream(Path dir, String glob) {
        return publisher("entries of " + dir, () -> IteratorBatches.of(Files.newDirectoryStream(dir, glob)));
    }

    /**
     * Publishes the entries of a directory that a filter takes.
     *
     * @param dir the directory
     * @param filter which entries; is called in the body
     * @return a publisher; each subscriber opens it anew
     * @see Files#newDirectoryStream(Path, DirectoryStream.Filter)
     */
    public Flow.Publisher<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter) {
        return publisher("entries of " + dir, () -> IteratorBatches.of(Files.newDirectoryStream(dir, filter)));
    }

    private <T> Flow.Publisher<T> publisher(String name, Callable<Batches<T>> opening) {
        return new BatchPublisher<>(name, Calls.of(door), Calls.of(steady), opening);
    }

    @Override
    public String toString() {
        return "AsyncFiles on " + door;
    }
}
