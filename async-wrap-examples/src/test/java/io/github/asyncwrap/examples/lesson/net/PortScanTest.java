package io.github.asyncwrap.examples.lesson.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of ports, what a port answers, and the order of the answers. */
class PortScanTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final PortScan.Probe probe = PortScan.connecting(HERE, Duration.ofMillis(200));

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "80; 1; 80",
                "1-1024; 1024; 1-1024",
                "22,80,8000-8002; 5; 22,80,8000-8002",
                "80, 79 ,80,81-82; 4; 79-82",
                "1,3,2; 3; 1-3",
                "00080; 1; 80",
                "1-65535; 65535; 1-65535",
                "65535; 1; 65535"
            })
    void ports_areUnderstood_andWrittenInOrder(String text, int size, String written) {
        PortSet ports = PortSet.parse(text);
        assertThat(ports.size()).isEqualTo(size);
        assertThat(ports).hasToString(written);
        assertThat(ports.list()).hasSize(size).isSorted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ",", "80,", "a", "1-", "-5", "1-2-3", "80 81", "1..5", "999999", "0", "0-5", "65536", "1-65536",
                "9-3"
            })
    void portsThatAreNone_areTold(String text) {
        assertThatThrownBy(() -> PortSet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'");
    }

    @Test
    void openPort_isOpen() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, HERE)) {
            assertThat(probe.stateOf(listener.getLocalPort())).isEqualTo(PortState.OPEN);
        }
    }

    @Test
    void portThatNobodyListensOn_isClosed() throws Exception {
        try (Socket holder = new Socket()) {
            holder.bind(new InetSocketAddress(HERE, 0));
            assertThat(probe.stateOf(holder.getLocalPort())).isEqualTo(PortState.CLOSED);
        }
    }

    @Test
    void portThatDoesNotAnswer_isFiltered_afterTheTimeout() throws Exception {
        try (SilentPort silent = new SilentPort()) {
            assumeTrue(silent.isSilent(), "a full queue is refused on this system");
            long began = System.nanoTime();
            assertThat(probe.stateOf(silent.port())).isEqualTo(PortState.FILTERED);
            assertThat(System.nanoTime() - began)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
        }
    }

    @Test
    void hostThatNoNetworkLeadsTo_isUnreachable() throws Exception {
        InetAddress manyHosts = InetAddress.getByName("224.0.0.1"); // TCP leads to one
        assumeTrue(System.getProperty("os.name").equals("Linux"), "other systems say it otherwise");
        assertThat(PortScan.connecting(manyHosts, Duration.ofMinutes(1)).stateOf(80))
                .isEqualTo(PortState.UNREACHABLE);
    }

    @Test
    void failedAttempt_saysSomethingAboutThePort() {
        assertThat(PortScan.stateAfter(new ConnectException("Connection refused")))
                .isEqualTo(PortState.CLOSED);
        assertThat(PortScan.stateAfter(new NoRouteToHostException("No route to host")))
                .isEqualTo(PortState.UNREACHABLE);
        assertThat(PortScan.stateAfter(new SocketException("Network is unreachable")))
                .isEqualTo(PortState.UNREACHABLE);
        assertThat(PortScan.stateAfter(new SocketException("Connection reset"))).isEqualTo(PortState.UNKNOWN);
        assertThat(PortScan.stateAfter(new BindException("Permission denied"))).isEqualTo(PortState.UNKNOWN);
        assertThat(PortScan.stateAfter(new SocketException())).isEqualTo(PortState.UNKNOWN);
    }

    @Test
    void socketThatIsConnectedToItself_isNobodyElses() throws Exception {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(HERE, 0));
            socket.connect(new InetSocketAddress(HERE, socket.getLocalPort()));
            assertThat(PortScan.isItself(socket)).isTrue();
        }
        try (ServerSocket listener = new ServerSocket(0, 1, HERE);
                Socket socket = new Socket(HERE, listener.getLocalPort())) {
            assertThat(PortScan.isItself(socket)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-host.invalid", "", " ", "1.2.3.4.5", "a b"})
    void hostThatCannotBeResolved_isTold(String host) {
        assertThatThrownBy(() -> PortScan.resolve(host))
                .isInstanceOf(LessonException.class)
                .hasMessageStartingWith("Cannot scan ")
                .hasMessageContaining(host);
    }

    @Test
    void answersInAnyOrder_standInTheOrderOfThePorts() throws Exception {
        // Each port waits for the one above it.
        List<CountDownLatch> answered = IntStream.rangeClosed(0, 5)
                .mapToObj(port -> new CountDownLatch(1))
                .toList();
        answered.get(5).countDown();
        AtomicInteger steps = new AtomicInteger();
        PortScan scan = new PortScan(
                port -> {
                    answered.get(port).await();
                    answered.get(port - 1).countDown();
                    return port % 2 == 0 ? PortState.OPEN : PortState.CLOSED;
                },
                steps::incrementAndGet);
        assertThat(scan.throughDoor(List.of(1, 2, 3, 4, 5), 5))
                .extracting(PortScan.Answer::port)
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(steps).hasValue(5);
    }

    @Test
    void door_asksAsManyAtOnceAsItHasSlots_andNoMore() throws Exception {
        CyclicBarrier four = new CyclicBarrier(4); // would never open if fewer were asked at once
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        PortScan scan = new PortScan(
                port -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    try {
                        four.await();
                    } catch (BrokenBarrierException e) {
                        throw new IOException(e);
                    }
                    now.decrementAndGet();
                    return PortState.CLOSED;
                },
                () -> {});
        List<Integer> all = IntStream.rangeClosed(1, 400).boxed().toList();
        assertThat(scan.throughDoor(all, 4)).hasSize(400);
        assertThat(most).hasValue(4);
    }

    @Test
    void failureThatIsNotThePorts_endsTheScan_andNamesThePort() {
        PortScan scan = new PortScan(
                port -> {
                    if (port == 7) {
                        throw new SocketException("Too many open files");
                    }
                    return PortState.OPEN;
                },
                () -> {});
        List<Integer> ports = List.of(5, 6, 7, 8);
        assertThatThrownBy(() -> scan.oneByOne(ports))
                .isInstanceOf(LessonException.class)
                .hasMessage("Port 7 cannot be asked: Too many open files");
        assertThatThrownBy(() -> scan.throughDoor(ports, 2)).hasMessage("Port 7 cannot be asked: Too many open files");
    }

    @Test
    void interrupt_endsTheScan_andWhatRuns() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(2);
        PortScan scan = new PortScan(
                port -> {
                    asked.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    throw new ConnectException("unreachable");
                },
                () -> {});
        CountDownLatch ended = new CountDownLatch(1);
        Thread scanner = new Thread(() -> {
            try {
                scan.throughDoor(List.of(1, 2, 3), 2);
            } catch (InterruptedException e) {
                ended.countDown();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        scanner.start();
        asked.await();
        scanner.interrupt();
        ended.await();
        interrupted.await();
        scanner.join();
    }

    @Test
    void interrupt_endsAlsoWhatWaitsForAnAnswer() throws Exception {
        try (SilentPort silent = new SilentPort()) {
            assumeTrue(silent.isSilent(), "a full queue is refused on this system");
            PortScan.Probe patient = PortScan.connecting(HERE, Duration.ofMinutes(10));
            CountDownLatch asked = new CountDownLatch(1);
            CompletableFuture<PortState> answer = new CompletableFuture<>();
            PortScan scan = new PortScan(
                    port -> {
                        asked.countDown();
                        try {
                            PortState state = patient.stateOf(port);
                            answer.complete(state);
                            return state;
                        } catch (IOException e) {
                            answer.completeExceptionally(e);
                            throw e;
                        }
                    },
                    () -> {});
            Thread scanner = new Thread(() -> assertThatThrownBy(() -> scan.throughDoor(List.of(silent.port()), 2))
                    .isInstanceOf(InterruptedException.class));
            scanner.start();
            asked.await();
            scanner.interrupt();
            scanner.join();
            // The system itself would give up after minutes, but then there would be an answer.
            assertThatThrownBy(answer::get).hasCauseInstanceOf(SocketException.class);
        }
    }

    @Test
    void interrupt_endsAScanOfPortsThatAnswer() {
        AtomicInteger asked = new AtomicInteger();
        PortScan scan = new PortScan(
                port -> {
                    asked.incrementAndGet();
                    Thread.currentThread().interrupt();
                    return PortState.OPEN;
                },
                () -> {});
        assertThatThrownBy(() -> scan.oneByOne(List.of(1, 2, 3))).isInstanceOf(InterruptedException.class);
        assertThat(asked).hasValue(1);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void report_hasALineForEachState() {
        assertThat(PortScan.report(List.of(
                        new PortScan.Answer(9, PortState.OPEN),
                        new PortScan.Answer(1, PortState.CLOSED),
                        new PortScan.Answer(2, PortState.CLOSED),
                        new PortScan.Answer(3, PortState.UNREACHABLE))))
                .containsExactly(
                        "open:           1  9", "closed:         2  1-2", "filtered:       0", "unreachable:    1  3");
        assertThat(PortScan.report(List.of(new PortScan.Answer(1, PortState.UNKNOWN))))
                .hasSize(5)
                .endsWith("unknown:        1  1");
    }
}
