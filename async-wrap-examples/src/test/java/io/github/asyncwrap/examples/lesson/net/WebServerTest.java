package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server behind the web application, and clients that are polite, and others. */
class WebServerTest {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";

    @TempDir
    private Path folder;

    private final CountDownLatch gate = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init") // started by each test
    private WebServer server;

    @AfterEach
    void stop() throws InterruptedException {
        gate.countDown();
        if (server != null) {
            server.close();
            awaitThreads();
        }
    }

    /** The threads of a door end when it is closed, but nobody waits for their last step. If one stays, this never ends. */
    private static void awaitThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("web-")) {
                thread.join();
            }
        }
    }

    private WebLimits limits(int connections, int waiting, Duration deadline, Duration idle) {
        return new WebLimits(connections, waiting, 1024, 100, deadline, idle, SHORT);
    }

    private WebServer serve(WebLimits limits) throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Routes routes = new Routes()
                .at("/", Map.of("GET", request -> WebResponse.page(200, "Front", "<p>page</p>")))
                .at("/echo", Map.of("POST", request -> text(request.body())))
                .at("/path", Map.of("GET", request -> text(request.path())))
                .at("/gate", Map.of("GET", request -> {
                    gate.await();
                    return text("open");
                }))
                .at("/broken", Map.of("GET", request -> {
                    throw new IllegalStateException("secret");
                }))
                .at("/short", Map.of("GET", request -> new WebResponse(200, Map.of(), 10, stream("half"))))
                .at("/large", Map.of("GET", request -> new WebResponse(200, Map.of(), 1L << 40, new Endless())))
                .below("/", new StaticFiles(root));
        server = WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), routes, limits);
        return server;
    }

    private WebServer serve() throws IOException {
        return serve(limits(4, 16, LONG, LONG));
    }

    private WebClient client() throws IOException {
        return new WebClient(server.port());
    }

    private static WebResponse text(String text) {
        return WebResponse.of(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A body that does not end. */
    private static final class Endless extends InputStream {
        @Override
        public int read() {
            return 'x';
        }
    }

    private int statusOf(String request) throws IOException {
        try (WebClient client = client()) {
            return client.send(request).answer(true).status();
        }
    }

    @Test
    void malformedRequest_isAnsweredWithWhatIsWrong() throws IOException {
        serve();
        String post = "POST /echo" + HEAD;
        Map<String, Integer> requests = Map.ofEntries(
                Map.entry("\u0016\u0003\u0001\u0002\n\n", 400),
                Map.entry("GET /\r\n\r\n", 400),
                Map.entry("GET  / HTTP/1.1\r\n\r\n", 400),
                Map.entry("GET / HTTP/2.0\r\n\r\n", 505),
                Map.entry("GET / HTTP/1.1\r\n\r\n", 400),
                Map.entry("GET /" + HEAD + "Host: another\r\n\r\n", 400),
                Map.entry("GET /" + HEAD + "no colon\r\n\r\n", 400),
                Map.entry("GET /" + HEAD + "X : space before the colon\r\n\r\n", 400),
                Map.entry("GET /" + HEAD + "X: 1\r\n folded\r\n\r\n", 400),
                Map.entry("GET /" + HEAD + "X: a\u0000b\r\n\r\n", 400),
                Map.entry("GET nothing" + HEAD + "\r\n", 400),
                Map.entry("GET /%" + HEAD + "\r\n", 400),
                Map.entry("GET /%zz" + HEAD + "\r\n", 400),
                Map.entry("GET /%00" + HEAD + "\r\n", 400),
                Map.entry("GET /%c0%af" + HEAD + "\r\n", 400),
                Map.entry("GET /\u00fc" + HEAD + "\r\n", 400),
                Map.entry(post + "Content-Length: -1\r\n\r\n", 400),
                Map.entry(post + "Content-Length: +1\r\n\r\n", 400),
                Map.entry(post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
                Map.entry(post + "Content-Length: 101\r\n\r\n", 413),
                Map.entry(post + "Content-Length: 99999999999999999999999\r\n\r\n", 413),
                Map.entry(post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
                Map.entry(post + "Transfer-Encoding: gzip\r\n\r\n", 501),
                Map.entry(post + "Transfer-Encoding: chunked\r\n\r\nx\r\n", 400),
                Map.entry(post + "Transfer-Encoding: chunked\r\n\r\n1\r\naa\r\n", 400),
                Map.entry(post + "Transfer-Encoding: chunked\r\n\r\n65\r\n", 413),
                Map.entry(post + "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", 400),
                Map.entry(post + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(1000), 400),
                Map.entry("G".repeat(2000), 414),
                Map.entry("\r\n".repeat(2000), 414),
                Map.entry("GET /" + HEAD + "X: " + "x".repeat(2000), 431),
                Map.entry("GET /" + HEAD + "X: x\r\n".repeat(500), 431));
        requests.forEach((request, status) -> Assertions.assertThatNoException()
                .as(request)
                .isThrownBy(() -> assertThat(statusOf(request)).as(request).isEqualTo(status)));
        assertThat(statusOf("GET /" + HEAD + "\r\n")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET ", "GET /" + HEAD, "POST /echo" + HEAD + "Content-Length: 5\r\n\r\nabc"})
    void requestThatEndsInTheMiddle_isAnswered400(String half) throws IOException {
        serve();
        try (WebClient client = client()) {
            assertThat(client.send(half).endOutput().answer(true).status()).isEqualTo(400);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void malformedHead_isAnsweredWithoutABody() throws IOException {
        serve();
        try (WebClient client = client()) {
            assertThat(client.send("HEAD /" + HEAD + "no colon\r\n\r\n")
                            .answer(false)
                            .status())
                    .isEqualTo(400);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void endlessRequests_eachEndWithAnAnswer() throws IOException {
        serve();
        assertThat(statusOfEndless("", "x")).isEqualTo(414);
        assertThat(statusOfEndless("", "\r\n")).isEqualTo(414);
        assertThat(statusOfEndless("GET /" + HEAD + "X: ", "x")).isEqualTo(431);
        assertThat(statusOfEndless("GET /" + HEAD, "X: x\r\n")).isEqualTo(431);
        String chunked = "POST /echo" + HEAD + "Transfer-Encoding: chunked\r\n\r\n";
        assertThat(statusOfEndless(chunked, "1\r\na\r\n")).isEqualTo(413);
        assertThat(statusOfEndless(chunked + "0\r\n", "X: x\r\n")).isEqualTo(431);
    }

    private int statusOfEndless(String beginning, String again) throws IOException {
        try (WebClient client = client()) {
            return client.send(beginning)
                    .sendUntilAnswered(again.repeat(100), 1)
                    .status();
        }
    }

    @Test
    void connection_isKept_forRequestsOfAllKinds() throws IOException {
        serve();
        try (WebClient client = client()) {
            WebClient.Answer page = client.ask("GET", "/");
            assertThat(page.header("connection")).isEqualTo("keep-alive");
            assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
            assertThat(page.body()).startsWith("<!DOCTYPE html>").contains("<p>page</p>");
            WebClient.Answer head = client.ask("HEAD", "/");
            assertThat(head.header("content-length")).isEqualTo(page.header("content-length"));
            assertThat(client.ask("GET", "/nothing").status()).isEqualTo(404);
            assertThat(client.ask("HEAD", "/nothing").status()).isEqualTo(404);
            assertThat(client.ask("POST", "/nothing").status()).isEqualTo(404);
            WebClient.Answer refused = client.ask("DELETE", "/");
            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.header("allow")).isEqualTo("GET, HEAD");
            assertThat(client.ask("GET", "/echo").header("allow")).isEqualTo("POST");
            assertThat(client.ask("GET", "/broken").status()).isEqualTo(500);
            assertThat(client.ask("GET", "/broken").body()).doesNotContain("secret");
            assertThat(client.post("/echo", "abc").body()).isEqualTo("abc");
            assertThat(client.ask("GET", "http://localhost/path?x").body()).isEqualTo("/path");
            assertThat(client.ask("GET", "http://localhost?next=/path").body()).contains("<p>page</p>");
            assertThat(client.ask("GET", "HTTP://localhost").body()).contains("<p>page</p>");
        }
    }

    @Test
    void headersAndChunks_mayHaveAnyByteThatIsNoControlCharacter() throws IOException {
        serve();
        try (WebClient client = client()) {
            String letter = "\u00c3\u0085"; // in UTF-8, byte by byte
            client.send("POST /echo" + HEAD + "X: " + letter + "\r\nTransfer-Encoding: chunked\r\n\r\n1;x=" + letter
                    + "\r\na\r\n0\r\n\r\n");
            assertThat(client.answer(true).body()).isEqualTo("a");
        }
    }

    @Test
    void requestsSentTogether_areAnsweredInOrder() throws IOException {
        serve();
        try (WebClient client = client()) {
            client.send(
                    "POST /echo" + HEAD + "Content-Length: 3\r\n\r\none\r\nPOST /echo" + HEAD
                            + "Transfer-Encoding: chunked\r\n\r\n1;x=y\r\nt\r\n2\r\nwo\r\n0\r\nTrailer: x\r\n\r\nGET /path\nGET / HTTP/1.0\r\n\r\n");
            assertThat(client.answer(true).body()).isEqualTo("one");
            assertThat(client.answer(true).body()).isEqualTo("two");
            assertThat(client.answer(true).status()).isEqualTo(400);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void connection_isClosedWhereTheClientSaysSo() throws IOException {
        serve();
        for (String request : List.of("GET / HTTP/1.0\r\n\r\n", "GET /" + HEAD + "Connection: TE, Close\r\n\r\n")) {
            try (WebClient client = client()) {
                assertThat(client.send(request).answer(true).header("connection"))
                        .isEqualTo("close");
                assertThat(client.isEnded()).isTrue();
            }
        }
        try (WebClient client = client()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.answer(true).header("connection")).isEqualTo("keep-alive");
            assertThat(client.ask("GET", "/").status()).isEqualTo(200);
        }
    }

    @Test
    void clientThatAsksBeforeItSendsABody_isToldToGoOn() throws IOException {
        serve();
        try (WebClient client = client()) {
            client.send("POST /echo" + HEAD + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.answer(false).status()).isEqualTo(100);
            assertThat(client.send("abc").answer(true).body()).isEqualTo("abc");
            client.send("POST /echo" + HEAD + "Expect: 100-continue\r\nContent-Length: 300\r\n\r\n");
            assertThat(client.answer(true).status()).isEqualTo(413);
        }
    }

    @Test
    void files_areThoseUnderTheRoot_andNoOthers() throws Exception {
        serve();
        Path root = folder.resolve("root");
        Files.writeString(Files.createDirectory(root.resolve("sub")).resolve("a 1.txt"), "inside");
        Files.writeString(folder.resolve("root-secret.txt"), "outside");
        Files.createSymbolicLink(root.resolve("way-out"), folder);
        Files.createSymbolicLink(root.resolve("way-out.txt"), Path.of("../root-secret.txt"));
        Files.createSymbolicLink(root.resolve("way-in.txt"), Path.of("sub/a 1.txt"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        try (WebClient client = client()) {
            for (String path : List.of("/sub/a%201.txt", "/sub/../sub/%61%201.txt", "/way-in.txt")) {
                assertThat(client.ask("GET", path).body()).as(path).isEqualTo("inside");
            }
            for (String path : List.of(
                    "/sub",
                    "/sub/",
                    "/loop",
                    "/../root-secret.txt",
                    "/%2e%2e/root-secret.txt",
                    "/..%2Froot-secret.txt",
                    "/%2e%2e%2froot-secret.txt",
                    "/%252e%252e/root-secret.txt",
                    "/sub/../../root-secret.txt",
                    "/-secret.txt",
                    "/../root/../root-secret.txt",
                    "//etc/passwd",
                    "/%2fetc/passwd",
                    "/" + folder.resolve("root-secret.txt"),
                    "/way-out/root-secret.txt",
                    "/way-out/root/way-in.txt/../../root-secret.txt",
                    "/way-out.txt",
                    "/" + "x".repeat(300),
                    "/sub/a%201.txt/below")) {
                WebClient.Answer answer = client.ask("GET", path);
                assertThat(answer.status()).as(path).isEqualTo(404);
                assertThat(answer.body()).as(path).doesNotContain("outside");
            }
            assertThat(client.ask("PUT", "/way-in.txt").header("allow")).isEqualTo("GET, HEAD");
        }
    }

    @Test
    void fileWhoseNameIsNotAscii_isFound() throws IOException {
        serve();
        try {
            Files.writeString(folder.resolve("root").resolve("ü.txt"), "inside");
        } catch (InvalidPathException e) {
            Assumptions.abort("no file can have this name here: " + e.getMessage());
        }
        try (WebClient client = client()) {
            assertThat(client.ask("GET", "/%C3%BC.txt").body()).isEqualTo("inside");
            assertThat(client.ask("GET", "/%c3%bc.txt").body()).isEqualTo("inside");
        }
    }

    @Test
    void pipe_isNoFile() throws Exception {
        serve();
        String pipe = folder.resolve("root").resolve("pipe").toString();
        try {
            assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
        } catch (IOException e) {
            Assumptions.abort("there is no mkfifo here: " + e.getMessage());
        }
        assertThat(statusOf("GET /pipe" + HEAD + "\r\n")).isEqualTo(404);
    }

    @Test
    void bodyThatIsShorterThanItSays_isNotTakenForWhole() throws IOException {
        serve();
        try (WebClient client = client()) {
            Assertions.assertThatThrownBy(() -> client.ask("GET", "/short")).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void slowRequests_areGivenUpAtTheDeadline_andOthersAreServed() throws IOException {
        serve(limits(2, 16, SHORT, LONG));
        List<WebClient> slow = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            slow.add(client().send("GET / HT"));
        }
        try (WebClient other = client()) {
            assertThat(other.send("GET / HTTP/1.0\r\n\r\n").answer(true).status())
                    .isEqualTo(200);
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(SHORT.toNanos());
        }
        for (WebClient client : slow) {
            assertThat(client.answer(true).status()).isEqualTo(408);
            client.close();
        }
    }

    @Test
    void silentConnection_isClosedWithoutAWord() throws IOException {
        serve(limits(1, 16, LONG, SHORT));
        try (WebClient silent = client()) {
            assertThat(silent.isEnded()).isTrue();
        }
    }

    @Test
    void clientThatNeverReads_isGivenUp() throws IOException {
        serve(limits(1, 16, SHORT, LONG));
        Socket small = new Socket();
        small.setReceiveBufferSize(4096); // soon full
        small.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        try (WebClient client = new WebClient(small).send("GET /large" + HEAD + "\r\n");
                WebClient other = client().send("GET / HTTP/1.0\r\n\r\n")) {
            assertThat(other.answer(true).status()).isEqualTo(200);
            assertThat(client.answer(false).status()).isEqualTo(200); // the head was in the socket
        }
    }

    @Test
    void clientsThatReset_leaveTheThreadToOthers() throws IOException {
        serve(limits(1, 16, LONG, LONG));
        for (String request : List.of(
                "", "GET / HT", "GET /large" + HEAD + "\r\n", "POST /echo" + HEAD + "Content-Length: 9\r\n\r\n")) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setSoLinger(true, 0);
            new WebClient(socket).send(request).close();
        }
        assertThat(statusOf("GET / HTTP/1.0\r\n\r\n")).isEqualTo(200);
    }

    @Test
    void clientTooMany_isSentAwayAtOnce_andOthersWait() throws IOException {
        serve(limits(1, 1, LONG, LONG));
        try (WebClient served = client().send("GET /gate" + HEAD + "\r\n");
                WebClient waiting = client().send("GET / HTTP/1.0\r\n\r\n");
                WebClient refused = client()) {
            WebClient.Answer answer = refused.answer(true);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
            gate.countDown();
            assertThat(served.answer(true).header("connection")).isEqualTo("close"); // for somebody waits
            assertThat(waiting.answer(true).status()).isEqualTo(200);
        }
    }

    @Test
    void clientTooMany_thatHasMuchToSay_seesItsAnswer() throws IOException {
        serve(new WebLimits(1, 0, 1024, 100, LONG, LONG, LONG));
        try (WebClient served = client().send("GET /gate" + HEAD + "\r\n");
                WebClient refused = client()) {
            refused.send("POST /echo" + HEAD + "Content-Length: 200000\r\n\r\n" + "x".repeat(200_000));
            assertThat(refused.answer(true).status()).isEqualTo(503);
            assertThat(refused.isEnded()).isTrue();
            gate.countDown();
            assertThat(served.answer(true).status()).isEqualTo(200);
        }
    }

    @Test
    void lastAnswer_isSeen_whateverTheClientStillSends() throws IOException {
        serve(new WebLimits(1, 1, 1024, 100, LONG, LONG, LONG));
        try (WebClient client = client()) {
            client.send("GET / HTTP/1.0\r\n\r\n" + "x".repeat(200_000));
            assertThat(client.answer(true).status()).isEqualTo(200);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void idleConnection_givesWayToAClientThatWaits() throws IOException {
        serve(limits(1, 1, LONG, LONG));
        try (WebClient idle = client()) {
            assertThat(idle.ask("GET", "/").header("connection")).isEqualTo("keep-alive");
            assertThat(statusOf("GET / HTTP/1.0\r\n\r\n")).isEqualTo(200);
            assertThat(idle.isEnded()).isTrue();
        }
    }

    @Test
    void close_endsConnectionsOfAllKinds_andAllThreads() throws Exception {
        serve(limits(3, 16, LONG, LONG));
        try (WebClient idle = client();
                WebClient half = client().send("GET / HT");
                WebClient busy = client().send("GET /gate" + HEAD + "\r\n");
                WebClient waiting = client().send("GET /" + HEAD + "\r\n")) {
            assertThat(idle.ask("GET", "/").status()).isEqualTo(200);
            server.close();
            server.close();
            server.awaitStopped();
            for (WebClient client : List.of(idle, half, busy, waiting)) {
                assertThat(isGone(client)).isTrue();
            }
        }
        awaitThreads(); // that which accepts ends when there is no port to accept from
    }

    /** What may still come first is the answer to a request that was quicker than the end. */
    private static boolean isGone(WebClient client) throws IOException {
        try {
            while (!client.isEnded()) {
                // again
            }
            return true;
        } catch (SocketException e) {
            return true; // reset: there was something that nobody had read
        }
    }
}
