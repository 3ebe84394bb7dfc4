package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.AsyncWrapper;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Blocking sockets behind an {@link AsyncWrapper}. What its two numbers mean decides how it is written.
 *
 * <p>The <i>limit</i> is how many calls are blocked at one time, each on a thread. Were the service of a client one call
 * ({@code read} and {@code write} until it goes), a client that says nothing would hold a slot, and sixteen of them would be
 * the whole server. Were each {@code read} a call, it would be the same: it is in {@code read} that one waits for a silent
 * client. So nobody waits for what can be watched: a selector watches the silent ones, and a call is made when there is
 * something to read. It reads that, writes it back, and gives its slot to the next. Sixteen threads serve a thousand clients.
 *
 * <p><i>Pending</i> is who has sent something and waits for a slot. A client has one call at most, so as many as there
 * may be clients: with one more the server does not refuse anybody, it does not accept him yet.
 *
 * <p>The bound is the clients that do not <i>read</i>: a call that writes to one blocks. Sixteen of those hold all slots,
 * until their calls have taken {@link #PATIENCE}. Then the call is interrupted, which closes its channel, and the slot is
 * free: nobody is stuck for ever, but all wait so long. The styles before this one watch for writing, too. That is the
 * lesson: the door is for calls that can only block. It bounds them; it does not make them something else.
 */
final class WrappedEcho implements LessonServer {
    /** How many clients are being answered at one time, each by a thread. */
    static final int LIMIT = 16;

    /** How many clients there may be. */
    static final int CLIENTS = 4_096;

    /** How long a client may keep a call from ending, the wait for a slot included. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AsyncWrapper door;
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
    private final Queue<Client> answered = new ConcurrentLinkedQueue<>();
    private final Watch watch;

    private record Client(SocketChannel channel, ByteBuffer buffer) {}

    private WrappedEcho(InetSocketAddress address, Duration patience) throws IOException {
        watch = new Watch(address);
        door = AsyncWrapper.builder("echo-wrapped", LIMIT)
                .maxPending(CLIENTS)
                .timeout(patience)
                .build();
    }

    static LessonServer start(InetSocketAddress address) throws IOException {
        return start(address, PATIENCE);
    }

    static LessonServer start(InetSocketAddress address, Duration patience) throws IOException {
        WrappedEcho server = new WrappedEcho(address, patience);
        server.watch.begin();
        return server;
    }

    /** Watches who is silent. It makes no call that blocks, but to the selector. */
    private final class Watch extends SelectorServer {
        Watch(InetSocketAddress address) throws IOException {
            super("echo-wrapped-watch", address);
        }

        @Override
        void turn() throws IOException {
            accepting().interestOps(clients.size() < CLIENTS ? SelectionKey.OP_ACCEPT : 0);
            List<SelectionKey> ready = new ArrayList<>();
            select(ready::add);
            // Before new keys are cancelled: those that were cancelled before are forgotten by the selector now.
            for (Client client = answered.poll(); client != null; client = answered.poll()) {
                watch(client);
            }
            for (SelectionKey key : ready) {
                if (key != accepting()) {
                    answerSoon(key);
                } else {
                    greet(accept());
                }
            }
        }

        private void greet(@Nullable SelectionKey key) {
            if (key != null) {
                SocketChannel channel = (SocketChannel) key.channel();
                clients.add(channel);
                key.attach(new Client(channel, ByteBuffer.allocate(EchoSockets.BUFFER)));
                key.interestOps(SelectionKey.OP_READ);
            }
        }

        private void watch(Client client) {
            try {
                client.channel.configureBlocking(false);
                client.channel.register(accepting().selector(), SelectionKey.OP_READ, client);
            } catch (IOException e) {
                part(client);
            }
        }

        /** Takes a client from the selector, which does not watch channels that block, and hands it to the door. */
        private void answerSoon(SelectionKey key) {
            Client client = (Client) key.attachment();
            key.cancel();
            try {
                client.channel.configureBlocking(true);
            } catch (IOException e) {
                part(client);
                return;
            }
            var unused = door.call(() -> answer(client)).whenComplete((goesOn, failure) -> {
                if (failure == null && goesOn) {
                    answered.add(client);
                } else {
                    part(client); // it has ended, or was reset, or did not read in time
                }
                accepting().selector().wakeup();
            });
        }
    }

    /**
     * The blocking part. It waits for nothing to read: there is something. It may have to wait until the client reads.
     *
     * @return whether more may come
     */
    private static boolean answer(Client client) throws IOException {
        ByteBuffer buffer = client.buffer.clear();
        if (client.channel.read(buffer) < 0) {
            return false;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            client.channel.write(buffer);
        }
        return true;
    }

    private void part(Client client) {
        clients.remove(client.channel);
        OpenChannels.quietly(client.channel);
    }

    @Override
    public int port() {
        return watch.port();
    }

    @Override
    public void awaitStopped() throws InterruptedException {
        watch.awaitStopped();
    }

    /** First nobody is accepted any more; then what calls wait for is closed, which ends them. */
    @Override
    public void close() {
        watch.close();
        clients.forEach(OpenChannels::quietly);
        door.close();
    }
}
