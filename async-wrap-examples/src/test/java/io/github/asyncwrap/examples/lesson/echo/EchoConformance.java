package io.github.asyncwrap.examples.lesson.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** What is asked of an echo server, point by point. Each point wants a server of its own. */
enum EchoConformance {
    /** All of several clients are answered while all of them stay. */
    SEVERAL_AT_ONCE {
        @Override
        void holds(LessonServer server, Waits waits) throws Exception {
            List<EchoClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    clients.add(new EchoClient(server.port(), waits.answerMillis()));
                }
                for (int round = 0; round < 3; round++) {
                    for (int i = 0; i < clients.size(); i++) {
                        clients.get(i).send(line(i, round));
                    }
                    // The last first: whoever serves them in the order of their coming, each to its end, fails.
                    for (int i = clients.size() - 1; i >= 0; i--) {
                        assertThat(clients.get(i).receive(line(i, round).length))
                                .isEqualTo(line(i, round));
                    }
                }
            } finally {
                for (EchoClient client : clients) {
                    client.close();
                }
            }
        }

        @Override
        void fails(LessonServer server) throws Exception {
            try (EchoClient second = first(server, new EchoClient(server.port()))) {
                assertThat(second.receive(line(2, 0).length)).isEqualTo(line(2, 0));
            }
        }

        /** The first client, from its coming to its going, and the second, which gets nothing all that time. */
        private EchoClient first(LessonServer server, EchoClient first) throws IOException {
            try (first) {
                assertThat(first.ask(line(1, 0))).isEqualTo(line(1, 0));
                EchoClient second = new EchoClient(server.port());
                second.send(line(2, 0));
                for (int round = 1; round < 100; round++) {
                    assertThat(first.ask(line(1, round))).isEqualTo(line(1, round));
                }
                assertThat(second.arrived()).isZero();
                return second;
            }
        }

        private byte[] line(int client, int round) {
            return ("client " + client + ", line " + round + "\n").getBytes(StandardCharsets.UTF_8);
        }
    },

    /** A MiB, in pieces of odd sizes, comes back as it was. */
    ODD_PIECES {
        @Override
        void holds(LessonServer server, Waits waits) throws Exception {
            byte[] all = bytes(1024 * 1024);
            try (EchoClient client = new EchoClient(server.port())) {
                FutureTask<Void> sending = new FutureTask<>(() -> {
                    int[] sizes = {1, 7, 4_097, 2, 65_537, 16_383, 3, 131_071};
                    int at = 0;
                    for (int i = 0; at < all.length; i++) {
                        int end = Math.min(all.length, at + sizes[i % sizes.length]);
                        client.send(Arrays.copyOfRange(all, at, end));
                        at = end;
                    }
                    return null;
                });
                Thread sender = new Thread(sending, "sender");
                sender.start();
                ByteArrayOutputStream back = new ByteArrayOutputStream();
                for (int size = 1; back.size() < all.length; size = size * 3 % 50_021) {
                    back.writeBytes(client.receive(Math.min(size, all.length - back.size())));
                }
                sending.get();
                sender.join();
                assertThat(back.toByteArray()).isEqualTo(all);
            }
        }
    },

    /** A client that says that it sends no more gets all that it is owed, and then the end. */
    HALF_CLOSE {
        @Override
        void holds(LessonServer server, Waits waits) throws Exception {
            byte[] all = bytes(150_000); // more than the server keeps: some is under way when the end comes
            try (EchoClient client = new EchoClient(server.port())) {
                client.send(all);
                client.finish();
                assertThat(client.receiveAll()).isEqualTo(all);
            }
            try (EchoClient silent = new EchoClient(server.port())) {
                silent.finish();
                assertThat(silent.receiveAll()).isEmpty();
            }
        }
    },

    /** A client that resets its connection, whatever it was doing, harms nobody else. */
    RESET {
        @Override
        void holds(LessonServer server, Waits waits) throws Exception {
            try (EchoClient talking = new EchoClient(server.port())) {
                talking.ask(bytes(10));
                talking.send(bytes(10_000));
                talking.reset();
            }
            try (EchoClient silent = new EchoClient(server.port())) {
                silent.reset(); // perhaps before it was accepted
            }
            try (UnreadingClient stalled = new UnreadingClient(server.port(), waits.quietMillis())) {
                stalled.sendUntilStalled(2 * MOST_HELD);
                stalled.reset(); // while the server has something to write to it
            }
            try (EchoClient next = new EchoClient(server.port())) {
                assertThat(next.ask(bytes(10_000))).isEqualTo(bytes(10_000));
            }
        }
    },

    /** What a client sends and does not take back stays bounded; and none of it is lost. */
    NEVER_READ_IS_BOUNDED {
        @Override
        void holds(LessonServer server, Waits waits) throws Exception {
            try (UnreadingClient client = new UnreadingClient(server.port(), waits.quietMillis())) {
                client.sendUntilStalled(16 * MOST_HELD);
                assertThat(client.sent()).hasSizeLessThan(MOST_HELD);
                assertThat(client.receiveAll()).isEqualTo(client.sent());
            }
        }
    },

    /** While one does not read, the others are answered. */
    NEVER_READ_DELAYS_NOBODY {
        @Override
        void holds(LessonServer server, Waits waits) throws Exception {
            try (UnreadingClient stalled = new UnreadingClient(server.port(), waits.quietMillis());
                    EchoClient earlier = new EchoClient(server.port(), waits.answerMillis())) {
                assertThat(earlier.ask(bytes(100))).isEqualTo(bytes(100));
                stalled.sendUntilStalled(2 * MOST_HELD);
                assertThat(earlier.ask(bytes(1_000))).isEqualTo(bytes(1_000));
                try (EchoClient later = new EchoClient(server.port())) {
                    assertThat(later.ask(bytes(1_000))).isEqualTo(bytes(1_000));
                }
            }
        }

        @Override
        void fails(LessonServer server) throws Exception {
            try (UnreadingClient stalled = new UnreadingClient(server.port());
                    EchoClient other = new EchoClient(server.port())) {
                stalled.sendUntilStalled(2 * MOST_HELD);
                other.send(bytes(1_000));
                // The server has to turn many times to get rid of all that; and of the other, nothing.
                assertThat(stalled.receive()).isEqualTo(stalled.sent());
                assertThat(other.arrived()).isZero();
                assertThat(stalled.receiveAll()).isEmpty();
                assertThat(other.receive(1_000)).isEqualTo(bytes(1_000));
            }
        }
    },

    /** As long as no client gives it anything to do, it does nothing: no loop runs in vain. */
    IDLE_COSTS_NOTHING {
        @Override
        void holds(LessonServer server, Waits waits) throws Exception {
            try (EchoClient idle = new EchoClient(server.port())) {
                idle.ask(bytes(10));
                List<UnreadingClient> clients = new ArrayList<>();
                try {
                    UnreadingClient stalled = new UnreadingClient(server.port(), waits.quietMillis());
                    clients.add(stalled);
                    stalled.sendUntilStalled(2 * MOST_HELD);
                    // About half of that fills the way back. With one of these the server has read to the end of what
                    // the client sends, and still has something that it cannot write: nothing to be done either.
                    int all = stalled.sent().length;
                    for (int size = all / 4; size < all * 3 / 4; size += EchoSockets.BUFFER / 2) {
                        UnreadingClient finished = new UnreadingClient(server.port(), waits.quietMillis());
                        clients.add(finished);
                        finished.sendUntilStalled(size);
                        finished.finish();
                    }
                    stalled.awaitQuiet(QUIET_MILLIS); // what they have sent is on its way
                    long before = cpuNanosOfOthers();
                    stalled.awaitQuiet(QUIET_MILLIS);
                    // A loop has half of the time even if it shares its processor; who waits has none, whatever else
                    // runs.
                    assertThat(cpuNanosOfOthers() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS / 8));
                } finally {
                    for (UnreadingClient client : clients) {
                        client.close();
                    }
                }
            }
        }

        private long cpuNanosOfOthers() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            return Arrays.stream(threads.getAllThreadIds())
                    .filter(id -> id != Thread.currentThread().getId())
                    .map(id -> Math.max(0, threads.getThreadCpuTime(id)))
                    .sum();
        }
    },

    /** Closing the server returns, with connections open; they see the end of it, and the port is free. */
    CLEAN_STOP {
        @Override
        void holds(LessonServer server, Waits waits) throws Exception {
            int port = server.port();
            try (EchoClient idle = new EchoClient(port)) {
                idle.ask(bytes(10));
                try (UnreadingClient stalled = new UnreadingClient(port, waits.quietMillis());
                        EchoClient fresh = new EchoClient(port)) {
                    stalled.sendUntilStalled(2 * MOST_HELD);
                    server.close();
                    awaitEnd(idle);
                    stalled.awaitEnd();
                    awaitEnd(fresh);
                }
            }
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            server.awaitStopped();
            server.close();
        }

        private void awaitEnd(EchoClient client) throws IOException {
            try {
                assertThat(client.receiveAll()).isEmpty();
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // Reset, as one that was never accepted is: that is an end as well.
            }
        }
    };

    /**
     * More than can lie between a client that sends and the same client that does not read: two socket buffers on
     * either side, each of them twice as large again as the system makes it, and what the server keeps.
     */
    static final int MOST_HELD = EchoSockets.BUFFER + 4 * 4 * EchoSockets.SOCKET_BUFFER;

    /** How long nothing is done, to see what it costs. */
    private static final long QUIET_MILLIS = 400;

    /** Threads that a server has used and does not own. */
    private static final String JVM_AND_LIBRARY =
            "ForkJoinPool-\\d+-.*|VirtualThread-.*|.*Poller.*|async-wrap-timer-\\d+";

    /** The points that a style is meant to fail: it was written to show them. */
    static Set<EchoConformance> notOf(EchoStyle style) {
        return style == EchoStyle.ORIGINAL
                ? EnumSet.of(SEVERAL_AT_ONCE, NEVER_READ_DELAYS_NOBODY)
                : EnumSet.noneOf(EchoConformance.class);
    }

    /**
     * How long the clients of a point wait.
     *
     * @param quietMillis how long nothing of what is sent must be taken, until nothing more will be
     * @param answerMillis how long an answer may take
     */
    record Waits(long quietMillis, int answerMillis) {}

    private static final Waits USUAL = new Waits(UnreadingClient.QUIET_MILLIS, 30_000);

    /** Checks that a server is as it should be. */
    void holds(LessonServer server) throws Exception {
        holds(server, USUAL);
    }

    abstract void holds(LessonServer server, Waits waits) throws Exception;

    /**
     * Checks that a server is as a server with one thread for one client is: late, and otherwise right. It waits for
     * nothing to not happen: what must not have come is looked for when what should have come after it is there.
     */
    void fails(LessonServer server) throws Exception {
        fail("no style is meant to fail this");
    }

    /** Checks that no thread is left of a server that was closed. One that is about to end may do so. */
    static void assertNoThreadIsLeft(Set<Thread> before) throws InterruptedException {
        assertNoThreadIsLeft(before, TimeUnit.SECONDS.toMillis(10));
    }

    static void assertNoThreadIsLeft(Set<Thread> before, long patienceMillis) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            // Those that carry virtual threads, or wait for their sockets, are the JVM's own, and stay; the library's
            // one
            // timer ends by itself, later.
            if (!before.contains(thread) && !thread.getName().matches(JVM_AND_LIBRARY)) {
                thread.join(patienceMillis);
                assertThat(thread.isAlive()).as("%s lives", thread).isFalse();
            }
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
