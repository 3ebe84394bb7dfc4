package io.github.asyncwrap.examples.lesson.door;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.Cancellation;
import io.github.asyncwrap.CloseReport;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.Outcome;
import io.github.asyncwrap.examples.OptionTypes;
import io.github.asyncwrap.examples.lesson.Demo;
import io.github.asyncwrap.examples.lesson.Lesson;
import io.github.asyncwrap.examples.lesson.Problems;
import io.github.asyncwrap.examples.lesson.Timeline;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Asks: how are many pages fetched at once with a client that blocks, when some of the hosts are dead and some never answer?
 * Each fetch is one call of a wrapper: it has a thread while it runs, a deadline of its own, and a future. The futures are
 * in a list in the order of the URLs, and so are the results, whoever answers first; a failure is a result like another one.
 *
 * <p>The client is OkHttp, by its blocking {@code execute()}. What a wrapper needs of a blocking client is a way to stop a
 * call from outside, at any moment: {@code Call.cancel()} closes the socket, be it connecting, writing or reading. A thread
 * that waits in {@code HttpURLConnection} takes no notice of an interrupt, and {@code disconnect()} is not meant to be called
 * by another one. The JDK's {@code HttpClient} is asynchronous inside; its blocking {@code send} would show nothing of what
 * this is about.
 */
@Command(
        name = "fetch",
        description = {
            "Blocking HTTP fetches made parallel, dead and slow hosts among them; results in order.",
            "Each URL is fetched with a client that blocks, by one call of an AsyncWrapper. Results and errors are"
                    + " printed in the order of the URLs. The exit code is 0 if all answered. Without URLs there is a"
                    + " server of our own, with pages that take their time, and hosts that are dead, slow or unknown."
        })
public final class FetchLesson extends Lesson {

    /** Of the one host in the demo that must run into it; the others have time for ever, as slow machines need. */
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final Duration LONG = Duration.ofMinutes(5);

    /** A name server that does not answer is the one thing that no cancel ends: no longer than this is waited for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @Parameters(arity = "0..*", paramLabel = "URL", description = "What to fetch (default: pages of our own).")
    private List<String> urls = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = OptionTypes.Time.class,
            defaultValue = "2s",
            description = "How long each fetch may take, such as 500ms or 2s; waiting for its turn is part of it"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration timeout = SHORT;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            converter = OptionTypes.PositiveInt.class,
            description =
                    "How many fetches run at once; 1 shows what parallel is good for (default: ${DEFAULT-VALUE}).")
    private int concurrency = 64;

    /** What is to be fetched, and until when. */
    private record Fetch(HttpUrl url, Duration timeout) {}

    /** What came. */
    private record Page(int status, long bytes) {
        @Override
        public String toString() {
            return status + ", " + bytes + " bytes";
        }
    }

    /** The blocking client: nothing in it knows of futures. */
    private static final class PageClient implements AutoCloseable {
        // No timeouts of its own: the wrapper's deadline is for all of a fetch, from the name to the last byte.
        private final OkHttpClient client = new OkHttpClient.Builder()
                .dns(new ReservedNames())
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();

        @SuppressWarnings("try") // what is to be stopped is the block
        Page fetch(HttpUrl url) throws IOException {
            Call call = client.newCall(new Request.Builder().url(url).build());
            // Without this a fetch whose time is up would keep its thread, as no interrupt ends a read of a socket.
            try (Cancellation stop = Cancellation.onCancel(call::cancel);
                    Response answer = call.execute()) {
                return new Page(answer.code(), answer.body().byteStream().transferTo(OutputStream.nullOutputStream()));
            }
        }

        @Override
        public void close() {
            client.connectionPool().evictAll();
        }
    }

    /** All of the lesson: one call for each, started at once. */
    private static List<AsyncFuture<Page>> fetchAll(AsyncWrapper door, PageClient client, List<Fetch> fetches) {
        List<AsyncFuture<Page>> pages = new ArrayList<>();
        for (Fetch fetch : fetches) {
            pages.add(door.within(fetch.timeout()).call(() -> client.fetch(fetch.url())));
        }
        return pages;
    }

    @Override
    protected int run(PrintWriter out) throws IOException, InterruptedException {
        List<HttpUrl> wanted = parsed();
        if (!wanted.isEmpty()) {
            return fetch(wanted, out) ? 0 : 1;
        }
        try (FetchSite site = new FetchSite(false)) {
            boolean unused = fetch(site.urls(), out);
            return 0;
        }
    }

    private boolean fetch(List<HttpUrl> wanted, PrintWriter out) throws InterruptedException {
        AsyncWrapper door = AsyncWrapper.builder("fetch", concurrency)
                .maxPending(Math.max(1, wanted.size()))
                .build();
        try (PageClient client = new PageClient()) {
            long start = System.nanoTime();
            List<AsyncFuture<Page>> pages = fetchAll(
                    door,
                    client,
                    wanted.stream().map(url -> new Fetch(url, timeout)).toList());
            int fetched = 0;
            for (int i = 0; i < pages.size(); i++) {
                String result;
                try {
                    result = Awaited.get(pages.get(i)).toString();
                    fetched++;
                } catch (IOException e) {
                    result = Problems.describe(e);
                }
                out.println(wanted.get(i) + "  " + result);
                out.flush();
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            out.println(fetched + " of " + pages.size() + " fetched, in " + millis + " ms");
            return fetched == pages.size();
        } finally {
            CloseReport unused = door.close(PATIENCE);
        }
    }

    /** What is no URL is told before anything is fetched, and all of it. */
    private List<HttpUrl> parsed() {
        List<HttpUrl> good = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String url : urls) {
            HttpUrl parsed = HttpUrl.parse(url);
            if (parsed == null) {
                wrong.add("'" + url + "'");
            } else {
                good.add(parsed);
            }
        }
        if (!wrong.isEmpty()) {
            throw misused(String.join(", ", wrong) + (wrong.size() == 1 ? " is no address" : " are no addresses")
                    + " such as http://127.0.0.1:8080/ or https://example.org/");
        }
        return good;
    }

    @Override
    protected void demo(Demo demo) throws IOException, InterruptedException {
        if (!urls.isEmpty()) {
            throw misused("--demo has URLs of its own");
        }
        Timeline timeline = new Timeline("lesson fetch: all at once, each with a deadline of its own");
        // A page is answered when the next one has arrived at the client: one after another, this would never end.
        try (AsyncWrapper door = AsyncWrapper.of("fetch", 16);
                PageClient client = new PageClient();
                FetchSite site = new FetchSite(true)) {
            List<Fetch> fetches = site.urls().stream()
                    .map(url -> new Fetch(url, site.nameOf(url).equals("slow host") ? SHORT : LONG))
                    .toList();
            Queue<String> ended = new ConcurrentLinkedQueue<>();
            long start = timeline.now();
            List<AsyncFuture<Page>> pages = fetchAll(door, client, fetches);
            List<AsyncFuture<Page>> noted = new ArrayList<>();
            for (int i = 0; i < pages.size(); i++) {
                HttpUrl url = fetches.get(i).url();
                String name = site.nameOf(url);
                noted.add(pages.get(i).whenComplete((page, failure) -> {
                    timeline.until(name, name, start, failure == null ? Timeline.Kind.GOOD : Timeline.Kind.BAD);
                    ended.add(name);
                    site.arrived(url);
                }));
            }
            List<Outcome<Page>> outcomes = Awaited.get(Gather.settle(noted));
            Map<String, Outcome<Page>> results = new LinkedHashMap<>();
            for (int i = 0; i < outcomes.size(); i++) {
                results.put(site.nameOf(fetches.get(i).url()), outcomes.get(i));
            }
            demo.say("They ended in this order: " + String.join(", ", ended) + ".");
            demo.say("The results, in the order of the URLs:");
            results.forEach((name, outcome) -> demo.say("  " + name + ": " + told(outcome)));
            see(demo, List.copyOf(ended), results);
            for (AsyncFuture<Page> page : pages) {
                Awaited.get(page.stopped());
            }
            demo.see(
                    "no fetch holds a thread any longer, the one whose host never answers neither",
                    door.stats().running() == 0);
        }
        demo.draw(timeline.svg());
    }

    private static String told(Outcome<Page> outcome) {
        return outcome instanceof Outcome.Failure<Page> failure
                ? Problems.describe(failure.cause())
                : ((Outcome.Success<Page>) outcome).value().toString();
    }

    private static void see(Demo demo, List<String> ended, Map<String, Outcome<Page>> results) {
        demo.see(
                "the three pages were fetched at the same time: each was answered only after the next had arrived",
                ended.indexOf("page 3") < ended.indexOf("page 2") && ended.indexOf("page 2") < ended.indexOf("page 1"));
        demo.see(
                "each result stands at the place of its URL, with the bytes of that page",
                IntStream.rangeClosed(1, 3)
                        .allMatch(page -> new Outcome.Success<>(new Page(200, FetchSite.bytesOf(page)))
                                .equals(results.get("page " + page))));
        demo.see("the dead host refused", failure(results, "dead host") instanceof ConnectException);
        demo.see("the unknown host was not found", failure(results, "unknown host") instanceof UnknownHostException);
        demo.see(
                "the page that broke off is an error, not a short page",
                failure(results, "half a page") instanceof ProtocolException);
        demo.see(
                "the slow host ran into its own deadline, which harmed no other",
                failure(results, "slow host") instanceof AsyncTimeoutException);
    }

    private static @Nullable Throwable failure(Map<String, Outcome<Page>> results, String name) {
        return results.get(name) instanceof Outcome.Failure<Page> failure ? failure.cause() : null;
    }
}
