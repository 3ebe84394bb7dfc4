package io.github.asyncwrap.file;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Whole trees of files, as Python's {@code shutil} has them: copied, moved, deleted, measured, packed and unpacked, each by
 * one call of a wrapper.
 *
 * <pre>{@code
 * AsyncTrees trees = AsyncTrees.on(disk);
 * AsyncFuture<TreeSummary> copied = trees.copyTree(source, target,
 *     TreeOptions.defaults().keepAttributes().progress(done -> show(done.path(), done.done().bytes())));
 * }</pre>
 *
 * <p><b>What is half done.</b> A file is written under a hidden name ({@code .HEX.part}) in the directory that it belongs
 * to, and renamed when it is complete, its attributes included: under its own name there is never half a file. An operation
 * that fails or is cancelled deletes what it has under a hidden name; files that it has completed stay. Where the process is
 * killed, what it was writing stays under its hidden name. Nothing is forced to the disk.
 *
 * <p><b>Cancelling.</b> {@code cancel(true)}, a timeout, and the end of a {@code close} end the future at once, and the body
 * before the next file or the next 64 KiB: it is not interrupted, but looks for itself. {@link AsyncFuture#stopped()} says
 * when it has cleaned up. {@code cancel(false)} leaves a body alone that has begun, as ever.
 *
 * <p><b>Errors.</b> A future fails with an {@code IOException} that names the path, mostly a {@code FileSystemException}, or
 * with what a matcher or listener of the user's threw. The first error ends the operation, but for
 * {@link #deleteTree(Path, TreeOptions) deleteTree}. Arguments and options are looked at before there is a call.
 *
 * <p><b>Trees.</b> They may be as deep as the platform lets them be: nothing here is recursive, and few directories are open
 * at once. Names come in the order of their text. The paths of all directories on the way down are in memory, twice, which
 * is 256 D² bytes at a depth of D if each name has 255 bytes; so are the names in each of them, and of
 * {@code diskUsage} and a {@code moveTree} that copies also some 100 and 200 bytes for each file. What others do in the tree
 * meanwhile may be seen or not. Devices, pipes and sockets cannot be copied or packed, and are an error there; they can be
 * ignored. Holes of sparse files are filled, and hard links become files of their own.
 *
 * <p>On platforms with a {@link java.nio.file.SecureDirectoryStream} (Linux is one) a tree is read, and deleted, from one
 * open directory to the next, and each must be what was found there: whoever swaps a directory for a link meanwhile leads
 * nobody out of the tree, and what is below may have a path longer than the platform takes. Elsewhere it is looked at before
 * and after, but somebody may be quicker. Targets, and the texts of links, are reached by their paths everywhere.
 *
 * <p>Immutable, and for any thread.
 */
public final class AsyncTrees {
    private final AsyncWrapper steady;

    private AsyncTrees(AsyncWrapper steady) {
        this.steady = steady;
    }

    /**
     * Returns the trees of a wrapper, whose limit is then how many operations may be at work at once. Each takes a slot as
     * long as it lasts.
     *
     * @param wrapper the wrapper, or a view
     * @return trees
     */
    public static AsyncTrees on(AsyncWrapper wrapper) {
        return new AsyncTrees(Objects.requireNonNull(wrapper, "wrapper").uninterruptible());
    }

    /**
     * Returns the trees of {@link AsyncWrapper#shared()}.
     *
     * @return always the same
     */
    public static AsyncTrees shared() {
        return Shared.TREES;
    }

    /** Made when it is first asked for. */
    private static final class Shared {
        static final AsyncTrees TREES = on(AsyncWrapper.shared());
    }

    /**
     * Copies a tree, with the default options.
     *
     * @param source a directory
     * @param target where it goes
     * @return what was copied; fails as {@link #copyTree(Path, Path, TreeOptions)}
     */
    public AsyncFuture<TreeSummary> copyTree(Path source, Path target) {
        return copyTree(source, target, TreeOptions.defaults());
    }

    /**
     * Copies a tree ({@code shutil.copytree}). Source and target may be of different file systems.
     *
     * @param source a directory; if it is a link to one, that is copied
     * @param target where it goes: not in the source. Its parent must be there. It must not be there itself, unless the
     *     options say what is to be done with what is in the way: then directories become one, and keep what else they have;
     *     those that are there get attributes only with {@code REPLACE}
     * @param options {@code keepAttributes}, {@code links}, {@code ignore}, {@code onConflict}, {@code progress}
     * @return what was copied; fails with a {@code FileAlreadyExistsException} if something is in the way, a
     *     {@code NoSuchFileException} if the source or the target's parent is missing, a {@code NotDirectoryException} if
     *     the source is none, a {@code FileSystemLoopException} if a followed link leads to where it came from
     * @throws IllegalArgumentException if the operation does not have one of the options
     */
    public AsyncFuture<TreeSummary> copyTree(Path source, Path target, TreeOptions options) {
        requirePaths(source, target);
        TreeOptions known = options.requireOnly(
                "copyTree",
                TreeOptions.KEEP_ATTRIBUTES,
                TreeOptions.LINKS,
                TreeOptions.IGNORE,
                TreeOptions.ON_CONFLICT,
                TreeOptions.PROGRESS);
        return TreeWork.call(steady, known, work -> TreeCopy.of(source, target, work, known));
    }

    /**
     * Moves a tree, with the default options.
     *
     * @param source a directory, a file or a link
     * @param target where it goes
     * @return the target; fails as {@link #moveTree(Path, Path, TreeOptions)}
     */
    public AsyncFuture<Path> moveTree(Path source, Path target) {
        return moveTree(source, target, TreeOptions.defaults());
    }

    /**
     * Moves a tree ({@code shutil.move}). In a file store it gets another name, at once. To another one, or to another file
     * system, it is copied, with its attributes and links, under a hidden name; that gets the name of the target; and then
     * the original is deleted, but only what has been copied and has not changed since. A change is seen by the time of a
     * file, its size and its identity; one that was younger than two seconds when it was copied, so that a change may have
     * left its time as it was, is read once more and compared with the copy. An error or a cancel before the
     * target has its name leaves the original as it was and no target; a cancel after that comes too late.
     *
     * @param source a directory, a file, or a link, which is moved itself
     * @param target where it goes: its name, not a directory to move it into. Its parent must be there, itself not
     * @param options {@code progress}, which only a copy tells of
     * @return the target; fails with a {@code FileAlreadyExistsException} if it is there, a {@code NoSuchFileException} if
     *     the source or the target's parent is missing. If not all of the original could be deleted, or something new or
     *     changed was left in it, a {@code FileSystemException} says that the copy is complete
     * @throws IllegalArgumentException if the operation does not have one of the options
     */
    public AsyncFuture<Path> moveTree(Path source, Path target, TreeOptions options) {
        requirePaths(source, target);
        TreeOptions known = options.requireOnly("moveTree", TreeOptions.PROGRESS);
        return TreeWork.call(steady, known, work -> TreeMove.of(source, target, work, known));
    }

    /**
     * Deletes a tree, with the default options.
     *
     * @param root a directory
     * @return what was deleted; fails as {@link #deleteTree(Path, TreeOptions)}
     */
    public AsyncFuture<TreeSummary> deleteTree(Path root) {
        return deleteTree(root, TreeOptions.defaults());
    }

    /**
     * Deletes a tree ({@code shutil.rmtree}). A link in it is deleted, never what it leads to. What cannot be deleted does
     * not keep the rest from being deleted: the first error is told at the end, with up to 100 others as suppressed ones.
     * What somebody else has deleted meanwhile is no error.
     *
     * @param root a directory, not a link to one
     * @param options {@code progress}
     * @return what was deleted; fails with a {@code NoSuchFileException} if there is nothing, a
     *     {@code NotDirectoryException} if it is no directory, and a {@code FileSystemException} if it is a link or the root
     *     of its file system
     * @throws IllegalArgumentException if the operation does not have one of the options
     */
    public AsyncFuture<TreeSummary> deleteTree(Path root, TreeOptions options) {
        Objects.requireNonNull(root, "root");
        TreeOptions known = options.requireOnly("deleteTree", TreeOptions.PROGRESS);
        return TreeWork.call(steady, known, work -> TreeDeletion.of(root, work, known));
    }

    /**
     * Measures a tree, with the default options.
     *
     * @param root a directory or a file
     * @return what there is; fails as {@link #diskUsage(Path, TreeOptions)}
     */
    public AsyncFuture<TreeSummary> diskUsage(Path root) {
        return diskUsage(root, TreeOptions.defaults());
    }

    /**
     * Measures a tree ({@code du --apparent-size}): the sizes of its regular files, of which one that has several names
     * counts once. It does not follow links, tell what blocks files take, or what is free
     * ({@link java.nio.file.FileStore} does). What goes meanwhile does not count.
     *
     * @param root a directory or a file; if it is a link, what it leads to
     * @param options {@code ignore}, {@code progress}
     * @return what there is; fails with a {@code NoSuchFileException} if there is nothing
     * @throws IllegalArgumentException if the operation does not have one of the options
     */
    public AsyncFuture<TreeSummary> diskUsage(Path root, TreeOptions options) {
        Objects.requireNonNull(root, "root");
        TreeOptions known = options.requireOnly("diskUsage", TreeOptions.IGNORE, TreeOptions.PROGRESS);
        return TreeWork.call(steady, known, work -> TreeUsage.of(root, work, known));
    }

    /**
     * Packs a tree, with the default options.
     *
     * @param source a directory
     * @param zipFile the file to make
     * @return what was packed; fails as {@link #zip(Path, Path, TreeOptions)}
     */
    public AsyncFuture<TreeSummary> zip(Path source, Path zipFile) {
        return zip(source, zipFile, TreeOptions.defaults());
    }

    /**
     * Packs a tree into a zip file ({@code shutil.make_archive}): its files and directories, empty ones too, under their
     * names relative to the root, in the order of their names, with the times of their last change. Nothing else is kept of
     * their attributes, and links cannot be kept: one that is neither followed nor skipped is an error. So is a name that
     * {@link #unzip(Path, Path, TreeOptions) unzip} would refuse.
     *
     * @param source a directory; if it is a link to one, that is packed
     * @param zipFile the file to make, which appears when it is complete. It may be in the source, and is then left out
     * @param options {@code links}, {@code ignore}, {@code onConflict} (not {@code SKIP}), {@code progress}, which tells the
     *     bytes that are packed, not those they become
     * @return what was packed; fails with a {@code FileAlreadyExistsException} if the file is there and not to be replaced,
     *     a {@code NoSuchFileException} if the source or the parent of the file is missing, a {@code NotDirectoryException}
     *     if the source is none
     * @throws IllegalArgumentException if the operation does not have one of the options
     */
    public AsyncFuture<TreeSummary> zip(Path source, Path zipFile, TreeOptions options) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(zipFile, "zipFile");
        TreeOptions known = options.requireOnly(
                "zip", TreeOptions.LINKS, TreeOptions.IGNORE, TreeOptions.ON_CONFLICT, TreeOptions.PROGRESS);
        checkArgument(known.conflict() != TreeOptions.Conflict.SKIP, "zip has nothing to skip: onConflict(SKIP)");
        return TreeWork.call(steady, known, work -> TreeZip.of(source, zipFile, work, known));
    }

    /**
     * Unpacks a zip file, with the default options.
     *
     * @param zipFile the file
     * @param target where its files go
     * @return what was unpacked; fails as {@link #unzip(Path, Path, TreeOptions)}
     */
    public AsyncFuture<TreeSummary> unzip(Path zipFile, Path target) {
        return unzip(zipFile, target, TreeOptions.defaults());
    }

    /**
     * Unpacks a zip file ({@code shutil.unpack_archive}) that may come from anywhere. Before anything is written it is
     * refused if an entry's name is absolute, has {@code ..}, a drive, a backslash or a NUL, or is no name in the target's
     * file system; if one is there twice, or as a file and as a directory, or two are one where the target's
     * file system does not tell upper from lower case (seen by its paths being equal then, so on Windows, not on macOS); and
     * if it has more entries than
     * {@code maxEntries}, or they say that they have more than {@code maxBytes}, the ignored ones counted. An entry that
     * has more bytes than it says, or other ones, is an error when that is seen, before its file gets its name. Nothing is
     * written through a link that is found below the target; somebody who puts one there meanwhile may be quicker.
     *
     * <p>Permissions are not in what is read; links become files with their text. Names must be UTF-8.
     * To read the list of entries takes memory in proportion to the length of the zip file.
     *
     * @param zipFile the file, of the default file system
     * @param target where its files go: a directory, which is made if it is not there, in one that is. It may have files
     *     already; those that are in the way are what {@code onConflict} is about
     * @param options {@code keepAttributes} (the times), {@code ignore}, {@code onConflict}, {@code progress},
     *     {@code maxBytes}, {@code maxEntries}
     * @return what was unpacked; fails with a {@code FileAlreadyExistsException} if something is in the way, a
     *     {@code NoSuchFileException} if the zip file or the target's parent is missing, a {@code FileSystemException} that
     *     names the entry if that is refused, and one with a {@code ZipException} as its cause if the zip file is damaged
     * @throws IllegalArgumentException if the operation does not have one of the options, or the zip file is of another file
     *     system
     */
    public AsyncFuture<TreeSummary> unzip(Path zipFile, Path target, TreeOptions options) {
        Objects.requireNonNull(zipFile, "zipFile");
        Objects.requireNonNull(target, "target");
        checkArgument(
                zipFile.getFileSystem().equals(FileSystems.getDefault()),
                "zipFile must be of the default file system, was %s of %s",
                zipFile,
                zipFile.getFileSystem());
        TreeOptions known = options.requireOnly(
                "unzip",
                TreeOptions.KEEP_ATTRIBUTES,
                TreeOptions.IGNORE,
                TreeOptions.ON_CONFLICT,
                TreeOptions.PROGRESS,
                TreeOptions.MAX_BYTES,
                TreeOptions.MAX_ENTRIES);
        return TreeWork.call(steady, known, work -> TreeUnzip.of(zipFile, target, work, known));
    }

    private static void requirePaths(Path source, Path target) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
    }

    @Override
    public String toString() {
        return "AsyncTrees(" + steady + ")";
    }
}
