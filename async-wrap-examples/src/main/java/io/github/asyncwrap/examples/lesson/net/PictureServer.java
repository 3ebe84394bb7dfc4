package io.github.asyncwrap.examples.lesson.net;

import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves pictures, each after a while, as a server does that is far away or busy; a page with all of them; and their checksums.
 * Counts how many it has in hand at once.
 */
final class PictureServer implements LessonServer {

    static final int CONNECTIONS = 64;
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final long PATIENCE_SECONDS = 30;

    private final Map<String, byte[]> pictures = new LinkedHashMap<>();
    private final Duration delay;
    private final WebServer server;
    private final AtomicInteger inHand = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private volatile CountDownLatch meeting = new CountDownLatch(0);

    /**
     * Starts one.
     *
     * @param address where to listen
     * @param count how many pictures it has, the first has number 1
     * @param delay how long each answer with a picture takes at least
     * @throws IOException if it cannot listen there
     */
    PictureServer(InetSocketAddress address, int count, Duration delay) throws IOException {
        this.delay = delay;
        for (int number = 1; number <= count; number++) {
            Picture picture = new Picture(number);
            pictures.put(picture.name(), picture.png());
        }
        Routes routes = new Routes()
                .at("/", Map.of("GET", request -> page()))
                .at("/checksums.txt", Map.of("GET", request -> checksums()))
                .below("/pictures/", name -> {
                    byte[] png = pictures.get(name);
                    return png == null ? Map.of() : Map.of("GET", request -> picture(png));
                });
        // Not limited by a body: nobody sends one here.
        server = WebServer.start(address, routes, WebLimits.of(CONNECTIONS, 1, DEADLINE));
    }

    private WebResponse page() {
        StringBuilder images = new StringBuilder();
        pictures.keySet()
                .forEach(name -> images.append("<img src=\"/pictures/%s\" alt=\"%s\">\n".formatted(name, name)));
        return WebResponse.page(200, "Gallery", images.toString());
    }

    private WebResponse checksums() {
        StringBuilder lines = new StringBuilder();
        pictures.forEach((name, png) ->
                lines.append(Picture.checksum(png)).append("  ").append(name).append('\n'));
        return WebResponse.of(200, "text/plain; charset=utf-8", lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private WebResponse picture(byte[] png) throws InterruptedException {
        most.accumulateAndGet(inHand.incrementAndGet(), Math::max);
        try {
            CountDownLatch together = meeting;
            together.countDown();
            boolean unused = together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Thread.sleep(delay.toMillis()); // this is what the lesson is about: the other side takes its time
            return WebResponse.of(200, "image/png", png);
        } finally {
            inHand.decrementAndGet();
        }
    }

    /**
     * From now on the first requests for pictures are not answered before so many are there: whoever sends them one by one
     * will notice.
     */
    void meetFirst(int requests) {
        meeting = new CountDownLatch(requests);
    }

    /** The largest number of pictures that were asked for and not yet answered at one time, since this was asked last. */
    int mostAtOnce() {
        return most.getAndSet(0);
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void awaitStopped() throws InterruptedException {
        server.awaitStopped();
    }

    @Override
    public void close() {
        server.close();
    }
}
