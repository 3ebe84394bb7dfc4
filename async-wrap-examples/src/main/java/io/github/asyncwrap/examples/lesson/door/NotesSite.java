package io.github.asyncwrap.examples.lesson.door;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The server of the demo: it keeps notes, knows who has logged in, and tells what has arrived. */
final class NotesSite implements AutoCloseable {
    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 1000;

    private final LocalSite site = new LocalSite();
    private final Map<String, String> notes = new ConcurrentHashMap<>();
    private final AtomicInteger writing = new AtomicInteger();

    /** What was put, in the order in which it arrived. */
    final List<String> puts = Collections.synchronizedList(new ArrayList<>());

    /** How many puts and deletes there were at the same time, at most. */
    final AtomicInteger writingAtOnce = new AtomicInteger();

    /** {@code /meet} answers when as many are there. */
    static final int MEETING = 3;

    private final CountDownLatch meeting = new CountDownLatch(MEETING);

    /** {@code /hold}, which is never answered, has been asked for. */
    final CountDownLatch holdAsked = new CountDownLatch(1);

    /** {@code /endless} has been asked for. */
    final CountDownLatch endlessAsked = new CountDownLatch(1);

    /** It shall send more, and look what becomes of it. */
    final CountDownLatch endlessGoesOn = new CountDownLatch(1);

    /** The connection had been closed by the client. */
    final CountDownLatch endlessBroken = new CountDownLatch(1);

    NotesSite() throws IOException {
        site.on("/echo", this::echo);
        site.on("/login", NotesSite::logIn);
        site.on("/logout", exchange -> setCookie(exchange, "user=; Path=/; Max-Age=0"));
        site.on("/me", NotesSite::tellWho);
        site.on("/notes/", this::note);
        site.on("/meet", exchange -> {
            meeting.countDown();
            site.await(meeting);
            LocalSite.answer(exchange, 200, "all here");
        });
        site.on("/never", exchange -> site.awaitClosing());
        site.on("/hold", exchange -> {
            holdAsked.countDown();
            site.awaitClosing();
        });
        site.on("/endless", this::answerEndlessly);
    }

    HttpUrl url(String path) {
        return site.url(path);
    }

    /** Answers with what has arrived. */
    private void echo(HttpExchange exchange) throws IOException {
        Map<String, Object> arrived = new LinkedHashMap<>();
        arrived.put("method", exchange.getRequestMethod());
        arrived.put("query", pairs(exchange.getRequestURI().getRawQuery()));
        arrived.put("headers", exchange.getRequestHeaders());
        String body = bodyOf(exchange);
        arrived.put("body", body);
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if ("application/x-www-form-urlencoded".equals(type)) {
            arrived.put("form", pairs(body));
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        LocalSite.answer(exchange, 200, JsonMapper.shared().writeValueAsString(arrived));
    }

    private static void logIn(HttpExchange exchange) throws IOException {
        String name = pairs(bodyOf(exchange)).get("name");
        if (name == null || !name.matches("\\w+")) {
            LocalSite.answer(exchange, 400, "who?");
        } else {
            setCookie(exchange, "user=" + name + "; Path=/; HttpOnly");
        }
    }

    private static void setCookie(HttpExchange exchange, String cookie) throws IOException {
        exchange.getResponseHeaders().add("Set-Cookie", cookie);
        LocalSite.answer(exchange, 204, "");
    }

    private static void tellWho(HttpExchange exchange) throws IOException {
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        if (cookie != null && cookie.startsWith("user=")) {
            LocalSite.answer(exchange, 200, cookie.substring("user=".length()));
        } else {
            LocalSite.answer(exchange, 401, "nobody");
        }
    }

    private void note(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                writingAtOnce.accumulateAndGet(writing.incrementAndGet(), Math::max);
                String text = bodyOf(exchange);
                puts.add(text);
                boolean there = notes.put(path, text) != null;
                writing.decrementAndGet(); // before the answer: it is what lets the next one come
                LocalSite.answer(exchange, there ? 200 : 201, "");
            }
            case "DELETE" -> LocalSite.answer(exchange, notes.remove(path) == null ? 404 : 204, "");
            default -> {
                String text = notes.get(path);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                LocalSite.answer(exchange, text == null ? 404 : 200, text == null ? "\"no such note\"" : text);
            }
        }
    }

    /** Sends more and more, until the client is gone. */
    private void answerEndlessly(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.write('.');
        out.flush();
        endlessAsked.countDown();
        site.await(endlessGoesOn);
        try {
            for (int i = 0; i < PIECES; i++) {
                out.write(new byte[PIECE]);
            }
        } catch (IOException e) {
            endlessBroken.countDown();
        }
    }

    private static String bodyOf(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Map<String, String> pairs(@Nullable String encoded) {
        Map<String, String> decoded = new LinkedHashMap<>();
        if (encoded != null && !encoded.isEmpty()) {
            for (String pair : encoded.split("&", -1)) {
                String[] both = pair.split("=", 2);
                decoded.put(
                        URLDecoder.decode(both[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(both.length > 1 ? both[1] : "", StandardCharsets.UTF_8));
            }
        }
        return decoded;
    }

    @Override
    public void close() {
        site.close();
    }
}
