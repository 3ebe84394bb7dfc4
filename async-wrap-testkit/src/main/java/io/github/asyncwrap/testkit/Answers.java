package io.github.asyncwrap.testkit;

import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import okhttp3.Headers;
import okio.Buffer;
import okio.BufferedSink;

/** The answers as they go over the wire. Those without a body fit HEAD as well, which must not have one. */
final class Answers {

    private Answers() {}

    /** The head of the server's own answer, with a length of 0. */
    static MockResponse.Builder head(Route route) {
        MockResponse.Builder head = new MockResponse.Builder();
        return switch (route) {
            case PING -> head.setHeader("Content-Type", "text/plain");
            case UPLOAD -> head.status("HTTP/1.1 201 Created").setHeader("Content-Type", "application/json");
            case WRONG_METHOD -> head.status("HTTP/1.1 405 Method Not Allowed").setHeader("Allow", "GET, PUT");
            case WRONG_PATH -> head.status("HTTP/1.1 404 Not Found");
        };
    }

    /** The body of the server's own answer to a request that is no upload. */
    static String text(Route route) {
        return route == Route.PING ? "Pong" : "";
    }

    /** The answer that a fault wants instead; it has no body. */
    static MockResponse.Builder head(FaultAction.Status status) {
        MockResponse.Builder head = new MockResponse.Builder().code(status.code());
        if (status.retryAfterSeconds() != FaultAction.Status.NO_RETRY_AFTER) {
            head.setHeader("Retry-After", status.retryAfterSeconds());
        }
        return head;
    }

    static MockResponse.Builder refused(RefusedBody reason) {
        return new MockResponse.Builder()
                .status("HTTP/1.1 " + reason.status())
                .setHeader("Content-Type", "text/plain; charset=utf-8")
                .body(String.valueOf(reason.getMessage()));
    }

    /** For HTTP/1.x only. */
    static void announceClose(MockResponse.Builder answer) {
        answer.setHeader("Connection", "close");
    }

    /** Writes a whole answer in one go. */
    static void write(MockResponse answer, BufferedSink sink) throws IOException {
        writeHead(answer, sink);
        writeBody(answer, sink);
    }

    /** Does not flush. */
    static void writeHead(MockResponse answer, BufferedSink sink) throws IOException {
        sink.writeUtf8(answer.getStatus()).writeUtf8("\r\n");
        Headers headers = answer.getHeaders();
        for (int i = 0; i < headers.size(); i++) {
            sink.writeUtf8(headers.name(i))
                    .writeUtf8(": ")
                    .writeUtf8(headers.value(i))
                    .writeUtf8("\r\n");
        }
        sink.writeUtf8("\r\n");
    }

    static void writeBody(MockResponse answer, BufferedSink sink) throws IOException {
        sink.write(body(answer));
        sink.flush();
    }

    static byte[] body(MockResponse answer) throws IOException {
        MockResponseBody body = answer.getBody();
        if (body == null) {
            return new byte[0];
        }
        Buffer buffer = new Buffer();
        body.writeTo(buffer);
        return buffer.readByteArray();
    }
}
