package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.LessonException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many clients of an echo server, on one thread. Each sends a message, waits until it has come back, checks it, and sends
 * the next: so a server is never sent more than it answers, and how much it answers in a second is its throughput. The
 * clients must not be what is measured, so there is nothing here but a selector, and two small buffers for each.
 */
final class LoadGenerator implements AutoCloseable {
    /** The bytes of a message. */
    static final int MESSAGE = 64;

    /** Of those who connect, so many have not had their first answer at one time: fewer than any backlog holds. */
    private static final int ARRIVING = 16;

    private final InetSocketAddress server;
    private final Selector selector;
    private final List<Client> answered = new ArrayList<>();
    private int opened;
    private boolean measuring;
    private boolean asking;
    private long[] times = new long[1 << 12];
    private int count;

    /** What came of a measurement. */
    record Load(double messagesPerSecond, double p99Millis) {}

    private static final class Client {
        private final SocketChannel channel;
        private final ByteBuffer out = ByteBuffer.allocate(MESSAGE);
        private final ByteBuffer in = ByteBuffer.allocate(MESSAGE);
        private final long number;
        private long messages;
        private long sent;
        private boolean measured;
        private boolean waiting;

        Client(SocketChannel channel, long number) {
            this.channel = channel;
            this.number = number;
        }

        /** Sends the next message; no two of any client are the same. */
        void ask(SelectionKey key) throws IOException {
            out.clear().putLong(number).putLong(++messages).rewind();
            in.clear();
            sent = System.nanoTime();
            waiting = true;
            go(key);
        }

        void go(SelectionKey key) throws IOException {
            channel.write(out);
            key.interestOps(SelectionKey.OP_READ | (out.hasRemaining() ? SelectionKey.OP_WRITE : 0));
        }

        /** Reads what has come; true if the answer is complete, and right. */
        boolean hasAnswer() throws IOException {
            if (channel.read(in) < 0) {
                throw new LessonException("The server ended a connection that had not ended");
            } else if (in.hasRemaining()) {
                return false;
            } else if (!in.flip().equals(out.rewind())) {
                throw new LessonException("The server sent back something else than it was sent");
            }
            waiting = false;
            return true;
        }
    }

    /** Clients of a server on this machine. */
    LoadGenerator(int port) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        selector = Selector.open();
    }

    /**
     * Connects clients, each of which sends one message and waits for the answer: a client that is connected need not be
     * one that is served.
     *
     * @param clients how many
     * @param patience how long nobody may be answered until it is given up
     * @return how many were answered
     * @throws IOException if a connection failed, or an answer was wrong
     */
    int connect(int clients, Duration patience) throws IOException {
        asking = false;
        long news = System.nanoTime();
        while (answered.size() < clients) {
            for (; opened < clients && opened < answered.size() + ARRIVING; opened++) {
                open(opened);
            }
            int before = answered.size();
            long left = patience.toNanos() - (System.nanoTime() - news);
            if (left <= 0) {
                break;
            }
            turn(left);
            if (answered.size() > before) {
                news = System.nanoTime();
            }
        }
        return answered.size();
    }

    private void open(int number) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // Closed at once and without a trace: thousands of connections that are over would keep their ports for a
            // minute.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, new Client(channel, number));
            if (channel.connect(server)) {
                ((Client) key.attachment()).ask(key);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Has all clients that were answered send for a while, and measures it after a shorter while that is not counted. The
     * last answers may be outstanding when it returns; see {@link #awaitAnswers}.
     *
     * @param time how long it is measured
     * @return what came of it
     * @throws IOException if a connection failed, or an answer was wrong
     */
    Load measure(Duration time) throws IOException {
        asking = true;
        count = 0;
        for (Client client : answered) {
            client.measured = false;
            if (!client.waiting) { // else its next message goes when the answer has come
                client.ask(client.channel.keyFor(selector));
            }
        }
        turns(time.toNanos() / 4);
        measuring = true;
        long start = System.nanoTime();
        turns(time.toNanos());
        long end = System.nanoTime();
        measuring = false;
        asking = false;
        int messages = count;
        // Who had no answer in all that time would else be the one whom nobody counts.
        answered.stream().filter(client -> !client.measured).forEach(client -> note(end - client.sent));
        Arrays.sort(times, 0, count);
        long p99 = times[Math.max(0, (int) Math.ceil(count * 0.99) - 1)];
        return new Load(messages * 1e9 / (end - start), p99 / 1e6);
    }

    /**
     * Waits until everything that was sent has come back. Nothing more is sent.
     *
     * @param patience how long no answer may come until it is given up
     * @return how many clients have not got theirs
     * @throws IOException if a connection failed, or an answer was wrong
     */
    int awaitAnswers(Duration patience) throws IOException {
        long news = System.nanoTime();
        int waiting = waiting();
        for (long left = patience.toNanos();
                waiting > 0 && left > 0;
                left = patience.toNanos() - (System.nanoTime() - news)) {
            turn(left);
            if (waiting() < waiting) {
                waiting = waiting();
                news = System.nanoTime();
            }
        }
        return waiting;
    }

    private int waiting() {
        return (int) answered.stream().filter(client -> client.waiting).count();
    }

    private void turns(long nanos) throws IOException {
        long start = System.nanoTime();
        for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
            turn(left);
        }
    }

    /** Waits for some, for at most so long, and does what can be done. */
    private void turn(long nanos) throws IOException {
        selector.select(nanos / 1_000_000 + 1);
        for (SelectionKey key : selector.selectedKeys()) {
            serve(key, (Client) key.attachment());
        }
        selector.selectedKeys().clear();
    }

    private void serve(SelectionKey key, Client client) throws IOException {
        if (key.isConnectable()) {
            client.channel.finishConnect();
            client.ask(key);
        } else if (key.isWritable()) {
            client.go(key);
        } else if (client.hasAnswer()) {
            if (client.messages == 1) {
                answered.add(client);
            }
            if (measuring) {
                client.measured = true;
                note(System.nanoTime() - client.sent);
            }
            if (asking) {
                client.ask(key);
            }
        }
    }

    private void note(long nanos) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
        }
        times[count++] = nanos;
    }

    /** Ends all connections. */
    @Override
    public void close() throws IOException {
        if (selector.isOpen()) {
            selector.keys().forEach(key -> OpenChannels.quietly(key.channel()));
            selector.close();
        }
    }
}
