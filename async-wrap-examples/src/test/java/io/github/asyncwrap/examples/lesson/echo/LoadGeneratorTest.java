package io.github.asyncwrap.examples.lesson.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncwrap.examples.lesson.LessonException;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clients that make the load, also against servers that are no echo. */
@Timeout(120)
class LoadGeneratorTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void connect_countsWhoWasAnswered_andMeasureGivesNumbers() throws Exception {
        try (LessonServer server = EchoStyle.SELECT.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                LoadGenerator generator = new LoadGenerator(server.port())) {
            assertThat(generator.connect(1, PATIENCE)).isEqualTo(1);
            assertThat(generator.connect(40, PATIENCE)).isEqualTo(40);
            LoadGenerator.Load load = generator.measure(Duration.ofMillis(20));
            while (load.messagesPerSecond() == 0) { // nobody was served: this machine is busy
                load = generator.measure(Duration.ofMillis(20));
            }
            assertThat(load.messagesPerSecond()).isPositive();
            assertThat(load.p99Millis()).isPositive();
            assertThat(generator.awaitAnswers(PATIENCE)).isZero();
        }
    }

    @Test
    void connect_toAServerThatAnswersNobody_givesUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                LoadGenerator generator = new LoadGenerator(server.getLocalPort())) {
            assertThat(generator.connect(3, Duration.ofMillis(50))).isZero();
        }
    }

    @Test
    void measure_ofAServerThatStopsAnswering_countsTheWait() throws Exception {
        Duration time = Duration.ofMillis(50);
        try (ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Thread once = answering(server, 0);
            try (LoadGenerator generator = new LoadGenerator(server.getLocalPort())) {
                assertThat(generator.connect(1, PATIENCE)).isEqualTo(1);
                LoadGenerator.Load load = generator.measure(time);
                assertThat(load.messagesPerSecond()).isZero();
                assertThat(load.p99Millis()).isGreaterThanOrEqualTo((double) time.toMillis());
                assertThat(generator.awaitAnswers(time)).isEqualTo(1);
            }
            once.join();
        }
    }

    @Test
    void cell_ofAServerThatStopsAnswering_saysSo_andHasNoNumbers() throws Exception {
        Duration time = Duration.ofMillis(20);
        try (ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Thread once = answering(server, 0);
            // On a machine that is too slow it has no first answer either, which is told in the same way.
            LoadCell cell = LoadCell.of(server.getLocalPort(), 1, time, Duration.ofSeconds(1), Duration.ofSeconds(1));
            assertThat(cell).isEqualTo(new LoadCell(1, 0, null));
            assertThat(cell.text()).contains("0 of 1 answered");
            assertThat(cell.isAllAnswered()).isFalse();
            once.join();
        }
    }

    @Test
    void connect_toAServerThatAnswersSomethingElse_fails() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Thread once = answering(server, 1);
            try (LoadGenerator generator = new LoadGenerator(server.getLocalPort())) {
                assertThatThrownBy(() -> generator.connect(1, PATIENCE))
                        .isInstanceOf(LessonException.class)
                        .hasMessageContaining("something else");
            }
            once.join();
        }
    }

    @Test
    void connect_toNobody_fails() throws Exception {
        ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        gone.close();
        try (LoadGenerator generator = new LoadGenerator(gone.getLocalPort())) {
            assertThatThrownBy(() -> generator.connect(1, PATIENCE)).isInstanceOf(ConnectException.class);
        }
    }

    /** Answers one message, with something added to its first byte, and nothing after it. */
    private static Thread answering(ServerSocket server, int added) {
        Thread once = new Thread(() -> {
            try (Socket client = server.accept()) {
                byte[] message = client.getInputStream().readNBytes(LoadGenerator.MESSAGE);
                message[0] += (byte) added;
                client.getOutputStream().write(message);
                client.getInputStream().readAllBytes();
            } catch (IOException e) {
                // The client has gone.
            }
        });
        once.start();
        return once;
    }
}
