package io.github.asyncwrap.examples.lesson.door;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Cookie;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer that has arrived as a whole. Immutable, so any thread may look at it: nothing here blocks any more. */
public final class HttpAnswer {

    /** A longer body is an error: it would be in memory as a whole. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private final int status;
    private final String reason;
    private final Map<String, List<String>> headers;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final byte[] body;
    private final Charset charset;

    /** Reads all of a response, which blocks, and leaves it to the caller to close it. */
    HttpAnswer(Response response) throws IOException {
        status = response.code();
        reason = response.message();
        headers = headers(response.headers());
        for (Cookie cookie : Cookie.parseAll(response.request().url(), response.headers())) {
            cookies.put(cookie.name(), cookie.value());
        }
        body = response.body().byteStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new IOException("the answer has more than " + MAX_BYTES + " bytes");
        }
        MediaType type = response.body().contentType();
        Charset named = type == null ? null : type.charset(StandardCharsets.UTF_8);
        charset = named == null ? StandardCharsets.UTF_8 : named;
    }

    private static Map<String, List<String>> headers(Headers received) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : received.names()) {
            all.put(name, received.values(name));
        }
        return Collections.unmodifiableMap(all);
    }

    /** The number that tells how it went, such as 200 or 404. */
    public int status() {
        return status;
    }

    /** What the server says with the number; may be empty. */
    public String reason() {
        return reason;
    }

    /** Whether the server says that all is well. */
    public boolean ok() {
        return status >= 200 && status < 300;
    }

    /** All headers; how names are written makes no difference. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** A header; the last one of this name, or null if there is none. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : values.get(values.size() - 1);
    }

    /** The cookies that it sets. */
    public Map<String, String> cookies() {
        return Map.copyOf(cookies);
    }

    /** The body; a copy. */
    public byte[] bytes() {
        return body.clone();
    }

    /** In what the body is text, if it is: what the server names, else UTF-8. */
    public Charset charset() {
        return charset;
    }

    /** The body as text. */
    public String text() {
        return new String(body, charset);
    }

    /**
     * The body as JSON.
     *
     * @throws tools.jackson.core.JacksonException if it is none
     */
    public JsonNode json() {
        return JsonMapper.shared().readTree(body);
    }

    @Override
    public String toString() {
        return (status + " " + reason).strip();
    }
}
