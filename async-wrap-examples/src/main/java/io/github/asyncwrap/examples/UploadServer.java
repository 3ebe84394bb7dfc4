package io.github.asyncwrap.examples;

import io.github.asyncwrap.testkit.UploadMeter;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * An asynchronous HTTP server that counts and checksums what is uploaded to it, by Vert.x on one event loop. Bodies are
 * measured as they arrive, and stored if the settings say so. What it answers to what is in {@link UploadHandler}.
 *
 * <p>It ends by {@code DELETE /} or by {@link #close}, either way once and in the same manner: no connection is accepted
 * any more, connections without a request are closed, uploads under way get {@link #GRACE} to finish and are then cut.
 * When all connections are gone the uploads' target is closed, and the event loop, which that needs, at last.
 */
final class UploadServer implements AutoCloseable {

    /** How long uploads in flight may go on once the server is being stopped. */
    static final Duration GRACE = Duration.ofSeconds(5);

    /** The largest piece that a body comes in. */
    static final int MAX_CHUNK = 8 * 1024;

    private static final int BACKLOG = 1024;

    private final Vertx vertx;
    private final HttpServer http;
    private final UploadTarget target;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private UploadServer(ServerSettings settings, Function<Executor, UploadTarget> opener) {
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                // Nothing is served from files: no cache folder in the temp folder.
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Context loop = vertx.getOrCreateContext();
        target = opener.apply(task -> loop.runOnContext(run -> task.run()));
        http = vertx.createHttpServer(new HttpServerOptions()
                        .setAcceptBacklog(BACKLOG)
                        .setMaxChunkSize(MAX_CHUNK)
                        // HTTP/1.1 only: an early 413 means nothing to a stream of HTTP/2.
                        .setHttp2ClearTextEnabled(false))
                .requestHandler(new UploadHandler(vertx, settings, target, this::stop));
    }

    /**
     * Starts a server.
     *
     * @throws IOException if it cannot listen on that address, or cannot store uploads where it is told to
     */
    static UploadServer start(ServerSettings settings) throws IOException {
        Path folder = settings.store();
        return folder == null
                ? start(settings, loop -> UploadTarget.NOWHERE)
                : start(settings, storingIn(DiskFolder.open(folder), UploadStore.SLOTS, UploadStore.MAX_UPLOADS));
    }

    /** Stores uploads in a folder, which the server then closes. */
    static Function<Executor, UploadTarget> storingIn(StoreFolder folder, int slots, int maxUploads) {
        return loop -> new UploadStore(folder, slots, maxUploads, loop);
    }

    /**
     * Starts a server with a target for its uploads.
     *
     * @param opener is given the event loop; the server closes what it makes
     * @throws IOException if it cannot listen on that address
     */
    static UploadServer start(ServerSettings settings, Function<Executor, UploadTarget> opener) throws IOException {
        // Now, and not while the event loop answers the first upload: loading what writes JSON takes long.
        String unused = UploadMeter.ofPieces(1).finish(0).toJson();
        UploadServer server = new UploadServer(settings, opener);
        try {
            join(server.http.listen(settings.port(), settings.host()));
            return server;
        } catch (CompletionException e) {
            server.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("Cannot listen on " + settings.url() + ": " + UploadException.describe(cause), cause);
        }
    }

    /** The port it listens on. */
    int port() {
        return http.actualPort();
    }

    /** Waits until the server has stopped, for whatever reason. */
    void awaitStopped() {
        stopped.join();
    }

    /**
     * Stops the server and waits until it has stopped: at most {@link #GRACE} and a moment, or some seconds if the disk
     * does not answer.
     */
    @Override
    public void close() {
        stop();
        awaitStopped();
    }

    /** Begins to stop, once; returns at once. */
    private void stop() {
        if (stopping.compareAndSet(false, true)) {
            // Nested, not composed: a composed future belongs to the event loop, which is gone when Vert.x is closed.
            http.shutdown(GRACE)
                    .onComplete(shut -> target.close(() -> vertx.close().onComplete(closed -> ended(shut, closed))));
        }
    }

    private void ended(AsyncResult<?> shut, AsyncResult<?> closed) {
        if (shut.failed()) {
            stopped.completeExceptionally(shut.cause());
        } else if (closed.failed()) {
            stopped.completeExceptionally(closed.cause());
        } else {
            stopped.complete(null);
        }
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
