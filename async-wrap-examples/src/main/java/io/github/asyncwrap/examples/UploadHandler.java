package io.github.asyncwrap.examples;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * What the upload server answers to what:
 *
 * <pre>
 * GET /      200 Pong
 * PUT /      201 and the upload's stats as JSON, and its file's name if it is stored; 413 if it is larger than
 *            allowed, 507 if it cannot be stored, 503 if too many are being stored
 * DELETE /   202, and then the server stops; 403 unless the peer is on this machine
 * others     405 with Allow
 * elsewhere  404
 * </pre>
 *
 * <p>Runs on the event loop, like everything it calls: the counter needs no lock.
 */
final class UploadHandler implements Handler<HttpServerRequest> {

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    /** How long a client that is told to stop sending may take to read that before its connection is closed. */
    private static final Duration LINGER = Duration.ofMillis(500);

    private final Vertx vertx;
    private final ServerSettings settings;
    private final UploadTarget target;
    private final Runnable stop;
    private long uploads;

    /**
     * Makes the handler of one server.
     *
     * @param target where uploads go
     * @param stop begins to stop the server and returns at once
     */
    UploadHandler(Vertx vertx, ServerSettings settings, UploadTarget target, Runnable stop) {
        this.vertx = vertx;
        this.settings = settings;
        this.target = target;
        this.stop = stop;
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!"/".equals(request.path())) {
            refuse(request, NOT_FOUND, "Not found: all there is is /");
            return;
        }
        switch (request.method().name()) {
            case "GET" -> answer(request, OK, "Pong");
            case "PUT" -> new ReceivedUpload(request, this, settings, target).receive();
            case "DELETE" -> delete(request);
            default -> {
                request.response().putHeader(HttpHeaders.ALLOW, "GET, PUT, DELETE");
                refuse(request, METHOD_NOT_ALLOWED, "Method not allowed: GET, PUT and DELETE are");
            }
        }
    }

    /** Counts an upload that has arrived whole. */
    long countUpload() {
        return ++uploads;
    }

    /**
     * Answers before the body has been read, and reads no more of it. A body that is still coming ends with its
     * connection, but a little later: closed at once, with bytes unread, it would be reset, and a client that is still
     * sending would see that instead of the answer.
     */
    void refuse(HttpServerRequest request, int status, String text) {
        if (hasBody(request)) {
            request.pause();
            // The connection must not serve another request: the timer would hit that one.
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            vertx.setTimer(LINGER.toMillis(), timer -> request.connection().close());
        }
        answer(request, status, text);
    }

    /**
     * Whether a connection comes from this machine. Decided by its remote address alone: headers are the client's to
     * choose.
     */
    static boolean isLoopback(SocketAddress peer) {
        String address = peer.hostAddress();
        if (address == null) {
            return false;
        }
        try {
            // An address in digits: nothing is looked up.
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void delete(HttpServerRequest request) {
        if (!isLoopback(request.connection().remoteAddress())) {
            refuse(request, FORBIDDEN, "Forbidden: only a client on the server's own machine may stop it");
            return;
        }
        request.response()
                .setStatusCode(ACCEPTED)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end("Stopping")
                .onComplete(written -> stop.run());
    }

    private static void answer(HttpServerRequest request, int status, String text) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(text);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !"0".equals(length));
    }
}
