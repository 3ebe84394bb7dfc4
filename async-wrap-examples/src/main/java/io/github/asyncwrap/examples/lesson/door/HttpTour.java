package io.github.asyncwrap.examples.lesson.door;

import static io.github.asyncwrap.examples.lesson.door.RequestPart.form;
import static io.github.asyncwrap.examples.lesson.door.RequestPart.header;
import static io.github.asyncwrap.examples.lesson.door.RequestPart.json;
import static io.github.asyncwrap.examples.lesson.door.RequestPart.param;

import io.github.asyncwrap.AsyncFuture;
import io.github.asyncwrap.AsyncTimeoutException;
import io.github.asyncwrap.Gather;
import io.github.asyncwrap.Outcome;
import io.github.asyncwrap.examples.lesson.Demo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Goes through all that {@link AsyncHttpSession} can do, and sees at both ends that it was done. */
final class HttpTour {
    private static final int PUTS = 6;

    private final AsyncHttpSession http;
    private final NotesSite site;
    private final Demo demo;

    HttpTour(AsyncHttpSession http, NotesSite site, Demo demo) {
        this.http = http;
        this.site = site;
        this.demo = demo;
    }

    void run() throws IOException, InterruptedException {
        send();
        keepCookies();
        keepNotes();
        askAtOnce();
        putInOrder();
        giveUp();
        close();
    }

    private void send() throws IOException, InterruptedException {
        AsyncFuture<HttpAnswer> got =
                http.get(url("/echo"), param("q", "a b&c"), param("n", "1"), header("X-Lesson", "http"));
        AsyncFuture<HttpAnswer> posted = http.post(url("/echo"), form("name", "Ann"), form("town", "Ulm & Neu-Ulm"));
        AsyncFuture<HttpAnswer> jsoned = http.post(url("/echo"), json(Map.of("age", 7)));
        HttpAnswer answer = Awaited.get(got);
        demo.say("get /echo answered " + answer + ": " + answer.text());
        JsonNode echo = answer.json();
        demo.see(
                "the query and a header of a get arrived as they were given",
                echo.at("/query/q").asString("").equals("a b&c")
                        && echo.at("/query/n").asString("").equals("1")
                        && echo.at("/headers/X-lesson/0").asString("").equals("http"));
        demo.see(
                "status, ok, a header, bytes, text and JSON of the answer can be had",
                answer.status() == 200
                        && answer.ok()
                        && "application/json".equals(answer.header("content-type"))
                        && answer.bytes().length == answer.text().length()
                        && echo.at("/method").asString("").equals("GET"));
        JsonNode sent = Awaited.get(posted).json();
        demo.see(
                "a form arrived as the body of a post",
                sent.at("/form/name").asString("").equals("Ann")
                        && sent.at("/form/town").asString("").equals("Ulm & Neu-Ulm"));
        JsonNode told = Awaited.get(jsoned).json();
        demo.see(
                "JSON arrived as the body of a post",
                told.at("/body").asString("").equals("{\"age\":7}")
                        && told.at("/headers/Content-type/0").asString("").startsWith("application/json"));
    }

    private void keepCookies() throws IOException, InterruptedException {
        int before = Awaited.get(http.get(url("/me"))).status();
        Map<String, String> set =
                Awaited.get(http.post(url("/login"), form("name", "Ann"))).cookies();
        Map<String, String> kept = http.cookies();
        String who = Awaited.get(http.text(url("/me")));
        HttpAnswer loggedOut = Awaited.get(http.post(url("/logout")));
        demo.see(
                "a cookie that one answer set went along with the next request, until the server took it back",
                before == 401
                        && set.equals(Map.of("user", "Ann"))
                        && kept.equals(set)
                        && who.equals("Ann")
                        && loggedOut.ok()
                        && http.cookies().isEmpty());
    }

    private void keepNotes() throws IOException, InterruptedException {
        String note = url("/notes/1");
        // Nobody waits in between: the puts and deletes of one URL are in order, and the get is made when they are
        // done.
        List<Integer> statuses = new ArrayList<>();
        AsyncFuture<HttpAnswer> there = http.put(note, json(Map.of("text", "milk")))
                .thenCompose(put -> {
                    statuses.add(put.status());
                    return http.get(note);
                });
        HttpAnswer found = Awaited.get(there);
        statuses.add(found.status());
        statuses.add(Awaited.get(http.delete(note)).status());
        HttpAnswer gone = Awaited.get(http.get(note));
        statuses.add(gone.status());
        demo.say("put, get, delete, get of a note: " + statuses);
        demo.see(
                "what was put could be got, until it was deleted; 404 is an answer, not an exception",
                statuses.equals(List.of(201, 200, 204, 404))
                        && found.json().at("/text").asString("").equals("milk")
                        && !gone.ok());
    }

    private void askAtOnce() throws IOException, InterruptedException {
        List<AsyncFuture<String>> met = Stream.generate(() -> http.text(url("/meet")))
                .limit(NotesSite.MEETING)
                .toList();
        demo.see(
                NotesSite.MEETING + " gets were on their way at once: none is answered before all have arrived",
                Awaited.get(Gather.settle(met)).stream().allMatch(new Outcome.Success<>("all here")::equals));
    }

    private void putInOrder() throws IOException, InterruptedException {
        site.puts.clear();
        List<AsyncFuture<HttpAnswer>> puts = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        for (int i = 1; i <= PUTS; i++) {
            versions.add("{\"version\":" + i + "}");
            puts.add(http.put(url("/notes/2"), json(Map.of("version", i))));
        }
        List<HttpAnswer> unused = Awaited.get(Gather.all(puts));
        demo.see(
                PUTS + " puts to one URL, all asked for at once, arrived one by one in their order",
                List.copyOf(site.puts).equals(versions) && site.writingAtOnce.get() == 1);
    }

    private void giveUp() throws IOException, InterruptedException {
        demo.see(
                "a question that is never answered ended at the deadline that stands on its method",
                failure(http.isWell(url("/never"))) instanceof AsyncTimeoutException);
        AsyncFuture<HttpAnswer> endless = http.get(url("/endless"));
        boolean cancelled = arrived(site.endlessAsked) && endless.cancel(true);
        boolean stopped = arrived(endless.stopped());
        site.endlessGoesOn.countDown();
        demo.see(
                "a cancel in the middle of an answer ended the exchange: the server could send no more",
                cancelled && stopped && arrived(site.endlessBroken));
    }

    private void close() throws IOException, InterruptedException {
        AsyncFuture<HttpAnswer> held = http.get(url("/hold"));
        boolean underWay = arrived(site.holdAsked);
        http.close();
        Throwable ended = failure(held);
        Throwable later = failure(http.get(url("/echo")));
        demo.see(
                "the close of the session ended the call that was under way, and refused the next one",
                underWay && ended instanceof IOException && later instanceof IOException);
    }

    /** Waits for the other side, so long that only what has gone wrong takes longer. */
    private static boolean arrived(CountDownLatch event) throws InterruptedException {
        return event.await(1, TimeUnit.MINUTES);
    }

    private static boolean arrived(AsyncFuture<?> stopped) throws InterruptedException {
        CountDownLatch event = new CountDownLatch(1);
        AsyncFuture<?> unused = stopped.whenComplete((result, failure) -> event.countDown());
        return arrived(event);
    }

    private static @Nullable Throwable failure(AsyncFuture<?> future) throws IOException, InterruptedException {
        return Awaited.get(Gather.<Object>settle(List.of(future))).get(0) instanceof Outcome.Failure<?> failure
                ? failure.cause()
                : null;
    }

    private String url(String path) {
        return site.url(path).toString();
    }
}
