package io.github.asyncwrap.verification.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Trees as lists of texts: {@code "a/b=what is in it"}, {@code "directory/"}, {@code "link->where"}. */
final class Trees {
    private Trees() {}

    static Path make(Path root, String... entries) throws IOException {
        Files.createDirectories(root);
        for (String entry : entries) {
            if (entry.endsWith("/")) {
                Files.createDirectories(root.resolve(entry));
            } else if (entry.contains("->")) {
                List<String> parts = List.of(entry.split("->"));
                Path link = root.resolve(parts.get(0));
                Files.createDirectories(parentOf(link));
                Files.createSymbolicLink(link, root.getFileSystem().getPath(parts.get(1)));
            } else {
                int end = entry.indexOf('=');
                Path file = root.resolve(entry.substring(0, end));
                Files.createDirectories(parentOf(file));
                Files.writeString(file, entry.substring(end + 1));
            }
        }
        return root;
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent");
        }
        return parent;
    }

    /** All that is there, hidden files too, in order. */
    static List<String> of(Path root) throws IOException {
        TreeSet<String> entries = new TreeSet<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String name = root.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    entries.add(name + "->" + Files.readSymbolicLink(path));
                } else if (!Files.isDirectory(path)) {
                    entries.add(name + "=" + Files.readString(path));
                } else if (!name.isEmpty() && isEmpty(path)) {
                    entries.add(name + "/");
                }
            }
        }
        return List.copyOf(entries);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            return !stream.iterator().hasNext();
        }
    }

    /** Directories one in another, the lowest with a file; by renames, as the path may be longer than the platform takes. */
    static Path deep(Path parent, int levels) throws IOException {
        Path lowest = parent.resolve("built");
        Path next = parent.resolve("next");
        make(lowest, "f=deep");
        for (int i = 1; i < levels; i++) {
            Files.createDirectory(next);
            Files.move(lowest, next.resolve("d"));
            Files.move(next, lowest);
        }
        return lowest;
    }
}
