package io.github.asyncwrap.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AcceptedSocketsTest {

    private final AcceptedSockets sockets = new AcceptedSockets(false, connection -> false);
    private final ServerSocket listener;
    private final Socket client;

    AcceptedSocketsTest() throws IOException {
        listener = sockets.createServerSocket(0, 0, InetAddress.getLoopbackAddress());
        client = new Socket(listener.getInetAddress(), listener.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        listener.close();
        sockets.close();
    }

    @Test
    void accept_anyConnection_isWithoutDelayAndCounted() throws Exception {
        try (Socket accepted = listener.accept()) {
            assertThat(accepted.getTcpNoDelay()).isTrue();
            assertThat(sockets.openCount()).isEqualTo(1);
        }
        assertThat(sockets.openCount()).isZero();
    }

    @Test
    void read_connectionReset_isTheEndAndClosesIt() throws Exception {
        Socket accepted = listener.accept();
        client.setSoLinger(true, 0);
        client.close();

        assertThat(accepted.getInputStream().read()).isEqualTo(-1);

        assertThat(accepted.isClosed()).isTrue();
        assertThat(sockets.openCount()).isZero();
    }

    @Test
    void read_bytes_areGivenAsTheyAre() throws Exception {
        InputStream in = listener.accept().getInputStream();
        client.getOutputStream().write(new byte[] {-1, 2, 3});
        client.shutdownOutput();

        assertThat(in.read()).isEqualTo(0xff);
        assertThat(in.readAllBytes()).containsExactly(2, 3);
    }

    @Test
    void write_connectionClosed_failsAndCountsItOut() throws Exception {
        Socket accepted = listener.accept();
        client.setSoLinger(true, 0);
        client.close();

        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
            while (true) {
                accepted.getOutputStream().write(new byte[100]);
            }
        });

        assertThat(sockets.openCount()).isZero();
    }

    @Test
    void close_openConnections_closesThem() throws Exception {
        Socket accepted = listener.accept();

        sockets.close();

        assertThat(accepted.isClosed()).isTrue();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(sockets.openCount()).isZero();
    }

    @Test
    void close_connectionNotYetAccepted_isClosedInsteadOfServed() throws Exception {
        sockets.close();
        FutureTask<Socket> accepting = new FutureTask<>(listener::accept);
        new Thread(accepting).start();

        assertThat(client.getInputStream().read()).isEqualTo(-1);

        listener.close();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(accepting::get)
                .withCauseInstanceOf(SocketException.class);
        assertThat(sockets.openCount()).isZero();
    }

    @Test
    void listeners_boundAtCreation_listen() throws Exception {
        try (ServerSocket one = sockets.createServerSocket(0);
                ServerSocket two = sockets.createServerSocket(0, 5)) {
            assertThat(one.getLocalPort()).isPositive();
            assertThat(two.getLocalPort()).isPositive();
        }
    }
}
