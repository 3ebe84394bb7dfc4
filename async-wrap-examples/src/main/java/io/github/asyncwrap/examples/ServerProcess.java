package io.github.asyncwrap.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * An upload server in a process of its own: the {@code server} command, by the same Java and from the same jar or class
 * path as this one. Its standard error is ours.
 */
final class ServerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /** What the server gives uploads in flight, and as much again. */
    private static final Duration STOP_LIMIT = UploadServer.GRACE.multipliedBy(2);

    private final Process process;
    private final ShutdownHook destroyer;
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final OkHttpClient http = new OkHttpClient();

    private ServerProcess(Process process) {
        this.process = process;
        // Ctrl+C or SIGTERM here must not leave the other process behind.
        this.destroyer = ShutdownHook.of("stop-server-process", process::destroy);
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param port where it listens, on the loopback address; 0 is any free port
     * @throws IOException if it cannot be started, ends, or does not answer
     */
    static ServerProcess start(int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(port))
                .redirectError(Redirect.INHERIT)
                .start();
        ServerProcess server = new ServerProcess(process);
        try {
            server.startReading();
            server.awaitPong();
            return server;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** The address it listens on. */
    String url() {
        return address.join();
    }

    long pid() {
        return process.pid();
    }

    /**
     * Stops the server by {@code DELETE /} and waits until its process has ended.
     *
     * @throws IOException if the server does not answer 202, or its process does not exit with 0 in time
     */
    void stop() throws IOException, InterruptedException {
        Request delete = new Request.Builder().url(url()).delete().build();
        try (Response response = http.newCall(delete).execute()) {
            if (response.code() != 202) {
                throw new IOException("The server answered " + response.code() + " to DELETE /, not 202");
            }
        }
        if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("The server has not ended " + STOP_LIMIT.toSeconds() + " s after DELETE /");
        }
        if (process.exitValue() != 0) {
            throw new IOException("The server exited with " + process.exitValue() + " after DELETE /, not 0");
        }
    }

    /** Makes sure that the process is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        destroyer.close();
    }

    private void startReading() {
        // All of the output is read: a server that writes to a full pipe would wait for ever.
        Thread reader = new Thread(this::read, "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(Charset.defaultCharset())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("http://")) {
                    address.complete(line);
                }
            }
            address.completeExceptionally(new IOException("The server ended before it answered"));
        } catch (IOException | UncheckedIOException e) {
            address.completeExceptionally(e);
        }
    }

    private void awaitPong() throws IOException, InterruptedException {
        String url;
        try {
            url = address.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(UploadException.describe(e.getCause() == null ? e : e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("The server has not said its address after " + START_LIMIT.toSeconds() + " s", e);
        }
        try (Response response =
                http.newCall(new Request.Builder().url(url).build()).execute()) {
            String text = response.peekBody(1024).string();
            if (!"Pong".equals(text)) {
                throw new IOException("GET " + url + " was answered " + response.code() + " " + text + ", not Pong");
            }
        }
    }

    private static List<String> command(int port) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "server",
                "http://127.0.0.1:" + port);
    }
}
