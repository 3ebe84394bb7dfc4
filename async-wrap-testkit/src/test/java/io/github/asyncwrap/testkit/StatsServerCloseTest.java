package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing a server whatever is in flight. A thread that did not end would make {@link StatsServer#close()} fail. */
@Timeout(60)
class StatsServerCloseTest {

    private final StatsServer server = StatsServer.start();

    @AfterEach
    void close_leavesNothing() {
        server.close();

        assertThat(server.threads().live()).isEmpty();
        assertThat(server.openConnections()).isZero();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> RawConnection.to(server));
    }

    @Test
    void close_idleConnection_endsIt() throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            client.sendHead("GET / HTTP/1.1").readFinal();
            assertThat(server.threads().live()).isNotEmpty();

            server.close();

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void close_connectOnly_endsIt() throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            UploadClient.JDK.get(server); // accepted after it, so it was accepted, too

            server.close();

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void close_halfSentHead_endsIt() throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            client.send("PUT / HTTP/1.1\r\nHost: lo");
            UploadClient.JDK.get(server);

            server.close();

            assertThat(server.brokenUploads()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 9", "Transfer-Encoding: chunked"})
    void close_halfSentUpload_breaksIt(String framing) throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            client.sendPutHead(framing).send("5\r\nhe").read();

            server.close();

            assertThat(server.brokenUploads()).isEqualTo(1);
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void close_connectionThatIsBeingRefused_endsIt() throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Transfer-Encoding: chunked").send("zz\r\n");
            assertThat(client.readFinal().status()).isEqualTo("HTTP/1.1 400 Bad Request");

            server.close(); // while the server waits for the client's end

            assertThat(client.readToEnd()).isEmpty();
        }
    }

    /** More answers than the system's buffers hold: the server's thread is, or soon will be, blocked in a write. */
    @Test
    void close_clientThatDoesNotRead_endsItsThread() throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            FutureTask<IOException> flood = new FutureTask<>(client::flood);
            new Thread(flood).start();
            while (server.server().getRequestCount() < 100) {
                assertThat(Thread.interrupted()).as("timed out").isFalse();
                Thread.onSpinWait();
            }

            server.close();

            assertThat(flood.get()).isNotNull();
        }
    }

    @Test
    void close_connectionsArriving_leavesNone() throws Exception {
        CountDownLatch connected = new CountDownLatch(50);
        FutureTask<Void> connecting = new FutureTask<>(
                () -> {
                    try {
                        while (true) {
                            RawConnection.to(server).sendPutHead("Content-Length: 9");
                            connected.countDown();
                        }
                    } catch (IOException closed) {
                        assertThat(server.toString()).contains("closed");
                    }
                },
                null);
        new Thread(connecting).start();
        connected.await();

        server.close();

        connecting.get();
    }

    @Test
    void close_twice_isFine() {
        server.close();
        server.close();
    }

    @Test
    void close_byTwoThreads_endsForBothWhenAllIsClosed() throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 9").read();
            FutureTask<List<Thread>> other = new FutureTask<>(() -> {
                server.close();
                return server.threads().live();
            });
            new Thread(other).start();

            server.close();

            assertThat(server.threads().live()).isEmpty();
            assertThat(other.get()).isEmpty();
        }
    }

    @Test
    void close_interruptedThread_closesAllTheSame() throws Exception {
        try (RawConnection client = RawConnection.to(server)) {
            client.sendPutHead("Content-Length: 9").read();
            Thread.currentThread().interrupt();

            server.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(server.threads().live()).isEmpty();
        }
    }

    @Test
    void close_hundredServers_leaveNoThread() throws Exception {
        for (int i = 0; i < 100; i++) {
            StatsServer next = StatsServer.start();
            try (RawConnection client = RawConnection.to(next)) {
                client.sendPutHead("Content-Length: 9").read();
                next.close();
            }
            assertThat(next.threads().live()).isEmpty();
            assertThat(next.brokenUploads()).isEqualTo(1);
        }
    }
}
