package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.Child;
import io.github.asyncwrap.examples.lesson.LessonRun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lesson {@code fetch}. */
class FetchLessonTest {

    @TempDir
    Path folder;

    @Test
    void demo_tellsResultsInTheOrderOfTheUrls_andLeavesNothing() throws Exception {
        LessonRun run = LessonRun.demo("fetch");
        assertThat(run.out().lines().filter(line -> line.startsWith("  ")))
                .map(line -> line.strip().substring(0, line.strip().indexOf(':')))
                .containsExactly("page 1", "dead host", "page 2", "slow host", "unknown host", "half a page", "page 3");
        Leftovers.noThread("fetch-", "local-site", "HTTP-Dispatcher");
    }

    @Test
    void demo_withPicture_drawsARowForEachUrl() throws Exception {
        Path picture = folder.resolve("fetch.svg");
        LessonRun run = LessonRun.demo("fetch", "--picture", picture.toString());
        assertThat(run.out()).contains("seen: ");
        Leftovers.picture(picture, "page 1", "page 2", "page 3", "slow host", "dead host", "unknown host");
    }

    @Test
    void urls_answeredInAnotherOrder_arePrintedInTheirOrder() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        try (LocalSite site = new LocalSite()) {
            site.on("/first", exchange -> {
                site.await(second);
                LocalSite.answer(exchange, 200, "first");
            });
            site.on("/second", exchange -> {
                LocalSite.answer(exchange, 404, "no");
                second.countDown();
            });
            String first = site.url("/first").toString();
            LessonRun run = LessonRun.of("fetch", first, site.url("/second").toString(), first, "--timeout", "1m");
            assertThat(run.exit()).isZero();
            assertThat(run.out().lines())
                    .hasSize(4)
                    .startsWith(
                            first + "  200, 5 bytes", site.url("/second") + "  404, 2 bytes", first + "  200, 5 bytes")
                    .last()
                    .asString()
                    .startsWith("3 of 3 fetched, in ");
        }
        Leftovers.noThread("fetch-", "local-site", "HTTP-Dispatcher");
    }

    @Test
    void hostDown_isAnErrorAtItsPlace() throws Exception {
        try (LocalSite site = new LocalSite();
                Socket dead = new Socket()) {
            dead.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            site.on("/", exchange -> LocalSite.answer(exchange, 200, "here"));
            String down = "http://127.0.0.1:" + dead.getLocalPort() + "/";
            LessonRun run = LessonRun.of("fetch", down, site.url("/").toString(), "--timeout", "1m");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out().lines().limit(2))
                    .containsExactly(
                            down + "  ConnectException: Failed to connect to /127.0.0.1:" + dead.getLocalPort(),
                            site.url("/") + "  200, 4 bytes");
        }
    }

    @Test
    void unknownHost_isAnErrorThatNamesIt() {
        LessonRun run = LessonRun.of("fetch", "http://nobody.invalid/x", "--timeout", "1m");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).startsWith("http://nobody.invalid/x  UnknownHostException: nobody.invalid");
    }

    @Test
    void slowHost_runsIntoItsDeadline_andHoldsUpNoOther() throws Exception {
        try (LocalSite site = new LocalSite()) {
            site.on("/", exchange -> site.awaitClosing());
            long start = System.nanoTime();
            LessonRun run = LessonRun.of("fetch", site.url("/").toString(), "http://a.invalid/", "--timeout", "200ms");
            assertThat(System.nanoTime() - start).isGreaterThan(200_000_000);
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out())
                    .contains(site.url("/") + "  fetch - timed out after ")
                    .contains("0 of 2 fetched");
        }
        Leftovers.noThread("fetch-"); // the body, too, has ended: its socket was closed
    }

    @Test
    void bodyThatEndsEarly_isAnError() throws Exception {
        try (LocalSite site = new LocalSite()) {
            site.on("/", exchange -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(new byte[99]);
                exchange.getResponseBody().flush();
            });
            LessonRun run = LessonRun.of("fetch", site.url("/").toString(), "--timeout", "1m");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).contains("unexpected end of stream");
        }
    }

    @Test
    void wrongUrls_areAllToldAtOnce_beforeAnythingIsFetched() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (LocalSite site = new LocalSite()) {
            site.on("/", exchange -> asked.incrementAndGet());
            LessonRun run = LessonRun.of("fetch", site.url("/").toString(), "nowhere", "ftp://example.org/");
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("'nowhere', 'ftp://example.org/' are no addresses");
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void wrongOptions_areTold() {
        for (List<String> wrong : List.of(
                List.of("--timeout", "3"),
                List.of("--timeout", "0s"),
                List.of("--timeout", "25000m"),
                List.of("--concurrency", "0"))) {
            LessonRun run = LessonRun.of("fetch", wrong.get(0), wrong.get(1));
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith("Invalid value for option '" + wrong.get(0))
                    .contains("'" + wrong.get(1) + "'");
        }
        assertThat(LessonRun.of("fetch", "--demo", "http://a.invalid/").err()).startsWith("--demo has URLs of its own");
        assertThat(LessonRun.of("fetch", "--picture", "x").err()).startsWith("--picture is for --demo");
    }

    @Test
    void noUrls_fetchesFromAServerOfItsOwn() throws Exception {
        LessonRun run = LessonRun.of("fetch", "--timeout", "500ms");
        assertThat(run.exit()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(8);
        assertThat(lines.get(0)).contains("/page/1  ");
        assertThat(lines.get(2)).contains("/page/2  ");
        assertThat(lines.get(3)).contains("/slow  fetch - timed out after ");
        assertThat(lines.get(4)).startsWith("http://no-such-host.invalid/  ");
        assertThat(lines.get(6)).contains("/page/3  ");
        Leftovers.noThread("fetch-", "local-site", "HTTP-Dispatcher");
    }

    @Test
    void interrupt_withoutUrls_endsItSilently() throws Exception {
        try (Child fetch = new Child(folder, List.of(), "lesson", "fetch", "--timeout", "1440m")) {
            fetch.awaitLine("http://127.0.0.1:"); // the slow host, which comes later, never answers
            fetch.signal("INT");
            assertThat(fetch.awaitExit()).isEqualTo(130);
            assertThat(fetch.out()).doesNotContain("fetched, in");
            assertThat(fetch.err()).isEmpty();
        }
    }

    @Test
    void interrupt_whileAHostIsSlow_endsItSilently() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child fetch = new Child(
                        folder,
                        List.of(),
                        "lesson",
                        "fetch",
                        "http://127.0.0.1:" + silent.getLocalPort(),
                        "--timeout",
                        "1m");
                Socket connection = silent.accept()) {
            assertThat(connection.getInputStream().read()).isEqualTo('G');
            fetch.signal("INT");
            assertThat(fetch.awaitExit()).isEqualTo(130);
            assertThat(fetch.out()).isEmpty();
            assertThat(fetch.err()).isEmpty();
        }
    }
}
