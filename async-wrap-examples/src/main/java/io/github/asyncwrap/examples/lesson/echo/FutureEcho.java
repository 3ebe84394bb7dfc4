package io.github.asyncwrap.examples.lesson.echo;

import static io.github.asyncwrap.examples.lesson.echo.Nothing.NOTHING;
import static io.github.asyncwrap.examples.lesson.echo.Turn.await;
import static io.github.asyncwrap.examples.lesson.echo.Turn.done;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.asyncwrap.examples.lesson.LessonServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A task for each client, on an event loop: what {@link DelegatorEcho} does, with one thing more general. There a task can
 * wait for a channel or for a sub-task. Here it awaits a future, and a future is anything that will be there later: a channel
 * that can be read, a time that has come, another task, a blocking call on another thread. The loop ({@link Loop}) knows
 * futures and callbacks only; channels are one way among others to complete a future.
 */
final class FutureEcho implements LessonServer {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocketChannel listener;
    private final int port;
    private final Loop loop;
    private final Thread thread = new Thread(this::run, "echo-futures");
    private final LoopFuture<Nothing> stop;

    private FutureEcho(ServerSocketChannel listener, Loop loop) throws IOException {
        this.listener = listener;
        port = listener.socket().getLocalPort();
        listener.configureBlocking(false);
        this.loop = loop;
        stop = loop.createFuture();
    }

    static LessonServer start(InetSocketAddress address) throws IOException {
        ServerSocketChannel listener = EchoSockets.listen(address);
        Loop loop = null;
        try {
            loop = new Loop();
            FutureEcho server = new FutureEcho(listener, loop);
            server.thread.start();
            return server;
        } catch (IOException | RuntimeException | Error e) { // an Error: the system has no more threads
            OpenChannels.quietly(listener);
            if (loop != null) {
                loop.discard();
            }
            throw e;
        }
    }

    private void run() {
        try (listener) {
            loop.run(this::main);
        } catch (Exception e) {
            throw new IllegalStateException("the loop failed", e);
        }
    }

    /** The main task: lets the others work until somebody wants the end. Those that are left then are cancelled. */
    private Turn<Nothing> main() {
        loop.createTask(this::accept).whenDone(failed -> stop.complete(NOTHING));
        return await(stop, nothing -> done(NOTHING));
    }

    private Turn<Nothing> accept() throws IOException {
        return await(loop.readable(listener), nothing -> {
            SocketChannel client;
            try {
                client = listener.accept();
            } catch (IOException e) {
                // No more sockets, which trying again at once does not change. The other tasks go on meanwhile.
                return await(loop.sleep(PAUSE), rested -> accept());
            }
            if (client != null) {
                serve(client);
            }
            return accept();
        });
    }

    /** Starts the task of a client; nobody waits for it. A callback closes what it leaves, however it ends. */
    private void serve(SocketChannel client) {
        loop.createTask(() -> {
                    client.configureBlocking(false);
                    EchoSockets.configure(client);
                    return receive(client, ByteBuffer.allocate(EchoSockets.BUFFER));
                })
                .whenDone(served -> {
                    OpenChannels.quietly(client);
                    served.failure(); // asked for, and no more: a client that went without a word is no news
                });
    }

    private Turn<Nothing> receive(SocketChannel client, ByteBuffer buffer) throws IOException {
        return await(loop.readable(client), nothing -> {
            if (client.read(buffer) < 0) {
                return done(NOTHING);
            }
            buffer.flip();
            return send(client, buffer);
        });
    }

    /** Writes all, and awaits the client where it takes no more: until then nothing more is read. */
    private Turn<Nothing> send(SocketChannel client, ByteBuffer buffer) throws IOException {
        client.write(buffer);
        if (buffer.hasRemaining()) {
            return await(loop.writable(client), nothing -> send(client, buffer));
        }
        buffer.clear();
        return receive(client, buffer);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void awaitStopped() throws InterruptedException {
        thread.join();
    }

    @Override
    public void close() {
        loop.callSoonThreadsafe(() -> stop.complete(NOTHING));
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
