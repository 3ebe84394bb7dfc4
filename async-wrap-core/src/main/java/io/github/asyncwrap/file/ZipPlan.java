package io.github.asyncwrap.file;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The tree that a zip file would make, known and found harmless before anything is made. */
final class ZipPlan {
    private static final Splitter ELEMENTS = Splitter.on('/').omitEmptyStrings();

    private static final CharMatcher DOTS_AT_END = CharMatcher.anyOf(". ");

    private final ZipFile zip;
    private final FileSystem target;
    private final TreeOptions options;

    /** Whether the target's paths are equal without regard to case, as those of Windows are. */
    private final boolean folds;

    private final Node root = new Node();
    private int nodes;
    private long bytes;

    /** A file or a directory. */
    static final class Node {
        /** Null of a directory that is only named by what is in it. */
        @Nullable
        ZipEntry entry;

        /** Empty of a file. */
        final Map<String, Node> below = new TreeMap<>();

        /** The names of those below as the target may fold them; unused if it does not. */
        final Set<String> folded = new HashSet<>();

        boolean file;
    }

    private ZipPlan(ZipFile zip, FileSystem target, TreeOptions options) {
        this.zip = zip;
        this.target = target;
        this.options = options;
        this.folds = target.getPath("a").equals(target.getPath("A"));
    }

    static Node of(ZipFile zip, FileSystem target, TreeOptions options) throws IOException {
        ZipPlan plan = new ZipPlan(zip, target, options);
        if (zip.size() > options.maxEntries()) {
            throw new FileSystemException(
                    zip.getName(), null, "has " + zip.size() + " entries, and maxEntries is " + options.maxEntries());
        }
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            plan.add(all.nextElement());
        }
        return plan.root;
    }

    private void add(ZipEntry entry) throws FileSystemException {
        String name = entry.getName();
        String flaw = EntryName.flaw(name);
        if (flaw != null) {
            throw refused(name, flaw);
        }
        Node node = root;
        for (String element : ELEMENTS.split(name)) {
            if (!element.equals(".")) {
                node = below(node, element, name);
            }
        }
        if (node == root) {
            if (!entry.isDirectory()) {
                throw refused(name, "the entry has no name");
            }
            return;
        }
        if (node.entry != null || (!entry.isDirectory() && !node.below.isEmpty())) {
            throw refused(name, "another entry has that name");
        }
        node.entry = entry;
        node.file = !entry.isDirectory();
        if (node.file) {
            count(name, entry.getSize());
        }
    }

    private Node below(Node node, String element, String name) throws FileSystemException {
        if (node.file) {
            throw refused(name, "the entry is in one that is a file");
        }
        Node below = node.below.get(element);
        if (below == null) {
            if (++nodes > options.maxEntries()) {
                throw refused(name, "the files and directories are more than maxEntries, " + options.maxEntries());
            }
            requireName(element, name);
            if (folds && !node.folded.add(fold(element))) {
                throw refused(name, "the target's file system takes '" + element + "' for the name of another entry");
            }
            below = new Node();
            node.below.put(element, below);
        }
        return below;
    }

    private void requireName(String element, String name) throws FileSystemException {
        try {
            Path path = target.getPath(element);
            if (path.isAbsolute() || path.getRoot() != null || path.getNameCount() != 1) {
                throw refused(name, "the target's file system takes '" + element + "' for more than a name");
            }
        } catch (InvalidPathException invalid) {
            throw refused(name, "the target's file system has no such names: " + invalid.getReason());
        }
    }

    /** Takes names for the same that may be so where case does not matter, rather one too many. */
    private static String fold(String element) {
        return DOTS_AT_END.trimTrailingFrom(
                Normalizer.normalize(element, Normalizer.Form.NFC).toUpperCase(Locale.ROOT));
    }

    private void count(String name, long size) throws FileSystemException {
        if (size < 0 || size > options.maxBytes() - bytes) {
            throw refused(name, "the entries say that they have more than maxBytes, " + options.maxBytes());
        }
        bytes += size;
    }

    private FileSystemException refused(String name, String why) {
        return new FileSystemException(zip.getName(), EntryName.printable(name), why);
    }
}
