package io.github.asyncwrap.examples;

import io.github.asyncwrap.AsyncRejectedException;
import io.github.asyncwrap.testkit.UploadMeter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code PUT /}, from its head to its answer. Measures the body as it arrives and hands it on to where uploads go:
 * of what it hands on it keeps nothing.
 *
 * <p>Runs on the event loop, as do those it calls and those who call it.
 */
final class ReceivedUpload implements UploadTarget.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(ReceivedUpload.class);

    private static final int CREATED = 201;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;
    private static final int INSUFFICIENT_STORAGE = 507;

    private final HttpServerRequest request;
    private final UploadHandler handler;
    private final UploadTarget target;
    private final long maxBytes;
    private final UploadMeter meter;
    /** Answered with a refusal, or broken off. */
    private boolean over;

    ReceivedUpload(HttpServerRequest request, UploadHandler handler, ServerSettings settings, UploadTarget target) {
        this.request = request;
        this.handler = handler;
        this.target = target;
        this.maxBytes = settings.maxBytes();
        this.meter = UploadMeter.ofPieces(settings.chunkSize());
    }

    /** Sets out to receive the body; returns at once. */
    void receive() {
        // Registered first: a connection may break at any time.
        request.exceptionHandler(this::broken);
        if (announcedLength() > maxBytes) {
            refuseSize();
            return;
        }
        if (!target.hasRoom()) {
            refuseNow("Too many uploads are being stored: try again");
            return;
        }
        UploadTarget.Body body = target.begin(request, this);
        request.exceptionHandler(cause -> {
            broken(cause);
            body.abandon();
        });
        if (expectsContinue()) {
            request.response().writeContinue();
        }
        request.handler(next -> add(next, body));
        request.endHandler(end -> {
            if (!over) {
                body.end();
            }
        });
    }

    private void add(Buffer next, UploadTarget.Body body) {
        if (over) {
            return;
        }
        if (meter.bytes() + next.length() > maxBytes) {
            body.abandon();
            refuseSize();
        } else {
            // A copy: Netty's buffer is used again.
            byte[] bytes = next.getBytes();
            meter.update(bytes, 0, bytes.length);
            body.add(bytes);
        }
    }

    @Override
    public void kept(@Nullable String file) {
        if (over || request.response().closed()) {
            // It had come whole: what is being committed is finished whoever has gone.
            LOG.warn("The client of {} has gone without the answer: it is stored, and not counted", file);
            return;
        }
        String stats = meter.finish(handler.countUpload()).toJson();
        request.response()
                .setStatusCode(CREATED)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(
                        file == null
                                ? stats
                                : new JsonObject(stats).put("file", file).encode());
    }

    @Override
    public void failed(Throwable cause) {
        if (over) {
            return;
        }
        LOG.warn(
                "The upload from {} cannot be stored, after {} bytes ({})",
                request.connection().remoteAddress(),
                meter.bytes(),
                UploadException.describe(cause));
        if (cause instanceof AsyncRejectedException) {
            refuseNow("The store takes nothing now: try again");
        } else {
            refuse(INSUFFICIENT_STORAGE, "Cannot store the upload: " + reason(cause));
        }
    }

    private void refuseSize() {
        refuse(TOO_LARGE, "Too large: an upload may have " + maxBytes + " bytes at most");
    }

    private void refuseNow(String text) {
        request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        refuse(UNAVAILABLE, text);
    }

    private void refuse(int status, String text) {
        over = true;
        handler.refuse(request, status, text);
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

    /** What went wrong, without the server's paths: they are none of the client's business. */
    private static String reason(Throwable cause) {
        String text = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
        return text == null ? cause.getClass().getSimpleName() : text;
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
