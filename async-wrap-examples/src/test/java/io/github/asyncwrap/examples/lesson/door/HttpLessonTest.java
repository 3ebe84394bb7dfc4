package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lesson {@code http}. */
class HttpLessonTest {

    @TempDir
    Path folder;

    @Test
    void demo_seesAll_andLeavesNothing() throws Exception {
        Path picture = folder.resolve("http.svg");
        LessonRun run = LessonRun.demo("http", "--picture", picture.toString());
        assertThat(run.out().lines().filter(line -> line.startsWith("seen: "))).hasSize(11);
        Leftovers.picture(picture, "get", "put", "isWell");
        Leftovers.noThread("http-", "local-site", "HTTP-Dispatcher");
    }

    @Test
    void eachMethod_sendsWhatIsGiven_andPrintsTheAnswer() throws Exception {
        List<String> arrived = Collections.synchronizedList(new ArrayList<>());
        try (LocalSite site = new LocalSite()) {
            site.on("/", exchange -> {
                arrived.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("X-Who") + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.getResponseHeaders().add("X-Answer", "yes");
                if (exchange.getRequestMethod().equals("HEAD")) {
                    exchange.sendResponseHeaders(200, -1);
                } else {
                    LocalSite.answer(exchange, 200, "text");
                }
            });
            String url = site.url("/x").toString();
            LessonRun get =
                    LessonRun.of("http", "get", url, "--param", "a=1", "--param", "b=x=y", "--header", "X-Who: me");
            assertThat(get.exit()).isZero();
            assertThat(get.err()).isEmpty();
            assertThat(get.out().lines())
                    .startsWith("200 OK")
                    .contains("X-answer: yes")
                    .endsWith("", "text");
            assertThat(LessonRun.of("http", "POST", url, "--form", "a=1", "--form", "b=2 3")
                            .exit())
                    .isZero();
            assertThat(LessonRun.of("http", "put", url, "--json", "{\"a\": [1]}")
                            .exit())
                    .isZero();
            assertThat(LessonRun.of("http", "Delete", url).exit()).isZero();
            assertThat(LessonRun.of("http", "head", url).out())
                    .startsWith("200 OK")
                    .doesNotContain("text\n");
        }
        assertThat(arrived)
                .containsExactly(
                        "GET /x?a=1&b=x%3Dy me ",
                        "POST /x null a=1&b=2+3", "PUT /x null {\"a\":[1]}", "DELETE /x null ", "HEAD /x null ");
        Leftovers.noThread("http-");
    }

    @Test
    void statusThatIsNotOk_isPrinted_andMakesTheExitCode() throws Exception {
        try (LocalSite site = new LocalSite()) {
            site.on("/", exchange -> LocalSite.answer(exchange, 404, "nothing"));
            LessonRun run = LessonRun.of("http", "get", site.url("/").toString());
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out().lines()).startsWith("404 Not Found").endsWith("nothing");
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void bodyThatIsNoText_isCounted() throws Exception {
        try (LocalSite site = new LocalSite()) {
            site.on("/", exchange -> {
                exchange.sendResponseHeaders(200, 3);
                exchange.getResponseBody().write(new byte[] {(byte) 0xff, 0, 27});
            });
            LessonRun run = LessonRun.of("http", "get", site.url("/").toString());
            assertThat(run.out().lines()).endsWith("(3 bytes that are no text)");
        }
    }

    @Test
    void failures_areToldInOneLine() throws Exception {
        try (LocalSite site = new LocalSite();
                Socket dead = new Socket()) {
            dead.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            site.on("/slow", exchange -> site.awaitClosing());
            site.on("/half", exchange -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(1);
                exchange.getResponseBody().flush();
            });
            Map<List<String>, String> expected = Map.of(
                    List.of("http://127.0.0.1:" + dead.getLocalPort(), "1m"), "ConnectException: Failed to connect",
                    List.of("http://nobody.invalid", "1m"), "UnknownHostException: nobody.invalid",
                    List.of(site.url("/half").toString(), "1m"), "ProtocolException: unexpected end of stream",
                    List.of(site.url("/slow").toString(), "200ms"), "http/get - timed out after ");
            expected.forEach((args, message) -> {
                LessonRun run = LessonRun.of("http", "get", args.get(0), "--timeout", args.get(1));
                assertThat(run.exit()).isEqualTo(1);
                assertThat(run.out()).isEmpty();
                assertThat(run.err().lines()).singleElement().asString().startsWith(message);
            });
        }
        Leftovers.noThread("http-");
    }

    @Test
    void wrongUse_isTold() {
        String url = "http://a.invalid/";
        Map<List<String>, String> expected = Map.ofEntries(
                Map.entry(List.of(), "METHOD and URL are missing"),
                Map.entry(List.of("get"), "METHOD and URL are missing"),
                Map.entry(List.of("fetch", url), "'fetch' is not get, head, post, put or delete"),
                Map.entry(List.of("get", "nowhere"), "'nowhere' is not an http or https URL"),
                Map.entry(List.of("get", url, "--form", "a=b"), "a get has no body"),
                Map.entry(List.of("head", url, "--json", "1"), "a head has no body"),
                Map.entry(List.of("post", url, "--form", "a=b", "--json", "1"), "a request has a form or JSON"),
                Map.entry(List.of("post", url, "--json", "{"), "Invalid value for option '--json': '{' is not JSON"),
                Map.entry(List.of("post", url, "--json", ""), "Invalid value for option '--json': '' is not JSON"),
                Map.entry(
                        List.of("get", url, "--param", "a"), "Invalid value for option '--param' (NAME=VALUE): 'a' is"),
                Map.entry(
                        List.of("post", url, "--form", "=a"),
                        "Invalid value for option '--form' (NAME=VALUE): '=a' is"),
                Map.entry(
                        List.of("get", url, "--header", "a"),
                        "Invalid value for option '--header' (NAME:VALUE): 'a' is"),
                Map.entry(
                        List.of("get", url, "--header", "a b: c"),
                        "Invalid value for option '--header' (NAME:VALUE): 'a b: c' is no header"),
                Map.entry(
                        List.of("get", url, "--timeout", "-1s"), "Invalid value for option '--timeout': '-1s' is not"));
        expected.forEach((args, message) -> {
            List<String> all = new ArrayList<>(List.of("http"));
            all.addAll(args);
            LessonRun run = LessonRun.of(all.toArray(String[]::new));
            assertThat(run.exit()).as(args.toString()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith(message);
        });
    }

    @Test
    void interrupt_whileAHostIsSlow_endsItSilently() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child http = new Child(
                        folder, List.of(), "lesson", "http", "get", "http://127.0.0.1:" + silent.getLocalPort());
                Socket connection = silent.accept()) {
            assertThat(connection.getInputStream().read()).isEqualTo('G');
            http.signal("INT");
            assertThat(http.awaitExit()).isEqualTo(130);
            assertThat(http.out()).isEmpty();
            assertThat(http.err()).isEmpty();
        }
    }
}
