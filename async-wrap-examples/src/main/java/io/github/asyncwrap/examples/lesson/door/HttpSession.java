package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import okhttp3.Cookie;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An HTTP client as most of them are: each method blocks until the whole answer is there. What a server's cookies say is kept
 * from one call to the next. It has no timeouts: whoever calls it through a wrapper says how long. Safe for any thread.
 *
 * <p>All that it does for those who will make it asynchronous is one line: {@link Cancellation#onCancel}.
 */
public final class HttpSession implements AutoCloseable {
    private static final MediaType JSON = MediaType.get("application/json");

    private final SessionCookies cookies = new SessionCookies();
    private final OkHttpClient client = new OkHttpClient.Builder()
            .cookieJar(cookies)
            .dns(new ReservedNames())
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .build();

    private final Set<Call> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Gets something.
     *
     * @param url an http or https URL
     * @param parts parameters and headers
     * @return the whole answer, whatever its status
     * @throws IOException if none came, or half of one; or if the session is closed
     * @throws IllegalArgumentException if the URL is none, or the parts do not go together
     */
    public HttpAnswer get(String url, RequestPart... parts) throws IOException {
        return send("GET", url, parts);
    }

    /** Asks for all of an answer but its body; else as {@link #get}. */
    public HttpAnswer head(String url, RequestPart... parts) throws IOException {
        return send("HEAD", url, parts);
    }

    /** Sends something, a form or JSON; else as {@link #get}. */
    public HttpAnswer post(String url, RequestPart... parts) throws IOException {
        return send("POST", url, parts);
    }

    /** Puts something, a form or JSON, in a place; else as {@link #get}. */
    public HttpAnswer put(String url, RequestPart... parts) throws IOException {
        return send("PUT", url, parts);
    }

    /** Deletes something; else as {@link #get}. */
    public HttpAnswer delete(String url, RequestPart... parts) throws IOException {
        return send("DELETE", url, parts);
    }

    /** Whether a server says that all is well, without a body; else as {@link #get}. */
    public boolean isWell(String url) throws IOException {
        return head(url).ok();
    }

    /** The cookies that the session has now. */
    public Map<String, String> cookies() {
        Map<String, String> all = new TreeMap<>();
        for (Cookie cookie : cookies.all()) {
            all.put(cookie.name(), cookie.value());
        }
        return all;
    }

    /** Ends the calls that are under way, which fail, and closes the connections. All later calls fail. */
    @Override
    public void close() {
        closed = true;
        inFlight.forEach(Call::cancel);
        client.connectionPool().evictAll();
    }

    @SuppressWarnings("try") // what is to be stopped is the block
    private HttpAnswer send(String method, String url, RequestPart... parts) throws IOException {
        Call call = client.newCall(request(method, url, parts));
        inFlight.add(call); // before the look at closed: a close meanwhile sees the call, or the call the close
        // A cancel of the future closes the socket: no interrupt would end a read.
        try (Cancellation stop = Cancellation.onCancel(call::cancel)) {
            if (closed) {
                throw new IOException("the session is closed");
            }
            try (Response response = call.execute()) {
                return new HttpAnswer(response);
            }
        } catch (IOException e) {
            throw closed ? new IOException("the session is closed", e) : e;
        } finally {
            inFlight.remove(call);
            if (closed) {
                client.connectionPool().evictAll(); // the connection may have come back to the pool after the close
            }
        }
    }

    /** A wrong one is told before anything is sent. */
    static Request request(String method, String url, RequestPart... parts) {
        HttpUrl parsed = HttpUrl.parse(url);
        if (parsed == null) {
            throw new IllegalArgumentException("'" + url + "' is not an http or https URL");
        }
        HttpUrl.Builder target = parsed.newBuilder();
        Request.Builder request = new Request.Builder();
        FormBody.Builder form = new FormBody.Builder();
        RequestBody json = null;
        for (RequestPart part : parts) {
            if (part instanceof RequestPart.Param param) {
                target.addQueryParameter(param.name(), param.value());
            } else if (part instanceof RequestPart.Header header) {
                request.addHeader(header.name(), header.value());
            } else if (part instanceof RequestPart.Field field) {
                form.add(field.name(), field.value());
            } else if (part instanceof RequestPart.Json value) {
                if (json != null) {
                    throw new IllegalArgumentException("a request has one JSON body at most");
                }
                json = RequestBody.create(JsonMapper.shared().writeValueAsBytes(value.value()), JSON);
            }
        }
        return request.url(target.build())
                .method(method, body(method, form.build(), json))
                .build();
    }

    private static @Nullable RequestBody body(String method, FormBody form, @Nullable RequestBody json) {
        if (json != null && form.size() > 0) {
            throw new IllegalArgumentException("a request has a form or JSON as its body, not both");
        }
        RequestBody body = json != null ? json : form.size() > 0 ? form : null;
        boolean without = method.equals("GET") || method.equals("HEAD");
        if (without && body != null) {
            throw new IllegalArgumentException("a " + method.toLowerCase(Locale.ROOT) + " has no body");
        }
        return without || body != null || method.equals("DELETE") ? body : RequestBody.create(new byte[0]);
    }
}
