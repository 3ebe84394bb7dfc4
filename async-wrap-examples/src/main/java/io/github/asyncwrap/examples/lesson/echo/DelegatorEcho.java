package io.github.asyncwrap.examples.lesson.echo;

import static io.github.asyncwrap.examples.lesson.echo.Nothing.NOTHING;
import static io.github.asyncwrap.examples.lesson.echo.Step.delegate;
import static io.github.asyncwrap.examples.lesson.echo.Step.giveBack;
import static io.github.asyncwrap.examples.lesson.echo.Step.waitFor;

import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Tasks that delegate to sub-tasks. In {@link CoroutineEcho} all that waits must stand in the one routine of the task: what
 * is needed twice, "send all of this", cannot be a method of its own, for a method cannot wait in the middle on behalf of
 * its caller. Here it can. {@link #echo} delegates to {@link #receive} and {@link #send}, each of which may wait as often as
 * it likes, gets their values, and reads like the blocking program again. What makes it possible is {@link Trampoline}.
 */
final class DelegatorEcho extends SelectorServer {
    private final Queue<Trampoline> ready = new ArrayDeque<>();

    private DelegatorEcho(InetSocketAddress address) throws IOException {
        super("echo-delegators", address);
        ready.add(new Trampoline(this::greet));
    }

    static LessonServer start(InetSocketAddress address) throws IOException {
        return new DelegatorEcho(address).begin();
    }

    /** Every task that is ready runs until it waits; then those whose channels are ready are ready. */
    @Override
    void turn() throws IOException {
        for (Trampoline task = ready.poll(); task != null; task = ready.poll()) {
            Step.WaitFor<?> wait = task.run();
            if (wait != null) {
                wait.key().attach(task);
                wait.key().interestOps(wait.interest());
            }
        }
        select(key -> {
            key.interestOps(0);
            ready.add((Trampoline) key.attachment());
        });
    }

    private Step<Nothing> greet() {
        return waitFor(accepting(), SelectionKey.OP_ACCEPT, () -> {
            SelectionKey client = accept();
            if (client != null) {
                ready.add(new Trampoline(() -> serve(client)));
            }
            return greet();
        });
    }

    /** The task of a client: an echo, and after it, however it has ended, the end of the connection. */
    private static Step<Nothing> serve(SelectionKey client) {
        ByteBuffer buffer = ByteBuffer.allocate(EchoSockets.BUFFER);
        return delegate(() -> echo(client, buffer), new Step.Caller<Nothing, Nothing>() {
            @Override
            public Step<Nothing> returned(Nothing nothing) {
                drop(client);
                return giveBack(NOTHING);
            }

            @Override
            public Step<Nothing> failed(IOException reset) {
                drop(client); // it went without a word
                return giveBack(NOTHING);
            }
        });
    }

    /** {@code while receive(buffer) >= 0: send(buffer)}. The round ends where the next one begins, so nothing is piled up. */
    private static Step<Nothing> echo(SelectionKey client, ByteBuffer buffer) {
        return delegate(
                () -> receive(client, buffer),
                bytes -> bytes < 0
                        ? giveBack(NOTHING)
                        : delegate(() -> send(client, buffer.flip()), sent -> echo(client, buffer.clear())));
    }

    /** Gives back how many bytes have come, or -1 if no more will. */
    private static Step<Integer> receive(SelectionKey client, ByteBuffer buffer) {
        return waitFor(
                client, SelectionKey.OP_READ, () -> giveBack(channel(client).read(buffer)));
    }

    /** Ends when all is written. It waits where the client takes no more; until then nothing more is read. */
    private static Step<Nothing> send(SelectionKey client, ByteBuffer buffer) throws IOException {
        channel(client).write(buffer);
        return buffer.hasRemaining()
                ? waitFor(client, SelectionKey.OP_WRITE, () -> send(client, buffer))
                : giveBack(NOTHING);
    }

    private static SocketChannel channel(SelectionKey client) {
        return (SocketChannel) client.channel();
    }
}
