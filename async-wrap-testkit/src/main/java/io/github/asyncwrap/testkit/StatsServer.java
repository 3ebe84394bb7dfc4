package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server on the loopback interface, for tests, that answers an upload with what arrived: an
 * {@link UploadStats}.
 *
 * <pre>{@code
 * try (StatsServer server = StatsServer.start()) {
 *     HttpResponse<String> response = client.send(
 *             HttpRequest.newBuilder(server.uri()).PUT(body).build(), BodyHandlers.ofString());
 *     UploadStats stats = UploadStats.fromJson(response.body());
 * }
 * }</pre>
 *
 * <p>What it answers:
 *
 * <ul>
 *   <li>{@code GET /}: {@code Pong}.
 *   <li>{@code PUT /}: 201 and the {@link UploadStats} as {@code application/json}. The chunks of a chunked body are the
 *       transfer chunks as they were sent; a body with a length is cut into pieces of the receive size, however it was
 *       cut into packets (1306 bytes and 1024: two pieces, of 1024 and 282 bytes).
 *   <li>Other methods on {@code /}: 405 with {@code Allow}. Other paths: 404. In both cases a body is read to its end
 *       and dropped, and the connection kept.
 *   <li>A body with malformed framing: 400, and the connection is closed; a transfer coding other than chunked: 501, the
 *       same.
 * </ul>
 *
 * <p>Every request with a body gets an interim {@code 100 Continue} first, asked for or not.
 *
 * <p>A <em>broken</em> upload is a {@code PUT /} whose body did not arrive whole: the client went away, the framing was
 * malformed, or this server was closed. It is counted apart, and the server goes on serving.
 *
 * <p>Memory: bodies are never kept, and nothing is recorded per request. Each open connection holds a thread. Defaults:
 * a port chosen by the system, a receive size of 1024 bytes, HTTP/1.1 without TLS, TCP_NODELAY on, no time limits: a
 * client that stops in the middle of an upload is waited for until it or the server closes.
 *
 * <p>What it is not: a server for anything but tests. Below it is MockWebServer, which reads the request's head: it
 * closes a connection with a malformed one, does not limit the head's size, and leaves a {@code Content-Length} that is
 * not a number without an answer until the connection ends. It logs to {@code java.util.logging}.
 *
 * <p>Safe for any thread.
 */
public final class StatsServer implements AutoCloseable {

    private final MockWebServer server = new MockWebServer();
    private final AcceptedSockets sockets = new AcceptedSockets();
    private final UploadCounters counters = new UploadCounters();
    private final ServerThreads threads = new ServerThreads("StatsServer");
    private final HttpUrl url;
    private volatile boolean closed;

    private StatsServer(int port, int receiveSize) {
        server.setServerSocketFactory(sockets);
        server.setDispatcher(new StatsDispatcher(server, counters, receiveSize));
        try {
            threads.run("StatsServer start", () -> server.start(port));
        } catch (IOException e) {
            server.close(); // the socket exists, although it could not be bound
            throw new UncheckedIOException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        url = server.url("/");
    }

    /**
     * Starts a server with the defaults.
     *
     * @return a server that accepts connections
     * @throws UncheckedIOException if the system has no port to give
     */
    public static StatsServer start() {
        return builder().start();
    }

    /**
     * Returns a builder. Its defaults: a port chosen by the system, a receive size of 1024 bytes.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the address of this server's root.
     *
     * @return the address, as in {@code http://localhost:8080/}; it stays the same when the server is closed
     */
    public HttpUrl url() {
        return url;
    }

    /**
     * Returns the same as {@link #url()} for clients that want an URI.
     *
     * @return the address
     */
    public URI uri() {
        return url.uri();
    }

    /**
     * Returns the port that this server listens to.
     *
     * @return the port, never 0
     */
    public int port() {
        return url.port();
    }

    /**
     * Returns the uploads completed: those whose body arrived whole. Counted before the answer is sent, so that whoever
     * has the answer finds its upload here.
     *
     * @return the number that the latest answer gave as its {@code requests}
     */
    public long requests() {
        return counters.completed();
    }

    /**
     * Returns the broken uploads: those whose body did not arrive whole. Counted when the server notices, which may be
     * after the client went on.
     *
     * @return the number since the start
     */
    public long brokenUploads() {
        return counters.broken();
    }

    /**
     * Returns the connections that are open, idle ones included. A connection that the client closed counts until the
     * server notices.
     *
     * @return the number now, 0 after {@link #close()}
     */
    public int openConnections() {
        return sockets.openCount();
    }

    /**
     * Closes the listener and every connection, whatever they are doing, and waits until this server's threads have
     * ended, which takes milliseconds. Uploads in flight are broken. Goes on through interrupts and leaves the
     * caller's interrupt flag set. A further call waits for the first and does nothing more.
     *
     * @throws IllegalStateException if a thread of this server does not end within 5 seconds; the message names it
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        // First the raw sockets: a thread that writes to a client that does not read ends only by that.
        sockets.close();
        try {
            // MockWebServer's close() stops halfway if its thread is interrupted, hence on a thread of its own.
            threads.run("StatsServer close", server::close);
        } catch (IOException | AssertionError e) {
            throw new IllegalStateException("not closed, threads left: " + threads, e);
        }
        threads.awaitEnd();
    }

    /** The server below, for this module's tests. */
    MockWebServer server() {
        return server;
    }

    /** This server's threads, for this module's tests. */
    ServerThreads threads() {
        return threads;
    }

    /** Returns this server's address, state and counts. */
    @Override
    public String toString() {
        return "StatsServer[" + url + (closed ? " closed" : "") + ", requests=" + requests() + ", broken="
                + brokenUploads() + ", connections=" + openConnections() + "]";
    }

    /**
     * Configures a {@link StatsServer}. Defaults: port 0 (chosen by the system), receive size 1024 bytes.
     *
     * <p>An option is set once. A builder may start any number of servers. Not safe for use by several threads at once.
     */
    public static final class Builder {

        private static final int DEFAULT_RECEIVE_SIZE = 1024;
        private static final int HIGHEST_PORT = 65_535;

        private @Nullable Integer port;
        private @Nullable Integer receiveSize;

        private Builder() {}

        /**
         * Sets the port to listen to. Default: 0, which lets the system choose a free one.
         *
         * @param port the port
         * @return this builder
         * @throws IllegalArgumentException if it is not from 0 to 65535
         * @throws IllegalStateException if it is set already
         */
        public Builder port(int port) {
            if (port < 0 || port > HIGHEST_PORT) {
                throw new IllegalArgumentException("port must be from 0 to " + HIGHEST_PORT + ": " + port);
            }
            requireNotSet("port", this.port);
            this.port = port;
            return this;
        }

        /**
         * Sets the size of the pieces into which a body with a length is cut for its statistics. Default: 1024 bytes.
         * Bodies sent in chunks are not concerned.
         *
         * @param receiveSize the size in bytes
         * @return this builder
         * @throws IllegalArgumentException if it is below 1
         * @throws IllegalStateException if it is set already
         */
        public Builder receiveSize(int receiveSize) {
            if (receiveSize < 1) {
                throw new IllegalArgumentException("receiveSize must be at least 1: " + receiveSize);
            }
            requireNotSet("receiveSize", this.receiveSize);
            this.receiveSize = receiveSize;
            return this;
        }

        /**
         * Starts a server.
         *
         * @return a server that accepts connections
         * @throws UncheckedIOException if the port is taken or not allowed; the message names it
         */
        public StatsServer start() {
            return new StatsServer(port == null ? 0 : port, receiveSize == null ? DEFAULT_RECEIVE_SIZE : receiveSize);
        }

        private static void requireNotSet(String option, @Nullable Integer value) {
            if (value != null) {
                throw new IllegalStateException(option + " is set already: " + value);
            }
        }
    }
}
