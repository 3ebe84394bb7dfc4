package io.github.asyncwrap.examples.lesson.echo;

import io.github.asyncwrap.examples.lesson.LessonServer;
import io.github.asyncwrap.examples.lesson.echo.Generator.Yield;
import io.github.asyncwrap.examples.lesson.echo.TaskScheduler.Wait;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks are gone: who serves a client is a task again, with a beginning, a middle and an end. Where
 * {@link OriginalEcho} blocks, the task stops and hands out what it waits for, and the {@link TaskScheduler} lets another
 * one run. To accept clients is a task like any other. That the code below is in pieces is for Java, which has no
 * {@code yield}; {@link Generator} tells how to read it.
 */
final class GeneratorEcho extends SelectorServer {
    private final TaskScheduler tasks = new TaskScheduler();

    private GeneratorEcho(InetSocketAddress address) throws IOException {
        super("echo-generators", address);
        tasks.spawn(accepting(), new Generator<>(this::awaitClient));
    }

    static LessonServer start(InetSocketAddress address) throws IOException {
        return new GeneratorEcho(address).begin();
    }

    @Override
    void turn() throws IOException {
        tasks.run();
        select(tasks::wake);
    }

    // The task that accepts: while true: yield toAccept; client = accept(); spawn(echo(client))

    private Yield<Wait> awaitClient() {
        return new Yield<>(Wait.toAccept(accepting()), this::greetClient);
    }

    private Yield<Wait> greetClient() {
        SelectionKey client = accept();
        if (client != null) {
            tasks.spawn(client, new Generator<>(new Conversation(client)::awaitData));
        }
        return awaitClient();
    }

    /**
     * The task of a client. Read from top to bottom it is
     *
     * <pre>{@code
     * while true:
     *     yield toRead
     *     if read(buffer) < 0: return
     *     while buffer.hasRemaining():
     *         yield toWrite
     *         write(buffer)
     * }</pre>
     */
    private static final class Conversation {
        private final SelectionKey key;
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(EchoSockets.BUFFER);

        Conversation(SelectionKey key) {
            this.key = key;
            channel = (SocketChannel) key.channel();
        }

        Yield<Wait> awaitData() {
            buffer.clear();
            return new Yield<>(Wait.toRead(key), this::read);
        }

        private @Nullable Yield<Wait> read() throws IOException {
            if (channel.read(buffer) < 0) {
                return null;
            }
            buffer.flip();
            return awaitRoom();
        }

        private Yield<Wait> awaitRoom() {
            return buffer.hasRemaining() ? new Yield<>(Wait.toWrite(key), this::write) : awaitData();
        }

        private Yield<Wait> write() throws IOException {
            channel.write(buffer);
            return awaitRoom();
        }
    }
}
