package io.github.asyncwrap.examples;

import io.github.asyncwrap.testkit.UploadMeter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One {@code PUT /}, from its head to its answer. Measures the body as it arrives and keeps nothing of it. */
final class ReceivedUpload {

    private static final Logger LOG = LoggerFactory.getLogger(ReceivedUpload.class);

    private static final int CREATED = 201;
    private static final int TOO_LARGE = 413;

    private final HttpServerRequest request;
    private final UploadHandler handler;
    private final long maxBytes;
    private final UploadMeter meter;
    private boolean over;

    ReceivedUpload(HttpServerRequest request, UploadHandler handler, ServerSettings settings) {
        this.request = request;
        this.handler = handler;
        this.maxBytes = settings.maxBytes();
        this.meter = UploadMeter.ofPieces(settings.chunkSize());
    }

    /** Sets out to receive the body; returns at once. */
    void receive() {
        // Registered first: a connection may break at any time.
        request.exceptionHandler(this::broken);
        if (announcedLength() > maxBytes) {
            refuse();
            return;
        }
        if (expectsContinue()) {
            request.response().writeContinue();
        }
        request.handler(this::add);
        request.endHandler(end -> finish());
    }

    private void add(Buffer next) {
        if (over) {
            return;
        }
        if (meter.bytes() + next.length() > maxBytes) {
            refuse();
        } else {
            meter.update(next.getBytes(), 0, next.length());
        }
    }

    private void finish() {
        if (!over) {
            request.response()
                    .setStatusCode(CREATED)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(meter.finish(handler.countUpload()).toJson());
        }
    }

    private void refuse() {
        over = true;
        handler.refuse(request, TOO_LARGE, "Too large: an upload may have " + maxBytes + " bytes at most");
    }

    /** Nobody is left to be told but whoever runs the server. A client that goes away once refused does what it should. */
    private void broken(Throwable cause) {
        if (!over) {
            // What is malformed comes here twice: for that, and for the connection that is then closed.
            over = true;
            LOG.warn(
                    "The upload from {} broke off after {} bytes ({}): it is not counted, the server goes on",
                    request.connection().remoteAddress(),
                    meter.bytes(),
                    UploadException.describe(cause));
        }
    }

    private long announcedLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Vert.x has answered 400 to what is no number.
        return length == null ? -1 : Long.parseLong(length.strip());
    }

    private boolean expectsContinue() {
        return request.version() == HttpVersion.HTTP_1_1
                && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }
}
