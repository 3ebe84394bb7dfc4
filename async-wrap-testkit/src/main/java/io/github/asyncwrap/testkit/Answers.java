package io.github.asyncwrap.testkit;

import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import okhttp3.Headers;
import okio.BufferedSink;

/** The answers as they go over the wire. Those without a body fit HEAD as well, which must not have one. */
final class Answers {

    private Answers() {}

    static MockResponse.Builder pong() {
        return new MockResponse.Builder()
                .setHeader("Content-Type", "text/plain")
                .body("Pong");
    }

    static MockResponse.Builder created(UploadStats stats) {
        return new MockResponse.Builder()
                .status("HTTP/1.1 201 Created")
                .setHeader("Content-Type", "application/json")
                .body(stats.toJson());
    }

    static MockResponse.Builder methodNotAllowed() {
        return new MockResponse.Builder()
                .status("HTTP/1.1 405 Method Not Allowed")
                .setHeader("Allow", "GET, PUT");
    }

    static MockResponse.Builder notFound() {
        return new MockResponse.Builder().status("HTTP/1.1 404 Not Found");
    }

    /** The last answer of a connection. */
    static MockResponse refused(MalformedBody reason) {
        MockResponse.Builder answer = new MockResponse.Builder()
                .status("HTTP/1.1 " + reason.status())
                .setHeader("Content-Type", "text/plain; charset=utf-8")
                .body(String.valueOf(reason.getMessage()));
        announceClose(answer);
        return answer.build();
    }

    static void announceClose(MockResponse.Builder answer) {
        answer.setHeader("Connection", "close");
    }

    /** Writes a whole answer in one go. */
    static void write(MockResponse answer, BufferedSink sink) throws IOException {
        sink.writeUtf8(answer.getStatus()).writeUtf8("\r\n");
        Headers headers = answer.getHeaders();
        for (int i = 0; i < headers.size(); i++) {
            sink.writeUtf8(headers.name(i))
                    .writeUtf8(": ")
                    .writeUtf8(headers.value(i))
                    .writeUtf8("\r\n");
        }
        sink.writeUtf8("\r\n");
        writeBody(answer, sink);
    }

    static void writeBody(MockResponse answer, BufferedSink sink) throws IOException {
        MockResponseBody body = answer.getBody();
        if (body != null) {
            body.writeTo(sink);
        }
        sink.flush();
    }
}
