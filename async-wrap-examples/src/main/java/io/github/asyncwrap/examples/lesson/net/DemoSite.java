package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.ShutdownHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder with a file, beside one that is nobody's business, and a link to that; gone when it is closed. */
final class DemoSite implements AutoCloseable {

    static final String HELLO = "Hello from a file.\n";

    /** Paths that would all lead to the file outside, if they led anywhere. */
    static final List<String> WAYS_OUT =
            List.of("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/x/../../secret.txt", "/link.txt");

    private final Path folder;
    private final ShutdownHook hook;

    DemoSite() throws IOException {
        folder = Files.createTempDirectory("lesson-web");
        hook = ShutdownHook.of("delete-demo-site", this::delete);
        try {
            fill();
        } catch (IOException | UnsupportedOperationException e) { // the latter where there are no links
            close();
            throw e;
        }
    }

    private void fill() throws IOException {
        Files.createDirectory(root());
        Files.writeString(root().resolve("hello.txt"), HELLO);
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(root().resolve("link.txt"), secret);
    }

    Path root() {
        return folder.resolve("root");
    }

    private void delete() {
        try {
            for (String name : List.of("root/link.txt", "root/hello.txt", "root", "secret.txt", "")) {
                Files.deleteIfExists(folder.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        hook.close();
        delete();
    }
}
