package io.github.asyncwrap.examples.lesson.door;

import static io.github.asyncwrap.examples.lesson.door.RequestPart.form;
import static io.github.asyncwrap.examples.lesson.door.RequestPart.header;
import static io.github.asyncwrap.examples.lesson.door.RequestPart.json;
import static io.github.asyncwrap.examples.lesson.door.RequestPart.param;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Gather;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/** The session of the lesson {@code http}, as it is and through a wrapper. */
class HttpSessionTest {
    private final HttpSession session = new HttpSession();
    private final AsyncWrapper door = AsyncWrapper.of("http", 8);
    private final AsyncHttpSession http = door.wrapInterface(AsyncHttpSession.class, session);
    private LocalSite site;

    @BeforeEach
    void start() throws IOException {
        site = new LocalSite();
    }

    @AfterEach
    void stop() throws InterruptedException {
        session.close();
        site.close();
        door.close();
        Leftovers.noThread("http-", "local-site", "HTTP-Dispatcher");
    }

    private String url(String path) {
        return site.url(path).toString();
    }

    @Test
    void answer_tellsStatusHeadersCookiesAndBody() throws Exception {
        site.on("/", exchange -> {
            exchange.getResponseHeaders().add("X-Twice", "one");
            exchange.getResponseHeaders().add("X-Twice", "two");
            exchange.getResponseHeaders().add("Set-Cookie", "a=1");
            exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=ISO-8859-1");
            exchange.sendResponseHeaders(418, 1);
            exchange.getResponseBody().write(0xfc);
        });
        HttpAnswer answer = session.get(url("/"));
        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.ok()).isFalse();
        assertThat(answer.headers().get("x-twice")).containsExactly("one", "two");
        assertThat(answer.header("X-TWICE")).isEqualTo("two");
        assertThat(answer.header("X-Missing")).isNull();
        assertThat(answer.cookies()).isEqualTo(Map.of("a", "1"));
        assertThat(answer.bytes()).containsExactly(0xfc);
        assertThat(answer.text()).isEqualTo("ü");
        assertThatThrownBy(answer::json).isInstanceOf(JacksonException.class);
    }

    @Test
    void isWell_isWhatTheStatusSays() throws Exception {
        site.on("/well", exchange -> LocalSite.answer(exchange, 200, "well"));
        site.on("/ill", exchange -> LocalSite.answer(exchange, 503, "ill"));
        assertThat(session.isWell(url("/well"))).isTrue();
        assertThat(session.isWell(url("/ill"))).isFalse();
    }

    @Test
    void text_ofAnAnswerThatIsNotWell_fails() {
        site.on("/", exchange -> LocalSite.answer(exchange, 500, "oh"));
        assertThatThrownBy(() -> http.text(url("/")).join()).hasMessageContaining("500");
    }

    @Test
    void bodies_arriveAsTheyAreGiven() throws Exception {
        List<String> arrived = Collections.synchronizedList(new ArrayList<>());
        site.on("/", exchange -> {
            arrived.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Content-type") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            LocalSite.answer(exchange, 204, "");
        });
        session.get(url("/?a=1"), param("ä", "&"), param("ä", ""), header("X", "y"));
        session.post(url("/"), form("a", "1&2"), form("a", "ü"));
        session.put(url("/"), json(List.of(1, "two")));
        session.delete(url("/"), json(Map.of("why", "so")));
        session.delete(url("/"));
        session.post(url("/"));
        assertThat(arrived)
                .containsExactly(
                        "GET /?a=1&%C3%A4=%26&%C3%A4= null ",
                        "POST / application/x-www-form-urlencoded a=1%262&a=%C3%BC",
                        "PUT / application/json [1,\"two\"]",
                        "DELETE / application/json {\"why\":\"so\"}",
                        "DELETE / null ",
                        "POST / null ");
    }

    @Test
    void cookies_areSentWhereTheyBelong_andReplaced_andForgotten() throws Exception {
        List<String> arrived = Collections.synchronizedList(new ArrayList<>());
        site.on("/", exchange -> {
            arrived.add(exchange.getRequestHeaders().getFirst("Cookie"));
            String query = exchange.getRequestURI().getQuery();
            if (query != null) {
                exchange.getResponseHeaders().add("Set-Cookie", query);
            }
            LocalSite.answer(exchange, 204, "");
        });
        session.get(url("/?a=1;Path=/"));
        session.get(url("/?b=2;Path=/deep"));
        session.get(url("/?a=3;Path=/"));
        session.get(url("/deep"));
        session.get(url("/?b=;Path=/deep;Max-Age=0"));
        session.get(url("/deep"));
        assertThat(arrived).containsExactly(null, "a=1", "a=1", "b=2; a=3", "a=3", "a=3");
        assertThat(http.cookies()).isEqualTo(Map.of("a", "3"));
    }

    @Test
    void wrongRequest_isToldBeforeAnythingIsSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.get("nowhere"))
                .withMessageContaining("'nowhere'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.get(url("/"), form("a", "b")))
                .withMessage("a get has no body");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.post(url("/"), form("a", "b"), json(1)))
                .withMessageContaining("not both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session.post(url("/"), json(2), json(1)))
                .withMessageContaining("one JSON body");
        assertThatIllegalArgumentException().isThrownBy(() -> session.get(url("/"), header("a\nb", "c")));
    }

    @Test
    void hostDown_fails() throws Exception {
        try (Socket dead = new Socket()) {
            dead.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThatThrownBy(() ->
                            http.get("http://127.0.0.1:" + dead.getLocalPort()).get())
                    .hasCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void unknownHost_fails() {
        assertThatThrownBy(() -> http.get("http://nobody.INVALID/").get())
                .hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void bodyThatEndsEarly_fails() {
        site.on("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[99]);
            exchange.getResponseBody().flush();
        });
        assertThatThrownBy(() -> http.get(url("/")).get()).hasCauseInstanceOf(ProtocolException.class);
    }

    @Test
    void bodyThatIsTooLong_fails() {
        site.on("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = new byte[1024 * 1024];
            for (int i = 0; i <= 16; i++) {
                exchange.getResponseBody().write(piece);
            }
        });
        assertThatIOException().isThrownBy(() -> session.get(url("/"))).withMessageContaining("16777216 bytes");
    }

    @Test
    void cancel_beforeTheAnswer_closesTheConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        site.on("/", exchange -> {
            asked.countDown();
            site.await(cancelled);
            try {
                exchange.sendResponseHeaders(200, 0);
                byte[] piece = new byte[1024 * 1024];
                for (int i = 0; i < 100; i++) {
                    exchange.getResponseBody().write(piece);
                }
            } catch (IOException e) {
                gone.countDown();
            }
        });
        AsyncFuture<HttpAnswer> call = http.get(url("/"));
        asked.await();
        assertThat(call.cancel(true)).isTrue();
        call.stopped().get(30, TimeUnit.SECONDS);
        cancelled.countDown();
        assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(door.stats().running()).isZero();
    }

    @Test
    void puts_toOneUrl_areInOrder_andThoseToAnotherDoNotWait() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        List<String> arrived = Collections.synchronizedList(new ArrayList<>());
        site.on("/one", exchange -> {
            arrived.add(exchange.getRequestURI().getQuery());
            site.await(other); // the first one is under way until the other URL has been written to
            LocalSite.answer(exchange, 200, "");
        });
        site.on("/two", exchange -> {
            arrived.add("two");
            other.countDown();
            LocalSite.answer(exchange, 200, "");
        });
        List<AsyncFuture<HttpAnswer>> puts = new ArrayList<>();
        String one = url("/one");
        for (String number : List.of("1", "2", "3")) {
            puts.add(http.put(one, param("n", number)));
        }
        puts.add(http.put(url("/two")));
        Gather.all(puts).get();
        assertThat(arrived).containsSubsequence("n=1", "n=2", "n=3").containsSubsequence("two", "n=2");
    }

    @Test
    void close_failsWhatIsUnderWay_andRefusesWhatComes() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        site.on("/", exchange -> {
            asked.countDown();
            site.awaitClosing();
        });
        AsyncFuture<HttpAnswer> held = http.get(url("/"));
        asked.await();
        http.close();
        http.close();
        assertThatThrownBy(held::get).cause().isInstanceOf(IOException.class).hasMessage("the session is closed");
        assertThatThrownBy(http.get(url("/"))::get)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("the session is closed");
        assertThatIOException().isThrownBy(() -> session.get(url("/"))).withMessage("the session is closed");
    }

    @Test
    void close_closesConnectionsThatAreKept() throws Exception {
        List<Integer> ports = Collections.synchronizedList(new ArrayList<>());
        try (RawSite raw = new RawSite(ports)) {
            assertThat(session.get(raw.url()).text()).isEqualTo("hi");
            assertThat(session.get(raw.url()).text()).isEqualTo("hi");
            assertThat(ports).hasSize(1); // kept, and used again
            session.close();
            assertThat(raw.ended.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
