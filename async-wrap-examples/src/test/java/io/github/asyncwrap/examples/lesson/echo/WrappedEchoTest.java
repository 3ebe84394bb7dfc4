package io.github.asyncwrap.examples.lesson.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bound of the wrapped style: not who is silent, but who does not read. */
@Timeout(120)
class WrappedEchoTest {
    private static final int A_LOT = 2 * EchoConformance.MOST_HELD;
    private static final byte[] LINE = {1, 2, 3};

    @Test
    void silentClients_manyMoreThanSlots_holdNone() throws Exception {
        List<EchoClient> silent = new ArrayList<>();
        try (LessonServer server = start(WrappedEcho.PATIENCE)) {
            for (int i = 0; i < 10 * WrappedEcho.LIMIT; i++) {
                EchoClient client = new EchoClient(server.port());
                silent.add(client);
                client.ask(LINE);
            }
            try (EchoClient last = new EchoClient(server.port())) {
                assertThat(last.ask(LINE)).isEqualTo(LINE);
            }
            assertThat(silent.get(0).ask(LINE)).isEqualTo(LINE);
        } finally {
            for (EchoClient client : silent) {
                client.close();
            }
        }
    }

    @Test
    void unreadingClients_oneLessThanSlots_delayNobody() throws Exception {
        List<UnreadingClient> stalled = new ArrayList<>();
        try (LessonServer server = start(Duration.ofMinutes(10));
                EchoClient client = new EchoClient(server.port())) {
            stall(stalled, WrappedEcho.LIMIT - 1, server.port());
            for (int i = 0; i < 100; i++) {
                assertThat(client.ask(LINE)).isEqualTo(LINE);
            }
        } finally {
            close(stalled);
        }
    }

    @Test
    void unreadingClients_asManyAsSlots_keepTheOthersWaitingUntilOneReads() throws Exception {
        List<UnreadingClient> stalled = new ArrayList<>();
        try (LessonServer server = start(Duration.ofMinutes(10));
                EchoClient client = new EchoClient(server.port())) {
            client.ask(LINE);
            stall(stalled, WrappedEcho.LIMIT, server.port());
            client.send(LINE);
            assertThat(stalled.get(0).receiveAll()).isEqualTo(stalled.get(0).sent());
            assertThat(client.receive(LINE.length)).isEqualTo(LINE);
        } finally {
            close(stalled);
        }
    }

    @Test
    void unreadingClients_whenTheirTimeIsOver_loseTheirSlots() throws Exception {
        List<UnreadingClient> stalled = new ArrayList<>();
        try (LessonServer server = start(Duration.ofSeconds(1))) {
            stall(stalled, WrappedEcho.LIMIT, server.port());
            while (!isAnswered(server.port())) {
                // The wait for a slot may have been too long: it counts. But it does not last for ever.
            }
        } finally {
            close(stalled);
        }
    }

    private static boolean isAnswered(int port) {
        try (EchoClient client = new EchoClient(port)) {
            return Arrays.equals(client.ask(LINE), LINE);
        } catch (IOException e) {
            return false;
        }
    }

    private static LessonServer start(Duration patience) throws IOException {
        return WrappedEcho.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), patience);
    }

    private static void stall(List<UnreadingClient> stalled, int count, int port) throws IOException {
        for (int i = 0; i < count; i++) {
            UnreadingClient client = new UnreadingClient(port);
            stalled.add(client);
            client.sendUntilStalled(A_LOT);
        }
    }

    private static void close(List<UnreadingClient> clients) throws IOException {
        for (UnreadingClient client : clients) {
            client.close();
        }
    }
}
