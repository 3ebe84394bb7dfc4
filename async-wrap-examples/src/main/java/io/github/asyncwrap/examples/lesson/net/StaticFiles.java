package io.github.asyncwrap.examples.lesson.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files under a folder, and no others: neither {@code ..} nor a symbolic link leads out of it. Links to what is in it are
 * followed. (Somebody who may change the folder while a file is opened is trusted.)
 */
final class StaticFiles implements Routes.Places {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "txt", "text/plain; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "jpg", "image/jpeg",
            "ico", "image/x-icon");

    private final Path root;

    /**
     * The files under a folder.
     *
     * @throws IOException if there is no such folder
     */
    StaticFiles(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    @Override
    public Map<String, Routes.Handler> at(String rest) throws IOException, HttpException {
        Path file = find(rest);
        return file == null ? Map.of() : Map.of("GET", request -> open(file));
    }

    private @Nullable Path find(String rest) throws HttpException {
        try {
            Path asked = root.resolve("./" + rest).normalize(); // "./": a path that begins with a slash is no exception
            if (!asked.startsWith(root)) {
                return null; // and nothing out there was even looked at
            }
            // Where it really is, all links followed: this is the check that counts.
            Path real = asked.toRealPath();
            // Nothing but files: a named pipe would block the thread that opens it for as long as nobody writes into
            // it.
            return real.startsWith(root) && Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS) ? real : null;
        } catch (InvalidPathException e) {
            throw new HttpException(400, "no file can have this name");
        } catch (IOException e) {
            return null; // there is none, or it is not for us
        }
    }

    private static WebResponse open(Path file) throws IOException, HttpException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            throw new HttpException(404, "There is no file here that can be read.");
        }
        InputStream body = Channels.newInputStream(channel);
        try {
            return new WebResponse(200, Map.of("Content-Type", type(file)), channel.size(), body);
        } catch (IOException e) {
            body.close();
            throw e;
        }
    }

    private static String type(Path file) {
        String name = file.toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(extension, "application/octet-stream");
    }
}
