package io.github.asyncwrap.examples.lesson.door;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import okhttp3.HttpUrl;

/**
 * Hosts as they are found on the way through a list of URLs: three pages, the first one slowest; a host that is dead, one
 * that takes the request and never answers, one that breaks off in the middle, and a name that nobody has.
 */
final class FetchSite implements AutoCloseable {
    private static final int PAGES = 3;
    private static final Duration STEP = Duration.ofMillis(200);

    private final LocalSite site = new LocalSite();

    /** Its port is taken, but nobody listens: a connection is refused, and no other program can come in between. */
    private final Socket dead = new Socket();

    private final Map<HttpUrl, String> names = new LinkedHashMap<>();
    private final Map<HttpUrl, CountDownLatch> arrived = new LinkedHashMap<>();

    /**
     * Starts it.
     *
     * @param chained true if each page is answered when {@link #arrived} has told that the next one has arrived at the
     *     client, and so only if they are asked for together; false if they take their time, the first one longest
     */
    FetchSite(boolean chained) throws IOException {
        dead.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        for (int page = 1; page <= PAGES; page++) {
            arrived.put(site.url("/page/" + page), new CountDownLatch(1));
        }
        for (int page = 1; page <= PAGES; page++) {
            CountDownLatch next = arrived.get(site.url("/page/" + (page + 1)));
            String text = Integer.toString(page).repeat(bytesOf(page));
            Duration time = STEP.multipliedBy(PAGES - page);
            site.on("/page/" + page, exchange -> {
                if (chained && next != null) {
                    site.await(next);
                } else if (!chained) {
                    site.awaitClosing(time);
                }
                LocalSite.answer(exchange, 200, text);
            });
        }
        site.on("/half", FetchSite::breakOff);
        site.on("/slow", exchange -> site.awaitClosing());
        names.put(site.url("/page/1"), "page 1");
        names.put(HttpUrl.get("http://127.0.0.1:" + dead.getLocalPort() + "/"), "dead host");
        names.put(site.url("/page/2"), "page 2");
        names.put(site.url("/slow"), "slow host");
        names.put(HttpUrl.get("http://no-such-host.invalid/"), "unknown host");
        names.put(site.url("/half"), "half a page");
        names.put(site.url("/page/3"), "page 3");
    }

    private static void breakOff(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write("This page is about".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    /** How long a page is; no two are equally long. */
    static int bytesOf(int page) {
        return page * 1000;
    }

    /** What there is to be fetched. */
    List<HttpUrl> urls() {
        return List.copyOf(names.keySet());
    }

    /** What is behind a URL. */
    String nameOf(HttpUrl url) {
        return names.getOrDefault(url, "?");
    }

    /** Says that the client has the whole of a page. */
    void arrived(HttpUrl url) {
        CountDownLatch page = arrived.get(url);
        if (page != null) {
            page.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        try (dead) {
            site.close();
        }
    }
}
