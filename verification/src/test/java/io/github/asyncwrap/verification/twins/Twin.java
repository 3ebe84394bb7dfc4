package io.github.asyncwrap.verification.twins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The engine with a bug put back, and the test that must then fail: a file {@code src/test/twins/NAME.twin}, written as
 * CONTRIBUTING.md shows.
 *
 * @param race its number in the table of docs/synchronization.md
 * @param bug what is wrong, in a sentence
 * @param test what must fail, as the harness names it
 */
record Twin(String name, String race, String bug, Harness harness, String test, List<Edit> edits) {
    private static final Path FOLDER = Path.of("src", "test", "twins");
    private static final String SUFFIX = ".twin";

    /** What opens a block, by what it closes. */
    private static final Map<String, String> FOLLOWS = Map.of("end", "find", "find", "replace", "replace", "end");

    /** Some lines of a source file of the core, and what the twin has instead. */
    record Edit(String file, List<String> find, List<String> replace) {}

    static List<Twin> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(Twin::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Twin read(Path file) {
        try {
            String name = file.getFileName().toString();
            return parse(name.substring(0, name.length() - SUFFIX.length()), Files.readAllLines(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Twin parse(String name, List<String> lines) {
        Map<String, String> headers = new HashMap<>();
        List<Edit> edits = new ArrayList<>();
        List<String> block = new ArrayList<>();
        List<String> find = List.of();
        String within = "end";
        for (String line : lines) {
            if (line.startsWith("--- ")) {
                String opened = line.substring(4).strip();
                require(name, opened.equals(FOLLOWS.get(within)), "does not expect \"" + line + "\" here");
                if (opened.equals("replace")) {
                    find = List.copyOf(block);
                    require(name, !find.isEmpty(), "finds nothing");
                } else if (opened.equals("end")) {
                    edits.add(new Edit(header(name, headers, "file"), find, List.copyOf(block)));
                }
                within = opened;
                block.clear();
            } else if (!within.equals("end")) {
                block.add(line);
            } else if (!line.isBlank()) {
                int colon = line.indexOf(": ");
                require(name, colon > 0, "has a line that is neither a header nor in a block: " + line);
                headers.put(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        }
        require(name, within.equals("end") && !edits.isEmpty(), "has no edit that ends");
        List<Harness> named = Stream.of(Harness.values())
                .filter(harness -> headers.containsKey(harness.header))
                .toList();
        require(name, named.size() == 1, "needs either a test or a jcstress");
        Harness harness = named.get(0);
        return new Twin(
                name,
                header(name, headers, "race"),
                header(name, headers, "bug"),
                harness,
                header(name, headers, harness.header),
                List.copyOf(edits));
    }

    private static String header(String name, Map<String, String> headers, String key) {
        String value = headers.getOrDefault(key, "");
        require(name, !value.isEmpty(), "has no " + key);
        return value;
    }

    private static void require(String name, boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("the twin " + name + " " + otherwise);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
