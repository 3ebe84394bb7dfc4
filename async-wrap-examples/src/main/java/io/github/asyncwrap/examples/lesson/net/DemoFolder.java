package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.ShutdownHook;
import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A temporary folder for chat servers, one after another; gone when it is closed, or when the JVM ends before that. */
final class DemoFolder implements AutoCloseable {
    private final Path path;
    private final ShutdownHook hook;
    private @Nullable ChatServer server;
    private boolean isDeleted;

    DemoFolder() throws IOException {
        path = Files.createTempDirectory("async-wrap-chat");
        hook = ShutdownHook.of("delete-demo-folder", this::delete);
    }

    Path path() {
        return path;
    }

    /** Starts a server; its folder is this one if the settings say so. */
    synchronized ChatServer serve(ChatSettings settings) throws IOException {
        if (isDeleted) {
            throw new LessonException("The demo is being stopped");
        }
        ChatServer started = ChatLesson.serve(settings);
        server = started;
        return started;
    }

    private synchronized void delete() {
        isDeleted = true;
        if (server != null) {
            server.close(); // first: it would write to the folder, or make it again
        }
        UncheckedIOException failures = new UncheckedIOException(new IOException("Cannot delete all of " + path));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                delete(file, failures);
            }
        } catch (IOException e) {
            failures.addSuppressed(e);
        }
        delete(path, failures);
        if (failures.getSuppressed().length > 0) {
            throw failures;
        }
    }

    /** One that cannot be deleted does not keep the others. */
    private static void delete(Path file, UncheckedIOException failures) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            failures.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        hook.close();
        synchronized (this) {
            if (!isDeleted) {
                delete();
            }
        }
    }
}
