package io.github.asyncwrap.examples.lesson.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The server of the lessons about clients. */
class LocalSiteTest {

    @Test
    void close_endsHandlersThatWait_connectionsAndThreads() throws Exception {
        LocalSite site = new LocalSite();
        CountDownLatch waiting = new CountDownLatch(2);
        site.on("/closing", exchange -> {
            waiting.countDown();
            site.awaitClosing();
        });
        site.on("/event", exchange -> {
            waiting.countDown();
            site.await(new CountDownLatch(1)); // never comes: the interrupt ends it
        });
        int port = site.url("/").port();
        try (Socket one = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket two = new Socket(InetAddress.getLoopbackAddress(), port)) {
            ask(one, "/closing");
            ask(two, "/event");
            waiting.await();
            site.close();
            assertThat(one.getInputStream().readAllBytes()).isEmpty();
            assertThat(two.getInputStream().readAllBytes()).isEmpty();
        }
        Leftovers.noThread("local-site", "HTTP-Dispatcher");
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    private static void ask(Socket socket, String path) throws Exception {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
