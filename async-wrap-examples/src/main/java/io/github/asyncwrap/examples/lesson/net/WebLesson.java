package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.LessonServer;
import io.github.asyncwrap.examples.lesson.ServerLesson;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What is between a socket and a web page? Less than one thinks, if all clients are polite: a line, some headers, an empty
 * line, and the answer in the same form. What takes the work are the others: those who send nonsense, who never stop
 * sending, who send a byte now and then, who never read. Each of them has a limit here, see {@link WebLimits}; and as each
 * connection is a call of a door, all of them together have one too.
 */
@Command(
        name = "web",
        description = {
            "A web application on bare sockets: requests taken apart by hand, routes, files, rude clients.",
            "It serves pages, a blog to write into and the files of a folder. Each connection has a thread while it is"
                    + " served; whatever a client may send, or not send, has a limit."
        })
public final class WebLesson extends ServerLesson {

    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int SLOW_CLIENTS = 3;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            converter = OptionTypes.Folder.class,
            description = "The folder whose files are served (default: no files are).")
    private @Nullable Path root;

    @Option(
            names = "--connections",
            paramLabel = "N",
            converter = OptionTypes.Concurrency.class,
            description =
                    "How many clients are served at once; four times as many may wait (default: ${DEFAULT-VALUE}).")
    private int connections = 64;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            converter = OptionTypes.Time.class,
            description =
                    "How long a request may take to arrive, and an answer to leave, for which each 16 KiB of it add a"
                            + " second (default: 10s).")
    private Duration deadline = Duration.ofSeconds(10);

    @Option(
            names = "--max-body",
            paramLabel = "BYTES",
            converter = OptionTypes.ChunkSize.class,
            description = "The longest body of a request (default: ${DEFAULT-VALUE}).")
    private int maxBody = 64 * 1024;

    @Override
    protected LessonServer start(InetSocketAddress address, PrintWriter out) throws IOException {
        if (root != null && !Files.isDirectory(root)) {
            throw misused("--root " + root + " is not a directory");
        }
        return WebServer.start(address, routes(root), WebLimits.of(connections, maxBody, deadline));
    }

    @Override
    protected String hint(String host, int port) {
        String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        return url + "/ in a browser, or curl -i " + url + "/blog, or nc " + host + " " + port;
    }

    private static Routes routes(@Nullable Path root) throws IOException {
        Routes routes = new Routes().at("/", Map.of("GET", request -> front()));
        new Blog().addTo(routes);
        return root == null ? routes : routes.below("/", new StaticFiles(root));
    }

    private static WebResponse front() {
        return WebResponse.page(
                200,
                "A web application on bare sockets",
                "<p>Nothing but a ServerSocket, threads and some patience is behind this page.</p>\n"
                        + "<p><a href=\"/blog\">The blog</a></p>");
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        Timeline timeline = new Timeline("web: slow clients, and the others meanwhile");
        try (DemoSite site = new DemoSite()) {
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            Routes routes = routes(site.root());
            try (WebServer server = WebServer.start(anyPort, routes, WebLimits.of(SLOW_CLIENTS + 1, maxBody, LONG))) {
                showPages(demo, server.port());
                showNoWayOut(demo, server.port());
                showMalformed(demo, server.port());
                showSlow(demo, server.port(), timeline);
            }
            // A deadline that is so short is not for the clients above: nobody knows how slow this machine is today.
            try (WebServer server = WebServer.start(anyPort, routes, WebLimits.of(1, maxBody, SHORT))) {
                showDeadline(demo, server.port(), timeline);
            }
        }
        demo.draw(timeline.svg());
    }

    private static void showPages(Demo demo, int port) throws IOException {
        try (WebClient client = new WebClient(port)) {
            WebClient.Answer front = client.ask("GET", "/");
            WebClient.Answer head = client.ask("HEAD", "/");
            WebClient.Answer written = client.post("/blog", "title=Sockets+%26+<b>threads</b>&text=By+hand.");
            WebClient.Answer blog = client.ask("GET", written.header("location"));
            WebClient.Answer file = client.ask("GET", "/hello.txt");
            WebClient.Answer refused = client.ask("DELETE", "/blog");
            demo.say("GET / " + front.status() + ", HEAD / " + head.status() + ", POST /blog " + written.status()
                    + ", GET /blog " + blog.status() + ", GET /hello.txt " + file.status() + ", DELETE /blog "
                    + refused.status() + " Allow: " + refused.header("allow"));
            demo.see(
                    "six requests were answered on one connection, among them one for a head without a body",
                    front.status() == 200
                            && head.status() == 200
                            && head.header("content-length").equals(front.header("content-length"))
                            && file.body().equals(DemoSite.HELLO)
                            && refused.status() == 405);
            demo.see(
                    "what was written into the blog stands on its page, as text and not as HTML",
                    written.status() == 303 && blog.body().contains("Sockets &amp; &lt;b&gt;threads&lt;/b&gt;"));
        }
    }

    private static void showNoWayOut(Demo demo, int port) throws IOException {
        List<Integer> answers = new ArrayList<>();
        try (WebClient client = new WebClient(port)) {
            for (String path : DemoSite.WAYS_OUT) {
                WebClient.Answer answer = client.ask("GET", path);
                demo.say("GET " + path + " " + answer.status());
                answers.add(answer.status());
            }
        }
        demo.see(
                "neither .., however it is written, nor a link leads out of the folder",
                answers.stream().allMatch(status -> status == 404));
    }

    private static void showMalformed(Demo demo, int port) throws IOException {
        try (WebClient nonsense = new WebClient(port);
                WebClient endless = new WebClient(port);
                WebClient large = new WebClient(port)) {
            int first = nonsense.send("Good morning!\r\n\r\n").answer(true).status();
            int second = endless.send("GET / HTTP/1.1\r\nHost: localhost\r\n")
                    .sendUntilAnswered("X-And-So-On: and so on and so on and so on\r\n", 1)
                    .status();
            int third = large.send("POST /blog HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n")
                    .answer(true)
                    .status();
            demo.say("no request at all " + first + ", headers without end " + second + ", a body of a gigabyte "
                    + third);
            demo.see("each got the answer that says what was wrong", first == 400 && second == 431 && third == 413);
        }
    }

    /** Three of four threads have clients that stop in the middle of a request. */
    private static void showSlow(Demo demo, int port, Timeline timeline) throws IOException {
        List<WebClient> slow = new ArrayList<>();
        try {
            long began = timeline.now();
            for (int i = 0; i < SLOW_CLIENTS; i++) {
                slow.add(new WebClient(port).send("GET / HTTP/1.1\r\nHo"));
            }
            int meanwhile = 0;
            for (int i = 0; i < 10; i++) {
                long from = timeline.now();
                try (WebClient quick = new WebClient(port)) {
                    meanwhile += quick.ask("GET", "/blog").status() == 200 ? 1 : 0;
                }
                timeline.until("other clients", "GET /blog", from, Timeline.Kind.GOOD);
            }
            int later = 0;
            for (WebClient client : slow) {
                later += client.send("st: localhost\r\n\r\n").answer(true).status() == 200 ? 1 : 0;
                timeline.until("slow client " + later, "half a request, then the rest", began, Timeline.Kind.WAIT);
            }
            demo.say(SLOW_CLIENTS + " clients stopped in the middle of a request; " + meanwhile
                    + " others were answered; then the " + later + " went on");
            demo.see("slow clients have a thread each, and the others do not notice", meanwhile == 10 && later == 3);
        } finally {
            slow.forEach(WebClient::close);
        }
    }

    /** The only thread has a client that sends byte by byte; another client waits for that thread. */
    private static void showDeadline(Demo demo, int port, Timeline timeline) throws IOException {
        long began = timeline.now();
        try (WebClient trickle = new WebClient(port);
                WebClient next = new WebClient(port)) {
            next.send("GET / HTTP/1.0\r\n\r\n");
            WebClient.Answer answer = trickle.send("GET / HTTP/1.1\r\nX: ").sendUntilAnswered("x", 20);
            long nanos = timeline.now() - began;
            timeline.until("byte by byte", "until 408", began, Timeline.Kind.BAD);
            demo.say("a byte every 20 ms: " + answer.status() + " after " + nanos / 1_000_000 + " ms");
            demo.see(
                    "a request that does not arrive in time is given up, though bytes of it kept arriving",
                    answer.status() == 408 && nanos >= SHORT.toNanos());
            boolean served = next.answer(true).status() == 200;
            timeline.until("the next", "GET /", began, Timeline.Kind.WAIT);
            demo.see("its thread, the only one of this server, was free for the next client", served);
        }
    }
}
