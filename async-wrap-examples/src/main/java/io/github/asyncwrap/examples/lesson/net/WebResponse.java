package io.github.asyncwrap.examples.lesson.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer. Whoever sends it closes it.
 *
 * @param status three digits
 * @param headers those that depend on what it is
 * @param length of the body
 * @param body as many bytes
 */
record WebResponse(int status, Map<String, String> headers, long length, InputStream body) implements AutoCloseable {

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(303, "See Other"),
            Map.entry(400, "Bad Request"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(505, "HTTP Version Not Supported"));

    /** Bytes of a type. */
    static WebResponse of(int status, String type, byte[] bytes) {
        return new WebResponse(status, Map.of("Content-Type", type), bytes.length, new ByteArrayInputStream(bytes));
    }

    /**
     * A page that a browser shows.
     *
     * @param title as text
     * @param content as HTML
     */
    static WebResponse page(int status, String title, String content) {
        String html = """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>%s</title>
                <style>body { font-family: sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em }</style></head>
                <body>
                <h1>%s</h1>
                %s
                </body>
                </html>
                """.formatted(escaped(title), escaped(title), content);
        return of(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    /** What a browser shows instead of what was asked for. */
    static WebResponse error(int status, String message) {
        return page(status, status + " " + reason(status), "<p>" + escaped(message) + "</p>");
    }

    /** Sends a browser to another page, with a GET. */
    static WebResponse seeOther(String path) {
        return page(303, reason(303), "<p><a href=\"" + escaped(path) + "\">Here.</a></p>")
                .with("Location", path);
    }

    /** The same with a header more. */
    WebResponse with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new WebResponse(status, all, length, body);
    }

    static String reason(int status) {
        return REASONS.getOrDefault(status, "Unknown");
    }

    /** Text such that a browser shows it and does nothing else with it, whoever wrote it. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
