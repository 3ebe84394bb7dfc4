package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Pictures, and downloads that go well and wrong. */
class GalleryTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final List<Picture> FIVE =
            IntStream.rangeClosed(1, 5).mapToObj(Picture::new).toList();

    private final CountDownLatch asked = new CountDownLatch(1);

    private static Gallery gallery(int port) {
        return new Gallery("127.0.0.1", port, picture -> () -> {});
    }

    /** Serves these bytes under the name of the first picture. */
    private WebServer serve(String checksum, Routes.Handler picture) throws IOException {
        byte[] checksums = (checksum + "  picture-1.png\n").getBytes(StandardCharsets.UTF_8);
        return WebServer.start(
                ANY,
                new Routes()
                        .at("/checksums.txt", Map.of("GET", request -> WebResponse.of(200, "text/plain", checksums)))
                        .at("/pictures/picture-1.png", Map.of("GET", picture)),
                WebLimits.of(8, 1, Duration.ofMinutes(1)));
    }

    private static void assertBothFail(WebServer server, String message) {
        try (server;
                Gallery gallery = gallery(server.port())) {
            List<ThrowingCallable> ways =
                    List.of(() -> gallery.oneByOne(FIVE), () -> gallery.throughDoor(FIVE.subList(0, 1), 2));
            for (ThrowingCallable way : ways) {
                assertThatThrownBy(way).isInstanceOf(LessonException.class).hasMessageContaining(message);
            }
        }
    }

    @Test
    void pictures_areTheirOwn_andNoOthers() throws IOException {
        byte[] one = new Picture(1).png();
        assertThat(new Picture(1).isIn(one)).isTrue();
        assertThat(new Picture(1).png()).isEqualTo(one);
        for (int other = 2; other <= 100; other++) {
            assertThat(new Picture(other).isIn(one)).as("%d", other).isFalse();
        }
        assertThat(new Picture(1).isIn(Arrays.copyOf(one, one.length / 2))).isFalse();
        assertThat(new Picture(1).isIn(new byte[0])).isFalse();
        assertThat(new Picture(1).isIn("no picture".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @Test
    void bothWays_bringTheSame_andOneByOneTakesAllDelays() throws Exception {
        Duration delay = Duration.ofMillis(20);
        try (PictureServer server = new PictureServer(ANY, 5, delay);
                Gallery gallery = gallery(server.port())) {
            long began = System.nanoTime();
            List<byte[]> one = gallery.oneByOne(FIVE);
            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(5 * delay.toNanos());
            assertThat(server.mostAtOnce()).isEqualTo(1);
            server.meetFirst(3);
            assertThat(gallery.throughDoor(FIVE, 3)).containsExactlyElementsOf(one);
            assertThat(server.mostAtOnce()).isEqualTo(3);
        }
    }

    @Test
    void damagedPicture_isTold() throws IOException {
        byte[] damaged = new Picture(1).png();
        damaged[damaged.length / 2]++;
        assertBothFail(
                serve(Picture.checksum(new Picture(1).png()), request -> WebResponse.of(200, "image/png", damaged)),
                "picture-1.png is damaged");
    }

    @Test
    void anotherPicture_isTold() throws IOException {
        byte[] another = new Picture(2).png();
        assertBothFail(
                serve(Picture.checksum(another), request -> WebResponse.of(200, "image/png", another)),
                "picture-1.png is not the picture that it should be");
    }

    @Test
    void pictureThatIsNotThere_isTold() throws IOException {
        assertBothFail(
                serve("", request -> WebResponse.error(404, "gone")), "/pictures/picture-1.png was answered with 404");
    }

    @Test
    void pictureThatEndsEarly_isTold() throws IOException {
        byte[] png = new Picture(1).png();
        assertBothFail(
                serve(
                        Picture.checksum(png),
                        request ->
                                new WebResponse(200, Map.of(), png.length + 1L, new java.io.ByteArrayInputStream(png))),
                "/pictures/picture-1.png could not be downloaded: ");
    }

    @Test
    void serverThatIsDown_isTold() throws IOException {
        try (Socket holder = new Socket()) {
            holder.bind(ANY);
            try (Gallery gallery = gallery(holder.getLocalPort())) {
                assertThatThrownBy(() -> gallery.throughDoor(FIVE, 2))
                        .isInstanceOf(LessonException.class)
                        .hasMessageContaining("/checksums.txt could not be downloaded: ");
            }
        }
    }

    @Test
    void serverThatStopsMeanwhile_endsTheDownloads() throws Exception {
        byte[] png = new Picture(1).png();
        WebServer server = serve(Picture.checksum(png), request -> {
            asked.countDown();
            new CountDownLatch(1).await();
            return WebResponse.of(200, "image/png", png);
        });
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Gallery gallery = gallery(server.port())) {
            Thread client = new Thread(() -> {
                try {
                    gallery.throughDoor(FIVE.subList(0, 1), 2);
                } catch (IOException | InterruptedException e) {
                    failure.set(e);
                }
            });
            client.start();
            asked.await();
            server.close();
            client.join();
        }
        assertThat(failure.get()).isInstanceOf(LessonException.class).hasMessageContaining("could not be downloaded");
    }

    @Test
    void interrupt_givesUpDownloadsThatWait_atOnce() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        WebServer server = serve("", request -> {
            asked.countDown();
            never.await();
            return WebResponse.error(404, "");
        });
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (server;
                Gallery gallery = new Gallery("127.0.0.1", server.port(), picture -> ended::countDown)) {
            Thread client = new Thread(() -> {
                try {
                    gallery.throughDoor(FIVE.subList(0, 1), 2);
                } catch (IOException | InterruptedException e) {
                    failure.set(e);
                }
            });
            client.start();
            asked.await();
            client.interrupt();
            client.join();
            ended.await(); // though the server has not answered
        }
        assertThat(failure.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void clientThatGoes_isNoTroubleForTheServer() throws Exception {
        try (PictureServer server = new PictureServer(ANY, 5, Duration.ofMillis(1));
                Gallery gallery = gallery(server.port())) {
            server.meetFirst(1);
            for (int i = 0; i < 3; i++) {
                new WebClient(server.port())
                        .send("GET /pictures/picture-1.png HTTP/1.1\r\nHost: x\r\n\r\n")
                        .close();
            }
            assertThat(gallery.oneByOne(FIVE)).hasSize(5);
        }
    }
}
