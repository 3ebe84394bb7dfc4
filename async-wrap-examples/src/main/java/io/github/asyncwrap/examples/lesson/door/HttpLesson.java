package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.Lesson;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks: how does a blocking HTTP client become an asynchronous one, without another client and without writing each method
 * again? By an interface that says the same with futures ({@link AsyncHttpSession}): {@code wrapInterface} finds the method of
 * {@link HttpSession} for each of its methods, and makes every call one call of the wrapper. What is special about a method -
 * a deadline, an order, a name - is an annotation on it. The one thing that the blocking client has to say itself is how a call
 * is stopped, so that a cancel ends the exchange and not only the waiting.
 */
@Command(
        name = "http",
        description = {
            "An asynchronous HTTP client made from a blocking one, by an interface and wrapInterface.",
            "By hand it sends one request and prints status, headers and body of the answer. The exit code is 0 if the"
                    + " status is 200 to 299."
        })
public final class HttpLesson extends Lesson {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE");
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @Parameters(index = "0", arity = "0..1", paramLabel = "METHOD", description = "get, head, post, put or delete.")
    private @Nullable String method;

    @Parameters(index = "1", arity = "0..1", paramLabel = "URL", description = "An http or https URL.")
    private @Nullable String url;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            converter = Param.class,
            description = "A parameter of the query; as often as wanted (default: none).")
    private List<RequestPart.Param> params = List.of();

    @Option(
            names = "--form",
            paramLabel = "NAME=VALUE",
            converter = Field.class,
            description = "A field of a form, which is the body; as often as wanted (default: none).")
    private List<RequestPart.Field> fields = List.of();

    @Option(
            names = "--json",
            paramLabel = "JSON",
            converter = Json.class,
            description = "JSON, which is the body (default: none).")
    private RequestPart.@Nullable Json json;

    @Option(
            names = "--header",
            paramLabel = "NAME:VALUE",
            converter = Header.class,
            description = "A header; as often as wanted (default: none but those that there must be).")
    private List<RequestPart.Header> headers = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = OptionTypes.Time.class,
            defaultValue = "10s",
            description = "How long it may take, such as 500ms or 10s (default: ${DEFAULT-VALUE}).")
    private Duration timeout = PATIENCE;

    @Override
    protected int run(PrintWriter out) throws IOException, InterruptedException {
        if (method == null || url == null) {
            throw misused("METHOD and URL are missing, such as: lesson http get http://127.0.0.1:8080/");
        }
        String verb = method.toUpperCase(Locale.ROOT);
        if (!METHODS.contains(verb)) {
            throw misused("'" + method + "' is not get, head, post, put or delete");
        }
        RequestPart[] parts = parts();
        try {
            Object unused = HttpSession.request(verb, url, parts);
        } catch (IllegalArgumentException e) {
            throw misused(String.valueOf(e.getMessage()));
        }
        AsyncWrapper door = AsyncWrapper.builder("http", 1).timeout(timeout).build();
        try (AsyncHttpSession http = door.wrapInterface(AsyncHttpSession.class, new HttpSession())) {
            HttpAnswer answer = Awaited.get(send(http, verb, url, parts));
            print(answer, out);
            return answer.ok() ? 0 : 1;
        } finally {
            CloseReport unused = door.close(PATIENCE);
        }
    }

    private RequestPart[] parts() {
        List<RequestPart> parts = new ArrayList<>();
        parts.addAll(params);
        parts.addAll(headers);
        parts.addAll(fields);
        if (json != null) {
            parts.add(json);
        }
        return parts.toArray(RequestPart[]::new);
    }

    private static AsyncFuture<HttpAnswer> send(AsyncHttpSession http, String verb, String url, RequestPart... parts) {
        return switch (verb) {
            case "HEAD" -> http.head(url, parts);
            case "POST" -> http.post(url, parts);
            case "PUT" -> http.put(url, parts);
            case "DELETE" -> http.delete(url, parts);
            default -> http.get(url, parts);
        };
    }

    private static void print(HttpAnswer answer, PrintWriter out) {
        out.println(answer);
        answer.headers().forEach((name, values) -> values.forEach(value -> out.println(name + ": " + value)));
        out.println();
        if (answer.bytes().length > 0) {
            out.println(isText(answer) ? answer.text() : "(" + answer.bytes().length + " bytes that are no text)");
        }
    }

    private static boolean isText(HttpAnswer answer) {
        try {
            var unused = answer.charset().newDecoder().decode(ByteBuffer.wrap(answer.bytes()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Override
    protected List<String> notForDemo() {
        return List.of("--timeout");
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        if (method != null || url != null || parts().length > 0) {
            throw misused("--demo has requests of its own");
        }
        Timeline timeline = new Timeline("lesson http: each row is one call of the wrapper");
        // A call that should have an answer and gets none is to be a failure that is told, not a demo that hangs.
        try (AsyncWrapper door = AsyncWrapper.builder("http", 8)
                        .timeout(Duration.ofMinutes(1))
                        .listener(new CallTimeline(timeline))
                        .build();
                AsyncHttpSession http = door.wrapInterface(AsyncHttpSession.class, new HttpSession());
                NotesSite site = new NotesSite()) {
            new HttpTour(http, site, demo).run();
        }
        demo.draw(timeline.svg());
    }

    /** A pair with an equals sign between its two. */
    private abstract static class Pair<T> implements ITypeConverter<T> {
        abstract T of(String name, String value);

        @Override
        public T convert(String value) {
            int sign = value.indexOf('=');
            if (sign < 1) {
                throw new TypeConversionException("'" + value + "' is not NAME=VALUE");
            }
            return of(value.substring(0, sign), value.substring(sign + 1));
        }
    }

    /** For --param. */
    static final class Param extends Pair<RequestPart.Param> {
        @Override
        RequestPart.Param of(String name, String value) {
            return new RequestPart.Param(name, value);
        }
    }

    /** For --form. */
    static final class Field extends Pair<RequestPart.Field> {
        @Override
        RequestPart.Field of(String name, String value) {
            return new RequestPart.Field(name, value);
        }
    }

    /** For --header. */
    static final class Header implements ITypeConverter<RequestPart.Header> {
        @Override
        public RequestPart.Header convert(String value) {
            int colon = value.indexOf(':');
            if (colon < 1) {
                throw new TypeConversionException("'" + value + "' is not NAME:VALUE");
            }
            String name = value.substring(0, colon);
            String content = value.substring(colon + 1).strip();
            try {
                Object unused = Headers.of(name, content);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + value + "' is no header: " + e.getMessage());
            }
            return new RequestPart.Header(name, content);
        }
    }

    /** For --json. */
    static final class Json implements ITypeConverter<RequestPart.Json> {
        @Override
        public RequestPart.Json convert(String value) {
            try {
                JsonNode parsed = JsonMapper.shared().readTree(value);
                if (!parsed.isMissingNode()) {
                    return new RequestPart.Json(parsed);
                }
            } catch (JacksonException e) {
                // Said below, in the same words as for no text at all.
            }
            throw new TypeConversionException("'" + value + "' is not JSON");
        }
    }
}
