package io.github.asyncwrap.file;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The options of {@link AsyncTrees}. Without any, attributes are not kept, symbolic links are, nothing is left out, whatever
 * is in the way is an error, nobody is told of the progress, and a zip file may unpack to 4 GiB in 100,000 files and
 * directories.
 *
 * <p>Immutable, and for any thread: each method returns new options, and an option that is given again replaces the former.
 * An operation refuses, with an {@code IllegalArgumentException} at once, an option that means nothing to it; the methods
 * of {@link AsyncTrees} say which they have.
 */
public final class TreeOptions {
    static final String KEEP_ATTRIBUTES = "keepAttributes";
    static final String LINKS = "links";
    static final String IGNORE = "ignore";
    static final String ON_CONFLICT = "onConflict";
    static final String PROGRESS = "progress";
    static final String MAX_BYTES = "maxBytes";
    static final String MAX_ENTRIES = "maxEntries";

    private static final TreeOptions DEFAULTS = new TreeOptions(new Given());

    private final Given given;

    /** What is done with symbolic links below the root. */
    public enum Links {
        /** A link remains a link: the copy leads to where the original says, word for word. */
        KEEP,
        /** What the link leads to takes part in its place; one that leads nowhere, or to a directory above, is an error. */
        FOLLOW,
        /** Links are left out. */
        SKIP
    }

    /** What is done where something is in the way of what is to be made. */
    public enum Conflict {
        /** The operation fails with a {@link java.nio.file.FileAlreadyExistsException}. */
        FAIL,
        /** What is there stays, and the new is left out. */
        SKIP,
        /**
         * A file or link is replaced by a file or link, at once: there is never none. A directory is not replaced by
         * anything else, nor anything else by a directory: that is an error as with {@link #FAIL}.
         */
        REPLACE
    }

    /** The values, and which of them somebody has given. Not changed once its options are made. */
    private static final class Given {
        final TreeSet<String> names = new TreeSet<>();
        Links links = Links.KEEP;
        PathMatcher ignore = path -> false;
        Conflict conflict = Conflict.FAIL;
        Consumer<? super TreeProgress> progress = done -> {};
        long maxBytes = 4L << 30;
        int maxEntries = 100_000;

        Given copyWith(String name) {
            Given copy = new Given();
            copy.names.addAll(names);
            copy.names.add(name);
            copy.links = links;
            copy.ignore = ignore;
            copy.conflict = conflict;
            copy.progress = progress;
            copy.maxBytes = maxBytes;
            copy.maxEntries = maxEntries;
            return copy;
        }
    }

    private TreeOptions(Given given) {
        this.given = given;
    }

    /**
     * Returns the options that hold unless others are given.
     *
     * @return always the same
     */
    public static TreeOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Keeps the times of files and directories, and their POSIX permissions or DOS flags if both sides have them; those that
     * cannot be set are an error. Owners, access lists, extended attributes, and the attributes of symbolic links are not
     * kept. Without this option the permissions are those of the source less the umask, and the times are new.
     *
     * @return new options
     */
    public TreeOptions keepAttributes() {
        return new TreeOptions(given.copyWith(KEEP_ATTRIBUTES));
    }

    /**
     * Says what is done with symbolic links.
     *
     * @param links what; {@link Links#KEEP} if not given
     * @return new options
     */
    public TreeOptions links(Links links) {
        Given copy = given.copyWith(LINKS);
        copy.links = Objects.requireNonNull(links, "links");
        return new TreeOptions(copy);
    }

    /**
     * Leaves out files, directories with all that is in them, and links. Of several matchers the last one holds.
     *
     * @param matcher says what is left out; it gets paths relative to the root (where a zip file is unpacked, to the
     *     target), and never the root. In a glob, {@code *}
     *     does not go beyond a directory: {@code **.class} is for all class files. It runs on the thread of the body, and
     *     an exception that it throws ends the operation
     * @return new options
     */
    public TreeOptions ignore(PathMatcher matcher) {
        Given copy = given.copyWith(IGNORE);
        copy.ignore = Objects.requireNonNull(matcher, "matcher");
        return new TreeOptions(copy);
    }

    /**
     * Says what is done where something is in the way.
     *
     * @param conflict what; {@link Conflict#FAIL} if not given
     * @return new options
     */
    public TreeOptions onConflict(Conflict conflict) {
        Given copy = given.copyWith(ON_CONFLICT);
        copy.conflict = Objects.requireNonNull(conflict, "conflict");
        return new TreeOptions(copy);
    }

    /**
     * Tells somebody how far the operation is: after each file, directory and link, and after each 64 KiB of a file.
     *
     * @param listener is told, on the thread of the body, which waits for it; so it should be quick. An exception that it
     *     throws ends the operation as any failure does, and is what the future fails with
     * @return new options
     */
    public TreeOptions progress(Consumer<? super TreeProgress> listener) {
        Given copy = given.copyWith(PROGRESS);
        copy.progress = Objects.requireNonNull(listener, "listener");
        return new TreeOptions(copy);
    }

    /**
     * Says how much a zip file may unpack to.
     *
     * @param bytes how many bytes, in all; 4 GiB if not given; not negative
     * @return new options
     * @throws IllegalArgumentException if it is negative
     */
    public TreeOptions maxBytes(long bytes) {
        checkArgument(bytes >= 0, "maxBytes must not be negative, was %s", bytes);
        Given copy = given.copyWith(MAX_BYTES);
        copy.maxBytes = bytes;
        return new TreeOptions(copy);
    }

    /**
     * Says into how many files and directories a zip file may unpack.
     *
     * @param entries how many entries it may have, and how many files and directories these may make, directories that are
     *     only named by what is in them among them; 100,000 if not given; not negative
     * @return new options
     * @throws IllegalArgumentException if it is negative
     */
    public TreeOptions maxEntries(int entries) {
        checkArgument(entries >= 0, "maxEntries must not be negative, was %s", entries);
        Given copy = given.copyWith(MAX_ENTRIES);
        copy.maxEntries = entries;
        return new TreeOptions(copy);
    }

    /** Refuses options that the operation does not have. */
    TreeOptions requireOnly(String operation, String... options) {
        for (String name : given.names) {
            checkArgument(
                    Arrays.asList(options).contains(name),
                    "%s does not have the option %s; it has %s",
                    operation,
                    name,
                    String.join(", ", options));
        }
        return this;
    }

    boolean keepsAttributes() {
        return given.names.contains(KEEP_ATTRIBUTES);
    }

    Links links() {
        return given.links;
    }

    boolean ignores(Path relative) {
        return given.ignore.matches(relative);
    }

    Conflict conflict() {
        return given.conflict;
    }

    Consumer<? super TreeProgress> progress() {
        return given.progress;
    }

    long maxBytes() {
        return given.maxBytes;
    }

    int maxEntries() {
        return given.maxEntries;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("TreeOptions(links=")
                .append(given.links)
                .append(", onConflict=")
                .append(given.conflict);
        if (keepsAttributes()) {
            text.append(", keepAttributes");
        }
        if (given.names.contains(IGNORE)) {
            text.append(", ignore=").append(given.ignore);
        }
        return text.append(", maxBytes=")
                .append(given.maxBytes)
                .append(", maxEntries=")
                .append(given.maxEntries)
                .append(')')
                .toString();
    }
}
