package io.github.asyncwrap.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
 *       transfer chunks as they were sent; a body with a length, and every body by HTTP/2, is cut into pieces of the
 *       receive size, however it was cut into packets (1306 bytes and 1024: two pieces, of 1024 and 282 bytes).
 *   <li>Other methods on {@code /}: 405 with {@code Allow}. Other paths: 404. In both cases a body is read to its end
 *       and dropped, and the connection kept.
 *   <li>A body with malformed framing: 400, and the connection is closed; a transfer coding other than chunked: 501, the
 *       same; an upload above the {@linkplain Builder#bodyLimit body limit}: 413, the same.
 *   <li>Whatever the {@link Faults} say that it was given.
 * </ul>
 *
 * <p>Every request with a body gets an interim {@code 100 Continue} first, asked for or not; with
 * {@link Builder#http2} every request.
 *
 * <p>A <em>broken</em> upload is a {@code PUT /} whose body did not arrive whole: the client went away, the framing was
 * malformed, it was too large or cut off by a fault, or this server was closed. It is counted apart, and the server goes
 * on serving.
 *
 * <p>Memory: bodies are never kept, and nothing is recorded but the latest {@linkplain #history results}. Each open
 * connection, and by HTTP/2 each request, holds a thread. Defaults: a port chosen by the system, a receive size of 1024
 * bytes, HTTP/1.1 without TLS, no body limit, 1,000 results kept, no faults, TCP_NODELAY on, no time limits: a client
 * that stops in the middle of an upload is waited for until it or the server closes.
 *
 * <p>HTTP/2: the status of an answer goes out before the request's body was read, since MockWebServer has no other way.
 * Once it is out, all that is left for an upload that turns out to be too large is a reset of its stream.
 *
 * <p>What it is not: a server for anything but tests. Below it is MockWebServer, which reads the request's head: it
 * closes a connection with a malformed one, does not limit the head's size, and leaves a {@code Content-Length} that is
 * not a number without an answer until the connection ends. It logs to {@code java.util.logging}.
 *
 * <p>Safe for any thread.
 */
public final class StatsServer implements AutoCloseable {

    private final MockWebServer server = new MockWebServer();
    private final StatsServerOptions options;
    private final AcceptedSockets sockets;
    private final StatsDispatcher dispatcher;
    private final UploadLog log;
    private final ServerThreads threads = new ServerThreads("StatsServer");
    private final HttpUrl url;
    private volatile boolean closed;

    private StatsServer(StatsServerOptions options) {
        this.options = options;
        FaultScript faults = new FaultScript(options.faults());
        log = new UploadLog(options.history());
        sockets = new AcceptedSockets(options.tls(), faults::resets);
        dispatcher = new StatsDispatcher(server, sockets, log, options, faults);
        server.setServerSocketFactory(sockets);
        server.setDispatcher(dispatcher);
        if (options.tls()) {
            ServerTls.use(server, options.http2());
        }
        try {
            threads.run("StatsServer start", () -> server.start(options.port()));
        } catch (IOException e) {
            server.close(); // the socket exists, although it could not be bound
            throw cannotListen(options.port(), e);
        }
        url = server.url("/");
    }

    private static UncheckedIOException cannotListen(int port, IOException e) {
        return new UncheckedIOException("cannot listen on port " + port + ": " + e.getMessage(), e);
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
     * Returns a builder with the defaults: see {@link Builder}.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the address of this server's root.
     *
     * @return the address, as in {@code http://localhost:8080/}, with TLS {@code https}; it stays the same when the server is closed
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
        return log.completed();
    }

    /**
     * Returns the broken uploads: those whose body did not arrive whole. Counted when the server notices, which may be
     * after the client went on.
     *
     * @return the number since the start
     */
    public long brokenUploads() {
        return log.broken();
    }

    /**
     * Returns the results of the latest uploads completed, those that were answered, oldest first. How many are kept is
     * the builder's {@link Builder#history}.
     *
     * @return an unmodifiable copy; empty if there are none
     */
    public List<UploadStats> history() {
        return log.history();
    }

    /**
     * Returns the uploads that are arriving: the body was begun to be read and has not come to its end.
     *
     * @return the number now
     */
    public int uploadsInFlight() {
        return log.inFlight();
    }

    /**
     * Returns the bytes received of the {@linkplain #uploadsInFlight uploads that are arriving}: bytes of their bodies,
     * without framing, which this server has read. What is still in the system's buffers is not counted.
     *
     * @return the sum now; an upload that ends takes its bytes away
     */
    public long bytesInFlight() {
        return log.bytesInFlight();
    }

    /**
     * Returns the bytes received of all uploads: of those completed, those broken and those arriving.
     *
     * @return the sum since the start; it never shrinks
     */
    public long bytesReceived() {
        return log.received();
    }

    /**
     * Returns the requests that one or more {@link RequestFault}s were meant for, so that a test can see that its faults
     * happened. A fault that then found nothing to do, such as a reset after more bytes than the body has, counts.
     *
     * @return the number since the start
     */
    public long faultedRequests() {
        return dispatcher.faulted();
    }

    /**
     * Waits until {@code n} uploads are completed, counted from the start: until {@link #requests()} is at least that.
     *
     * @param n the number to wait for
     * @param limit how long to wait at most
     * @throws AssertionError if it takes longer or the server is closed meanwhile; the message says what was seen
     * @throws InterruptedException if the calling thread is interrupted
     * @throws NullPointerException if {@code limit} is null
     * @throws IllegalArgumentException if {@code n} or {@code limit} is negative
     */
    public void awaitUploads(long n, Duration limit) throws InterruptedException {
        log.awaitCompleted(n, limit);
    }

    /**
     * Waits until {@code n} uploads are broken, counted from the start: until {@link #brokenUploads()} is at least that.
     *
     * @param n the number to wait for
     * @param limit how long to wait at most
     * @throws AssertionError if it takes longer or the server is closed meanwhile; the message says what was seen
     * @throws InterruptedException if the calling thread is interrupted
     * @throws NullPointerException if {@code limit} is null
     * @throws IllegalArgumentException if {@code n} or {@code limit} is negative
     */
    public void awaitBrokenUploads(long n, Duration limit) throws InterruptedException {
        log.awaitBroken(n, limit);
    }

    /**
     * Waits until {@code n} bytes of bodies have arrived, counted from the start, whether their uploads are over or not:
     * until {@link #bytesReceived()} is at least that.
     *
     * @param n the number to wait for
     * @param limit how long to wait at most
     * @throws AssertionError if it takes longer or the server is closed meanwhile; the message says what was seen
     * @throws InterruptedException if the calling thread is interrupted
     * @throws NullPointerException if {@code limit} is null
     * @throws IllegalArgumentException if {@code n} or {@code limit} is negative
     */
    public void awaitBytes(long n, Duration limit) throws InterruptedException {
        log.awaitReceived(n, limit);
    }

    /**
     * Waits until {@code n} uploads are arriving at the same time: until {@link #uploadsInFlight()} is at least that.
     *
     * @param n the number to wait for
     * @param limit how long to wait at most
     * @throws AssertionError if it takes longer or the server is closed meanwhile; the message says what was seen
     * @throws InterruptedException if the calling thread is interrupted
     * @throws NullPointerException if {@code limit} is null
     * @throws IllegalArgumentException if {@code n} or {@code limit} is negative
     */
    public void awaitUploadsInFlight(int n, Duration limit) throws InterruptedException {
        log.awaitInFlight(n, limit);
    }

    /**
     * Returns what a client needs to trust this server's certificate.
     *
     * @return the trust, the same for all servers of this JVM
     * @throws IllegalStateException if this server has no TLS
     */
    public ClientTrust trust() {
        if (!options.tls()) {
            throw new IllegalStateException(url + " is without TLS: start it by StatsServer.builder().tls()");
        }
        return ServerTls.trust();
    }

    /**
     * Stops listening, until {@link #listen()}: whoever connects is refused by the system. Open connections go on. Does
     * nothing if it does not listen.
     *
     * @throws IllegalStateException if this server is closed
     */
    public synchronized void stopListening() {
        requireOpen();
        try {
            sockets.listener().stopListening();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop listening on port " + port() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Listens again, at the same port, after {@link #stopListening()} or {@link Faults#refuse()}. Does nothing if it
     * listens.
     *
     * @throws IllegalStateException if this server is closed
     * @throws UncheckedIOException if somebody else has taken the port meanwhile
     */
    public synchronized void listen() {
        requireOpen();
        try {
            sockets.listener().listen();
        } catch (IOException e) {
            throw cannotListen(port(), e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("closed: " + this);
        }
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
        log.close();
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
     * Configures a {@link StatsServer}. Defaults: port 0 (chosen by the system), receive size 1024 bytes, no body limit,
     * 1,000 results kept, no TLS, HTTP/1.1 only, no faults.
     *
     * <p>An option is set once. A builder may start any number of servers. Not safe for use by several threads at once.
     */
    public static final class Builder {

        private static final int DEFAULT_RECEIVE_SIZE = 1024;
        private static final int DEFAULT_HISTORY = 1000;
        private static final int HIGHEST_PORT = 65_535;

        private final List<Fault> faults = new ArrayList<>();
        private @Nullable Integer port;
        private @Nullable Integer receiveSize;
        private @Nullable Long bodyLimit;
        private @Nullable Integer history;
        private @Nullable Boolean tls;
        private @Nullable Boolean http2;

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
            OptionChecks.requireBetween("port", 0, HIGHEST_PORT, port);
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
         * Sets the size that an upload may have. Default: none. A larger one is broken and answered 413: at once, if its
         * head tells its length, and else as soon as it is too large, except that by HTTP/2 its stream is then reset, for
         * the status is out by then. After a 413 up to 64 MiB of what the client sends even so are read and dropped,
         * since many clients look for the answer only afterwards; then the connection (by HTTP/2 the stream) ends.
         *
         * @param bytes the most bytes that an upload may have
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         * @throws IllegalStateException if it is set already
         */
        public Builder bodyLimit(long bytes) {
            OptionChecks.requireNotNegative("bodyLimit", bytes);
            requireNotSet("bodyLimit", this.bodyLimit);
            this.bodyLimit = bytes;
            return this;
        }

        /**
         * Sets how many results {@link StatsServer#history} keeps. Default: 1,000; each takes about 150 bytes.
         *
         * @param results the most that are kept; 0 for none
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         * @throws IllegalStateException if it is set already
         */
        public Builder history(int results) {
            OptionChecks.requireNotNegative("history", results);
            requireNotSet("history", this.history);
            this.history = results;
            return this;
        }

        /**
         * Serves HTTPS instead of HTTP, with a generated certificate: see {@link StatsServer#trust}. The first server of a
         * JVM that does takes half a second longer to start.
         *
         * @return this builder
         * @throws IllegalStateException if it is set already
         */
        public Builder tls() {
            requireNotSet("tls", tls);
            tls = true;
            return this;
        }

        /**
         * Serves HTTP/2 to clients that want it, beside HTTP/1.1: they agree on it by ALPN, in TLS.
         *
         * @return this builder
         * @throws IllegalStateException if it is set already
         */
        public Builder http2() {
            requireNotSet("http2", http2);
            http2 = true;
            return this;
        }

        /**
         * Adds a fault. May be called any number of times.
         *
         * @param fault what is to go wrong, and when
         * @return this builder
         * @throws NullPointerException if it is null
         */
        public Builder fault(Fault fault) {
            faults.add(Objects.requireNonNull(fault, "fault"));
            return this;
        }

        /**
         * Starts a server.
         *
         * @return a server that accepts connections
         * @throws IllegalStateException if there is {@link #http2} without {@link #tls}
         * @throws UncheckedIOException if the port is taken or not allowed; the message names it
         */
        public StatsServer start() {
            requireTlsForHttp2();
            return new StatsServer(new StatsServerOptions(
                    port == null ? 0 : port,
                    receiveSize == null ? DEFAULT_RECEIVE_SIZE : receiveSize,
                    bodyLimit == null ? StatsServerOptions.NO_LIMIT : bodyLimit,
                    history == null ? DEFAULT_HISTORY : history,
                    tls != null,
                    http2 != null,
                    faults));
        }

        private void requireTlsForHttp2() {
            if (http2 != null && tls == null) {
                throw new IllegalStateException("http2 is set and tls is not: HTTP/2 is agreed on in TLS, so set both");
            }
        }

        private static void requireNotSet(String option, @Nullable Object value) {
            if (value != null) {
                throw new IllegalStateException(option + " is set already: " + value);
            }
        }
    }
}
